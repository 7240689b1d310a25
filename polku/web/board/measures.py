"""The list of measures: each one's figure now, its target, its run chart and its signal."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from polku.insight.measures.figures import ALL, COLUMNS
from polku.insight.measures.registry import TALLIED
from polku.web.board import levels, vocabulary, words
from polku.web.board.answers import Answers, answers
from polku.web.board.parts import Options, Sheet, about, picker
from polku.web.board.question import Question
from polku.web.board.run_panel import tile
from polku.web.board.trend import Trend, trend


@dataclass(frozen=True)
class Told:
    """One measure of the chosen place and month, and where its page is."""

    trend: Trend
    title: str
    href: str
    more: str = ""

    def tile(self) -> dict[str, Any]:
        return tile(self.trend, "run-" + "-".join(part for part in self.trend.key if part), self.title, self.href, self.more)


def page(sheet: Sheet) -> dict[str, Any]:
    chosen = sheet.selection
    units = sorted(sheet.units, key=words.unit)
    places = [ALL, *(area for area in levels.known() if levels.units_in(area, units)), *units]
    months = {month: words.month_first(month) for month in sheet.months}
    every = [*(access(sheet, service) for service in COLUMNS), *(tallied(sheet, id) for id in TALLIED)]
    return {
        "title": _("Measures"),
        "about": about(f"{words.place(chosen)}, {words.month(chosen.month)}.", chosen),
        "pickers": [
            picker("calendar", _("Month"), _links(sheet, "month", months)),
            picker("map-pin", _("Unit"), _links(sheet, "unit", {place: words.unit(place) for place in places})),
        ],
        "measures": [each.tile() for each in every if each],
    }


def _links(sheet: Sheet, field: str, labels: dict[str, str]) -> Options:
    chosen = sheet.selection
    return [
        {"label": label, "href": chosen.address("board:measures", **{field: key}), "current": key == getattr(chosen, field)}
        for key, label in labels.items()
    ]


def access(sheet: Sheet, service: str) -> Told | None:
    """Access to a service; None where the place does not give it."""
    chosen = replace(sheet.selection, service=service, profession=ALL)
    figures = sheet.figures(service, chosen.clock)
    if not levels.has(chosen.unit, figures):
        return None
    return Told(trend(figures, chosen, sheet.led()), words.headline(service, chosen.clock), chosen.address("board:access"))


def tallied(sheet: Sheet, id: str) -> Told | None:
    """None where the measure is not told of the place."""
    question = Question(TALLIED[id], sheet.selection.month, sheet.selection.unit)
    whole = answers(sheet.lake, replace(question, unit=ALL))
    if question.unit != ALL and not levels.units_in(question.unit, whole.units):
        return None
    found = Answers(question, whole.shown)
    return Told(found.trend(sheet.led()), vocabulary.headline(question), question.address(), beside(found))


def beside(found: Answers) -> str:
    """What belongs to a figure in the same breath: how long they have waited, how sure the score is."""
    row = found.row(found.question.month, found.question.unit)
    figures = {} if row is None or row.hidden else row.figures
    if found.part:
        return vocabulary.member(found.question.measure.split, found.part)
    if figures.get("median") is not None:
        return _("median wait %(wait)s") % {"wait": words.value("days", figures["median"])}
    if figures.get("low") is not None:
        limits = {"low": words.number(figures["low"]), "high": words.number(figures["high"])}
        return _("95 %% sure: %(low)s to %(high)s") % limits
    return ""

