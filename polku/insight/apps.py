from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "polku.insight"
    label = "insight"
