from __future__ import annotations

from django.urls import path

from polku.demo import views

app_name = "demo"
urlpatterns = [path("", views.time, name="time")]
