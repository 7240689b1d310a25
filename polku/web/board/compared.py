"""The places of a measure beside each other: county, areas, units and, within a unit, professions; as they may be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from polku.definitions.interval import wilson
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL, COLUMNS, Line
from polku.insight.measures.funnel import Standing, standings
from polku.insight.measures.model import Measure
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.tallied import Row
from polku.web.board import levels, question, vocabulary, words
from polku.web.board.answers import Answers
from polku.web.board.parts import Sheet
from polku.web.board.selection import Selection

COMPARABLE = (ACCESS.id, *(id for id, measure in TALLIED.items() if "unit" in measure.groups and not measure.split))
"""Measures told of units, month by month."""


@dataclass(frozen=True, slots=True)
class Place:
    """The figures of a place; all None where they are hidden. `level` is county, area, unit or team."""

    key: str
    level: str
    value: float | None = None
    numerator: int | None = None
    denominator: int | None = None
    n: int | None = None
    limits: tuple[float, float] | None = None
    """Of its 95 % interval, where one is known."""

    @property
    def behind(self) -> int | None:
        """How many the figure is told of."""
        return self.n if self.denominator is None else self.denominator

    @property
    def interval(self) -> tuple[float, float] | None:
        if self.numerator is None or not self.denominator:
            return self.limits
        low, high = wilson(self.numerator, self.denominator)
        return 100 * low, 100 * high


@dataclass(frozen=True)
class Comparison:
    """`title` names the measure with its choices; `places` are of the chosen place and those under it."""

    measure: Measure
    selection: Selection
    title: str
    months: tuple[str, ...]
    services: tuple[str, ...]
    service: str
    options: tuple[tuple[str, tuple[str, ...], str], ...]
    """Each option's name, its words and the one chosen."""
    places: tuple[Place, ...]
    units: tuple[Place, ...]
    """All the county's, whatever place is chosen: a unit is compared with every other."""

    @cached_property
    def common(self) -> Place | None:
        """The county, where it is a share of a known count."""
        return next((each for each in self.places if each.key == ALL and each.numerator is not None and each.denominator), None)

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Units among others, where the measure is a share."""
        every = self.common
        if every is None or every.numerator is None or not every.denominator:
            return {}
        units = [
            (unit.key, unit.numerator, unit.denominator) for unit in self.units if unit.numerator is not None and unit.denominator
        ]
        return {each.key: each for each in standings(units, every.numerator / every.denominator)}


def level(place: str) -> str:
    return "county" if place == ALL else "area" if levels.area(place) else "unit"


def under(place: str, units: Iterable[str]) -> list[str]:
    """The county, and the levels from it to the places under the chosen one."""
    named = sorted(units, key=words.unit)
    if place == ALL:
        return [ALL, *(area for area in levels.known() if levels.units_in(area, named)), *named]
    return [*levels.above(place), place, *(levels.units_in(place, named) if levels.area(place) else ())]


def of_access(sheet: Sheet) -> Comparison:
    chosen, month = sheet.selection, sheet.month
    places: list[Place] = []
    units: list[Place] = []
    if month:
        known = [place for place in under(chosen.unit, month.units) if levels.has(place, month)]
        places = [of_line(place, level(place), levels.line(month, place, chosen.profession)) for place in known]
        units = [of_line(unit, "unit", month.line(unit, chosen.profession)) for unit in month.units]
        if chosen.unit in month.units:
            places += [of_line(column, "team", month.line(chosen.unit, column)) for column in COLUMNS[chosen.service]]
    return Comparison(
        ACCESS, chosen, words.headline(chosen.service, chosen.clock), tuple(sheet.months), tuple(COLUMNS), chosen.service,
        (("clock", tuple(ACCESS.clocks), chosen.clock),),
        tuple(place for place in places if place.denominator != 0), tuple(units),
    )  # fmt: skip


def of_line(key: str, level: str, line: Line) -> Place:
    numerator, denominator = line.within.count, line.total.count
    if numerator is None or denominator is None:
        return Place(key, level)
    return Place(key, level, line.share, numerator, denominator, denominator)


def of_tallied(found: Answers) -> Comparison:
    chosen = found.question
    rows = [(place, found.row(chosen.month, place)) for place in under(chosen.unit, found.units)]
    units = [(unit, found.row(chosen.month, unit)) for unit in found.units]
    services = found.shown.services
    return Comparison(
        chosen.measure, chosen.selection, vocabulary.headline(chosen), found.shown.months, services if len(services) > 1 else (),
        chosen.service or found.shown.usual_service,
        tuple((option.name, tuple(option.words), chosen.word(option)) for option in question.offered(chosen.measure)),
        *(tuple(of_row(place, row) for place, row in told if row is not None) for told in (rows, units)),
    )  # fmt: skip


def of_row(place: str, row: Row) -> Place:
    figures = row.figures

    def whole(name: str) -> int | None:
        found = figures.get(name)
        return found if isinstance(found, int) else None

    found, low, high = (figures.get(name) for name in ("value", "low", "high"))
    limits = (low, high) if isinstance(low, float) and isinstance(high, float) else None
    value = float(found) if isinstance(found, int | float) else None
    return Place(place, level(place), value, whole("numerator"), whole("denominator"), whole("n"), limits)


def ordered(places: Sequence[Place], by: str) -> list[Place]:
    """The levels above stay first; the lowest one by value, by name or by how much is behind the figure."""
    keys = {
        "value": lambda place: (place.value is None, -(place.value or 0), name(place)),
        "n": lambda place: (place.behind is None, -(place.behind or 0), name(place)),
        "name": lambda place: (name(place),),
    }
    lowest = "team" if any(place.level == "team" for place in places) else "unit"
    return [place for place in places if place.level != lowest] + sorted(
        (place for place in places if place.level == lowest), key=keys[by]
    )


def name(place: Place) -> str:
    return words.column_in_full(place.key) if place.level == "team" else words.unit(place.key)


def side_words(comparison: Comparison, place: Place) -> str:
    standing = comparison.standings.get(place.key) if place.level == "unit" else None
    if standing is None:
        return "–"
    return {
        -1: _("below the limits of chance"), 0: _("within the limits of chance"), 1: _("above the limits of chance"),
    }[standing.side]  # fmt: skip
