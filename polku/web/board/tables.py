"""The tables of a tallied measure's page; the same rows go into its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from polku.insight.measures.figures import ALL
from polku.insight.measures.model import TalliedMeasure
from polku.insight.measures.tallied import Row
from polku.web.board import levels, vocabulary, words
from polku.web.board.answers import Answers, value
from polku.web.board.signals import signal_in_table
from polku.web.board.trend import Trend

LONG = 12
"""A group's table of more rows is folded until asked for."""


@dataclass(frozen=True)
class Figure:
    """One row of a table: what it is of, and its figures; None where nothing is counted."""

    key: str
    row: Row | None


def by_month(found: Answers) -> list[Figure]:
    """The months of the run chart, the first one first; of a measure told of stretches of months, those that it is told at."""
    rows = [Figure(month, found.row(month, found.question.unit)) for month in found.question.months]
    return [each for each in rows if each.row is not None] if found.part else rows


def by_unit(found: Answers) -> list[Figure]:
    """The county, its areas and its units; of a chosen area its units alone."""
    chosen, units = found.question, sorted(found.units, key=words.unit)
    if levels.area(chosen.unit):
        places = [ALL, chosen.unit, *levels.units_in(chosen.unit, units)]
    else:
        places = [ALL, *(area for area in levels.known() if levels.units_in(area, units)), *units]
    rows = [Figure(place, found.row(chosen.month, place)) for place in places]
    return [each for each in rows if each.row is not None or each.key == chosen.unit]


def by_service(found: Answers) -> list[Figure]:
    chosen = found.question
    return [each for each in (Figure(service, found.row(chosen.month, chosen.unit, service)) for service in found.shown.services)
            if each.row is not None]  # fmt: skip


def by_group(found: Answers, group: str) -> list[Figure]:
    """The county by one of the measure's own groups."""
    chosen = found.question
    if chosen.month not in found.months:
        return []
    rows = [Figure(next(iter(row.key.values())), row) for row in found.shown.split(chosen.month, group, chosen.service)]
    if group not in ("segment", "rule"):
        rows.sort(key=lambda each: _place(group, each.key))
    return rows


def _place(group: str, key: str) -> tuple[int, str]:
    """Ages from the youngest, other members by their names; the unknown last."""
    age = int(key.split("-")[0]) if group == "age" and key[:1].isdigit() else 0
    return (age if key != "unknown" else 1000, vocabulary.member(group, key))


def groups(found: Answers) -> tuple[str, ...]:
    """The groups that the page has a table for; of a measure told in parts, the parts alone."""
    if found.part:
        return (found.question.measure.split,)
    own = tuple(group for group in found.shown.groups if group != "month")
    return (("service",) if len(found.shown.services) > 1 else ()) + own


def grouped(found: Answers, group: str) -> list[Figure]:
    return by_service(found) if group == "service" else by_group(found, group)


def names(measure: TalliedMeasure, figures: Iterable[Figure]) -> list[str]:
    """The figures that the rows have, in the order of telling."""
    present = {name for each in figures if each.row for name in each.row.figures}
    same = {*vocabulary.EQUAL.get(measure.id, ()), *(("n",) if "denominator" in present else ())}
    return [name for name in vocabulary.ORDER if name in present and name not in same]


def cells(measure: TalliedMeasure, columns: Sequence[str], row: Row | None) -> list[str]:
    if row is None:
        return ["–"] * len(columns)
    if row.hidden:
        return [_("hidden")] * len(columns)
    return [_cell(vocabulary.kind(measure, name), row.figures.get(name)) for name in columns]


def _cell(kind: str, found: Any) -> str:
    if not isinstance(found, int | float):
        return "–" if found is None else _("beyond the calendar")
    return words.percent(found) if kind == "percent" else words.plain(kind, found)


def month_table(found: Answers, trend: Trend) -> dict[str, Any] | None:
    chosen, figures = found.question, by_month(found)
    columns = names(chosen.measure, figures)
    if not columns:
        return None
    signals = dict(zip(trend.months, signal_in_table(trend), strict=True))
    plain = trend.running or bool(found.part)
    rows = [
        {
            "label": words.month_first(each.key),
            "href": chosen.address(month=each.key),
            "current": each.key == chosen.month,
            "cells": [*cells(chosen.measure, columns, each.row), *([] if plain else [signals[each.key] or "–"])],
        }
        for each in figures
    ]
    heads = [vocabulary.figure_label(chosen.measure, name) for name in columns]
    return {
        "id": "months", "title": _("By month"), "rows": rows[::-1],
        "columns": [_("Month"), *heads, *([] if plain else [_("Signal")])],
        "csv": chosen.address("board:measure_csv", by="month"),
    }  # fmt: skip


def unit_table(found: Answers) -> dict[str, Any] | None:
    chosen, figures = found.question, by_unit(found)
    if len(figures) < 2:
        return None
    columns = names(chosen.measure, figures)
    rows = [
        {
            "label": words.unit(each.key), "href": chosen.address(unit=each.key), "current": each.key == chosen.unit,
            "cells": cells(chosen.measure, columns, each.row),
        }
        for each in figures
    ]  # fmt: skip
    return {
        "id": "units", "title": _("By unit, %(month)s") % {"month": words.month(chosen.month)}, "rows": rows,
        "columns": [_("Unit"), *(vocabulary.figure_label(chosen.measure, name) for name in columns)],
        "csv": chosen.address("board:measure_csv", by="unit"),
    }  # fmt: skip


def group_table(found: Answers, group: str) -> dict[str, Any] | None:
    """Each member with a bar, and how far it is from all."""
    chosen, figures = found.question, grouped(found, group)
    if not figures:
        return None
    columns = names(chosen.measure, figures)
    every = value(found.row(chosen.month, chosen.unit if group == "service" else ALL))
    highest = max((value(each.row) or 0 for each in figures if each.key != ALL), default=0)
    compared = every is not None and chosen.measure.unit in ("percent", "points", "index") and group not in ("segment", "rule")
    usual, rows = found.shown.usual_service, []
    for each in figures:
        own, to_service = value(each.row), chosen.address(service="" if each.key == usual else each.key)
        more = [_gap(chosen.measure, own, every)] if compared else []
        bar = round(100 * own / highest) if own is not None and highest > 0 and own > 0 and each.key != ALL else 0
        rows.append({
            "label": vocabulary.member(group, each.key), "cells": [*cells(chosen.measure, columns, each.row), *more], "bar": bar,
            "href": to_service if group == "service" else "",
            "current": group == "service" and each.key == (chosen.service or usual),
        })  # fmt: skip
    heads = [vocabulary.figure_label(chosen.measure, name) for name in columns]
    return {
        "id": group, "title": vocabulary.group(group), "rows": rows, "bars": True, "long": len(rows) > LONG,
        "columns": [vocabulary.heading(group), *heads, *([_("From all")] if compared else [])],
        "csv": chosen.address("board:measure_csv", by=group),
    }  # fmt: skip


def _gap(measure: TalliedMeasure, own: float | None, every: float | None) -> str:
    if own is None or every is None:
        return "–"
    gap = own - every
    sign = "+" if gap > 0 else ""
    return sign + (words.number(gap, 1) if measure.unit == "percent" else words.plain(measure.unit, gap))
