from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from polku.care.encounters.models import Encounter
from polku.foundation.actor import Actor
from polku.people.access import look


def of_case(actor: Actor, case_id: UUID, person_id: UUID) -> list[Encounter]:
    """What has been done for a case, newest first; the look is logged."""
    look(actor, person_id=person_id, what="encounters.of_case", object_id=case_id)
    return list(Encounter.objects.select_related("professional").filter(case_id=case_id, person_id=person_id).order_by("-starts_at"))


def started_between(start: datetime, end: datetime) -> Iterator[Encounter]:
    """Every encounter that started in [start, end), for the canonical tables alone: never shown by person."""
    return Encounter.objects.filter(starts_at__gte=start, starts_at__lt=end).select_related("person").order_by("id").iterator()
