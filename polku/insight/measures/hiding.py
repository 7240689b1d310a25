"""Which groups of a month are hidden, so that no count under five can be found from all that is told of the month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from polku.definitions.contacts import ELECTRONIC, WITH_PHONE
from polku.definitions.quantiles import place
from polku.insight.measures.counting import Counting, Keep, Key
from polku.insight.measures.disclosure import SMALLEST_SHOWN, Mark, Numbers, protect
from polku.insight.measures.figures import Figures as AccessFigures
from polku.insight.measures.model import Figures, TalliedMeasure
from polku.insight.measures.tallied import ALL

ACCESS = "access"
BESIDE: Mapping[str, str] = MappingProxyType(
    {
        "heavy-users": "remote-share",
        "continuity": "remote-share",
        "service-debt": "remote-share",
        "throughput": "remote-share",
        "stamp-coverage": ACCESS,
        "wait-percentiles": ACCESS,
    }
)
"""Measure → the one that tells how many rows it counts: hidden wherever that one is."""
COUNTED_WITH: Mapping[str, Mapping[str, Any]] = MappingProxyType({"remote-share": {"definition": "with-phone"}})
"""Options whose counts stand for those of every choice."""
LEFT_OUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "continuity": ("left_out", "high_share"),
        "remote-share": ("channels",),
        "heavy-users": ("numerator", "denominator"),
        "experience": ("forms",),
        "segments": ("unpriced",),
        "within-limit": ("units", "units_reaching", "units_share"),
    }
)
"""Figures that would tell small counts inside a group."""

STEADY = 2
"""How many waits more or less leave a percentile in its class."""
Hidden = frozenset[Key]


def counts_of(measure: TalliedMeasure, told: Figures) -> tuple[int, ...]:
    """The counts that a group's figures tell, and that add up to all of the group."""
    if measure.id == "remote-share":
        phone = sum(count for kind, count in told["channels"].items() if kind in WITH_PHONE - ELECTRONIC)
        return told["numerator"] - phone, phone, told["denominator"] - told["numerator"]
    if measure.disclosure == "cells":
        return told["numerator"], told["denominator"] - told["numerator"]
    return (told["n"],)


def trimmed(measure: TalliedMeasure, told: Figures) -> Figures:
    return {name: value for name, value in told.items() if name not in LEFT_OUT.get(measure.id, ())}


def small(told: Figures) -> bool:
    return bool(0 < told["n"] < SMALLEST_SHOWN)


def hidden_groups(measure: TalliedMeasure, counting: Counting, month: str, axes: Key) -> Hidden:
    """The groups of one or two axes that are hidden, totals among them; a hidden group may be one without rows.

    What is told of all is shown, or else nothing is. Then each axis is protected by itself, and of their crossing what lies
    between the words that are shown; the rest of an axis is told as what they leave of all. So what one table hides stays
    open whatever the others show, for any figures with the same totals could stand beside them.
    """
    cube = counting.cube(month, axes)
    if measure.disclosure == "none" or not _adds_up(measure) or not cube:
        return frozenset()
    words = [sorted({key[axis] for key in cube} - {ALL}) for axis in range(len(axes))]

    def counts(*key: str) -> Numbers:
        told = counting.figures(month, axes, key) or measure.figures([], counting.usual)
        return np.array(counts_of(measure, told), dtype=np.int64)

    everything = counts(*[ALL] * len(axes))
    if any(0 < count < SMALLEST_SHOWN for count in (*everything, everything.sum())):
        return frozenset(product(*([*each, ALL] for each in words)))
    lines = []
    for axis, each in enumerate(words):
        table = np.array([counts(*[ALL] * axis, word, *[ALL] * (len(axes) - axis - 1)) for word in each])
        lines.append({word for word, hidden in zip(each, _inside(counting.keep, table), strict=True) if hidden})
    found = {(*[ALL] * axis, word, *[ALL] * (len(axes) - axis - 1)) for axis, line in enumerate(lines) for word in line}
    return frozenset(found | _crossed(counting.keep, words, lines, counts) if len(axes) == 2 else found)


def _crossed(keep: Keep, words: Sequence[Sequence[str]], lines: Sequence[set[str]], counts: Callable[..., Numbers]) -> set[Key]:
    """What is hidden where two axes cross: all of a hidden word, and what is small between the shown ones."""
    parts = [[[word] for word in each if word not in line] for each, line in zip(words, lines, strict=True)]
    parts = [[*shown, sorted(line)] if line else shown for shown, line in zip(parts, lines, strict=True)]
    table = np.array([[np.sum([counts(*key) for key in product(a, b)], axis=0) for b in parts[1]] for a in parts[0]])
    hidden = _inside(keep, table)
    found = {key for row, column in np.argwhere(hidden).tolist() for key in product(parts[0][row], parts[1][column])}
    return found | {key for key in product(*words) if key[0] in lines[0] or key[1] in lines[1]}


def _inside(keep: Keep, counts: Numbers) -> npt.NDArray[np.bool_]:
    """Which groups have a hidden count, where the totals over groups are shown. A lone count is its own total."""
    groups = counts.ndim - 1
    inner = (slice(0, -1),) * groups
    counts = counts[..., 0] if counts.shape[-1] == 1 else counts
    known = np.ones([length + 1 for length in counts.shape], dtype=np.bool_)
    known[inner] = False

    def hidden() -> list[Any]:
        marks = protect(counts, graded=False, known=known).marks[inner] != Mark.SHOWN
        found: list[Any] = marks.any(axis=tuple(range(groups, marks.ndim))).tolist()
        return found

    return np.array(keep(repr(counts.tolist()).encode(), hidden), dtype=np.bool_)


def of_parts(measure: TalliedMeasure, counting: Counting, parts: Sequence[Figures]) -> Sequence[bool]:
    """Which of the parts that make up a whole are hidden; all of them, where the whole is."""
    if measure.disclosure == "none" or not parts:
        return [False] * len(parts)
    table = np.array([[part["n"]] for part in parts], dtype=np.int64)
    if 0 < table.sum() < SMALLEST_SHOWN:
        return [True] * len(parts)
    return [bool(hidden) for hidden in _inside(counting.keep, table)]


def in_figures(figures: AccessFigures, month: str, percentiles: Sequence[Decimal] = ()) -> Hidden:
    """The units of which the access measure does not tell how many were counted in a month. A percentile says how many
    waited less: it is told where the waits beside it are told, or where it would be the same with some waits more or less."""
    found = figures.month(month)
    if found is None:
        return frozenset()
    units, counts, _ = figures.tables[month]
    hidden = set()
    for unit in (*units, ALL):
        waits = counts.sum(axis=(0, 1)) if unit == ALL else counts[units.index(unit)].sum(axis=0)
        shown = all(cell.shown for cell in found.line(unit).waits)
        if found.coverage(unit) is None or not (shown or _steady(waits.cumsum().tolist(), percentiles)):
            hidden.add((unit,))
    return frozenset(hidden)


def _steady(so_far: Sequence[int], percentiles: Sequence[Decimal]) -> bool:
    """Whether the place of each percentile is away from where one class of waits ends and the next begins."""
    places = [place(so_far[-1], each) for each in percentiles]
    return all(at - edge >= STEADY or edge - 1 - at >= STEADY for at in places for edge in so_far[:-1])


def _adds_up(measure: TalliedMeasure) -> bool:
    """Whether a group may be found from totals: also of people told apart, most of whom are in one group only."""
    return measure.additive or measure.disclosure == "cells"
