"""The quality of the data: what is amiss and how it is mended, stamps by unit and month, loads, and what others published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from polku.catalogue.queries import catalogue
from polku.foundation import clock
from polku.foundation.errors import NotFound
from polku.insight.checking import Checked, checked
from polku.insight.loading import lake
from polku.insight.loads import Load, fed_by, loads
from polku.insight.measures.access import ACCESS
from polku.insight.measures.disclosure import Cell, Mark, protect
from polku.insight.measures.figures import ALL, COLUMNS
from polku.insight.measures.published import Published, Source, contradictions, sources
from polku.insight.quality import Finding
from polku.web.board import finding_words, levels, words
from polku.web.board.doors import for_leaders, page, sheet_of
from polku.web.board.downloads import csv_file
from polku.web.board.parts import Options, Sheet, picker
from polku.web.ui import formatting

SHOWN_MONTHS = 12
SHOWN_LOADS = 20
CLEARLY_LESS = 2 / 3
"""A unit with less than this part of the county's share in the same month is marked."""
BY = ("findings", "stamps", "loads")


@require_safe
@for_leaders
def show(request: HttpRequest) -> HttpResponse:
    sheet = sheet_of(request)
    return page(request, sheet.selection, "board:quality", "quality", context(sheet))


@require_safe
@for_leaders
def download(request: HttpRequest) -> HttpResponse:
    by, sheet = request.GET.get("by", "findings"), sheet_of(request)
    if by not in BY:
        raise NotFound("no such file", f"one of {', '.join(BY)}", "check the address")
    rows = {"findings": _finding_lines, "stamps": _stamp_lines, "loads": _load_lines}[by](sheet)
    return csv_file(rows, f"quality-{by}.csv")


def context(sheet: Sheet) -> dict[str, Any]:
    found, fed = _checked(), fed_by(sheet.lake)
    return {
        "title": _("Quality of data"),
        "about": _about(found, sheet),
        "pickers": _pickers(sheet),
        "checked": found is not None,
        "findings": _findings(found.findings) if found else [],
        "stamps": _stamps(sheet),
        "tables": [_table(name, kinds) for name, kinds in fed.items()],
        "synthetic": any("synthetic" in kinds for kinds in fed.values()),
        "loads": _loads(sheet),
        "published": _published(),
        "csv": {by: sheet.selection.address("board:quality_csv", by=by) for by in BY},
    }


def _checked() -> Checked | None:
    return checked(lake(), clock.now(), frozenset(catalogue().units))


def _about(found: Checked | None, sheet: Sheet) -> str:
    if found is None:
        return _("The data are being checked. This page shows what was found in a moment.")
    told = _("Checked %(when)s.") % {"when": formatting.moment(found.at, words.language())}
    newer = _("Newer data have come since and are being checked.") if found.version != sheet.lake.version() else ""
    return f"{told} {newer}".strip()


def _pickers(sheet: Sheet) -> list[dict[str, Any]]:
    chosen = sheet.selection

    def options(field: str, labels: dict[str, str]) -> Options:
        now = getattr(chosen, field)
        return [
            {"label": label, "href": chosen.address("board:quality", "stamps", unit=ALL, **{field: key}), "current": key == now}
            for key, label in labels.items()
        ]

    return [
        picker("calendar", _("Month"), options("month", {month: words.month_first(month) for month in sheet.months})),
        picker("stethoscope", _("Service"), options("service", {key: words.service(key) for key in COLUMNS})),
        picker("clock", _("Clock"), options("clock", {key: words.clock(key) for key in ACCESS.clocks})),
    ]


def _cells(found: Finding) -> tuple[list[tuple[str, Cell, int]], Cell]:
    """Each unit's count and share, and the count of all, as they may be shown; of files and months all may be."""
    if not finding_words.of_rows(found.name):
        return [(unit, Cell(count, Mark.SHOWN), of) for unit, count, of in found.units], Cell(found.count, Mark.SHOWN)
    table = protect(np.array([count for _unit, count, _of in found.units], dtype=np.int64))
    rows = [(unit, table.cell((place,)), of) for place, (unit, _count, of) in enumerate(found.units)]
    return rows, table.cell((len(rows),))


def _findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Those of the same name together."""
    named: dict[str, list[Finding]] = {}
    for each in found:
        named.setdefault(each.name, []).append(each)
    return [
        {
            "title": finding_words.title(name),
            "meaning": finding_words.meaning(name),
            "mend": finding_words.mend(name),
            "rows": [_finding(each) for each in rows],
        }
        for name, rows in named.items()
    ]


def _finding(found: Finding) -> dict[str, Any]:
    units, whole = _cells(found)
    source = finding_words.source(found.source)
    return {
        "where": finding_words.where(found),
        "table": f"{finding_words.table(found.table)}, {source}" if source else finding_words.table(found.table),
        "count": finding_words.counted(found.name, whole),
        "share": _share(whole, found.of),
        "units": [
            {"label": words.unit(unit) if unit else _("Without a unit"), "count": words.count(cell), "share": _share(cell, of)}
            for unit, cell, of in sorted(units, key=lambda row: -(row[1].count or 0))
        ],
        "units_label": ngettext("%(n)s unit", "%(n)s units", len(units)) % {"n": words.number(len(units))},
    }


def _share(cell: Cell, of: int) -> str:
    if cell.count is None or not of:
        return "–"
    return words.percent(100 * cell.count / of, 0 if 100 * cell.count >= of else 2)


def _stamps(sheet: Sheet) -> dict[str, Any]:
    chosen = sheet.selection
    months = chosen.months[-SHOWN_MONTHS:]
    return {
        "title": _("Time stamps by unit and month"),
        "about": f"{words.non_urgent(chosen.service)}. {words.clock_explained(chosen.clock)}.",
        "columns": [_short(month) for month in months],
        "rows": [
            {"label": words.unit(place), "href": chosen.address("board:access", unit=place), "cells": cells}
            for place, cells in _stamp_cells(sheet, months)
        ],
    }


def _stamp_cells(sheet: Sheet, months: tuple[str, ...]) -> list[tuple[str, list[dict[str, Any]]]]:
    figures = sheet.figures()
    units = sorted(figures.units, key=words.unit)
    places = [ALL, *(area for area in levels.known() if levels.has(area, figures)), *units]
    return [(place, [_stamp(sheet, place, month) for month in months]) for place in places]


def _stamp(sheet: Sheet, place: str, month: str) -> dict[str, Any]:
    found = sheet.figures().month(month)
    if found is None or not levels.has(place, found):
        return {"text": "–", "few": False}
    coverage = levels.coverage(found, place)
    if coverage is None or coverage.share is None:
        return {"text": _("hidden"), "few": False}
    county = found.coverage()
    few = county is not None and coverage.share < CLEARLY_LESS * (county.share or 0)
    return {"text": words.percent(coverage.share, 0), "few": few}


def _short(month: str) -> str:
    year, number = month.split("-")
    return f"{int(number)}/{year[2:]}"


def _table(name: str, kinds: dict[str, int]) -> dict[str, str]:
    fed = ", ".join(f"{finding_words.source(kind)} ({words.number(rows)})" for kind, rows in kinds.items())
    return {"name": finding_words.table(name), "rows": words.number(sum(kinds.values())), "fed": fed or _("Nothing yet")}


def _loads(sheet: Sheet) -> dict[str, Any]:
    found = loads(sheet.lake)
    count = len(found)
    return {
        "rows": [_load(each) for each in found[:SHOWN_LOADS]],
        "about": ngettext("%(n)s load is in the data", "%(n)s loads are in the data", count) % {"n": words.number(count)},
        "more": count > SHOWN_LOADS,
    }


def _load(found: Load) -> dict[str, str]:
    return {
        "when": formatting.moment(found.at, words.language()) if found.at else "–",
        "source": finding_words.source(found.kind),
        "detail": found.detail,
        "table": finding_words.table(found.table),
        "rows": words.number(found.rows),
        "refused": "–" if found.refused is None else words.number(found.refused),
    }


def _published() -> dict[str, Any]:
    many = sum(len(source.figures) for source in sources())
    return {
        "about": ngettext(
            "%(n)s figure that others have published is kept here to check against.",
            "%(n)s figures that others have published are kept here to check against.",
            many,
        ) % {"n": words.number(many)},
        "rows": [_contradiction(source, found) for source, found in contradictions()],
    }


def _contradiction(source: Source, found: Published) -> dict[str, str]:
    numbers = {
        "count": words.number(found.count),
        "share": words.number(float(found.share), 1),
        "whole": words.told(source.whole),
    }
    told = _("%(count)s is told to be %(share)s %% %(whole)s. No whole number of people gives both.")
    return {"place": f"{found.municipality} {found.year}", "source": words.told(source.name), "text": told % numbers}


def _finding_lines(sheet: Sheet) -> list[list[str]]:
    lines = [["finding", "table", "source", "where", "unit", "count"]]
    found = _checked()
    for each in found.findings if found else ():
        units, whole = _cells(each)
        shared = [each.name, each.table, each.source, each.where]
        lines.append([*shared, "all", words.csv_count(whole)])
        lines += [[*shared, unit or "unknown", words.csv_count(cell)] for unit, cell, _of in units]
    return lines


def _stamp_lines(sheet: Sheet) -> list[list[str]]:
    chosen = sheet.selection
    lines = [["service", "clock", "unit", "month", "counted", "eligible", "coverage %"]]
    for place in (ALL, *sheet.figures().units):
        for month in chosen.months:
            found = sheet.figures().month(month)
            coverage = levels.coverage(found, place) if found else None
            told = ["hidden"] * 3 if coverage is None else [str(coverage.counted), str(coverage.eligible), str(coverage.share)]
            if found and levels.has(place, found):
                lines.append([chosen.service, chosen.clock, place, month, *told])
    return lines


def _load_lines(sheet: Sheet) -> list[list[str]]:
    rows = [
        [each.at.isoformat() if each.at else "", each.table, each.key, str(each.rows), str(each.files),
         "" if each.refused is None else str(each.refused)]
        for each in loads(sheet.lake)
    ]  # fmt: skip
    return [["written at", "table", "source", "rows", "files", "refused"], *rows]
