"""A deviation's way from signal to outcome, a run chart's new limits, and a path to a target. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from polku.insight.measures.registry import MEASURES as REGISTERED
from polku.insight.measures.runchart import Kind, RunChart, run_chart
from polku.people.logic import Role

LEADING_ROLES = frozenset({"unit_leader", "analyst"})
MEASURES = tuple(id for id, measure in REGISTERED.items() if "unit" in measure.groups)
"""Measures whose deviations are followed: those told of units."""


class Status(StrEnum):
    OPEN = "open"
    ACTING = "acting"
    FOLLOWING = "following"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How it ended: did the figure return? `explained` needed no action."""

    RETURNED = "returned"
    PARTLY = "partly"
    NOT_RETURNED = "not-returned"
    EXPLAINED = "explained"


NEXT: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.OPEN: frozenset({Status.ACTING, Status.CLOSED}),
        Status.ACTING: frozenset({Status.FOLLOWING, Status.CLOSED}),
        Status.FOLLOWING: frozenset({Status.ACTING, Status.CLOSED}),
        Status.CLOSED: frozenset(),
    }
)


def may_end(status: Status, outcome: Outcome) -> bool:
    """A deviation is closed after its follow-up; before it, only as explained."""
    return Status.CLOSED in NEXT[status] and (status is Status.FOLLOWING or outcome is Outcome.EXPLAINED)


def may_lead(roles: Collection[Role], unit_id: str, units: Collection[str]) -> bool:
    """Whether one may act on a deviation: a unit's own leaders, and any leader above the units."""
    return any(role.role in LEADING_ROLES and (unit_id not in units or role.unit_id == unit_id) for role in roles)


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of points with limits of its own; `first` is the place of its first point."""

    first: int
    chart: RunChart

    @property
    def last(self) -> int:
        return self.first + len(self.chart.values) - 1


def phases(values: Sequence[float], starts: Collection[int]) -> tuple[Phase, ...]:
    """The run chart, with new limits from each point of `starts` on. There is always one phase."""
    edges = sorted({0, *(place for place in starts if 0 < place < len(values))})
    ends = [*edges[1:], len(values)]
    return tuple(Phase(first, run_chart(values[first:end])) for first, end in zip(edges, ends, strict=True))


def marks(found: Sequence[Phase], kinds: Sequence[Kind]) -> frozenset[int]:
    """The points of all phases that take part in a signal of these kinds."""
    return frozenset(phase.first + place for phase in found for place in phase.chart.marks(kinds))


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated target: from a month until the next; how far the figure of its last known month was from it."""

    since: str
    until: str
    target: float
    month: str
    figure: float | None
    pace: float
    """Points a month from the dated target before it, or from the starting point."""

    @property
    def gap(self) -> float | None:
        """Percentage points above the target; negative below it."""
        return None if self.figure is None else self.figure - self.target


def milestones(
    start: tuple[str, float], steps: Sequence[tuple[str, float]], figures: Mapping[str, float]
) -> tuple[Milestone, ...]:
    """The dated targets with the last figure of each one's time; `until` is the next one's first month, or empty."""
    found = []
    for place, ((before, low), (since, target)) in enumerate(pairwise([start, *steps])):
        until = steps[place + 1][0] if place + 1 < len(steps) else ""
        month = max((each for each in figures if since <= each and (not until or each < until)), default="")
        pace = (target - low) / max(1, months_between(before, since))
        found.append(Milestone(since, until, target, month, figures.get(month), pace))
    return tuple(found)


def months_between(first: str, last: str) -> int:
    (y1, m1), (y2, m2) = (map(int, month.split("-")) for month in (first, last))
    return 12 * (y2 - y1) + m2 - m1
