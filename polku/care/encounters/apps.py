from django.apps import AppConfig


class EncountersConfig(AppConfig):
    name = "polku.care.encounters"
    label = "encounters"
