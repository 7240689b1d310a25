from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from polku.care.encounters.models import Encounter
from polku.foundation.actor import Actor
from polku.foundation.calendar import HELSINKI
from polku.people.access import look


def of_case(actor: Actor, case_id: UUID, person_id: UUID) -> list[Encounter]:
    """What has been done for a case, newest first; the look is logged."""
    look(actor, person_id=person_id, what="encounters.of_case", object_id=case_id)
    return list(
        Encounter.objects.select_related("professional").filter(case_id=case_id, person_id=person_id).order_by("-starts_at")
    )


def started_between(start: datetime, end: datetime) -> Iterator[Encounter]:
    """Every encounter that started in [start, end), for the canonical tables alone: never shown by person."""
    return Encounter.objects.filter(starts_at__gte=start, starts_at__lt=end).select_related("person").order_by("id").iterator()


def months_with_visits() -> list[date]:
    """The first days of the Helsinki months that hold an encounter, in order: no client's data."""
    return [moment.date() for moment in Encounter.objects.datetimes("starts_at", "month", tzinfo=HELSINKI)]
