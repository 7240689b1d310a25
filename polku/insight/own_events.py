"""This county's own bookings and calendars into the canonical tables, beside the visits of `loading`."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa

from polku.care.scheduling.models import Appointment, Slot
from polku.care.scheduling.queries import booked_between, times_ahead
from polku.definitions import bookings
from polku.definitions.contacts import NON_URGENT
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.insight.canonical import shaped
from polku.insight.lake import Lake
from polku.insight.months import EVENTS, month_of
from polku.people.vault import pseudonym

PURPOSE = "insight"
ENDINGS = {
    Appointment.Status.FULFILLED: bookings.ARRIVED,
    Appointment.Status.NO_SHOW: bookings.NOT_ARRIVED,
    Appointment.Status.CANCELLED: bookings.CANCELLED,
    Appointment.Status.BOOKED: bookings.OPEN,
}


def load_bookings(lake: Lake, day: date) -> int:
    """Publish the bookings made in the Helsinki month that holds the day; give their number."""
    rows = list(booked_between(*month_of(day)))
    lake.publish("booking", source=f"{EVENTS}:booked:{day:%Y-%m}", data=shaped("booking", bookings_table(rows)))
    return len(rows)


def bookings_table(rows: list[Appointment]) -> pa.Table:
    return pa.table(
        {
            "booking_id": [str(one.id) for one in rows],
            "person_id": [pseudonym(str(one.person_id), PURPOSE) for one in rows],
            "unit_id": [one.unit_id for one in rows],
            "service": [one.slot.service for one in rows],
            "profession": [one.slot.profession for one in rows],
            "professional_id": [pseudonym(str(one.professional_id), PURPOSE) for one in rows],
            "booked_at": _moments([one.booked_at for one in rows]),
            "starts_at": _moments([one.starts_at for one in rows]),
            "ending": [ENDINGS[Appointment.Status(one.status)] for one in rows],
            "source": ["events"] * len(rows),
        }
    )


def load_calendars(lake: Lake) -> int:
    """Publish how the calendars are now, one source a day: a later look of the same day takes the earlier's place."""
    now = clock.now()
    rows = list(times_ahead(now))
    if rows:
        lake.publish("slot", source=f"events:{helsinki_date(now):%Y-%m-%d}", data=shaped("slot", _calendars(rows, now)))
    return len(rows)


def _calendars(rows: list[tuple[Slot, bool]], now: datetime) -> pa.Table:
    slots = [slot for slot, _ in rows]
    return pa.table(
        {
            "snapshot_at": _moments([now] * len(rows)),
            "unit_id": [slot.unit_id for slot in slots],
            "service": [slot.service for slot in slots],
            "profession": [slot.profession for slot in slots],
            "professional_id": [pseudonym(str(slot.professional_id), PURPOSE) for slot in slots],
            "starts_at": _moments([slot.starts_at for slot in slots]),
            "free": [free for _, free in rows],
            "urgency": [NON_URGENT] * len(rows),
            "source": ["events"] * len(rows),
        }
    )


def _moments(moments: list[datetime]) -> pa.Array:
    return pa.array([moment.astimezone(UTC) for moment in moments], pa.timestamp("us", tz="UTC"))
