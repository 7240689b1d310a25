from __future__ import annotations

from django.urls import path

from polku.web.board import compare, following, now, quality_page, units_page, views

app_name = "board"
urlpatterns = [
    path("", views.show_overview, name="overview"),
    path("search/", views.show_search, name="search"),
    path("measures/", views.show_measures, name="measures"),
    path("measures/access/", views.show_access, name="access"),
    path("measures/access/cases/<str:unit_id>/", views.show_cases, name="cases"),
    path("measures/access.csv", views.download, {"form": "csv"}, name="csv"),
    path("measures/access.parquet", views.download, {"form": "parquet"}, name="parquet"),
    path("measures/access.svg", views.picture, name="picture"),
    path("measures/<slug:measure>/", views.show_measure, name="measure"),
    path("measures/<slug:measure>/cases/<str:unit_id>/", views.show_measure_cases, name="measure_cases"),
    path("measures/<slug:measure>.csv", views.download_measure, {"form": "csv"}, name="measure_csv"),
    path("measures/<slug:measure>.parquet", views.download_measure, {"form": "parquet"}, name="measure_parquet"),
    path("measures/<slug:measure>.svg", views.measure_picture, name="measure_picture"),
    path("deviations/", following.show_list, name="deviations"),
    path("deviations/open/", following.open_one, name="open_deviation"),
    path("deviations/<uuid:deviation>/", following.show_one, name="deviation"),
    path("programme/", views.show_programme, name="programme"),
    path("compare/", compare.show, name="compare"),
    path("compare.csv", compare.download, name="compare_csv"),
    path("units/", units_page.show, name="units"),
    path("units.csv", units_page.download, name="units_csv"),
    path("now/", now.show, name="now"),
    path("quality/", quality_page.show, name="quality"),
    path("quality.csv", quality_page.download, name="quality_csv"),
    path("validity/", views.show_validity, name="validity"),
    path("validity.csv", views.download_validity, name="validity_csv"),
]
