"""Addresses for trying the residents' pages by themselves: theirs, sign-in, and a home for the other faces."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from polku.web import errors


def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse("another face")


urlpatterns = [
    path("signin/", include("polku.web.signin")),
    *i18n_patterns(
        path("", include("polku.web.resident.urls")),
        path("desk/", include(([path("", elsewhere, name="worklist")], "desk"))),
    ),
]
handler404 = errors.not_found
handler403 = errors.forbidden
