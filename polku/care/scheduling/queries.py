from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Func, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from polku.care.scheduling.logic import last_own_change, may_change_oneself
from polku.care.scheduling.models import Appointment, Slot
from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.calendar import HELSINKI
from polku.foundation.errors import NotFound
from polku.people.access import log_looks, look, roles_of, still_related
from polku.people.logic import CARE_ROLES

THIRD = 3


@dataclass(frozen=True)
class AppointmentView:
    appointment: Appointment
    may_change: bool
    change_until: datetime


def _free() -> QuerySet[Slot]:
    booked = Appointment.objects.filter(slot=OuterRef("pk"), status=Appointment.Status.BOOKED)
    coming = Slot.objects.filter(withdrawn_at=None, starts_at__gt=clock.now())
    return coming.exclude(Exists(booked))


def free_slots(
    *, unit_id: str, service: str, profession: str = "", after: datetime | None = None, limit: int = 12
) -> list[Slot]:
    """The next free slots of a unit's service, soonest first. No client's data."""
    slots = _free().select_related("professional").filter(unit_id=unit_id, service=service)
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
    slots = _free().select_related("professional").filter(unit_id=unit_id, starts_at__gte=start, starts_at__lt=end)
    return list(slots.order_by("starts_at", "id"))


@dataclass(frozen=True, slots=True)
class Offered:
    """The free times of a unit's profession: how many on each Helsinki day asked for; when the first and the third one is."""

    unit_id: str
    profession: str
    by_day: Mapping[date, int]
    first: datetime | None
    third: datetime | None


def offered(days: Collection[date]) -> list[Offered]:
    """The free times to come of every unit and profession that has a calendar, full ones too. No client's data."""
    coming = Slot.objects.filter(withdrawn_at=None, starts_at__gt=clock.now()).order_by("unit_id", "profession")
    three = Func(ArrayAgg("starts_at", order_by="starts_at"), template=f"(%(expressions)s)[1:{THIRD}]")
    free = _free().annotate(day=TruncDate("starts_at", tzinfo=HELSINKI)).order_by("unit_id", "profession", "day")
    by_day = free.values_list("unit_id", "profession", "day")
    counts: dict[tuple[str, str], dict[date, int]] = {}
    soonest: dict[tuple[str, str], list[datetime]] = {}
    for unit_id, profession, found, count, moments in by_day.annotate(n=Count("*"), soonest=three):
        counts.setdefault((unit_id, profession), {})[found] = count
        soonest.setdefault((unit_id, profession), []).extend(moments)
    every = coming.values_list("unit_id", "profession").distinct()
    return [_offered(key, days, counts.get(key, {}), soonest.get(key, [])) for key in every]


def _offered(key: tuple[str, str], days: Collection[date], counts: Mapping[date, int], soonest: Sequence[datetime]) -> Offered:
    first, third = (soonest[place] if len(soonest) > place else None for place in (0, THIRD - 1))
    return Offered(*key, {day: counts.get(day, 0) for day in days}, first, third)


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


def booked_between(start: datetime, end: datetime) -> Iterator[Appointment]:
    """Every booking made in [start, end), for the canonical tables alone: never shown by person."""
    made = Appointment.objects.filter(booked_at__gte=start, booked_at__lt=end)
    return made.select_related("slot").order_by("id").iterator()


def months_of_booking() -> list[date]:
    """The first days of the Helsinki months in which a booking was made: no client's data."""
    return [moment.date() for moment in Appointment.objects.datetimes("booked_at", "month", tzinfo=HELSINKI)]


def times_ahead(now: datetime) -> Iterator[tuple[Slot, bool]]:
    """Every time still in the calendars, and whether it is free; for the canonical tables."""
    booked = Exists(Appointment.objects.filter(slot=OuterRef("pk"), status=Appointment.Status.BOOKED))
    slots = Slot.objects.filter(starts_at__gt=now, withdrawn_at=None).annotate(is_booked=booked).order_by("id")
    return ((slot, not slot.is_booked) for slot in slots.iterator())
