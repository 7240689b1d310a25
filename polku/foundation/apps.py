from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class FoundationConfig(AppConfig):
    name = "polku.foundation"
    label = "foundation"

    def ready(self) -> None:
        from polku.foundation import grants, refusals

        connection_created.connect(refusals.watch, dispatch_uid="polku.refusals")
        post_migrate.connect(grants.after_migrate, sender=self, dispatch_uid="polku.grants")
