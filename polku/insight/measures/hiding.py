"""Which groups of a month are hidden, so that no count under five can be found from all that is told of the month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from polku.definitions.contacts import ELECTRONIC, WITH_PHONE
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
        "segments": ("unpriced",),
        "within-limit": ("units", "units_reaching", "units_share"),
    }
)
"""Figures that would tell small counts inside a group."""

Hidden = frozenset[Key]


def counts_of(measure: TalliedMeasure, told: Figures) -> tuple[int, ...]:
    """The counts that a group's figures tell, and that add up to all of the group."""
    if measure.id == "remote-share":
        phone = sum(count for kind, count in told["channels"].items() if kind in WITH_PHONE - ELECTRONIC)
        return told["numerator"] - phone, phone, told["denominator"] - told["numerator"]
    if measure.id == "experience":
        return told["n"], told["forms"] - told["n"]
    if measure.disclosure == "cells":
        return told["numerator"], told["denominator"] - told["numerator"]
    return (told["n"],)


def trimmed(measure: TalliedMeasure, told: Figures) -> Figures:
    return {name: value for name, value in told.items() if name not in LEFT_OUT.get(measure.id, ())}


def small(told: Figures) -> bool:
    return bool(0 < told["n"] < SMALLEST_SHOWN)


def of_units(measure: TalliedMeasure, counting: Counting, month: str, axes: Key) -> Hidden:
    """The groups of services × units that are hidden, totals among them; a group without rows is told as one. What does not
    add up cannot be found from totals."""
    cube = counting.cube(month, axes)
    if measure.disclosure == "none" or not _adds_up(measure) or not cube:
        return frozenset()
    words = [sorted({key[place] for key in cube} - {ALL}) for place in range(len(axes))]
    counts = _table(words, lambda key: counts_of(measure, _figures(counting, month, axes, key)))
    names = [[*each, ALL] for each in words]
    keys = {place: tuple(names[axis][at] for axis, at in enumerate(place)) for place in np.ndindex(*map(len, names))}
    hidden = _any_hidden(counting.keep, counts, [place for place, key in keys.items() if key not in cube])
    return frozenset(key for place, key in keys.items() if hidden[place])


def of_groups(measure: TalliedMeasure, counting: Counting, month: str, group: str, above: Hidden) -> Hidden:
    """The groups of services × the words of an own group that are hidden. `above` are the services whose own totals are.

    A service's total that is shown is known already, so nothing is hidden for it; the other services' counts are told
    together, as what the shown ones leave of all.
    """
    axes = ("service", group) if "service" in measure.groups else (group,)
    cube = counting.cube(month, axes)
    if measure.disclosure == "none" or not _adds_up(measure) or not cube:
        return frozenset()
    if (ALL,) in above:
        return frozenset(cube)
    services = sorted({key[0] for key in cube} - {ALL}) if len(axes) == 2 else [ALL]
    told, rest = ([each for each in services if ((each,) in above) is hidden] for hidden in (False, True))
    words = sorted({key[-1] for key in cube} - {ALL})

    def counts(service: str, word: str) -> Numbers:
        key = (service, word)[-len(axes) :]
        return np.array(counts_of(measure, _figures(counting, month, axes, key)), dtype=np.int64)

    rows = [[counts(service, word) for word in words] for service in told]
    if rest:
        rows.append([np.sum([counts(service, word) for service in rest], axis=0) for word in words])
    table = np.array(rows, dtype=np.int64)
    names = [*told, *(["rest"] if rest else []), ALL]
    totals = [(place, len(words)) for place in range(len(names))]
    nil = [(s, w) for s, service in enumerate(told) for w, word in enumerate(words) if (service, word)[-len(axes) :] not in cube]
    places = np.argwhere(_any_hidden(counting.keep, table, [*totals, *nil])[:, :-1]).tolist()
    found = {(names[service], words[word]) for service, word in places} | {(s, word) for s in rest for word in words}
    return frozenset(key[-len(axes) :] for key in found)


def of_parts(measure: TalliedMeasure, counting: Counting, parts: Sequence[Figures]) -> Sequence[bool]:
    """Which of the parts that make up a whole are hidden; all of them, where the whole is."""
    if measure.disclosure == "none" or not parts:
        return [False] * len(parts)
    hidden = _any_hidden(counting.keep, np.array([[part["n"]] for part in parts], dtype=np.int64))
    return [bool(hidden[place] or hidden[-1]) for place in range(len(parts))]


def in_figures(figures: AccessFigures, month: str, *, whole: bool) -> Hidden:
    """The units that the access measure hides in a month: how many were counted, or, for the `whole`, any of the waits."""
    found = figures.month(month)
    if found is None:
        return frozenset()
    hidden = set()
    for unit in (*found.units, ALL):
        line = found.line(unit)
        if found.coverage(unit) is None or (whole and any(not cell.shown for cell in (*line.waits, line.total))):
            hidden.add((unit,))
    return frozenset(hidden)


def _adds_up(measure: TalliedMeasure) -> bool:
    """Whether a group may be found from totals: also of people told apart, most of whom are in one group only."""
    return measure.additive or measure.disclosure == "cells"


def _figures(counting: Counting, month: str, axes: Key, key: Key) -> Figures:
    return counting.figures(month, axes, key) or counting.measure.figures([], counting.usual)


def _table(words: Sequence[Sequence[str]], counts: Callable[[Key], Sequence[int]]) -> Numbers:
    shape = tuple(map(len, words))
    places = list(np.ndindex(shape))
    rows = [counts(tuple(words[axis][at] for axis, at in enumerate(place))) for place in places]
    return np.array(rows, dtype=np.int64).reshape(*shape, -1)


def _any_hidden(keep: Keep, counts: Numbers, known: Sequence[tuple[int, ...]] = ()) -> npt.NDArray[np.bool_]:
    """Where a group has a hidden count; nothing can be hidden of the groups that are `known`. A lone count is its own total."""
    axes = tuple(range(counts.ndim - 1, counts.ndim if counts.shape[-1] > 1 else counts.ndim - 1))
    counts = counts[..., 0] if counts.shape[-1] == 1 else counts
    mask = np.zeros([length + 1 for length in counts.shape], dtype=np.bool_)
    for place in known:
        mask[place] = True

    def hidden() -> list[Any]:
        found: list[Any] = (protect(counts, graded=False, known=mask).marks != Mark.SHOWN).any(axis=axes).tolist()
        return found

    return np.array(keep(repr((counts.tolist(), known)).encode(), hidden), dtype=np.bool_)
