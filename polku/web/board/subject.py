"""What a deviation is about: a figure of any measure, at a place and in a month."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from polku.foundation.errors import NotFound
from polku.insight.leading.models import Deviation
from polku.insight.leading.queries import led
from polku.insight.loading import to_read
from polku.insight.measures.access import ACCESS
from polku.insight.measures.model import Measure
from polku.insight.measures.registry import MEASURES
from polku.web.board import cases, levels, vocabulary, words
from polku.web.board.answers import answers
from polku.web.board.parts import Sheet
from polku.web.board.question import Question, of_key
from polku.web.board.selection import Selection
from polku.web.board.trend import Trend, trend


@dataclass(frozen=True)
class Subject:
    title: str
    href: Callable[[str], str]
    """The measure's page at this place and month, with an anchor."""
    trend: Callable[[], Trend | None]
    """None where the place has no such figure."""
    measure: Measure | None
    cases: str = ""
    """The cases behind the figure, where it is a unit's own."""

    def told(self, value: float | None) -> str:
        if value is None:
            return "–"
        return words.number(value, 1) if self.measure is None else words.value(self.measure.unit, value)


def subject(found: Deviation, month: str = "") -> Subject:
    """Of the deviation's own month, or another."""
    month = month or found.month
    if found.measure == ACCESS.id:
        return of_access(Selection(month, unit=found.unit_id, service=found.service, clock=found.clock_name))
    question = of_key((found.measure, found.service, found.clock_name), month, found.unit_id)
    if question is None:
        return Subject(found.measure, lambda anchor: reverse("board:measures"), lambda: None, MEASURES.get(found.measure))
    return of_question(question)


def of_access(chosen: Selection) -> Subject:
    def drawn() -> Trend | None:
        sheet = Sheet(to_read(), chosen)
        return trend(sheet.figures(), chosen, sheet.led()) if levels.has(chosen.unit, sheet.figures()) else None

    title = words.headline(chosen.service, chosen.clock)
    return Subject(title, lambda anchor: chosen.address("board:access", anchor=anchor), drawn, ACCESS, cases.address(chosen))


def of_question(question: Question) -> Subject:
    def drawn() -> Trend | None:
        try:
            return answers(to_read(), question).trend(led(question.unit))
        except NotFound:
            return None

    title, behind = vocabulary.headline(question), cases.address(question)
    return Subject(title, lambda anchor: question.address(anchor=anchor), drawn, question.measure, behind)
