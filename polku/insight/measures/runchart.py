"""Run charts by the XmR rules: what is ordinary variation, and what is a signal.

Limits are the mean ± 2.66 × the mean moving range (Wheeler, "Understanding Variation"). Signals: a point outside
the limits; seven points rising or falling in succession; two of three beyond ± 1.773 × the mean moving range on one
side; seven in succession on one side of the mean.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

LIMIT = 2.66
WARNING = 1.773
RUN = 7
ENOUGH = 12


class Kind(StrEnum):
    OUTSIDE = "outside"
    SHIFT = "shift"
    TREND = "trend"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule met by the points `first` to `last`; upwards is towards larger values."""

    kind: Kind
    upwards: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class RunChart:
    """Limits are None with fewer than two points, and trial limits with fewer than twelve."""

    values: tuple[float, ...]
    mean: float | None
    moving_range: float | None
    lower: float | None
    upper: float | None
    signals: tuple[Signal, ...]

    @property
    def trial(self) -> bool:
        return len(self.values) < ENOUGH

    @property
    def now(self) -> Signal | None:
        """The weightiest signal that the last point takes part in."""
        present = [signal for signal in self.signals if signal.last == len(self.values) - 1]
        return min(present, key=lambda signal: list(Kind).index(signal.kind), default=None)

    def marks(self, kinds: Sequence[Kind]) -> frozenset[int]:
        """The points that take part in a signal of these kinds."""
        return frozenset(i for s in self.signals if s.kind in kinds for i in range(s.first, s.last + 1))


def run_chart(values: Sequence[float]) -> RunChart:
    """The chart of values in the order of time."""
    points = tuple(values)
    if len(points) < 2:
        return RunChart(points, points[0] if points else None, None, None, None, ())
    mean = sum(points) / len(points)
    moving = sum(abs(b - a) for a, b in pairwise(points)) / (len(points) - 1)
    signals = [
        *_outside(points, mean, LIMIT * moving),
        *_shifts(points, mean),
        *_trends(points),
        *_near(points, mean, WARNING * moving),
    ]
    return RunChart(points, mean, moving, mean - LIMIT * moving, mean + LIMIT * moving, tuple(signals))


def _outside(points: Sequence[float], mean: float, reach: float) -> list[Signal]:
    return [Signal(Kind.OUTSIDE, p > mean, i, i) for i, p in enumerate(points) if abs(p - mean) > reach]


def _shifts(points: Sequence[float], mean: float) -> list[Signal]:
    up = _stretches(len(points), lambda i: points[i] > mean)
    down = _stretches(len(points), lambda i: points[i] < mean)
    found = [(True, stretch) for stretch in up] + [(False, stretch) for stretch in down]
    return [Signal(Kind.SHIFT, upwards, a, b) for upwards, (a, b) in found if b - a + 1 >= RUN]


def _trends(points: Sequence[float]) -> list[Signal]:
    """Seven points, each beyond the one before: six steps."""
    steps = [b - a for a, b in pairwise(points)]
    up = _stretches(len(steps), lambda i: steps[i] > 0)
    down = _stretches(len(steps), lambda i: steps[i] < 0)
    found = [(True, stretch) for stretch in up] + [(False, stretch) for stretch in down]
    return [Signal(Kind.TREND, upwards, a, b + 1) for upwards, (a, b) in found if b - a + 2 >= RUN]


def _near(points: Sequence[float], mean: float, reach: float) -> list[Signal]:
    found = []
    for last in range(2, len(points)):
        three = points[last - 2 : last + 1]
        for upwards, beyond in ((True, [p > mean + reach for p in three]), (False, [p < mean - reach for p in three])):
            if sum(beyond) >= 2 and beyond[-1]:
                found.append(Signal(Kind.NEAR, upwards, last - 2 + beyond.index(True), last))
    return found


def _stretches(length: int, holds: Callable[[int], bool]) -> list[tuple[int, int]]:
    """First and last of each longest stretch of indices for which `holds`."""
    found: list[tuple[int, int]] = []
    for index in filter(holds, range(length)):
        if found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    return found
