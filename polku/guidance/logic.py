"""The state of a clock and the order of a worklist. Pure: moments come as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from polku.foundation.calendar import helsinki_date

State = Literal["late", "now", "soon", "today", "later", "done", "waiting"]
NOW = timedelta(minutes=15)
SOON = timedelta(hours=3)

CLOSING_GRACE = timedelta(days=30)
"""How long a unit still sees a client after the case is closed, to finish its records."""


@dataclass(frozen=True, slots=True)
class ClockFace:
    """A clock as people see it: which due time is nearest, its state, and the part of the time used (0…1)."""

    name: str
    state: State
    started_at: datetime | None = None
    due_at: datetime | None = None
    due_kind: Literal["law", "target", ""] = ""
    law_due_at: datetime | None = None
    target_due_at: datetime | None = None
    stopped_at: datetime | None = None
    used: float = 0.0


def nearest(law: datetime | None, target: datetime | None) -> tuple[datetime | None, Literal["law", "target", ""]]:
    """The earlier of the two due times and whose it is; the law's where they are the same."""
    if law is None and target is None:
        return None, ""
    if law is not None and (target is None or law <= target):
        return law, "law"
    return target, "target"


def state_of(due: datetime | None, now: datetime) -> State:
    """Late, now (under 15 minutes), soon (under 3 hours), today, or later."""
    if due is None:
        return "later"
    left = due - now
    if left < timedelta(0):
        return "late"
    if left < NOW:
        return "now"
    if left < SOON:
        return "soon"
    return "today" if helsinki_date(due) == helsinki_date(now) else "later"


def face(
    name: str,
    *,
    started_at: datetime | None,
    law: datetime | None,
    target: datetime | None,
    stopped_at: datetime | None,
    now: datetime,
) -> ClockFace:
    if started_at is None:
        return ClockFace(name, "waiting")
    due, kind = nearest(law, target)
    state: State = "done" if stopped_at else state_of(due, now)
    used = 0.0
    if due is not None and due > started_at:
        used = ((stopped_at or now) - started_at) / (due - started_at)
    return ClockFace(name, state, started_at, due, kind, law, target, stopped_at, min(max(used, 0.0), 1.0))
