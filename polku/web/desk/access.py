"""Who may open the desk: signed-in staff with a care role."""

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
from polku.people.logic import CARE_ROLES, Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_only(view: View[P]) -> View[P]:
    """Anonymous visitors go to sign in and come back; others without a care role are refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = acting(request)
        if actor.kind == "anonymous":
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("desk:worklist")
            return redirect(f"{reverse('signin:begin')}?{urlencode({'next': back})}")
        require_role(actor, *sorted(CARE_ROLES))
        return view(request, *args, **kwargs)

    return guarded


def acting(request: HttpRequest) -> Actor:
    return cast(Actor, cast(Any, request).actor)


def care_roles(actor: Actor) -> list[Role]:
    """The care roles that the actor holds now: where they work."""
    return [role for role in roles_of(actor) if role.role in CARE_ROLES]
