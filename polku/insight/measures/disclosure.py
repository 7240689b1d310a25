"""Small numbers stay hidden: counts under five, and as many others as keep totals from giving them away.

The hypercube method (Repsilber; Giessing & Repsilber 2002, "Tools and strategies to protect multiple tables with the
GHQUAR cell suppression engine"). A table is taken with all its totals. Around each small count a box is hidden: two
places on every axis, totals among the places. Adding one to a corner and taking it from its neighbours keeps every
total as it was, so a reader cannot tell the true table from others that differ in the small count. A box counts only
if that leaves the small count other values, with every cell still what its mark says; `SPREAD` of them are wanted.

Tables that count the same visits in two ways say something of each other. `protect_linked` takes only boxes that give a
table which could be beside the others; where a table has none, all of them move along the same box.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

SMALLEST_SHOWN = 5
SPREAD = 2
TOTAL_COST = 12.0
ZERO_COST = 4.0
FREE = 1 << 40

Numbers = npt.NDArray[np.int64]
Marks = npt.NDArray[np.int8]
Costs = npt.NDArray[np.float64]
Known = npt.NDArray[np.bool_]
Place = tuple[int, ...]
Corners = tuple[Any, ...]
Step = tuple[Place, int]
"""A cell, and by how much it changes."""
Possible = Callable[[int, Sequence[Step]], bool]


class Mark(IntEnum):
    SHOWN = 0
    SMALL = 1
    """Under five."""
    HIDDEN = 2
    """Five or more, hidden to protect a small one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A count as it may be shown: `count` is None when it is hidden."""

    count: int | None
    mark: Mark

    @property
    def shown(self) -> bool:
        return self.mark == Mark.SHOWN


SMALL = Cell(None, Mark.SMALL)


@dataclass(frozen=True, slots=True)
class Protected:
    """A table with its totals (the last place of every axis) and a mark for each cell."""

    counts: Numbers
    marks: Marks

    def cell(self, place: Sequence[int]) -> Cell:
        mark = Mark(int(self.marks[tuple(place)]))
        return Cell(int(self.counts[tuple(place)]) if mark == Mark.SHOWN else None, mark)


def with_totals(counts: Numbers) -> Numbers:
    """The table with a total added as the last place of every axis."""
    table = np.asarray(counts, dtype=np.int64)
    for axis in range(table.ndim):
        table = np.concatenate([table, table.sum(axis=axis, keepdims=True)], axis=axis)
    return table


def protect(counts: Numbers, *, dear: int | None = None, graded: bool = True, known: Known | None = None) -> Protected:
    """The table with totals, its small counts hidden and protected. The same counts give the same marks.

    `dear` is a place of the last axis that is told as a headline: like a total, it is hidden last. `graded` is whether a
    hidden count is told to be under five or not. `known` is where the table with totals is shown elsewhere already, so that
    nothing can be hidden.
    """
    table = np.ascontiguousarray(counts, dtype=np.int64)
    if known is None:
        return _protected(table.tobytes(), table.shape, dear, graded)
    (found,) = protect_linked([table], dear=dear, graded=graded, known=known)
    return found


@lru_cache(maxsize=1024)
def _protected(content: bytes, shape: Place, dear: int | None, graded: bool) -> Protected:
    (found,) = protect_linked([np.frombuffer(content, dtype=np.int64).reshape(shape)], dear=dear, graded=graded)
    return found


def protect_linked(
    counts: Sequence[Numbers],
    possible: Possible | None = None,
    *,
    dear: int | None = None,
    graded: bool = True,
    known: Known | None = None,
) -> tuple[Protected, ...]:
    """Tables of the same shape, none of which may be found from all. `possible(which, steps)` says whether one of them, with
    its cells changed by the steps, could be beside the others; totals are left out of the steps."""
    linked = _Linked([with_totals(table) for table in counts], possible, dear, graded, known)
    for which, table in enumerate(linked.tables):
        for place in _small_places(table, linked.marks[which]):
            linked.hide(which, place)
    return tuple(Protected(table, marks) for table, marks in zip(linked.tables, linked.marks, strict=True))


class _Linked:
    def __init__(
        self, tables: list[Numbers], possible: Possible | None, dear: int | None, graded: bool, known: Known | None
    ) -> None:
        self.tables, self.possible, self.graded = tables, possible, graded
        self.known = np.zeros(tables[0].shape, dtype=np.bool_) if known is None else known
        self.marks = [np.where(self.known, Mark.SHOWN, small_only(table)).astype(np.int8) for table in tables]
        self.costs = [np.where(self.known, np.inf, _costs(table, dear)) for table in tables]

    def hide(self, which: int, place: Place) -> None:
        """Hide a box around the place in its own table, or else in all; the whole tables when there is none."""
        alone, every = [which], [*range(len(self.tables))]
        for chosen in (alone, every) if len(every) > 1 else (alone,):
            box = self._best_box(chosen, place)
            if box is not None:
                for each in chosen:
                    self.marks[each][box] = _own_marks(self.tables[each])[box]
                return
        self.marks = [np.where(self.known, Mark.SHOWN, _own_marks(table)).astype(np.int8) for table in self.tables]

    def _best_box(self, chosen: list[int], place: Place) -> Corners | None:
        """The corners of the cheapest box that leaves the count at `place` open; None when every box closes it."""
        rooms = [
            _room(self.tables[each], np.where(self.marks[each] == Mark.SHOWN, self.costs[each], 0.0), place, self.graded)
            for each in chosen
        ]
        up, down = (np.minimum.reduce([room[way] for room in rooms]) for way in (0, 1))
        score = _scores(up, down, np.sum([room[2] for room in rooms], axis=0), place)
        for far in np.argsort(score, axis=None, kind="stable"):
            corner = tuple(map(int, np.unravel_index(int(far), score.shape)))
            if not np.isfinite(score[corner]):
                return None
            ways = [way for way, room in ((1, up[corner]), (-1, down[corner])) if room]
            if len(chosen) > 1 or any(self._stands(chosen[0], place, corner, way) for way in ways):
                return tuple(np.array(list(product(*zip(place, corner, strict=True)))).T)
        return None

    def _stands(self, which: int, place: Place, far: Place, way: int) -> bool:
        """Whether the table moved by one along the box could be beside the others."""
        if self.possible is None:
            return True
        inside = [length - 1 for length in self.tables[which].shape]
        steps = _steps(self.tables[which].shape, place, far, way)
        return self.possible(which, [step for step in steps if all(map(int.__lt__, step[0], inside))])


def _small_places(table: Numbers, marks: Marks) -> list[Place]:
    """Small totals first: their boxes are the fewest, and the cells they hide serve the others."""
    places = [tuple(place) for place in np.argwhere(marks == Mark.SMALL).tolist()]
    last = tuple(length - 1 for length in table.shape)
    return sorted(places, key=lambda place: (-sum(a == b for a, b in zip(place, last, strict=True)), place))


def small_only(table: Numbers) -> Marks:
    """Marks for the counts from one to four alone: what totals would give away."""
    return np.where((table > 0) & (table < SMALLEST_SHOWN), Mark.SMALL, Mark.SHOWN).astype(np.int8)


def _own_marks(table: Numbers) -> Marks:
    """The mark of each cell if it is hidden; a hidden nil is also under five."""
    return np.where(table < SMALLEST_SHOWN, Mark.SMALL, Mark.HIDDEN).astype(np.int8)


def _costs(table: Numbers, dear: int | None) -> Costs:
    """What hiding a cell loses: more for large counts, nils and, above all, totals."""
    costs = np.where(table == 0, ZERO_COST, np.log2(2.0 + table))
    for axis, length in enumerate(table.shape):
        weights = np.ones(length)
        weights[-1] = TOTAL_COST
        if dear is not None and axis == table.ndim - 1:
            weights[dear] = TOTAL_COST
        costs = costs * weights.reshape([-1 if a == axis else 1 for a in range(table.ndim)])
    return costs


def _scores(up: Numbers, down: Numbers, cost: Costs, place: Place) -> Costs:
    """What each far corner's box costs; infinite where it closes the count, or is no box."""
    spread = np.minimum(up + down, SPREAD)
    score: Costs = np.where(spread < 1, np.inf, cost * (1 + SPREAD - spread))
    for axis, at in enumerate(place):
        score[(slice(None),) * axis + (at,)] = np.inf
    return score


def _steps(shape: Place, place: Place, far: Place, way: int) -> list[Step]:
    """The corners of a box, and how each changes when the count goes up by `way`: along an axis the other way, except
    between a cell and its total."""
    found: list[Step] = [((), way)]
    for at, there, length in zip(place, far, shape, strict=True):
        turn = 1 if length - 1 in (at, there) else -1
        found = [((*corner, each), step * by) for corner, step in found for each, by in ((at, 1), (there, turn))]
    return found


def _room(table: Numbers, costs: Costs, place: Place, graded: bool) -> tuple[Numbers, Numbers, Costs]:
    """For the box to each far corner: how far the count can rise and fall, and what hiding the box costs."""
    small = table < SMALLEST_SHOWN
    rise = np.where(small & graded, SMALLEST_SHOWN - 1 - table, FREE)
    fall = np.where(small | (not graded), table, table - SMALLEST_SHOWN)
    up, down, cost = np.full(table.shape, FREE), np.full(table.shape, FREE), np.zeros(table.shape)
    on_totals = tuple(at == length - 1 for at, length in zip(place, table.shape, strict=True))
    for away in product((False, True), repeat=table.ndim):
        corner = tuple(slice(None) if far else slice(at, at + 1) for at, far in zip(place, away, strict=True))
        along = _moves_along(table.shape, on_totals, away)
        up = np.minimum(up, np.where(along, rise[corner], fall[corner]))
        down = np.minimum(down, np.where(along, fall[corner], rise[corner]))
        cost = cost + costs[corner]
    return up, down, cost


@lru_cache(maxsize=512)
def _moves_along(shape: Place, on_totals: tuple[bool, ...], away: tuple[bool, ...]) -> npt.NDArray[np.bool_]:
    """Whether a corner moves with the count or against it, for each far corner.

    A step along an axis turns the direction, except between a cell and its total, which move together.
    """
    signs = np.ones([1] * len(shape), dtype=np.int64)
    for axis, (length, on_total, far) in enumerate(zip(shape, on_totals, away, strict=True)):
        if far:
            turns = np.full(length, 1 if on_total else -1)
            turns[-1] = 1
            signs = signs * turns.reshape([-1 if a == axis else 1 for a in range(len(shape))])
    return signs > 0
