"""What may happen to an appointment, and until when. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

OWN_CHANGE_LIMIT = timedelta(hours=24)
"""A resident moves or cancels at the latest this long before the start; staff at any time before it is recorded."""

AFTER_ITS_TIME = frozenset({"fulfilled", "noshow"})
"""What staff mark an appointment to be when its time has come: the visit was made, or the person did not come."""

TRANSITIONS = {
    "booked": frozenset({"cancelled", "fulfilled", "noshow"}),
    "cancelled": frozenset(),
    "fulfilled": frozenset(),
    "noshow": frozenset({"fulfilled"}),
}


def may_become(status: str, wanted: str) -> bool:
    return wanted in TRANSITIONS.get(status, frozenset())


def last_own_change(starts_at: datetime) -> datetime:
    return starts_at - OWN_CHANGE_LIMIT


def may_change_oneself(starts_at: datetime, now: datetime) -> bool:
    return now <= last_own_change(starts_at)
