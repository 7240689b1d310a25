from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "polku.config"
    label = "config"

    def ready(self) -> None:
        from polku.config import checks, wiring  # noqa: F401
