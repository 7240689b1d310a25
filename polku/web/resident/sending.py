"""Sending an assessment: sign in, confirm for whom, send once; a case opens."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.assessment.models import AssessmentRun
from polku.assessment.queries import assessment_of, progress
from polku.catalogue.queries import unit_name
from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.errors import BadInput
from polku.foundation.ids import new_id
from polku.guidance import guarantees
from polku.guidance.actions import Full, send_assessment
from polku.guidance.routing import Route, route
from polku.guidance.topics import place_of
from polku.people.models import Person
from polku.people.queries import person_for
from polku.web.resident import present
from polku.web.resident.assessments import open_run, own_run, to_next
from polku.web.resident.session import actor, held, resident_only
from polku.web.ui.submit import submitted


@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def send(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    me = actor(request)
    found = own_run(request, slug, run)
    reached = progress(found)
    if not found.for_real:
        return redirect("resident:result", slug, run)
    if found.finished_at is None or (reached.ending is not None and reached.ending.stops):
        return to_next(found, reached)
    if request.method == "POST":
        return _sent(request, slug, run)
    if found.person_id:
        return redirect("resident:my")
    assert me.subject is not None
    person = person_for(me, me.subject)
    to = where_to(found, person)
    if to.taking.state == "full":
        return redirect("resident:result", slug, run)
    return render(request, "resident/send.html", _page(found, person, to))


def where_to(run: AssessmentRun, person: Person) -> Route:
    place = place_of(run.assessment, run.ending)
    return route(person.municipality, place.service, Urgency(run.urgency or 1))


def _sent(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    me = actor(request)

    def do() -> str:
        case = send_assessment(run_id=run, held=tuple(held(request)), phone=request.POST.get("phone", ""), by=me)
        return f"{present.case_url(case.id)}?sent"

    try:
        return redirect(submitted(request, do))
    except Full:
        return redirect("resident:result", slug, run)
    except BadInput as wrong:
        found = open_run(request, slug, run)
        if isinstance(found, HttpResponse):
            return found
        assert me.subject is not None
        person = person_for(me, me.subject)
        page = _page(found, person, where_to(found, person), request.POST.get("phone", ""), wrong)
        return render(request, "resident/send.html", page, status=422)


def _page(
    run: AssessmentRun, person: Person, to: Route, phone: str | None = None, wrong: BadInput | None = None
) -> dict[str, Any]:
    words = _("Write the number like this: 040 123 4567.") if wrong and "phone" in wrong.fields else ""
    return {
        "assessment": {"title": present.told(assessment_of(run).metadata.title)},
        "receiver": unit_name(to.unit_id, get_language() or "fi"),
        "level": run.urgency,
        "answer_by": present.promised_by(guarantees.clock_start(clock.now())),
        "people": [{"value": str(person.id), "text": person.name, "checked": True}],
        "form": {"token": str(new_id()), "phone": {"value": person.phone if phone is None else phone, "error": words}},
        "errors": [{"target": "phone", "text": words}] if words else [],
        "answers_href": present.run_url("answers", run), "answers_count": len(run.path),
        "back_href": present.run_url("result", run),
        "my_href": reverse("resident:my"),
    }
