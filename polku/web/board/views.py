"""The leaders' pages of figures. Nothing here reads a client's data but `cases`, which passes their getter."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from polku.foundation.ids import new_id
from polku.insight.leading.queries import may_act
from polku.insight.loading import to_read
from polku.web.board import cases, files, measure_files, measures, programme, search, validity
from polku.web.board.access_page import measure as access
from polku.web.board.access_page import picture as access_picture
from polku.web.board.answers import answers
from polku.web.board.doors import acting, for_leaders, page, sheet_of
from polku.web.board.downloads import attached, csv_file
from polku.web.board.measure import measure as tallied
from polku.web.board.measure import picture as tallied_picture
from polku.web.board.overview import overview
from polku.web.board.question import read


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
    context = {**access(sheet, actor), "may_open": may_act(actor, sheet.selection.unit), "token": new_id()}
    return page(request, sheet.selection, "board:measures", "measure", context)


@require_safe
@for_leaders
def show_measure(request: HttpRequest, measure: str) -> HttpResponse:
    question = read(request.GET, measure)
    actor = acting(request)
    context = {**tallied(answers(to_read(), question), actor), "may_open": may_act(actor, question.unit), "token": new_id()}
    return page(request, question.selection, "board:measures", "measure", context)


@require_safe
@for_leaders
def show_measures(request: HttpRequest) -> HttpResponse:
    sheet = sheet_of(request)
    return page(request, sheet.selection, "board:measures", "measures", measures.page(sheet))


@require_safe
@for_leaders
def show_search(request: HttpRequest) -> HttpResponse:
    sheet = sheet_of(request)
    return page(request, sheet.selection, "board:search", "search", search.page(sheet, request.GET.get("q", "")))


@require_safe
@for_leaders
def show_cases(request: HttpRequest, unit_id: str) -> HttpResponse:
    sheet = sheet_of(request)
    context, status = cases.behind(acting(request), cases.of_access(sheet, unit_id))
    return page(request, sheet.selection, "board:measures", "cases", context, status)


@require_safe
@for_leaders
def show_measure_cases(request: HttpRequest, measure: str, unit_id: str) -> HttpResponse:
    asked = replace(read(request.GET, measure), unit=unit_id)
    context, status = cases.behind(acting(request), cases.of_question(asked))
    return page(request, asked.selection, "board:measures", "cases", context, status)


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
    return attached(validity.as_csv(by), "text/csv; charset=utf-8", f"validity-by-{by}.csv")


@require_safe
@for_leaders
def download(request: HttpRequest, form: str) -> HttpResponse:
    by, sheet = request.GET.get("by", "profession"), sheet_of(request)
    return _file(files.lines(sheet, by), files.name(sheet.selection, by), form)


@require_safe
@for_leaders
def download_measure(request: HttpRequest, measure: str, form: str) -> HttpResponse:
    by, found = request.GET.get("by", "month"), answers(to_read(), read(request.GET, measure))
    return _file(measure_files.lines(found, by), measure_files.name(found, by), form)


@require_safe
@for_leaders
def picture(request: HttpRequest) -> HttpResponse:
    sheet = sheet_of(request)
    return _picture(access_picture(sheet), files.name(sheet.selection, "month"))


@require_safe
@for_leaders
def measure_picture(request: HttpRequest, measure: str) -> HttpResponse:
    found = answers(to_read(), read(request.GET, measure))
    return _picture(tallied_picture(found), measure_files.name(found, "month"))


def _picture(content: str, name: str) -> HttpResponse:
    return attached(content, "image/svg+xml", f"{name}.svg")


def _file(lines: files.Lines, name: str, form: str) -> HttpResponse:
    if form == "csv":
        return csv_file(lines.whole, f"{name}.csv")
    return attached(lines.parquet(), "application/vnd.apache.parquet", f"{name}.parquet")
