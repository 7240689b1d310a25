"""Counties and periods compared: a measure before, during and after, and the service debt between."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.foundation.errors import NotFound
from polku.insight import counties
from polku.insight.loading import lake
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL, COLUMNS
from polku.insight.measures.published_access import published_access
from polku.insight.measures.registry import MEASURES
from polku.web.board import debt, vocabulary, words
from polku.web.board.answers import answers
from polku.web.board.compared import COMPARABLE
from polku.web.board.doors import for_leaders, page, sheet_of
from polku.web.board.downloads import csv_file
from polku.web.board.parts import picker
from polku.web.board.periods import NAMES, Over, Period, Source, groups, of_access, of_tallied, over, read, span
from polku.web.board.question import read as read_question

KEPT = ("measure", "service", "clock", "definition", "index", "stamp", *NAMES, "base")
Rows = list[tuple[str, dict[str, Over | None]]]


@require_safe
@for_leaders
def show(request: HttpRequest) -> HttpResponse:
    source = _source(request)
    periods = read(request.GET, source.months)
    return page(request, source.selection, "board:compare", "compare", context(request, source, periods))


@require_safe
@for_leaders
def download(request: HttpRequest) -> HttpResponse:
    source = _source(request)
    return csv_file(lines(source, read(request.GET, source.months)), f"compare-{source.measure.id}.csv")


def _source(request: HttpRequest) -> Source:
    measure = request.GET.get("measure") or ACCESS.id
    if measure not in COMPARABLE:
        raise NotFound("no such measure", "one that the page offers", "check the address")
    if measure == ACCESS.id:
        return of_access(sheet_of(request))
    return of_tallied(answers(lake().pinned(), read_question(request.GET, measure)))


def _rows(source: Source, periods: dict[str, Period]) -> Rows:
    return [
        (key, {name: over(source, place, period) for name, period in periods.items()})
        for key, place in groups(source, lake()).items()
    ]


def context(request: HttpRequest, source: Source, periods: dict[str, Period]) -> dict[str, Any]:
    rows = _rows(source, periods)
    several = any(key in counties.counties() for key, _found in rows)
    asked = request.GET.get("base-from") and f"{request.GET['base-from']}:{request.GET.get('base-to', '')}"
    base = request.GET.get("base") or asked
    service = request.GET.get("service") or ALL
    owed = debt.section(lake(), span(base) if base else None, service)
    kept = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    return {
        "title": _("Counties and periods compared"),
        "about": f"{source.title}.",
        "pickers": _pickers(source, kept),
        "several": several,
        "columns": [(_heading(name), debt.span_words(period)) for name, period in periods.items()],
        "rows": [{"label": _name(key), "cells": _cells(source, found)} for key, found in rows],
        "note": _note(source),
        "published": [] if several else _published(source),
        "fields": [_field(name, _heading(name), periods[name], source.months) for name in NAMES],
        "kept": [(name, word) for name, word in kept.items() if name not in NAMES],
        "debt": owed,
        "debt_field": _field("base", _("Base of the service debt"), owed["base"], source.months),
        "csv": reverse("board:compare_csv") + "?" + urlencode({**kept, **{name: ":".join(p) for name, p in periods.items()}}),
    }


def _name(key: str) -> str:
    if key == ALL:
        return _("All together")
    return words.told(counties.name(key)) if key in counties.counties() else words.unit(key)


def _heading(name: str) -> str:
    return {"before": _("Before"), "during": _("During"), "after": _("After")}[name]


def _cells(source: Source, found: dict[str, Over | None]) -> list[dict[str, str]]:
    cells = [_cell(source, each) for each in found.values()]
    first, last = found["before"], found["after"]
    change = "–"
    if first and last and first.place.value is not None and last.place.value is not None:
        gap = last.place.value - first.place.value
        sign = "+" if gap > 0 else ""
        unit = source.measure.unit
        points = _("%(n)s percentage points") % {"n": words.number(gap, 1)}
        change = sign + (points if unit == "percent" else words.plain(unit, gap))
    return [*cells, {"text": change, "more": ""}]


def _cell(source: Source, found: Over | None) -> dict[str, str]:
    if found is None:
        return {"text": "–", "more": ""}
    if found.place.value is None:
        return {"text": _("hidden"), "more": ""}
    more = []
    if found.place.interval:
        low, high = (words.plain(source.measure.unit, limit) for limit in found.place.interval)
        more.append(f"{low} … {high}")
    if found.shown < found.of:
        more.append(_("%(shown)s of %(of)s months") % {"shown": found.shown, "of": found.of})
    return {"text": words.value(source.measure.unit, found.place.value), "more": ", ".join(more)}


def _note(source: Source) -> str:
    if source.measure.unit == "percent":
        return _("Each share is of its period’s months together; below it its 95 % interval. – is a period without data.")
    if source.measure.unit == "contacts":
        return _("The months of a period are added up. – is a period without data.")
    return _("The mean of the months of a period. – is a period without data.")


def _published(source: Source) -> list[dict[str, str]]:
    """What others have published of this county, where the measure is access."""
    if source.measure.id != ACCESS.id:
        return []
    chosen = source.selection
    return [
        {
            "label": f"{words.headline(each.service, each.clock)}, {each.period}",
            "text": words.percent(100 * each.within / each.total),
            "more": f"{words.number(each.within)} / {words.number(each.total)}",
        }
        for each in published_access(settings.POLKU_COUNTY)
        if (each.service, each.clock) == (chosen.service, chosen.clock)
    ]


def _field(name: str, label: str, period: Period, months: tuple[str, ...]) -> dict[str, Any]:
    every = sorted({*months, *period})
    return {
        "name": name,
        "label": label,
        "ends": [
            {"name": f"{name}-{end}", "label": text,
             "options": [{"value": month, "text": words.month(month), "chosen": month == period[place]} for month in every]}
            for place, (end, text) in enumerate((("from", _("first month")), ("to", _("last month"))))
        ],
    }  # fmt: skip


def _pickers(source: Source, kept: dict[str, str]) -> list[dict[str, Any]]:
    def to(**changes: str) -> str:
        chosen = {name: word for name, word in {**kept, **changes}.items() if word}
        return reverse("board:compare") + (f"?{urlencode(chosen)}" if chosen else "")

    fresh = {"service": "", "clock": "", "definition": "", "index": "", "stamp": ""}
    picked = [
        picker("scale", _("Measure"), [
            {"label": words.told(MEASURES[id].name), "href": to(**fresh, measure="" if id == ACCESS.id else id),
             "current": id == source.measure.id}
            for id in COMPARABLE
        ])
    ]  # fmt: skip
    if source.measure.id == ACCESS.id:
        chosen = source.selection
        picked += [
            picker("stethoscope", _("Service"), [
                {"label": vocabulary.member("service", key), "href": to(service=key), "current": key == chosen.service}
                for key in COLUMNS
            ]),
            picker("clock", _("Clock"), [
                {"label": words.clock(key), "href": to(clock=key), "current": key == chosen.clock} for key in ACCESS.clocks
            ]),
        ]  # fmt: skip
    return picked


def lines(source: Source, periods: dict[str, Period]) -> list[list[str]]:
    header = ["measure", "place", "period", "from", "to", "months shown", "months",
              "value", "low", "high", "numerator", "denominator", "n"]  # fmt: skip
    found = [header]
    for key, told in _rows(source, periods):
        found += [[source.measure.id, key, name, *periods[name], *_figures(each)] for name, each in told.items() if each]
    return found


def _figures(found: Over) -> list[str]:
    place, of_months = found.place, [str(found.shown), str(found.of)]
    if place.value is None:
        return [*of_months, *["hidden"] * 6]
    low, high = place.interval or (None, None)
    figures = (place.value, low, high, place.numerator, place.denominator, place.n)
    return [*of_months, *("" if figure is None else str(figure) for figure in figures)]
