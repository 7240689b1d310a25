from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "polku.guidance"
    label = "guidance"
