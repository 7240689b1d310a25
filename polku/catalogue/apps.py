from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "polku.catalogue"
    label = "catalogue"
