from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from polku.care.encounters import actions
from polku.care.scheduling.models import Appointment
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.web.desk import codes
from polku.web.desk.access import staff_only
from polku.web.desk.casework import Work, handle, must_be_unchanged, opened, show
from polku.web.desk.forms import Problems, VisitForm
from polku.web.desk.presenters import sides
from polku.web.desk.presenters.sides import Side, local_day, local_time


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def visit(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Record what was done, coded."""
    work = opened(request, case_id)
    if request.method != "POST":
        return show(work, visit_side(work, first_values(work), {}))
    form = VisitForm.sent(request.POST)

    def do() -> str:
        must_be_unchanged(work)
        assessed = work.view.need_assessments
        started = form.started(assessed[-1].at if assessed else None)
        actions.record(
            case_id=case_id, contact_type=form.contact_type, urgency_code=form.urgency_code, starts_at=started,
            ended_at=form.ended(started), appointment_id=form.appointment_id, by=work.actor,
        )
        return work.address(said="recorded")

    return handle(work, form, visit_side, do)


def visit_side(work: Work, form: VisitForm, problems: Problems) -> Side:
    return sides.visit(work.view, work.query, form, problems, appointments=work.booked)


def first_values(work: Work) -> VisitForm:
    """The booked time whose day has come, at its own hour once that has passed; else now."""
    now = clock.now()
    booked = due(work.booked)
    began = booked.starts_at if booked and booked.starts_at <= now else now
    assessed = work.view.need_assessments
    way = booked.slot.contact_type if booked else assessed[0].contact_type if assessed else codes.RECEPTION
    return VisitForm(
        appointment=str(booked.id) if booked else "", contact_type=way, urgency_code=codes.NON_URGENT,
        day=local_day(began), starts=local_time(began),
    )


def due(booked: list[Appointment]) -> Appointment | None:
    """The first booked time whose day has come."""
    today = helsinki_date(clock.now())
    return next((each for each in booked if helsinki_date(each.starts_at) <= today), None)
