from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "polku.web.ui"
    label = "ui"
