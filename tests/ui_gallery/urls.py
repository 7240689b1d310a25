"""``/<language>/<page>/`` renders one page of the gallery under the strict content policy."""

from django.conf.urls.i18n import i18n_patterns
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from tests.ui_gallery.pages import PAGES, everywhere

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def show(request: HttpRequest, name: str) -> HttpResponse:
    if name not in PAGES:
        raise Http404(f"found {name}, expected one of {', '.join(PAGES)}")
    template, context = PAGES[name]
    response = render(request, template, {**everywhere(request), **context})
    response["Content-Security-Policy"] = POLICY
    return response


urlpatterns = i18n_patterns(path("<slug:name>/", show, name="page"))
