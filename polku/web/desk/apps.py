from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "polku.web.desk"
    label = "desk"
