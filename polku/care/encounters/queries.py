from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Least

from polku.care.encounters.models import Encounter
from polku.foundation.actor import Actor
from polku.foundation.calendar import HELSINKI
from polku.people.access import log_looks, look, require_care_role, still_related

T = TypeVar("T")


def of_case(actor: Actor, case_id: UUID, person_id: UUID) -> list[Encounter]:
    """What has been done for a case, newest first; the look is logged."""
    look(actor, person_id=person_id, what="encounters.of_case", object_id=case_id)
    return list(
        Encounter.objects.select_related("professional").filter(case_id=case_id, person_id=person_id).order_by("-starts_at")
    )


def behind_figure(
    actor: Actor, *, unit_id: str, register: str, start: datetime, end: datetime, dated_by: Sequence[str],
    figures: Callable[[list[Encounter]], Mapping[str, T]],
) -> list[tuple[Encounter, T]]:  # fmt: skip
    """The unit's visits that a figure is made of, oldest first, each with its own figure: those whose earliest moment of
    ``dated_by`` is in [start, end) and to which ``figures`` gives one by their id.

    Of people who are the unit's clients still, for those with a care role there; ``NotFound`` for anyone else. Looks are logged.
    """
    require_care_role(actor, unit_id=unit_id, register=register)
    dated = Least(*dated_by) if len(dated_by) > 1 else F(*dated_by)
    related = still_related(person="person", unit="unit_id", register="case__register")
    visits = Encounter.objects.annotate(dated=dated).filter(
        related, unit_id=unit_id, case__register=register, starts_at__gte=start, dated__gte=start, dated__lt=end
    )
    found = list(visits.select_related("case", "person").order_by("starts_at", "id"))
    told = figures(found)
    shown = [(each, told[str(each.id)]) for each in found if str(each.id) in told]
    seen = ((each.person_id, each.id, "contact", (unit_id, register)) for each, _figure in shown)
    log_looks(actor, what="encounters.behind_figure", seen=seen)
    return shown


def started_between(start: datetime, end: datetime) -> Iterator[Encounter]:
    """Every encounter that started in [start, end), for the canonical tables alone: never shown by person."""
    return Encounter.objects.filter(starts_at__gte=start, starts_at__lt=end).select_related("person").order_by("id").iterator()


def months_with_visits() -> list[date]:
    """The first days of the Helsinki months that hold an encounter, in order: no client's data."""
    return [moment.date() for moment in Encounter.objects.datetimes("starts_at", "month", tzinfo=HELSINKI)]
