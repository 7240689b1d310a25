from __future__ import annotations

from datetime import datetime
from uuid import UUID

from polku.care.encounters.models import Encounter
from polku.care.scheduling.actions import mark
from polku.care.scheduling.models import Appointment
from polku.definitions.contacts import is_client_contact
from polku.foundation import clock
from polku.foundation.actions import action, emit
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date
from polku.foundation.errors import BadInput, Conflict, NotFound
from polku.guidance.actions import age_at, care_reached, stream
from polku.guidance.models import Case
from polku.people.access import look, require_care_role


@action("encounters.record")
def record(
    *,
    case_id: UUID,
    contact_type: str,
    urgency_code: str,
    starts_at: datetime | None = None,
    ended_at: datetime | None = None,
    appointment_id: UUID | None = None,
    by: Actor,
) -> Encounter:
    """Record what was done for a case. The stamps of the chain (contact, assessment, booking) come from the case itself.

    ``starts_at`` is the moment of the visit (default: now) and never in the future. A visit of one appointment is recorded once.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("person").filter(id=case_id).first()
    if case is None:
        raise NotFound("no such case for you", "a case of your unit", "check the address")
    look(by, person_id=case.person_id, what="guidance.case", object_id=case.id, place=case.place)
    role = require_care_role(by, unit_id=case.unit_id, register=case.register)
    appointment = _appointment(appointment_id, case)
    now = clock.now()
    started = starts_at or now
    _check(case, started, ended_at, now)
    if appointment is not None and helsinki_date(appointment.starts_at) > helsinki_date(now):
        raise BadInput(
            {"appointment": "future"}, "a visit before the day of its appointment", "its day", "record it when it has been made"
        )
    if appointment is not None and Encounter.objects.filter(appointment=appointment).exists():
        raise Conflict("a visit already recorded", "one record for an appointment", "open the case again")
    assessed = case.need_assessments.order_by("at").first()
    contact = case.contacts.order_by("at").first()
    made = Encounter.objects.create(
        person_id=case.person_id,
        case=case,
        appointment=appointment,
        professional_id=by.account_id,
        unit_id=case.unit_id,
        service=case.service,
        profession=role.role,
        contact_type=contact_type,
        urgency_code=urgency_code,
        contacted_at=contact.at if contact else None,
        assessed_at=assessed.at if assessed else None,
        booked_at=appointment.booked_at if appointment else None,
        starts_at=started,
        ended_at=ended_at,
        age=age_at(case.person.birth_date, helsinki_date(started)),
    )
    if appointment is not None:
        mark(appointment_id=appointment.id, status=Appointment.Status.FULFILLED, by=by)
    if is_client_contact(contact_type):
        care_reached(case_id=case.id, at=started, by=by)
    payload = {"case": str(case.id), "encounter": str(made.id), "unit": made.unit_id, "starts_at": started.isoformat()}
    emit("encounters.recorded", payload, stream=stream(case.id), person_id=case.person_id)
    return made


def _appointment(appointment_id: UUID | None, case: Case) -> Appointment | None:
    if appointment_id is None:
        return None
    found = Appointment.objects.filter(id=appointment_id, case=case).first()
    if found is None:
        raise NotFound("no such appointment of this case", "one of its appointments", "choose again")
    return found


def _check(case: Case, started: datetime, ended: datetime | None, now: datetime) -> None:
    assessed = case.need_assessments.order_by("at").first()
    if assessed is None:
        raise BadInput(
            {"case": "assess-first"}, "a case without an assessment of need", "an assessed one", "record the assessment first"
        )
    if started > now:
        raise BadInput(
            {"starts_at": "future"}, "a visit in the future", "one that has been made", "record it when it has been made"
        )
    if started < assessed.at:
        raise BadInput({"starts_at": "before-assessment"}, "a visit before its assessment", "a later moment", "check the time")
    if ended is not None and ended < started:
        raise BadInput({"ended_at": "before-start"}, "an end before the start", "a later moment", "check the time")
