"""The face of a clock, as on a departure board: a state, the absolute time, and what remains in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from polku.web.ui import formatting

State = Literal["late", "now", "soon", "today", "later", "paused", "done", "waiting"]

NOW_MINUTES = 15
SOON_MINUTES = 3 * 60
SIGNS: dict[State, str] = {
    "late": "triangle-alert",
    "now": "alarm-clock",
    "paused": "pause",
    "done": "check",
    "waiting": "circle-dashed",
}


@dataclass(frozen=True)
class ClockFace:
    """``sign`` is an icon's name or empty; ``minutes`` is negative past the time; ``short_day`` is empty today."""

    state: State
    time: str
    day: str
    short_day: str
    minutes: int
    sign: str

    @property
    def late(self) -> bool:
        return self.state == "late"


def state_of(due: datetime, now: datetime) -> State:
    minutes = minutes_between(now, due)
    if minutes < 0:
        return "late"
    if minutes < NOW_MINUTES:
        return "now"
    if minutes < SOON_MINUTES:
        return "soon"
    same_day = formatting.helsinki_day(due) == formatting.helsinki_day(now)
    return "today" if same_day else "later"


def minutes_between(start: datetime, end: datetime) -> int:
    """Whole minutes, towards the past, so that one second late is already late."""
    return int((end - start).total_seconds() // 60)


def face(
    due: datetime | None,
    now: datetime,
    language: str,
    *,
    paused_until: datetime | None = None,
    done_at: datetime | None = None,
) -> ClockFace:
    """The face of a clock that is due, paused, done, or (without any of them) not yet started."""
    state: State
    if done_at is not None:
        moment, state = done_at, "done"
    elif paused_until is not None:
        moment, state = paused_until, "paused"
    elif due is not None:
        moment, state = due, state_of(due, now)
    else:
        return ClockFace("waiting", "", "", "", 0, SIGNS["waiting"])
    return ClockFace(
        state=state,
        time=formatting.time_of_day(moment, language),
        day=formatting.near_day(moment, now, language),
        short_day=formatting.short_day(moment, now, language),
        minutes=minutes_between(now, moment),
        sign=SIGNS.get(state, ""),
    )


def share_used(started: datetime, due: datetime, now: datetime) -> float:
    """How much of the time from start to due has passed, 0 to 1."""
    whole = (due - started).total_seconds()
    passed = (now - started).total_seconds()
    return min(1.0, max(0.0, passed / whole)) if whole > 0 else 1.0
