from __future__ import annotations

from django.urls import path

from polku.web.board import views

app_name = "board"
urlpatterns = [
    path("", views.show_overview, name="overview"),
    path("access/", views.show_access, name="access"),
    path("access.csv", views.download, name="csv"),
    path("validity/", views.show_validity, name="validity"),
    path("validity.csv", views.download_validity, name="validity_csv"),
]
