"""The figures of the access measure as they may be shown: counted once for each version of the lake.

A month of a service and a clock is one table of units × columns × waits with all its totals, and small counts are
hidden in it as a whole: no page, picture or file made from it can give away what another hides. The clocks count the
same visits, so both clocks' tables are hidden together: what one shows is known of the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from polku.insight.codes import codes
from polku.insight.lake import Lake, Pinned
from polku.insight.measures.access import ACCESS
from polku.insight.measures.cube import Cube, cube
from polku.insight.measures.disclosure import (
    Cell,
    Mark,
    Numbers,
    Possible,
    Protected,
    Step,
    protect,
    protect_linked,
    with_totals,
)
from polku.insight.measures.engine import UNKNOWN
from polku.insight.measures.kept import Kept, kept_always
from polku.insight.measures.model import AccessResult, percent

ALL = "all"
REST = "rest"
COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"outpatient": ("physician", "nurse_or_public_health_nurse", REST), "oral": ("dentist", "dental_hygienist", REST)}
)
"""Professions and groups that figures are told for; the rest together."""


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one group: a cell for each wait, shortest first, and their total."""

    waits: tuple[Cell, ...]
    total: Cell

    @property
    def within(self) -> Cell:
        return self.waits[0]

    @property
    def share(self) -> float | None:
        """Percent within the limit; None when it is hidden or nobody waited."""
        return self.share_of(0)

    def share_of(self, wait: int) -> float | None:
        count, total = self.waits[wait].count, self.total.count
        return None if count is None or total is None else percent(count, total)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Visits of a group that carry their time stamps, of all eligible ones; None when hidden."""

    counted: int
    missing: int

    @property
    def eligible(self) -> int:
        return self.counted + self.missing

    @property
    def share(self) -> float | None:
        return percent(self.counted, self.eligible)


@dataclass(frozen=True, slots=True)
class Month:
    """A month's tables: `units` had eligible visits in it."""

    month: str
    units: tuple[str, ...]
    columns: tuple[str, ...]
    waits: int
    table: Protected
    missing: Protected

    def line(self, unit: str = ALL, column: str = ALL) -> Line:
        """The figures of a unit (or all) and a column (or all); of a unit without visits, all nil."""
        if unit != ALL and unit not in self.units:
            nil = Cell(0, Mark.SHOWN)
            return Line((nil,) * self.waits, nil)
        place = (_place(self.units, unit), _place(self.columns, column))
        cells = [self.table.cell((*place, wait)) for wait in range(self.waits + 1)]
        return Line(tuple(cells[:-1]), cells[-1])

    def coverage(self, unit: str = ALL) -> Coverage | None:
        if unit != ALL and unit not in self.units:
            return None
        counted = self.line(unit).total
        missing = self.missing.cell((_place(self.units, unit),))
        if counted.count is None or missing.count is None:
            return None
        return Coverage(counted.count, missing.count)


@dataclass(frozen=True)
class Figures:
    """All months of a service by a clock."""

    service: str
    clock: str
    columns: tuple[str, ...]
    tables: Mapping[str, tuple[tuple[str, ...], Numbers, Numbers]]
    """Of each month: its units, counts by unit, column and wait, and visits without stamps by unit."""
    beside: Mapping[str, tuple[tuple[str, ...], Numbers, Numbers]] = field(default_factory=dict)
    """The same by the other clock."""
    lake: Pinned | None = None
    """Beside which what is hidden is kept."""
    _months: dict[str, Month] = field(default_factory=dict)

    @property
    def months(self) -> tuple[str, ...]:
        """Months with eligible visits, in the order of time."""
        return tuple(sorted(self.tables))

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(sorted({unit for units, _, _ in self.tables.values() for unit in units}))

    def month(self, month: str) -> Month | None:
        """The month's figures; None when it has no eligible visits."""
        if month not in self.tables:
            return None
        if month not in self._months:
            self._months[month] = self._protected(month)
        return self._months[month]

    def _protected(self, month: str) -> Month:
        units, counts, missing = self.tables[month]
        own = {self.clock: (counts, missing)}
        if month in self.beside:
            own |= {clock: self.beside[month][1:] for clock in ACCESS.clocks if clock != self.clock}
        clocks = [clock for clock in ACCESS.clocks if clock in own]
        tables, without = _protected(self.lake, tuple(_content(*own[clock]) for clock in clocks))
        place = clocks.index(self.clock)
        return Month(month, units, self.columns, counts.shape[2], tables[place], without[place])


def figures(lake: Lake, *, service: str, clock: str) -> Figures:
    """The figures of the lake's present version, counted once for each version."""
    return _counted(lake.pinned(), service, clock)


@lru_cache(maxsize=16)
def _counted(lake: Pinned, service: str, clock: str) -> Figures:
    own, other = (_read(lake, service, each) for each in (clock, *(c for c in ACCESS.clocks if c != clock)))
    return Figures(service, clock, COLUMNS[service], own, other, lake)


@lru_cache(maxsize=16)
def _read(lake: Pinned, service: str, clock: str) -> dict[str, tuple[tuple[str, ...], Numbers, Numbers]]:
    return _tables(_cube(lake).access(clock=clock, service=service), COLUMNS[service])


@lru_cache(maxsize=4)
def _cube(lake: Pinned) -> Cube:
    """All services by both clocks, counted in one pass."""
    return cube(Kept(lake))


Content = tuple[bytes, tuple[int, ...], bytes]


def _content(counts: Numbers, missing: Numbers) -> Content:
    return np.ascontiguousarray(counts).tobytes(), counts.shape, np.ascontiguousarray(missing).tobytes()


@lru_cache(maxsize=1024)
def _protected(lake: Pinned | None, clocks: tuple[Content, ...]) -> tuple[list[Protected], list[Protected]]:
    """Both clocks' figures ask for the same; their marks are kept beside the lake."""
    tables = [
        (np.frombuffer(counts, dtype=np.int64).reshape(shape), np.frombuffer(missing, dtype=np.int64))
        for counts, shape, missing in clocks
    ]

    def marks() -> list[Any]:
        return [[each.marks.tolist() for each in kind] for kind in _together(tables)]

    kept = kept_always(lake, repr(clocks).encode(), marks) if lake else marks()
    found = [[np.array(each, dtype=np.int8) for each in kind] for kind in kept]
    return (
        [Protected(with_totals(counts), mark) for (counts, _), mark in zip(tables, found[0], strict=True)],
        [Protected(with_totals(missing), mark) for (_, missing), mark in zip(tables, found[1], strict=True)],
    )


def _together(clocks: Sequence[tuple[Numbers, Numbers]]) -> tuple[tuple[Protected, ...], tuple[Protected, ...]]:
    """The tables and the missing stamps of the assessment's clock and of the earliest contact's. A reader knows that both
    count the same eligible visits, and that the earliest contact is known wherever the assessment is and is never later."""
    if len(clocks) == 1:
        counts, missing = clocks[0]
        return (protect(counts, dear=0),), (protect(missing),)

    possible = _beside([counts for counts, _ in clocks], [missing.tolist() for _, missing in clocks])
    tables = protect_linked([counts for counts, _ in clocks], possible, dear=0)
    return tables, protect_linked([missing for _, missing in clocks], _only_together, graded=False)


def _beside(clocks: Sequence[Numbers], missing: Sequence[Sequence[int]]) -> Possible:
    """Whether a step leaves a clock's table one that could be beside the other's, and beside its missing stamps."""
    first, second = clocks
    more_later = second.sum(axis=2) - first.sum(axis=2)
    sooner = (np.cumsum(first, axis=2) + more_later[:, :, None] - np.cumsum(second, axis=2)).tolist()
    more = more_later.tolist()

    def possible(which: int, steps: Sequence[Step]) -> bool:
        side, units, rows = 1 - 2 * which, Counter[int](), dict[tuple[int, int], list[tuple[int, int]]]()
        for (unit, column, wait), step in steps:
            units[unit] += step
            rows.setdefault((unit, column), []).append((wait, step))
        if any(missing[which][unit] < step for unit, step in units.items()):
            return False
        for (unit, column), changes in rows.items():
            added = sum(step for _, step in changes)
            if more[unit][column] < side * added:
                return False
            before = [sum(step for at, step in changes if at <= wait) for wait in range(first.shape[2])]
            if any(slack + side * (so_far - added) < 0 for slack, so_far in zip(sooner[unit][column], before, strict=True)):
                return False
        return True

    return possible


def _only_together(which: int, steps: Sequence[Step]) -> bool:
    """Visits without stamps of one clock say those of the other, because the eligible ones are the same."""
    return False


def _tables(result: AccessResult, columns: tuple[str, ...]) -> dict[str, tuple[tuple[str, ...], Numbers, Numbers]]:
    """The finest groups gathered by month; the professions' groups are summed here, so their own rows are passed by."""
    lists = codes()
    place = {member: _column(member, columns) for member in [*lists.professions, UNKNOWN]}
    rows: dict[str, dict[str, list[tuple[int, tuple[int, ...], int]]]] = {}
    for row in result.rows[1:]:
        if row.key["profession"] in place and row.eligible:
            unit = rows.setdefault(row.key["month"], {}).setdefault(row.key["unit"], [])
            unit.append((place[row.key["profession"]], tuple(row.buckets.values()), row.eligible - row.total))
    return {month: _table(units, len(columns), len(result.buckets)) for month, units in rows.items()}


def _table(
    units: Mapping[str, list[tuple[int, tuple[int, ...], int]]], columns: int, waits: int
) -> tuple[tuple[str, ...], Numbers, Numbers]:
    names = tuple(sorted(units))
    counts = np.zeros((len(names), columns, waits), dtype=np.int64)
    missing = np.zeros(len(names), dtype=np.int64)
    for index, name in enumerate(names):
        for column, buckets, without in units[name]:
            counts[index, column] += buckets
            missing[index] += without
    return names, counts, missing


def _column(profession: str, columns: tuple[str, ...]) -> int:
    groups = codes().profession_groups
    for index, name in enumerate(columns):
        if profession == name or (name in groups and profession in groups[name].professions):
            return index
    return columns.index(REST)


def _place(names: tuple[str, ...], name: str) -> int:
    """Totals are the last place of every axis."""
    return len(names) if name == ALL else names.index(name)
