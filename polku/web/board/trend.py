"""A figure over 24 months: what it is now, its target, its limits, and what leaders have done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.conf import settings

from polku.insight.leading.logic import Phase, phases
from polku.insight.leading.queries import Key, Led
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL, Figures, Line
from polku.insight.measures.model import Measure
from polku.insight.measures.runchart import RunChart, Signal
from polku.insight.measures.targets import Path, target
from polku.web.board import levels
from polku.web.board.selection import Selection


@dataclass(frozen=True, kw_only=True)
class Trend:
    """`values` has None for a month without a figure to show; `led` is what leaders have done about the figure."""

    measure: Measure
    key: Key
    months: tuple[str, ...]
    values: tuple[float | None, ...]
    empty: bool
    """Nothing was counted in the last month: there is nothing that could be hidden."""
    phases: tuple[Phase, ...]
    targets: tuple[float | None, ...]
    led: Led
    followed: bool = True
    """Leaders follow the figure; of a part of it, such as one profession, they do not."""
    running: bool = False
    """A running sum: ordinary variation has no limits."""

    @property
    def chart(self) -> RunChart:
        """The limits that hold now."""
        return self.phases[-1].chart

    @property
    def shown(self) -> int:
        """Months with a figure."""
        return sum(value is not None for value in self.values)

    @property
    def value(self) -> float | None:
        return self.values[-1]

    @property
    def target(self) -> float | None:
        return self.targets[-1]

    @property
    def month(self) -> str:
        return self.months[-1]

    @property
    def signal(self) -> Signal | None:
        """The signal of the chosen month itself."""
        return self.chart.now if self.value is not None else None


@dataclass(frozen=True, kw_only=True)
class AccessTrend(Trend):
    """`lines` has None for a month without eligible visits."""

    selection: Selection
    lines: tuple[Line | None, ...]

    @property
    def now(self) -> Line | None:
        return self.lines[-1]

    @property
    def short_of_target(self) -> int | None:
        """Visits that lack from the target, when the figures are shown."""
        line = self.now
        if line is None or self.target is None or line.total.count is None or line.within.count is None:
            return None
        return max(0, ceil(self.target / 100 * line.total.count) - line.within.count)


def trend(figures: Figures, selection: Selection, led: Led) -> AccessTrend:
    """Of access to care."""
    found = [figures.month(month) for month in selection.months]
    lines = tuple(levels.line(month, selection.unit, selection.profession) if month else None for month in found)
    values = tuple(line.share if line else None for line in lines)
    key, followed = (ACCESS.id, selection.service, selection.clock), selection.profession == ALL
    return AccessTrend(
        measure=ACCESS, key=key, months=selection.months, values=values,
        empty=lines[-1] is None or lines[-1].total.count == 0,
        phases=limits(key, selection.months, values, led if followed else Led()),
        targets=on_path(path_of(ACCESS, key), selection.months), led=led, followed=followed, selection=selection, lines=lines,
    )  # fmt: skip


def limits(key: Key, months: Sequence[str], values: Sequence[float | None], led: Led) -> tuple[Phase, ...]:
    """The run chart of the months with a figure, with new limits where leaders have drawn them."""
    points = [(month, value) for month, value in zip(months, values, strict=True) if value is not None]
    starts = [sum(month < rebase.month for month, _value in points) for rebase in led.rebases.get(key, [])]
    return phases([value for _month, value in points], starts)


def path_of(measure: Measure, key: Key) -> Path | None:
    """The county's dated targets of a figure."""
    return target(settings.POLKU_COUNTY, measure.target, key[1], key[2]) if measure.target else None


def on_path(path: Path | None, months: Sequence[str]) -> tuple[float | None, ...]:
    return tuple(path.at(month) if path else None for month in months)
