"""Pages of content are the same for every visitor who is not signed in: drawn once, kept in memory for the day."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.web.resident.session import actor

AT_MOST = 500


def same_for_everyone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep the view's pages by address and day. Nothing is kept of who is signed in, of a search, or of a form with a key."""
    kept: dict[Hashable, tuple[bytes, str]] = {}

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor(request).kind != "anonymous" or request.META.get("QUERY_STRING"):
            return view(request, *args, **kwargs)
        key = (request.path, helsinki_date(clock.now()))
        if key not in kept:
            page = view(request, *args, **kwargs)
            if page.status_code != 200 or "CSRF_COOKIE" in request.META:
                return page
            if len(kept) >= AT_MOST:
                kept.clear()
            kept[key] = (page.content, page.headers["Content-Type"])
        body, content_type = kept[key]
        return HttpResponse(body, content_type=content_type)

    return shown
