from django.apps import AppConfig


class ProviderConfig(AppConfig):
    name = "polku.demo.idp"
    label = "demo_idp"
