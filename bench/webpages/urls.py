from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from polku.config import urls

urlpatterns = [*urls.urlpatterns, *i18n_patterns(path("", include("bench.webpages.bare")))]
handler404, handler500 = urls.handler404, urls.handler500
