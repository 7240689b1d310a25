from __future__ import annotations

from django.urls import path

from polku.web.board import following, quality_page, views

app_name = "board"
urlpatterns = [
    path("", views.show_overview, name="overview"),
    path("access/", views.show_access, name="access"),
    path("access.csv", views.download, name="csv"),
    path("access/cases/<str:unit_id>/", views.show_cases, name="cases"),
    path("deviations/", following.show_list, name="deviations"),
    path("deviations/open/", following.open_one, name="open_deviation"),
    path("deviations/<uuid:deviation>/", following.show_one, name="deviation"),
    path("programme/", views.show_programme, name="programme"),
    path("quality/", quality_page.show, name="quality"),
    path("quality.csv", quality_page.download, name="quality_csv"),
    path("validity/", views.show_validity, name="validity"),
    path("validity.csv", views.download_validity, name="validity_csv"),
]
