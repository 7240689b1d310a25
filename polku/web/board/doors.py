"""Who may open the board, and what every page of it is drawn with."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from polku.catalogue.queries import catalogue
from polku.foundation.actor import Actor
from polku.foundation.errors import NotFound
from polku.insight.loading import lake
from polku.insight.measures.figures import ALL
from polku.people.access import require_role
from polku.people.logic import CARE_ROLES
from polku.web.board import levels
from polku.web.board.parts import Sheet, frame
from polku.web.board.selection import Selection, read

BOARD_ROLES = ("unit_leader", "analyst", *sorted(CARE_ROLES))

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_leaders(view: View[P]) -> View[P]:
    """Strangers are asked to sign in and come back; other roles are refused."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor = acting(request)
        if actor.kind == "anonymous":
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("board:overview")
            return HttpResponseRedirect(f"{reverse('signin:begin')}?{urlencode({'next': back})}")
        require_role(actor, *BOARD_ROLES)
        return view(request, *args, **kwargs)

    return guarded


def acting(request: HttpRequest) -> Actor:
    return cast(Actor, cast(Any, request).actor)


def sheet_of(request: HttpRequest) -> Sheet:
    """The figures that the address names; NotFound for a place that is not there."""
    sheet = Sheet(lake(), read(request.GET))
    if sheet.selection.unit not in {ALL, *levels.known(), *catalogue().units, *sheet.units}:
        raise NotFound("no such unit", "a unit that the page offers", "check the address")
    return sheet


def page(
    request: HttpRequest, selection: Selection, name: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    bar = frame(cast(Any, request).user, acting(request), name, selection)
    return render(request, f"board/{template}.html", {**bar, **context}, status=status)
