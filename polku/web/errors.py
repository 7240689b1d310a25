from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from polku.foundation.errors import PolkuError
from polku.people.oidc import SignInRefused, words_for
from polku.web.signin import NEXT, language_of


def page(request: HttpRequest, status: int, error: PolkuError | None = None) -> HttpResponse:
    """The error page of a status; says nothing that is not in its own words."""
    if isinstance(error, SignInRefused):
        return sign_in_refused(request, 503 if error.reason == "unavailable" else status, error)
    return render(request, f"ui/errors/{status}.html", {"status": status, "error": error}, status=status)


def sign_in_refused(request: HttpRequest, status: int, error: SignInRefused) -> HttpResponse:
    """Why one was not signed in, a way to try again and a way on without, in the language of the page one came from."""
    wanted = request.session.get(NEXT, "/")
    with override(language_of(wanted)):
        context = {"status": status, "words": words_for(error), "sign_in_href": f"{reverse('signin:begin')}?next={quote(wanted)}"}
        return render(request, "ui/errors/sign_in.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403)
