"""The door of a face for staff: who may come in, and where a stranger signs in and comes back to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from polku.foundation.actor import Actor
from polku.people.access import require_role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_roles(roles: Iterable[str], *, home: str) -> Callable[[View[P]], View[P]]:
    """Anonymous visitors go to sign in and come back, after a form to the page named `home`; other roles are refused."""
    welcome = tuple(sorted(roles))

    def door(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            actor = acting(request)
            if actor.kind == "anonymous":
                back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse(home)
                return redirect(f"{reverse('signin:begin')}?{urlencode({'next': back})}")
            require_role(actor, *welcome)
            return view(request, *args, **kwargs)

        return guarded

    return door


def acting(request: HttpRequest) -> Actor:
    return cast(Actor, cast(Any, request).actor)
