from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "polku.people"
    label = "people"
