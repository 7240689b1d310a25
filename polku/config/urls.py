from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from polku.web import errors, health

urlpatterns = [
    path("health", health.health, name="health"),
    path("ready", health.ready, name="ready"),
    path("signin/", include("polku.web.signin")),
    *i18n_patterns(
        path("", include("polku.web.resident.urls")),
        path("desk/", include("polku.web.desk.urls")),
        path("board/", include("polku.web.board.urls")),
        path("studio/", include("polku.web.studio.urls")),
        *([path("demo/", include("polku.demo.urls"))] if "polku.demo" in settings.INSTALLED_APPS else []),
    ),
]
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
