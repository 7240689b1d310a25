"""Booking. The constraints decide who was first; the loser hears ``SlotTaken`` and is shown the next free times."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from psycopg.types.range import Range

from polku.care.scheduling.logic import may_become, may_change_oneself
from polku.care.scheduling.models import Appointment, Slot
from polku.foundation import clock
from polku.foundation.actions import action, emit
from polku.foundation.actor import Actor
from polku.foundation.errors import Conflict, NotFound, Refused
from polku.guidance.models import Case
from polku.people.access import look


class SlotTaken(Conflict):
    """Someone was faster. ``slot`` is the one that was wanted."""

    def __init__(self, slot: Slot) -> None:
        super().__init__("someone was faster", "a free time", "choose another")
        self.slot = slot


class OwnOverlap(Conflict):
    """The person has another appointment at that time."""


@action("scheduling.book")
def book(*, slot_id: UUID, case_id: UUID, by: Actor) -> Appointment:
    """Book a slot for the person of an open case: staff of the case's unit, or the person."""
    slot = _free_slot(slot_id)
    case = _case(case_id, by)
    earlier = Appointment.objects.filter(slot=slot, case=case, status=Appointment.Status.BOOKED).first()
    if earlier is not None:
        return earlier
    with _constraints_decide(slot):
        made = Appointment.objects.create(
            person_id=case.person_id, case=case, slot=slot, professional_id=slot.professional_id, unit_id=slot.unit_id,
            period=slot.period, starts_at=slot.starts_at,
        )
    _told("scheduling.booked", made)
    return made


@action("scheduling.move")
def move(*, appointment_id: UUID, slot_id: UUID, by: Actor) -> Appointment:
    """Move a booked appointment to another free slot; it stays where it was if that one is taken."""
    made = _own_or_unit(appointment_id, by)
    _check_change(made, by, wanted="cancelled")
    slot = _free_slot(slot_id)
    if slot.id == made.slot_id:
        return made
    with _constraints_decide(slot):
        made.slot, made.professional_id, made.unit_id = slot, slot.professional_id, slot.unit_id
        made.period, made.starts_at, made.version = slot.period, slot.starts_at, made.version + 1
        made.save()
    _told("scheduling.moved", made)
    return made


@action("scheduling.cancel")
def cancel(*, appointment_id: UUID, reason: str = "", by: Actor) -> Appointment:
    """Cancel a booked appointment; its slot is free again. Cancelling twice is once."""
    made = _own_or_unit(appointment_id, by)
    if made.status == Appointment.Status.CANCELLED:
        return made
    _check_change(made, by, wanted="cancelled")
    made.status, made.cancelled_at, made.cancel_reason = Appointment.Status.CANCELLED, clock.now(), reason
    made.version += 1
    made.save()
    _told("scheduling.cancelled", made)
    return made


@action("scheduling.mark")
def mark(*, appointment_id: UUID, status: str, by: Actor) -> Appointment:
    """The visit was made, or the person did not come: for the encounter that follows a booking."""
    made = _own_or_unit(appointment_id, by)
    if made.status == status:
        return made
    if not may_become(made.status, status):
        raise Conflict(f"an appointment that is {made.status}", "one that is booked", "open the case again")
    made.status, made.version = status, made.version + 1
    made.save()
    _told(f"scheduling.{status}", made)
    return made


@contextmanager
def _constraints_decide(slot: Slot) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "a_person_is_in_one_place" in str(error):
            raise OwnOverlap("another appointment at that time", "one appointment at a time", "choose another time") from error
        raise SlotTaken(slot) from error
    except OperationalError as error:
        raise SlotTaken(slot) from error


def _free_slot(slot_id: UUID) -> Slot:
    slot = Slot.objects.filter(id=slot_id, withdrawn_at=None).first()
    if slot is None:
        raise NotFound("no such time", "a time that is offered", "choose another")
    if slot.starts_at <= clock.now():
        raise Conflict("a time that has passed", "a coming time", "choose another")
    return slot


def _case(case_id: UUID, by: Actor) -> Case:
    case = Case.objects.filter(id=case_id).first()
    if case is None:
        raise NotFound("no such case for you", "an open case of your own or of your unit", "check the address")
    ground = look(by, person_id=case.person_id, what="guidance.case", object_id=case.id)
    if by.is_staff and (ground.unit_id, ground.register) != (case.unit_id, case.register):
        raise NotFound("no such case for you", "a case of your unit", "check the address")
    if case.status != Case.Status.OPEN:
        raise Conflict("the case is closed", "an open case", "contact us again")
    return case


def _own_or_unit(appointment_id: UUID, by: Actor) -> Appointment:
    made = Appointment.objects.select_for_update().filter(id=appointment_id).first()
    if made is None:
        raise NotFound("no such appointment for you", "your own, or one of your unit's client", "check the address")
    look(by, person_id=made.person_id, what="scheduling.appointment", object_id=made.id)
    return made


def _check_change(made: Appointment, by: Actor, *, wanted: str) -> None:
    if not may_become(made.status, wanted):
        raise Conflict(f"an appointment that is {made.status}", "one that is booked", "see your appointments")
    if by.kind == "resident" and not may_change_oneself(made.starts_at, clock.now()):
        raise Refused("less than 24 hours to the appointment", "a change in time", "call the unit")


def _told(name: str, made: Appointment) -> None:
    stream = f"case:{made.case_id}" if made.case_id else f"appointment:{made.id}"
    payload = {"appointment": str(made.id), "unit": made.unit_id, "starts_at": made.starts_at.isoformat()}
    emit(name, payload, stream=stream, person_id=made.person_id)
