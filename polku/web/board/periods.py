"""A measure over periods: the months that are shown, added up, so that a period gives away nothing that a month hides."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from polku.definitions.debt import BASE, months
from polku.foundation.errors import NotFound
from polku.insight import counties
from polku.insight.lake import Lake
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL
from polku.insight.measures.model import Measure
from polku.web.board import levels, vocabulary, words
from polku.web.board.answers import Answers
from polku.web.board.compared import Place, of_line, of_row
from polku.web.board.parts import Sheet
from polku.web.board.selection import Selection, this_month

Period = tuple[str, str]
NAMES = ("before", "during", "after")
SPAN = re.compile(r"(20\d\d-(?:0[1-9]|1[0-2])):(20\d\d-(?:0[1-9]|1[0-2]))\Z")
LONGEST_MONTHS = 120
MOST_MONTHS = 2 / 3
"""A period is told of when at least this part of its months is shown."""


@dataclass(frozen=True)
class Source:
    """A measure's figures of groups of units by month; `places` are the county or counties, and areas."""

    measure: Measure
    selection: Selection
    title: str
    months: tuple[str, ...]
    units: tuple[str, ...]
    at: Callable[[str | tuple[str, ...], str], Place | None]
    """Of a place (all, or units) and a month; None where nothing is counted."""


def of_access(sheet: Sheet) -> Source:
    chosen = sheet.selection

    def at(place: str | tuple[str, ...], month: str) -> Place | None:
        found = sheet.figures().month(month)
        if found is None:
            return None
        if isinstance(place, tuple):
            units = [unit for unit in place if unit in found.units]
            return of_line("", "", levels.line_of(found, units, chosen.profession)) if units else None
        return of_line(place, "", found.line(place, chosen.profession))

    figures = sheet.figures()
    return Source(ACCESS, chosen, words.headline(chosen.service, chosen.clock), figures.months, figures.units, at)


def of_tallied(found: Answers) -> Source:
    chosen = found.question

    def at(place: str | tuple[str, ...], month: str) -> Place | None:
        known = tuple(unit for unit in place if unit in found.units) if isinstance(place, tuple) else place
        row = found.shown.told(month, known, chosen.service) if known and month in found.months else None
        return None if row is None else of_row("", row)

    return Source(chosen.measure, chosen.selection, vocabulary.headline(chosen), found.shown.months, found.units, at)


def groups(source: Source, lake: Lake) -> dict[str, str | tuple[str, ...]]:
    """What to compare: all together, and the counties where there are several; else the county's areas."""
    by_county = counties.of_units(lake.pinned(), frozenset(source.units))
    if len(by_county) > 1:
        return {ALL: ALL, **by_county}
    areas = {area: levels.units_in(area, source.units) for area in levels.known()}
    return {ALL: ALL, **{area: units for area, units in areas.items() if units}}


@dataclass(frozen=True, slots=True)
class Over:
    """A place's figures of a period: of `shown` months, of the `of` that have data."""

    place: Place
    shown: int
    of: int


def over(source: Source, place: str | tuple[str, ...], period: Period) -> Over | None:
    """A share of the counts of the months that are shown, where most are; contacts added up, where all are; of all else the
    months' mean. None where no month has data."""
    held = frozenset(source.months)
    found = [each for month in months(*period) if month in held and (each := source.at(place, month)) is not None]
    if not found:
        return None
    shown = [each for each in found if each.value is not None]
    enough = len(shown) == len(found) if source.measure.unit == "contacts" else len(shown) >= MOST_MONTHS * len(found)
    return Over(_together(source.measure, shown) if shown and enough else Place("", ""), len(shown), len(found))


def _together(measure: Measure, shown: Sequence[Place]) -> Place:
    numerator, denominator = (_sum(getattr(each, name) for each in shown) for name in ("numerator", "denominator"))
    if measure.unit == "percent" and numerator is not None and denominator:
        return Place("", "", 100 * numerator / denominator, numerator, denominator, denominator)
    values = [each.value for each in shown if each.value is not None]
    added = sum(values) if measure.unit == "contacts" else sum(values) / len(values)
    return Place("", "", added, n=_sum(each.n for each in shown))


def _sum(counts: Iterable[int | None]) -> int | None:
    found = [*counts]
    return sum(each for each in found if each is not None) if None not in found else None


def read(query: Mapping[str, str], held: Sequence[str]) -> dict[str, Period]:
    """The periods of an address, the usual ones where it has none; NotFound for what is no period."""
    usual = usual_periods(held)
    found = {}
    for name in NAMES:
        asked = query.get(name) or ":".join(query.get(f"{name}-{end}", "") for end in ("from", "to")).strip(":")
        found[name] = span(asked) if asked else usual[name]
    return found


def span(text: str) -> Period:
    match = SPAN.match(text)
    if not match or match[1] > match[2] or len(months(match[1], match[2])) > LONGEST_MONTHS:
        raise NotFound("no such period", "a first month and a last one, the first not after the last", "check the address")
    return match[1], match[2]


def usual_periods(held: Collection[str]) -> dict[str, Period]:
    """Those of the service debt where the data reach its base; else the data's months in three, the last full one at the end."""
    known = sorted(month for month in held if month < this_month())
    if not known:
        known = [this_month()]
    first, last = known[0], known[-1]
    if first <= BASE[1] and last > BASE[1]:
        following = months(BASE[1], last)[1:]
        middle = following[: max(1, len(following) // 2)]
        after = following[len(middle) :] or middle
        return {"before": BASE, "during": (middle[0], middle[-1]), "after": (after[0], after[-1])}
    every = months(first, last)
    third = max(1, len(every) // 3)
    parts = every[:third], every[third : 2 * third] or every[-1:], every[2 * third :] or every[-1:]
    return dict(zip(NAMES, ((part[0], part[-1]) for part in parts), strict=True))
