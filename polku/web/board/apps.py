from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "polku.web.board"
    label = "board"
