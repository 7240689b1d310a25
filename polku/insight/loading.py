"""This county's own events into the canonical tables: a visit recorded is in the figures a moment later.

A month's visits are one source of the lake, written again whenever one of them is recorded, so a re-run or a
second delivery changes nothing.
"""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from django.conf import settings
from django.db import connection

from polku.care.encounters.models import Encounter
from polku.care.encounters.queries import started_between
from polku.insight.lake import Lake, Pinned
from polku.insight.months import EVENTS, month_of, utc
from polku.insight.preparing import prepared
from polku.insight.tables import derive
from polku.people.vault import pseudonym

LOCK = 7_205_001


def lake() -> Lake:
    return Lake(settings.POLKU_LAKE)


def to_read() -> Pinned:
    """The version that pages tell of."""
    return prepared(lake())


def load_month(day: date, into: Lake | None = None) -> int:
    """Publish the visits of the Helsinki month that holds ``day``; give their number. Runs within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    visits = list(started_between(*month_of(day)))
    (into or lake()).publish("encounter", source=f"{EVENTS}:{day:%Y-%m}", data=derive(as_table(visits)))
    return len(visits)


def as_table(visits: list[Encounter]) -> pa.Table:
    """The canonical columns of the visits; people and professionals as keyed pseudonyms."""
    return pa.table(
        {
            "encounter_id": [str(v.id) for v in visits],
            "person_id": [pseudonym(str(v.person_id), "insight") for v in visits],
            "unit_id": [v.unit_id for v in visits],
            "service": [v.service for v in visits],
            "profession": [v.profession for v in visits],
            "professional_id": [pseudonym(str(v.professional_id), "insight") for v in visits],
            "contact_type": [v.contact_type for v in visits],
            "urgency": [v.urgency_code for v in visits],
            **{name: pa.array([utc(getattr(v, name)) for v in visits], pa.timestamp("us", tz="UTC")) for name in _MOMENTS},
            "cancelled_at": pa.nulls(len(visits), pa.timestamp("us", tz="UTC")),
            "age": pa.array([v.age for v in visits], pa.int16()),
            "sex": [v.person.sex for v in visits],
            "language": [v.person.language for v in visits],
            "municipality": [v.person.municipality or None for v in visits],
            "source": [EVENTS] * len(visits),
        }
    )


_MOMENTS = ("contacted_at", "assessed_at", "booked_at", "starts_at", "ended_at")
