"""How long a session lasts: an hour from the last page, renewed at most every five minutes so that reading writes seldom."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from polku.foundation import clock

SEEN = "seen_at"
RENEW_AFTER_SECONDS = 300
BY_ITSELF = "Polku-By-Itself"
"""The header of a request that a page makes by itself: it does not say that anyone is there."""


def renew(request: HttpRequest, *, at_once: bool = False) -> None:
    """Let an open session last from now on. A session with nothing in it stays unmade."""
    if request.session.is_empty() or request.session.session_key is None or BY_ITSELF in request.headers:
        return
    if at_once or seconds_since_seen(request) > RENEW_AFTER_SECONDS:
        request.session[SEEN] = _now()


def seconds_left(request: HttpRequest) -> int:
    return max(0, settings.SESSION_COOKIE_AGE - seconds_since_seen(request))


def seconds_since_seen(request: HttpRequest) -> int:
    return _now() - int(request.session.get(SEEN, 0))


def _now() -> int:
    return int(clock.real_now().timestamp())


@require_safe
def extend(request: HttpRequest) -> HttpResponse:
    """Asked by the page when a person says that they are still there."""
    renew(request, at_once=True)
    return HttpResponse(status=204)
