"""This county's own events into the canonical tables, part by part: whole, or the parts that an event has changed.

A part that has changed is put in line once, however many events change it before its turn, and is then read anew from the
database; so a second delivery, or a crash between the two, changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from polku.care.encounters.queries import months_with_visits
from polku.care.scheduling.queries import months_of_booking
from polku.foundation import clockshift
from polku.guidance.records import months_of_cases
from polku.insight.lake import Lake
from polku.insight.leading.areas import areas
from polku.insight.loading import LOCK, lake, load_month
from polku.insight.own_events import load_bookings, load_calendars
from polku.insight.own_matters import load_cases, load_people, load_places, load_queue
from polku.insight.preparing import prepare

Loader = Callable[[Lake, date], int]
MONTHLY: Mapping[str, tuple[Loader, Callable[[], list[date]]]] = MappingProxyType(
    {
        "visits": (lambda into, day: load_month(day, into), months_with_visits),
        "cases": (load_cases, months_of_cases),
        "bookings": (load_bookings, months_of_booking),
    }
)
"""Part → what loads a month of it, and the months that hold any."""
NOW: Mapping[str, Callable[[Lake], int]] = MappingProxyType({"calendars": load_calendars, "queue": load_queue})
"""Looks at the present."""
WHOLE: Mapping[str, Callable[[Lake], int]] = MappingProxyType({"people": load_people, "units": load_places})


def load_everything(into: Lake) -> dict[str, int]:
    """Every part anew; the number of rows of each."""
    with transaction.atomic():
        _wait_for_turn()
        counts = {name: sum(load(into, day) for day in months()) for name, (load, months) in MONTHLY.items()}
        return counts | {name: load(into) for name, load in {**NOW, **WHOLE}.items()}


def refresh(part: str, day: date | None, into: Lake) -> int:
    """A month of a part, or a look at the present, anew."""
    with transaction.atomic():
        _wait_for_turn()
        return NOW[part](into) if day is None else MONTHLY[part][0](into, day.replace(day=1))


def soon(parts: Iterable[tuple[str, date | None]]) -> None:
    """Have parts refreshed once what changed them is committed."""
    for part, day in parts:
        month = "" if day is None else f"{day:%Y-%m}-01"
        try:
            with transaction.atomic():
                refresh_task.configure(queueing_lock=f"insight.{part}.{month}").defer(part=part, month=month)
        except AlreadyEnqueued:
            continue


@app.task(name="insight.refresh", queue="events", priority=-1, lock="insight.refresh")
def refresh_task(*, part: str, month: str) -> None:
    clockshift.refresh()
    refresh(part, date.fromisoformat(month) if month else None, lake())


@app.periodic(cron="15 5 * * *")
@app.task(name="insight.look", queue="upkeep", queueing_lock="insight.look")
def look(timestamp: int) -> None:
    """Each morning, before the first contacts: how the calendars and the queue are."""
    clockshift.refresh()
    for part in NOW:
        refresh(part, None, lake())


@app.periodic(cron="* * * * *")
@app.task(name="insight.prepare", queue="upkeep", queueing_lock="insight.prepare", lock="insight.prepare")
def prepare_task(timestamp: int) -> None:
    """The board's answers, where the lake has changed."""
    clockshift.refresh()
    prepare(lake(), [area.units for area in areas(settings.POLKU_COUNTY).values()])


def _wait_for_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
