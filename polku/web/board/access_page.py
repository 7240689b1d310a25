"""The access measure's own page: what it says, its run chart, its tables, and how it is computed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.foundation.actor import Actor
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL, COLUMNS, Line, Month
from polku.insight.measures.sql import sql
from polku.web.board import leading, levels, picture_file, words
from polku.web.board.measure import files
from polku.web.board.parts import Sheet, about, first_bucket, pickers, unit_standings
from polku.web.board.run_panel import now_panel, run_panel
from polku.web.board.selection import Selection
from polku.web.board.signals import signal_in_table
from polku.web.board.trend import AccessTrend, trend


def measure(sheet: Sheet, actor: Actor) -> dict[str, Any]:
    chosen = sheet.selection
    found = trend(sheet.figures(), chosen, sheet.led())
    return {
        "title": words.headline(chosen.service, chosen.clock),
        "about": about(_where(chosen), chosen),
        "name": words.told(ACCESS.name),
        "measures_href": chosen.address("board:measures", profession=ALL),
        "above": [_level(chosen, place) for place in levels.above(chosen.unit)],
        "path": leading.path(found),
        "led": leading.story(found, chosen.address("board:open_deviation")),
        "cases": leading.behind(actor, chosen),
        "pickers": pickers(sheet, "board:access", professions=True),
        "now": now_panel(found, _facts(found)),
        "run": run_panel(found, words.headline(chosen.service, chosen.clock)),
        "tables": [table for table in (_by_month(sheet, found), _by_unit(sheet), _by_profession(sheet)) if table],
        "version": ACCESS.version,
        "files": files(
            chosen.address("board:csv", by="month"),
            chosen.address("board:parquet", by="month"),
            chosen.address("board:picture") if picture_file.drawn(found) else "",
        ),
        "definition": definition(chosen),
        "trust": _trust(sheet, found),
        "sql": sql(ACCESS.id, clock=chosen.clock, service=chosen.service, by=("unit", "profession", "month")),
    }


def picture(sheet: Sheet) -> str:
    """Of the run chart, as a file."""
    chosen = sheet.selection
    found = trend(sheet.figures(), chosen, sheet.led())
    return picture_file.picture_file(found, words.headline(chosen.service, chosen.clock), _where(chosen), ("encounter",))


def _where(chosen: Selection) -> str:
    """The service, the professions and the place of the figures."""
    place = words.unit(ALL).lower() if chosen.unit == ALL else words.unit(chosen.unit)
    return f"{', '.join([words.non_urgent(chosen.service), words.column_in_full(chosen.profession).lower(), place])}."


def _level(chosen: Selection, place: str) -> dict[str, str]:
    return {"label": words.unit(place), "href": chosen.address("board:access", unit=place)}


def _facts(found: AccessTrend) -> list[tuple[str, str]]:
    line, short, month = found.now, found.short_of_target, words.month_first(found.month)
    if line is None or found.empty:
        return [(month, _("No visits"))]
    visits = ngettext("%(within)s / %(total)s visit", "%(within)s / %(total)s visits", line.total.count or 0)
    facts = [(month, visits % {"within": words.count(line.within), "total": words.count(line.total)})]
    if short:
        facts.append((_("Short of it"), ngettext("%(n)s visit", "%(n)s visits", short) % {"n": words.number(short)}))
    return facts


def _row(label: str, line: Line | None, more: list[str], href: str = "", current: bool = False) -> dict[str, Any]:
    if line is None or line.total.count == 0:
        cells = ["–", "–", "0"]
    else:
        cells = [words.share(line.share), words.count(line.within), words.count(line.total)]
    return {"label": label, "href": href, "current": current, "cells": [*cells, *more]}


def _coverage(month: Month | None, unit: str) -> str:
    found = levels.coverage(month, unit) if month else None
    return words.percent(found.share) if found and found.share is not None else "–"


def _by_month(sheet: Sheet, found: AccessTrend) -> dict[str, Any]:
    chosen, all_figures = sheet.selection, sheet.figures()
    signals = signal_in_table(found)
    rows = []
    for month, line, signal in reversed(list(zip(chosen.months, found.lines, signals, strict=True))):
        more = [_coverage(all_figures.month(month), chosen.unit)] if chosen.profession == ALL else []
        href = chosen.address("board:access", month=month)
        rows.append(_row(words.month_first(month), line, [*more, signal or "–"], href, month == chosen.month))
    stamps = [_("With stamps")] if chosen.profession == ALL else []
    return {
        "id": "months",
        "title": _("By month"),
        "columns": [_("Month"), _("Share"), first_bucket(chosen.service), _("Visits"), *stamps, _("Signal")],
        "rows": rows,
        "csv": chosen.address("board:csv", by="month"),
    }


def _by_unit(sheet: Sheet) -> dict[str, Any] | None:
    chosen, month = sheet.selection, sheet.month
    if month is None:
        return None
    sides = {unit.key: unit.side for unit in unit_standings(month, chosen.profession)}
    texts = {-1: _("below the limits of chance"), 0: _("within the limits of chance"), 1: _("above the limits of chance")}
    every = chosen.profession == ALL
    rows = []
    for unit in _places(chosen, month):
        compared = texts[sides[unit]] if unit in sides else "–"
        more = [_coverage(month, unit), compared] if every else [compared]
        href = chosen.address("board:access", unit=unit)
        rows.append(_row(words.unit(unit), levels.line(month, unit, chosen.profession), more, href, unit == chosen.unit))
    stamps = [_("With stamps")] if every else []
    return {
        "id": "units",
        "title": _("By unit, %(month)s") % {"month": words.month(chosen.month)},
        "columns": [_("Unit"), _("Share"), first_bucket(chosen.service), _("Visits"), *stamps, _("Comparison")],
        "rows": rows,
        "csv": chosen.address("board:csv", by="unit"),
    }


def _places(chosen: Selection, month: Month) -> list[str]:
    """The county, its areas with figures, and the units: of the chosen area alone where one is chosen."""
    units = sorted(month.units, key=words.unit)
    if levels.area(chosen.unit):
        return [ALL, chosen.unit, *levels.units_in(chosen.unit, units)]
    return [ALL, *(area for area in levels.known() if levels.has(area, month)), *units]


def _by_profession(sheet: Sheet) -> dict[str, Any] | None:
    chosen, month = sheet.selection, sheet.month
    if month is None or not levels.has(chosen.unit, month):
        return None
    return {
        "id": "professions",
        "title": _("By profession, %(month)s") % {"month": words.month(chosen.month)},
        "columns": [_("Profession"), _("Share"), first_bucket(chosen.service), _("Visits")],
        "rows": [_profession_row(chosen, month, key) for key in (ALL, *COLUMNS[chosen.service])],
        "csv": chosen.address("board:csv", by="profession"),
    }


def _profession_row(chosen: Selection, month: Month, key: str) -> dict[str, Any]:
    href = chosen.address("board:access", profession=key)
    return _row(words.column_in_full(key), levels.line(month, chosen.unit, key), [], href, key == chosen.profession)


def definition(chosen: Selection) -> list[tuple[str, str]]:
    return [
        (_("Definition"), words.told(ACCESS.definition)),
        (_("Numerator"), words.told(ACCESS.numerator)),
        (_("Denominator"), words.told(ACCESS.denominator)),
        (_("Clock"), words.clock_explained(chosen.clock)),
        (_("Period"), words.told(ACCESS.period)),
        (_("Missing stamps"), words.told(ACCESS.missing)),
        (_("Source"), words.told(ACCESS.source)),
    ]


def _trust(sheet: Sheet, found: AccessTrend) -> list[tuple[str, str]]:
    chosen, month = sheet.selection, sheet.month
    told = []
    coverage = levels.coverage(month, chosen.unit) if month else None
    if coverage and coverage.share is not None:
        missing = ngettext(
            "%(share)s of the visits; %(n)s visit without stamps",
            "%(share)s of the visits; %(n)s visits without stamps",
            coverage.missing,
        )
        told.append((_("Coverage"), missing % {"share": words.percent(coverage.share), "n": words.number(coverage.missing)}))
    other = next(clock for clock in ACCESS.clocks if clock != chosen.clock)
    compared = trend(sheet.figures(clock=other), replace(chosen, clock=other), sheet.led()).value
    if compared is not None:
        told.append((_("Comparison"), f"{words.clock(other)}: {words.percent(compared)}"))
    told.append((_("Small numbers"), _("Counts under 5 are hidden, and as many others as keep totals from giving them away.")))
    return told
