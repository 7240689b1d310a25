"""Addresses for trying sign-in by itself: Polku's own sign-in views, and a page that says who acts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.actor.kind)  # type: ignore[attr-defined]


urlpatterns = [
    path("signin/", include("polku.web.signin")),
    path("who/", who),
    path("resident/", include(([path("", who, name="home")], "resident"))),
    path("desk/", include(([path("", who, name="worklist")], "desk"))),
]
