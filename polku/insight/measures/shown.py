"""The figures of any tallied measure as pages, pictures and files may show them together.

Each month is protected by itself, so that what a finished month shows and hides never changes with later loads; nothing is
told of several months added up. A month is one table of services × units × counts with all its totals, and small counts are
hidden in it as a whole: of a group with a hidden count nothing is told. The county's own groups (age, sex, language …) are
tables whose totals the first one shows already. Measures that count the same rows are hidden where one of them is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from functools import lru_cache, partial
from itertools import product
from typing import Any

from polku.definitions.debt import month_number, months
from polku.foundation import clock
from polku.foundation.calendar import at_helsinki, helsinki_date
from polku.foundation.errors import PolkuError
from polku.insight.lake import Lake, Pinned
from polku.insight.measures.access import ACCESS as WAITS
from polku.insight.measures.counting import MONTH, Counting
from polku.insight.measures.figures import COLUMNS, figures
from polku.insight.measures.hiding import (
    ACCESS,
    BESIDE,
    COUNTED_WITH,
    Hidden,
    hidden_groups,
    in_figures,
    of_parts,
    small,
    trimmed,
)  # fmt: skip
from polku.insight.measures.kept import Kept, kept_always
from polku.insight.measures.model import Asked, Figures
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.tallied import ALL, Result, Row, check

OFFERED = ("definition", "index", "stamp", "clock")
"""Options that pages may offer: others could tell a small group by what they leave out."""
CLOCKS = {"stamp-coverage": "stamp", "wait-percentiles": "clock"}
"""The option that is a clock of access, of the measures that count its visits; a stamp that is none is hidden by itself too."""
VISITS = "remote-share"
"""Its months are those of measures that are asked of a moment, or of a year at a time."""
USUAL_SERVICE = "outpatient"
Place = str | tuple[str, ...]
"""`all`, a unit, or the units of an area."""


def shown(lake: Lake, measure: str, **options: Any) -> Shown:
    """The figures of the lake's present version, each counted once for the version."""
    check("measure", [measure], TALLIED)
    check(f"option of {measure} on pages", options, [each.name for each in TALLIED[measure].options if each.name in OFFERED])
    return _shown(lake.pinned(), measure, tuple(sorted(options.items())), helsinki_date(clock.now()))


def usual_service(measure: str) -> str:
    """What is told where no service is asked for: all of them, or one, of a measure that is told by service."""
    return USUAL_SERVICE if BESIDE.get(measure) == ACCESS else ALL


@lru_cache(maxsize=64)
def _shown(lake: Pinned, measure: str, options: tuple[tuple[str, Any], ...], today: date) -> Shown:
    return Shown(lake, measure, dict(options), today)


class Shown:
    """One measure with its options; a row without figures (`hidden`) is one that may not be told."""

    def __init__(self, lake: Pinned, measure: str, options: Mapping[str, Any], today: date) -> None:
        self.lake, self.measure, self.options = lake, TALLIED[measure], options
        now = at_helsinki(today, time(0))
        months = _months_of_visits(lake, measure, today)
        self._counting = Counting(self.measure, Kept(lake), partial(kept_always, lake), options, months, now)
        self.told = lru_cache(maxsize=65536)(self._told)
        self.hidden = lru_cache(maxsize=1024)(self._hidden)
        self._groups_hidden = lru_cache(maxsize=1024)(self._hidden_groups)

    @property
    def months(self) -> tuple[str, ...]:
        return self._counting.months

    @property
    def axes(self) -> tuple[str, ...]:
        return tuple(name for name in ("service", "unit") if name in self.measure.groups)

    @property
    def services(self) -> tuple[str, ...]:
        """What `service` may be; `all` first, where the measure is told of all services together."""
        if BESIDE.get(self.measure.id) == ACCESS:
            return tuple(COLUMNS)
        return (ALL, *self._words("service"))

    @property
    def usual_service(self) -> str:
        return usual_service(self.measure.id)

    @property
    def units(self) -> tuple[str, ...]:
        return self._words("unit")

    @property
    def groups(self) -> tuple[str, ...]:
        """The county's own groups."""
        if BESIDE.get(self.measure.id) == ACCESS:
            return ()
        return tuple(name for name in self.measure.groups if name not in ("service", "unit", MONTH))

    def series(self, chosen: Sequence[str], place: Place = ALL, service: str = "") -> tuple[float | None, ...]:
        """The value of each month; None where there is none, or it is hidden."""
        rows = [self.told(month, place, service) for month in chosen]
        values = [None if row is None else row.figures["value"] for row in rows]
        return tuple(value if isinstance(value, int | float) else None for value in values)

    def split(self, month: str, group: str, service: str = "") -> tuple[Row, ...]:
        """The county in a month by an own group."""
        check("group", [group], self.groups)
        service = self._service(service)
        if group == self.measure.split:
            return self._split_by_measure(month, group, service)
        axes = ("service", group) if "service" in self.axes else (group,)
        hidden = self._groups_hidden(month, group)
        away = {key for key in hidden if key[-1] != ALL and key[:-1] in ((service,), ())}
        keys = {*self._counting.keys(month, axes, service), *away}
        found = [(key, self._counting.figures(month, axes, key)) for key in sorted(keys)]
        return tuple(self._row({group: key[-1]}, told, key in hidden) for key, told in found)

    def result(self, by: Sequence[str], *, months: Sequence[str], place: Place = ALL, service: str = "") -> Result:
        """Rows of each month by units, services or an own group, `all` first in each; a row's key begins with its month."""
        check("group", by, [MONTH, *self.axes, *self.groups])
        own = [name for name in by if name in self.groups]
        if own and len(by) > len(own) + (MONTH in by):
            raise PolkuError(f"{', '.join(by)} together", "months with one group of the county", "ask for one at a time")
        rows: list[Row] = []
        for month in months:
            for name in own[:1]:
                told = self.split(month, name, service)
                rows += [replace(row, key={MONTH: month, **row.key}) for row in told]
            if not own:
                units = (ALL, *self.units) if "unit" in by else (place,)
                services = self.services if "service" in by else (service,)
                found = [(unit, each, self.told(month, unit, each)) for unit, each in product(units, services)]
                rows += [self._keyed(row, month, unit, each, by) for unit, each, row in found if row is not None]
        return Result(self.measure.id, (MONTH, *(name for name in by if name != MONTH)), tuple(rows))

    def _keyed(self, row: Row, month: str, unit: Place, service: str, by: Sequence[str]) -> Row:
        words = {"unit": str(unit), "service": service}
        return replace(row, key={MONTH: month, **{name: words[name] for name in by if name != MONTH}})

    def _told(self, month: str, place: Place = ALL, service: str = "") -> Row | None:
        """The figures of a place in a month; None where nothing is counted."""
        service = self._service(service)
        if isinstance(place, tuple):
            return self._of_area(month, place, service)
        key = _key(self.axes, service, place)
        told, hidden = self._counting.figures(month, self.axes, key), key in self.hidden(month)
        return self._row({"unit": place, "service": service}, told, hidden) if hidden or told is not None else None

    def _of_area(self, month: str, units: tuple[str, ...], service: str) -> Row | None:
        """Of units together: hidden where one of them is."""
        rows = [self.told(month, unit, service) for unit in units]
        known = [row for row in rows if row is not None]
        if not known:
            return None
        axes = tuple(name for name in self.axes if name == "service")
        told = self._counting.figures(month, axes, _key(axes, service, ALL), units)
        return None if told is None else self._row({"unit": ALL, "service": service}, told, any(row.hidden for row in known))

    def _hidden(self, month: str) -> Hidden:
        """The groups of services × units that may not be told of in a month."""
        beside = BESIDE.get(self.measure.id)
        if beside == ACCESS:
            asked = self._counting.usual
            stamp, told = asked[CLOCKS[self.measure.id]], asked.options.get("percentiles", ())
            clocks = [stamp] if stamp in WAITS.clocks else list(WAITS.clocks)
            found = [(each, figures(self.lake, service=each, clock=clock)) for each in COLUMNS for clock in clocks]
            hidden = frozenset((each, *key) for each, table in found for key in in_figures(table, month, told))
            own = () if stamp in WAITS.clocks else hidden_groups(self.measure, self._counting, month, self.axes)
            return hidden.union(own)
        if beside:
            return frozenset().union(*(shown(self.lake, beside).hidden(each) for each in self._months_in(month)))
        if self._counted_with is not self:
            return self._counted_with.hidden(month)
        return hidden_groups(self.measure, self._counting, month, self.axes)

    def _hidden_groups(self, month: str, group: str) -> Hidden:
        beside = BESIDE.get(self.measure.id)
        if beside:
            tables = (shown(self.lake, beside)._groups_hidden(each, group) for each in self._months_in(month))
            return frozenset().union(*tables)
        if self._counted_with is not self:
            return self._counted_with._groups_hidden(month, group)
        return hidden_groups(self.measure, self._counting, month, ("service", group) if "service" in self.axes else (group,))

    @property
    def _counted_with(self) -> Shown:
        """The options whose counts stand for those of every choice."""
        options = COUNTED_WITH.get(self.measure.id)
        return self if options is None or options == self.options else shown(self.lake, self.measure.id, **options)

    def _months_in(self, month: str) -> list[str]:
        """The months that a figure of the month is made of: a debt of all since its base began."""
        return months(self._counting.usual["base"][0], month) if self.measure.split == MONTH else [month]

    def _row(self, key: Mapping[str, str], told: Figures | None, hidden: bool) -> Row:
        told = trimmed(self.measure, told or self.measure.figures([], self._counting.usual))
        hidden = hidden or (self.measure.disclosure != "none" and small(told))
        return Row(key, dict.fromkeys(told) if hidden else told, hidden)

    def _split_by_measure(self, month: str, group: str, service: str) -> tuple[Row, ...]:
        """By the words that the measure itself makes, such as its rules or segments."""
        told = self._counting.words(month, self.axes, _key(self.axes, service, ALL))
        words = [word for word in told if word != ALL]
        hidden = of_parts(self.measure, self._counting, [told[word] for word in words])
        return tuple(self._row({group: word}, told[word], gone) for word, gone in zip(words, hidden, strict=True))

    def _service(self, service: str) -> str:
        service = service or self.usual_service
        check("service", [service], self.services)
        return service

    def _words(self, axis: str) -> tuple[str, ...]:
        if axis not in self.axes:
            return ()
        if not self._counting.by_month and self.measure.split != MONTH:
            return shown(self.lake, VISITS)._words(axis)
        beside = BESIDE.get(self.measure.id, ACCESS)
        if beside != ACCESS:
            return shown(self.lake, beside)._words(axis)
        chosen = (ALL,) if self.measure.split == MONTH else self.months
        if self.measure.additive:
            place = self.axes.index(axis)
            return tuple(sorted({key[place] for month in chosen for key in self._counting.cube(month, self.axes)} - {ALL}))
        return tuple(sorted({key[-1] for month in chosen for key in self._counting.keys(month, (axis,))}))


def _key(axes: Sequence[str], service: str, unit: str) -> tuple[str, ...]:
    words = {"service": service, "unit": unit}
    return tuple(words[name] for name in axes)


def _months_of_visits(lake: Pinned, measure: str, today: date) -> tuple[str, ...]:
    """Months that are over, for a measure of a moment; those that end a whole stretch of months, for one of a stretch."""
    declared = TALLIED[measure]
    if MONTH in declared.groups:
        return ()
    found = tuple(month for month in shown(lake, VISITS).months if month < f"{today:%Y-%m}")
    if declared.usual_period is None or not found:
        return found
    first, last = declared.usual_period(found[-1], Asked())
    return found[month_number(last) - month_number(first) :]
