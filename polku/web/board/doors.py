"""Who may open the board, and what every page of it is drawn with."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from polku.catalogue.queries import catalogue
from polku.foundation.errors import NotFound
from polku.insight.loading import to_read
from polku.insight.measures.figures import ALL
from polku.people.logic import CARE_ROLES
from polku.web.board import levels
from polku.web.board.parts import Sheet, frame
from polku.web.board.selection import Selection, read
from polku.web.doors import P, View, acting, for_roles

BOARD_ROLES = ("unit_leader", "analyst", *sorted(CARE_ROLES))


def for_leaders(view: View[P]) -> View[P]:
    """Other roles are refused."""
    return for_roles(BOARD_ROLES, home="board:overview")(view)


def sheet_of(request: HttpRequest) -> Sheet:
    """The figures that the address names; NotFound for a place that is not there."""
    sheet = Sheet(to_read(), read(request.GET))
    if sheet.selection.unit not in {ALL, *levels.known(), *catalogue().units, *sheet.units}:
        raise NotFound("no such unit", "a unit that the page offers", "check the address")
    return sheet


def page(
    request: HttpRequest, selection: Selection, name: str, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    bar = frame(cast(Any, request).user, acting(request), name, selection)
    return render(request, f"board/{template}.html", {**bar, **context}, status=status)
