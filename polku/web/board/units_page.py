"""Units compared: a measure in a month as a funnel and a table with intervals, the same page for county, area and unit."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.foundation.errors import NotFound
from polku.insight.loading import to_read
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL
from polku.insight.measures.funnel import curve
from polku.insight.measures.registry import MEASURES
from polku.web.board import levels, vocabulary, words
from polku.web.board.answers import answers
from polku.web.board.compared import COMPARABLE, Comparison, Place, name, of_access, of_tallied, ordered, side_words
from polku.web.board.doors import for_leaders, page, sheet_of
from polku.web.board.downloads import csv_file
from polku.web.board.funnel_chart import FunnelPicture, funnel_svg, round_up
from polku.web.board.parts import about, funnel_summary, hidden_note, picker, safe
from polku.web.board.question import read
from polku.web.board.selection import last_full_month

SORTS = ("value", "name", "n")
KEPT = ("measure", "month", "unit", "service", "clock", "profession", "definition", "index", "stamp", "sort")


@require_safe
@for_leaders
def show(request: HttpRequest) -> HttpResponse:
    found, sort = _asked(request)
    return page(request, found.selection, "board:units", "units", context(found, Address(request.GET), sort))


@require_safe
@for_leaders
def download(request: HttpRequest) -> HttpResponse:
    found, sort = _asked(request)
    return csv_file(lines(found, sort), f"units-{found.measure.id}-{found.selection.month}.csv")


def _asked(request: HttpRequest) -> tuple[Comparison, str]:
    measure, sort = request.GET.get("measure") or ACCESS.id, request.GET.get("sort") or SORTS[0]
    if measure not in COMPARABLE or sort not in SORTS:
        raise NotFound("no such choice", "one that the page offers", "check the address")
    if measure == ACCESS.id:
        return of_access(sheet_of(request)), sort
    return of_tallied(answers(to_read(), read(request.GET, measure))), sort


class Address:
    """This page's address with some of its words changed."""

    def __init__(self, query: QueryDict) -> None:
        self.words = {name: query[name] for name in KEPT if query.get(name)}

    def __call__(self, page: str = "board:units", **changes: str) -> str:
        chosen = {name: word for name, word in {**self.words, **changes}.items() if word}
        return reverse(page) + (f"?{urlencode(chosen)}" if chosen else "")


def context(found: Comparison, to: Address, sort: str) -> dict[str, Any]:
    chosen, measure = found.selection, found.measure
    return {
        "title": _("Units compared: %(measure)s") % {"measure": found.title[0].lower() + found.title[1:]},
        "about": about(f"{words.unit(chosen.unit)}, {words.month(chosen.month)}.", chosen),
        "above": [{"label": words.unit(place), "href": to(unit=_usual(place))} for place in levels.above(chosen.unit)],
        "here": words.unit(chosen.unit),
        "pickers": _pickers(found, to),
        "definition": words.told(measure.definition),
        "measure_href": _measure_page(found, to),
        "funnel": _funnel(found),
        "columns": _columns(found, to, sort),
        "rows": [_row(found, place, to) for place in ordered(found.places, sort)],
        "teams": chosen.unit != ALL and not levels.area(chosen.unit) and measure.id != ACCESS.id,
        "csv": to("board:units_csv"),
    }


def _usual(place: str) -> str:
    return "" if place == ALL else place


def _measure_page(found: Comparison, to: Address) -> str:
    if found.measure.id == ACCESS.id:
        return found.selection.address("board:access")
    kept = {name: word for name, word in to.words.items() if name not in ("measure", "sort", "clock", "profession")}
    return reverse("board:measure", args=[found.measure.id]) + (f"?{urlencode(kept)}" if kept else "")


def _pickers(found: Comparison, to: Address) -> list[dict[str, Any]]:
    chosen = found.selection
    fresh = {"service": "", "clock": "", "profession": "", "definition": "", "index": "", "stamp": "",
             "unit": chosen.unit if levels.area(chosen.unit) else ""}  # fmt: skip
    measures = {id: words.told(MEASURES[id].name) for id in COMPARABLE}
    months = sorted({*found.months, chosen.month}, reverse=True)
    picked = [
        picker("scale", _("Measure"), [
            {"label": label, "href": to(**fresh, measure="" if id == ACCESS.id else id), "current": id == found.measure.id}
            for id, label in measures.items()
        ]),
        picker("calendar", _("Month"), [
            {"label": words.month_first(month), "href": to(month="" if month == last_full_month() else month),
             "current": month == chosen.month}
            for month in months
        ]),
        picker("map-pin", _("Unit"), [
            {"label": words.unit(place), "href": to(unit=_usual(place)), "current": place == chosen.unit}
            for place in dict.fromkeys((ALL, *levels.known(), chosen.unit))
        ]),
    ]  # fmt: skip
    if found.services:
        picked.append(picker("stethoscope", _("Service"), [
            {"label": vocabulary.member("service", key), "href": to(service=key, profession=""), "current": key == found.service}
            for key in found.services
        ]))  # fmt: skip
    for option, choices, word in found.options:
        picked.append(picker("sliders-horizontal", vocabulary.option(option), [
            {"label": vocabulary.option_word(option, each), "href": to(**{option: each}), "current": each == word}
            for each in choices
        ]))  # fmt: skip
    return [each for each in picked if len(each["options"]) > 1]


def _funnel(found: Comparison) -> dict[str, Any] | None:
    standings, every = tuple(found.standings.values()), found.common
    if len(standings) < 2 or every is None:
        return None
    share = (every.numerator or 0) / (every.denominator or 1)
    drawing = FunnelPicture(
        title=_("Units: %(headline)s") % {"headline": found.title[0].lower() + found.title[1:]},
        summary=funnel_summary(standings),
        share=share,
        units=standings,
        curve=curve(round_up(max(each.total for each in standings)), share, phi=standings[0].phi),
        names={each.key: f"{words.unit(each.key)} {words.percent(100 * each.share)}" for each in standings if each.side},
        chosen=found.selection.unit,
        common=(_("county"), words.percent(100 * share)),
        axis=_("how many are behind the figure"),
    )
    phi, hidden = standings[0].phi, sum(unit.value is None for unit in found.units)
    spread = _("Units differ by more than chance for reasons that are not told here, so the limits are %(times)s times as wide.")
    return {
        "chosen": found.selection.unit in found.standings,
        "chart": safe(funnel_svg(drawing, words.percent, words.number)),
        "note": " ".join(
            part for part in (spread % {"times": words.number(phi**0.5, 1)} if phi > 1 else "", hidden_note(hidden)) if part
        ),
    }


def _columns(found: Comparison, to: Address, sort: str) -> list[dict[str, str]]:
    value = _("Share") if found.measure.unit == "percent" else _("Figure")
    heads = [("name", _("Unit")), ("value", value), ("", _("95 % interval")), ("n", _("Behind it")), ("", _("Comparison"))]
    return [
        {"label": label, "href": to(sort=_chosen(key)) if key and key != sort else "",
         "sorted": {"": "", "name": "ascending"}.get(key, "descending") if key == sort else ""}
        for key, label in heads
    ]  # fmt: skip


def _chosen(sort: str) -> str:
    return "" if sort == SORTS[0] else sort


def _row(found: Comparison, place: Place, to: Address) -> dict[str, Any]:
    unit = found.measure.unit
    value = _("hidden") if place.value is None else words.value(unit, place.value)
    interval = "–"
    if place.interval:
        low, high = (words.plain(unit, limit) for limit in place.interval)
        interval = f"{low} … {high}"
    behind = _("hidden") if place.value is None else "–" if place.behind is None else words.number(place.behind)
    return {
        "label": name(place),
        "level": place.level,
        "href": to(unit=_usual(place.key)) if place.level != "team" else to(profession=place.key),
        "current": place.key == found.selection.unit,
        "side": found.standings[place.key].side if place.key in found.standings else 0,
        "cells": [value, interval, behind, side_words(found, place)],
    }


def lines(found: Comparison, sort: str) -> list[list[str]]:
    header = ["measure", "month", "level", "place", "value", "low", "high", "numerator", "denominator", "n", "limits of chance"]
    return [header, *(_line(found, place) for place in ordered(found.places, sort))]


def _line(found: Comparison, place: Place) -> list[str]:
    key = [found.measure.id, found.selection.month, place.level, place.key]
    if place.value is None:
        return [*key, *["hidden"] * 7]
    low, high = place.interval or (None, None)
    standing = found.standings.get(place.key)
    side = "" if standing is None else {-1: "below", 0: "within", 1: "above"}[standing.side]
    figures = (place.value, low, high, place.numerator, place.denominator, place.n)
    return [*key, *("" if figure is None else str(figure) for figure in figures), side]
