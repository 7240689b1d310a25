from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "polku.care.scheduling"
    label = "scheduling"
