"""Who may open the studio: those who write content and those who approve it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from polku.foundation.actor import Actor
from polku.people.access import require_role, roles_of
from polku.people.logic import CONTENT_ROLES

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def content_staff_only(view: View[P]) -> View[P]:
    """Anonymous visitors go to sign in and come back; others without a content role are refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = acting(request)
        if actor.kind == "anonymous":
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("studio:list")
            return redirect(f"{reverse('signin:begin')}?{urlencode({'next': back})}")
        require_role(actor, *sorted(CONTENT_ROLES))
        return view(request, *args, **kwargs)

    return guarded


def acting(request: HttpRequest) -> Actor:
    return cast(Actor, cast(Any, request).actor)


def holds(request: HttpRequest, role: str) -> bool:
    return role in {held.role for held in roles_of(acting(request))}
