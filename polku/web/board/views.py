"""The leaders' pages. Figures only: nothing here reads a client's data."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from polku.catalogue.queries import catalogue
from polku.foundation.errors import NotFound
from polku.insight.loading import lake
from polku.insight.measures.figures import ALL
from polku.people.access import require_role
from polku.people.logic import CARE_ROLES
from polku.web.board import files, validity
from polku.web.board.measure import measure
from polku.web.board.overview import overview
from polku.web.board.parts import Sheet, frame
from polku.web.board.selection import read

BOARD_ROLES = ("unit_leader", "analyst", *sorted(CARE_ROLES))

Show = Callable[[HttpRequest, Sheet], HttpResponse]


def for_leaders(show: Show) -> Callable[[HttpRequest], HttpResponse]:
    """The view with the figures it is to show. Strangers are asked to sign in; other roles are refused."""

    @require_safe
    @wraps(show)
    def view(request: HttpRequest) -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]
        if actor.kind == "anonymous":
            return HttpResponseRedirect(f"{reverse('signin:begin')}?{urlencode({'next': request.get_full_path()})}")
        require_role(actor, *BOARD_ROLES)
        sheet = Sheet(lake(), read(request.GET))
        if sheet.selection.unit not in {ALL, *catalogue().units, *sheet.units}:
            raise NotFound("no such unit", "a unit that the page offers", "check the address")
        return show(request, sheet)

    return view


def _page(request: HttpRequest, sheet: Sheet, name: str, template: str, context: dict[str, Any]) -> HttpResponse:
    bar = frame(request.user, request.actor, name, sheet.selection)  # type: ignore[arg-type, attr-defined]
    return render(request, template, {**bar, **context})


@for_leaders
def show_overview(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    return _page(request, sheet, "board:overview", "board/board.html", overview(sheet))


@for_leaders
def show_access(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    return _page(request, sheet, "board:access", "board/access.html", measure(sheet))


@for_leaders
def show_validity(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    return _page(request, sheet, "board:validity", "board/validity.html", validity.page())


@for_leaders
def download_validity(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    by = request.GET.get("by", "topic")
    response = HttpResponse(validity.as_csv(by), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="validity-by-{by}.csv"'
    return response


@for_leaders
def download(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    by = request.GET.get("by", "profession")
    response = HttpResponse(files.as_csv(sheet, by), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{files.name(sheet.selection, by)}"'
    return response
