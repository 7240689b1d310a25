"""Booking. The constraints decide who was first; the loser hears ``SlotTaken`` and is shown the next free times.

Locks are taken in one order, the case before its appointment; a wait that the database ends is a clean ``Conflict``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Model, QuerySet
from psycopg import Error
from psycopg.errors import DeadlockDetected, LockNotAvailable

from polku.care.scheduling.logic import AFTER_ITS_TIME, may_become, may_change_oneself
from polku.care.scheduling.models import Appointment, Slot
from polku.foundation import clock
from polku.foundation.actions import action, emit
from polku.foundation.actor import Actor
from polku.foundation.errors import Conflict, NotFound, Refused
from polku.guidance.models import Case
from polku.people.access import look

Row = TypeVar("Row", bound=Model)
SLOT_CONSTRAINTS = {"one_booking_a_slot", "a_professional_is_in_one_place"}
PERSON_CONSTRAINT = "a_person_is_in_one_place"


class SlotTaken(Conflict):
    """Someone was faster. ``slot`` is the one that was wanted."""

    def __init__(self, slot: Slot) -> None:
        super().__init__("someone was faster", "a free time", "choose another")
        self.slot = slot


class OwnOverlap(Conflict):
    """The person has another appointment at that time."""


@action("scheduling.book")
def book(*, slot_id: UUID, case_id: UUID, by: Actor) -> Appointment:
    """Book a slot for the person of an open case: staff of the case's unit, or the person. Booking twice is once."""
    case = _open_case(case_id, by)
    slot = _free_slot(slot_id)
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
    """Move a booked appointment to another free slot; it stays where it was if that one is taken.

    A resident moves it to a time like it: of the same unit, service and profession.
    """
    made = _own_or_unit(appointment_id, by)
    _check_change(made, by)
    slot = _free_slot(slot_id)
    if by.kind == "resident" and kind_of(slot) != kind_of(made.slot):
        raise NotFound("no such time for this appointment", "a time that is offered", "choose another")
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
    _check_change(made, by)
    made.status, made.cancelled_at, made.cancel_reason = Appointment.Status.CANCELLED, clock.now(), reason
    made.version += 1
    made.save()
    _told("scheduling.cancelled", made)
    return made


@action("scheduling.mark")
def mark(*, appointment_id: UUID, status: str, by: Actor) -> Appointment:
    """Staff mark that the visit was made (``fulfilled``) or that the person did not come (``noshow``)."""
    made = _own_or_unit(appointment_id, by)
    if not by.is_staff or status not in AFTER_ITS_TIME:
        raise Refused(f"a mark of {status} by {by.kind}", "staff who mark a visit made or missed", "cancel or move instead")
    if made.status == status:
        return made
    if not may_become(made.status, status):
        raise Conflict(f"an appointment that is {made.status}", "one that is booked", "open the case again")
    made.status, made.version = status, made.version + 1
    made.save()
    _told(f"scheduling.{status}", made)
    return made


def kind_of(slot: Slot) -> tuple[str, str, str]:
    return slot.unit_id, slot.service, slot.profession


@contextmanager
def _constraints_decide(slot: Slot) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except (IntegrityError, OperationalError) as error:
        cause = error.__cause__
        broken = cause.diag.constraint_name if isinstance(cause, Error) else None
        if broken == PERSON_CONSTRAINT:
            raise OwnOverlap("another appointment at that time", "one appointment at a time", "choose another time") from error
        if broken in SLOT_CONSTRAINTS or isinstance(cause, DeadlockDetected | LockNotAvailable):
            raise SlotTaken(slot) from error
        raise


def _locked(rows: QuerySet[Row], row_id: UUID) -> Row | None:
    """The row, locked until the action ends. Raises ``Conflict`` where another holds it for too long."""
    try:
        return rows.select_for_update(of=("self",)).filter(id=row_id).first()
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
            raise Conflict("someone else changing the same just now", "one change at a time", "try again") from error
        raise


def _free_slot(slot_id: UUID) -> Slot:
    slot = Slot.objects.filter(id=slot_id, withdrawn_at=None).first()
    if slot is None:
        raise NotFound("no such time", "a time that is offered", "choose another")
    if slot.starts_at <= clock.now():
        raise Conflict("a time that has passed", "a coming time", "choose another")
    return slot


def _open_case(case_id: UUID, by: Actor) -> Case:
    case = _locked(Case.objects.all(), case_id)
    if case is None:
        raise NotFound("no such case for you", "an open case of your own or of your unit", "check the address")
    look(by, person_id=case.person_id, what="guidance.case", object_id=case.id, place=case.place)
    if case.status != Case.Status.OPEN:
        raise Conflict("the case is closed", "an open case", "contact us again")
    return case


def _own_or_unit(appointment_id: UUID, by: Actor) -> Appointment:
    made = _locked(Appointment.objects.select_related("case"), appointment_id)
    if made is None:
        raise NotFound("no such appointment for you", "your own, or one of your unit's client", "check the address")
    place = made.case.place if made.case else None
    look(by, person_id=made.person_id, what="scheduling.appointment", object_id=made.id, place=place)
    return made


def _check_change(made: Appointment, by: Actor) -> None:
    if not may_become(made.status, Appointment.Status.CANCELLED):
        raise Conflict(f"an appointment that is {made.status}", "one that is booked", "see your appointments")
    if by.kind == "resident" and not may_change_oneself(made.starts_at, clock.now()):
        raise Refused("less than 24 hours to the appointment", "a change in time", "call the unit")


def _told(name: str, made: Appointment) -> None:
    stream = f"case:{made.case_id}" if made.case_id else f"appointment:{made.id}"
    payload = {"appointment": str(made.id), "unit": made.unit_id, "starts_at": made.starts_at.isoformat()}
    emit(name, payload, stream=stream, person_id=made.person_id)
