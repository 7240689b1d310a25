"""The words that this county's own loaders share."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from polku.foundation.calendar import at_helsinki

EVENTS = "events"


def month_of(day: date) -> tuple[datetime, datetime]:
    """The moments at which the Helsinki month that holds the day begins and ends."""
    first = day.replace(day=1)
    following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return at_helsinki(first, time(0)), at_helsinki(following, time(0))


def utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
