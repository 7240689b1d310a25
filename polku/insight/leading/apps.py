from django.apps import AppConfig


class LeadingConfig(AppConfig):
    name = "polku.insight.leading"
    label = "leading"
