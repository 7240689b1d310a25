"""The leaders' pages of figures. Nothing here reads a client's data but `cases`, which passes their getter."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from polku.foundation.ids import new_id
from polku.insight.leading.queries import may_act
from polku.web.board import cases, files, programme, validity
from polku.web.board.access_page import measure
from polku.web.board.doors import acting, for_leaders, page, sheet_of
from polku.web.board.overview import overview


@require_safe
@for_leaders
def show_overview(request: HttpRequest) -> HttpResponse:
    sheet = sheet_of(request)
    return page(request, sheet.selection, "board:overview", "board", overview(sheet))


@require_safe
@for_leaders
def show_access(request: HttpRequest) -> HttpResponse:
    sheet = sheet_of(request)
    actor = acting(request)
    context = {**measure(sheet, actor), "may_open": may_act(actor, sheet.selection.unit), "token": new_id()}
    return page(request, sheet.selection, "board:access", "access", context)


@require_safe
@for_leaders
def show_cases(request: HttpRequest, unit_id: str) -> HttpResponse:
    sheet = sheet_of(request)
    context, status = cases.behind(acting(request), sheet, unit_id)
    return page(request, sheet.selection, "board:access", "cases", context, status)


@require_safe
@for_leaders
def show_programme(request: HttpRequest) -> HttpResponse:
    sheet = sheet_of(request)
    return page(request, sheet.selection, "board:programme", "programme", programme.page(sheet))


@require_safe
@for_leaders
def show_validity(request: HttpRequest) -> HttpResponse:
    return page(request, sheet_of(request).selection, "board:validity", "validity", validity.page())


@require_safe
@for_leaders
def download_validity(request: HttpRequest) -> HttpResponse:
    by = request.GET.get("by", "topic")
    return _csv(validity.as_csv(by), f"validity-by-{by}.csv")


@require_safe
@for_leaders
def download(request: HttpRequest) -> HttpResponse:
    by, sheet = request.GET.get("by", "profession"), sheet_of(request)
    return _csv(files.as_csv(sheet, by), files.name(sheet.selection, by))


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
