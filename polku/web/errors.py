from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from polku.foundation.errors import PolkuError


def page(request: HttpRequest, status: int, error: PolkuError | None = None) -> HttpResponse:
    """The error page of a status; says nothing that is not in its own words."""
    return render(request, f"ui/errors/{status}.html", {"status": status, "error": error}, status=status)


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
