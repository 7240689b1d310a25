from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from polku.care.scheduling.logic import last_own_change, may_change_oneself
from polku.care.scheduling.models import Appointment, Slot
from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.errors import NotFound
from polku.people.access import log_looks, look, roles_of, still_related
from polku.people.logic import CARE_ROLES


@dataclass(frozen=True)
class AppointmentView:
    appointment: Appointment
    may_change: bool
    change_until: datetime


def _free() -> QuerySet[Slot]:
    booked = Appointment.objects.filter(slot=OuterRef("pk"), status=Appointment.Status.BOOKED)
    coming = Slot.objects.filter(withdrawn_at=None, starts_at__gt=clock.now())
    return coming.exclude(Exists(booked)).select_related("professional")


def free_slots(
    *, unit_id: str, service: str, profession: str = "", after: datetime | None = None, limit: int = 12
) -> list[Slot]:
    """The next free slots of a unit's service, soonest first. No client's data."""
    slots = _free().filter(unit_id=unit_id, service=service)
    if profession:
        slots = slots.filter(profession=profession)
    if after:
        slots = slots.filter(starts_at__gte=after)
    return list(slots.order_by("starts_at", "id")[:limit])


def like(slot: Slot, *, limit: int = 3) -> list[Slot]:
    """The next free slots like one that was taken."""
    return free_slots(unit_id=slot.unit_id, service=slot.service, profession=slot.profession, after=slot.starts_at, limit=limit)


def slot(slot_id: UUID) -> Slot:
    found = Slot.objects.filter(id=slot_id, withdrawn_at=None).select_related("professional").first()
    if found is None:
        raise NotFound("no such time", "a time that is offered", "choose another")
    return found


def free_between(*, unit_id: str, start: datetime, end: datetime) -> list[Slot]:
    """The free slots of a unit that start in [start, end), of every service. No client's data."""
    return list(_free().filter(unit_id=unit_id, starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "id"))


def of_unit(actor: Actor, *, unit_id: str, start: datetime, end: datetime) -> list[Appointment]:
    """The unit's appointments that start in [start, end), of the cases that the actor works with there; the looks are logged.

    A booked time to come is its own ground; of days gone by those are left whose care relation still lives.
    """
    registers = {r.register for r in roles_of(actor) if r.role in CARE_ROLES and r.unit_id == unit_id}
    to_come = Q(status=Appointment.Status.BOOKED, starts_at__gt=clock.now() - timedelta(days=1))
    made = Appointment.objects.filter(
        to_come | Q(still_related(person="person", unit="case__unit_id", register="case__register")),
        starts_at__gte=start, starts_at__lt=end, case__unit_id=unit_id, case__register__in=registers,
    ).exclude(status=Appointment.Status.CANCELLED)
    shown = list(made.select_related("slot", "professional", "case", "person").order_by("starts_at", "id"))
    log_looks(actor, what="scheduling.unit_day", seen=((a.person_id, a.id, "appointment", _place(a)) for a in shown))
    return shown


def appointment_for(actor: Actor, appointment_id: UUID) -> AppointmentView:
    """The only door to an appointment; the look is logged."""
    made = Appointment.objects.select_related("slot", "professional", "case").filter(id=appointment_id).first()
    if made is None:
        raise NotFound("no such page for you", "your own appointment", "check the address")
    look(actor, person_id=made.person_id, what="scheduling.appointment", object_id=made.id)
    return _view(made)


def of_case(actor: Actor, case_id: UUID, person_id: UUID) -> list[AppointmentView]:
    """The appointments of a case that the actor may see."""
    look(actor, person_id=person_id, what="scheduling.appointments", object_id=case_id)
    made = Appointment.objects.select_related("slot", "professional").filter(case_id=case_id, person_id=person_id)
    return [_view(a) for a in made.order_by("starts_at")]


def own_appointments(actor: Actor) -> list[AppointmentView]:
    """The signed-in resident's coming appointments, soonest first."""
    if actor.kind != "resident" or actor.subject is None:
        return []
    look(actor, person_id=actor.subject, what="scheduling.own_appointments", object_id=actor.subject)
    coming = Appointment.objects.select_related("case").filter(
        person_id=actor.subject, status=Appointment.Status.BOOKED, starts_at__gt=clock.now()
    )
    return [_view(a) for a in coming.order_by("starts_at")]


def _place(made: Appointment) -> tuple[str, str] | None:
    return made.case.place if made.case else None


def _view(made: Appointment) -> AppointmentView:
    open_ = made.status == Appointment.Status.BOOKED
    return AppointmentView(made, open_ and may_change_oneself(made.starts_at, clock.now()), last_own_change(made.starts_at))


def every_appointment() -> Iterator[Appointment]:
    """Every booking, for the canonical tables alone: never shown by person."""
    return Appointment.objects.select_related("slot").order_by("id").iterator()


def times_ahead(now: datetime) -> Iterator[tuple[Slot, bool]]:
    """Every time still in the calendars, and whether it is free; for the canonical tables."""
    booked = Exists(Appointment.objects.filter(slot=OuterRef("pk"), status=Appointment.Status.BOOKED))
    slots = Slot.objects.filter(starts_at__gt=now, withdrawn_at=None).annotate(is_booked=booked).order_by("id")
    return ((slot, not slot.is_booked) for slot in slots.iterator())
