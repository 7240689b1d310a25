from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from polku.care.encounters.models import Encounter
from polku.definitions.contacts import NON_URGENT, NOT_CLIENT_CONTACTS
from polku.foundation.actor import Actor
from polku.foundation.calendar import HELSINKI
from polku.people.access import log_looks, look, require_care_role, still_related


def of_case(actor: Actor, case_id: UUID, person_id: UUID) -> list[Encounter]:
    """What has been done for a case, newest first; the look is logged."""
    look(actor, person_id=person_id, what="encounters.of_case", object_id=case_id)
    return list(
        Encounter.objects.select_related("professional").filter(case_id=case_id, person_id=person_id).order_by("-starts_at")
    )


def behind_figure(
    actor: Actor, *, unit_id: str, register: str, service: str, start: datetime, end: datetime
) -> list[Encounter]:
    """The unit's non-urgent client contacts that began in [start, end), of people who are its clients still, oldest first.

    For those with a care role there; ``NotFound`` for anyone else. Each look is logged.
    """
    require_care_role(actor, unit_id=unit_id, register=register)
    related = still_related(person="person", unit="unit_id", register="case__register")
    visits = Encounter.objects.filter(
        related, unit_id=unit_id, case__register=register, service=service, urgency_code=NON_URGENT, starts_at__gte=start,
        starts_at__lt=end,
    ).exclude(contact_type__in=NOT_CLIENT_CONTACTS)  # fmt: skip
    shown = list(visits.select_related("case").order_by("starts_at", "id"))
    seen = ((each.person_id, each.id, "contact", (unit_id, register)) for each in shown)
    log_looks(actor, what="encounters.behind_figure", seen=seen)
    return shown


def started_between(start: datetime, end: datetime) -> Iterator[Encounter]:
    """Every encounter that started in [start, end), for the canonical tables alone: never shown by person."""
    return Encounter.objects.filter(starts_at__gte=start, starts_at__lt=end).select_related("person").order_by("id").iterator()


def months_with_visits() -> list[date]:
    """The first days of the Helsinki months that hold an encounter, in order: no client's data."""
    return [moment.date() for moment in Encounter.objects.datetimes("starts_at", "month", tzinfo=HELSINKI)]
