from django.apps import AppConfig


class ResidentConfig(AppConfig):
    name = "polku.web.resident"
    label = "resident"
