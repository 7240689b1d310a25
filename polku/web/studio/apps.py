from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "polku.web.studio"
    label = "studio"
