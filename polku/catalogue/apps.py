from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "polku.catalogue"
    label = "catalogue"

    def ready(self) -> None:
        from polku.catalogue import checks  # noqa: F401
