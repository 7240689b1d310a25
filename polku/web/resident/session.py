"""What a visitor's session holds: the unsent runs that it may open. And who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from polku.foundation.actor import Actor
from polku.foundation.errors import Refused

RUNS = "assessment_runs"
AT_MOST = 20


def held(request: HttpRequest) -> list[str]:
    return list(request.session.get(RUNS, []))


def hold(request: HttpRequest, run_id: UUID) -> None:
    runs = [run for run in held(request) if run != str(run_id)]
    request.session[RUNS] = [*runs, str(run_id)][-AT_MOST:]


def actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def address_of(request: HttpRequest) -> str:
    """Whence the request comes: behind the proxy, as the proxy tells."""
    told = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return told.split(",")[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


def to_sign_in(request: HttpRequest, address: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('signin:begin')}?next={quote(address or request.get_full_path())}")


def _page_of_the_form(request: HttpRequest) -> str:
    """A page to come back to where a form was sent signed out: an address that takes forms alone shows none."""
    return urlsplit(request.headers.get("Referer", "")).path or reverse("resident:my")


def resident_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one's own matters: a visitor signs in first, staff are refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor(request).kind == "anonymous":
            return to_sign_in(request, "" if request.method in {"GET", "HEAD"} else _page_of_the_form(request))
        if actor(request).kind != "resident":
            raise Refused("a member of staff on a resident's page", "a signed-in resident", "sign in as yourself")
        return view(request, *args, **kwargs)

    return guarded
