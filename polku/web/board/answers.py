"""A tallied measure's figures as its page shows them: each row as `insight.measures.shown` may tell it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from polku.foundation.errors import NotFound
from polku.insight.lake import Lake
from polku.insight.leading.queries import Led
from polku.insight.measures.figures import ALL
from polku.insight.measures.shown import Place, Shown, shown
from polku.insight.measures.tallied import Row
from polku.web.board import levels
from polku.web.board.question import Question
from polku.web.board.trend import Trend, limits, on_path, path_of

HEADLINE = {"segments": "many"}
"""Of a measure whose whole is always everyone, the part that its figure is told of; the county's alone."""


@dataclass(frozen=True)
class Answers:
    question: Question
    shown: Shown

    @property
    def part(self) -> str:
        return HEADLINE.get(self.question.measure.id, "")

    @cached_property
    def months(self) -> frozenset[str]:
        return frozenset(self.shown.months)

    @cached_property
    def units(self) -> tuple[str, ...]:
        return () if self.part else self.shown.units

    def row(self, month: str, unit: str, service: str = "") -> Row | None:
        """The figures of a place in a month; None where nothing is counted."""
        if month not in self.months or (self.part and not self._told_at(month)):
            return None
        if self.part:
            rows = self.shown.split(month, self.question.measure.split)
            return next((row for row in rows if self.part in row.key.values()), None)
        return self.shown.told(month, self.place(unit), service or self.question.service)

    def _told_at(self, month: str) -> bool:
        """A part is told of a stretch of months, so months in between would tell the same people again."""
        first, last = (stretch.split("-") for stretch in (month, self.question.month))
        return first[1] == last[1]

    def place(self, unit: str) -> Place:
        return levels.units_in(unit, self.shown.units) if levels.area(unit) else unit

    def trend(self, led: Led) -> Trend:
        chosen = self.question
        rows = [self.row(month, chosen.unit) for month in chosen.months]
        values, key = tuple(map(value, rows)), chosen.key
        running = chosen.measure.split == "month"
        phases = limits(key, (), (), led) if running else limits(key, chosen.months, values, led)
        return Trend(
            measure=chosen.measure, key=key, months=chosen.months, values=values, empty=rows[-1] is None, phases=phases,
            targets=on_path(path_of(chosen.measure, key), chosen.months), led=led, running=running,
        )  # fmt: skip


def answers(lake: Lake, question: Question) -> Answers:
    """NotFound for a place or service that the measure does not know."""
    found = Answers(question, shown(lake, question.measure.id, **dict(question.options)))
    services = {service for service in found.shown.services if service != found.shown.usual_service}
    if question.service and question.service not in services:
        if question.service != found.shown.usual_service:
            raise NotFound("no such service", "one that the page offers", "check the address")
        return answers(lake, replace(question, service=""))
    if question.unit not in {ALL, *levels.known(), *found.units}:
        raise NotFound("no such unit", "one that the page offers", "check the address")
    return found


def value(row: Row | None) -> float | None:
    """The figure of a row, where it is a number and shown."""
    found = None if row is None else row.figures.get("value")
    return float(found) if isinstance(found, int | float) else None
