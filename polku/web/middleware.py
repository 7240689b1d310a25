"""What every request passes through: headers, the moment, who acts, and errors as pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_only_middleware

from polku.foundation import clockshift
from polku.foundation.actor import ANONYMOUS
from polku.foundation.errors import BadInput, Conflict, NotFound, PolkuError, Refused, TooMany
from polku.foundation.idempotency import OtherBody
from polku.people.queries import actor_of
from polku.web import behalf, staying
from polku.web import errors as pages

Respond = Callable[[HttpRequest], HttpResponse]

STATUS: list[tuple[type[PolkuError], int]] = [
    (NotFound, 404), (Refused, 403), (Conflict, 409), (OtherBody, 422), (BadInput, 422), (TooMany, 429), (PolkuError, 400)
]


@sync_only_middleware
def headers(get_response: Respond) -> Respond:
    """Pages with personal data stay out of every cache and search engine."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response

    return respond


@sync_only_middleware
def moment(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponse:
        clockshift.refresh()
        return get_response(request)

    return respond


@sync_only_middleware
def acting(get_response: Respond) -> Respond:
    """Sets ``request.actor``: who acts on this request, and for whom. Their session lasts from now on."""

    def respond(request: HttpRequest) -> HttpResponse:
        user = request.user
        request.actor = behalf.of(request, actor_of(user)) if user.is_authenticated else ANONYMOUS  # type: ignore[attr-defined, arg-type]
        staying.renew(request)
        return get_response(request)

    return respond


class errors:
    """Turns an error of the tree into its page: 404, 403, 409, 422 or 400."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        for kind, status in STATUS:
            if isinstance(exception, kind):
                return pages.page(request, status, exception)
        return None
