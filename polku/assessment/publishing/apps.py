from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "polku.assessment.publishing"
    label = "publishing"

    def ready(self) -> None:
        from polku.assessment import library
        from polku.assessment.publishing.queries import in_force

        library.publish_from(in_force)
