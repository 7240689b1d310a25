"""Sending an assessment: sign in, confirm for whom, send once; a case opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from polku.foundation.actor import Actor
from polku.foundation.errors import BadInput
from polku.foundation.ids import new_id
from polku.guidance import guarantees
from polku.guidance.actions import Full, send_assessment
from polku.guidance.routing import Route, route
from polku.guidance.topics import place_of
from polku.people.access import look
from polku.people.models import Person
from polku.people.queries import may_act_for, person_for
from polku.web import behalf
from polku.web.resident import links, present
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
    choice = choices(me, found)
    first = choice.chosen or choice.people[0]
    if where_to(found, first).taking.state == "full":
        return redirect("resident:result", slug, run)
    return render(request, "resident/send.html", _page(found, choice))


@dataclass(frozen=True)
class Choice:
    """For whom one may send: oneself first. `chosen` is None where one has to choose."""

    people: list[Person]
    chosen: Person | None


def choices(me: Actor, run: AssessmentRun, wanted: str = "") -> Choice:
    """The people for whom one may send; chosen is the wanted one, else the one acted for, else the only one."""
    oneself = replace(me, acting_for=None)
    assert me.person_id is not None
    people = [person_for(oneself, me.person_id), *(each.person for each in may_act_for(oneself))]
    known = {str(person.id): person for person in people}
    default = str(me.acting_for) if me.acting_for else str(me.person_id) if len(people) == 1 else ""
    return Choice(people, known.get(wanted or default))


def sender(me: Actor, wanted: str) -> Actor | None:
    """The resident acting for the one whom they chose; None where they did not choose. Raises NotFound for a stranger."""
    oneself = replace(me, acting_for=None)
    if not wanted:
        return me if me.acting_for or not may_act_for(oneself) else None
    try:
        person_id = UUID(wanted)
    except ValueError:
        return None
    chosen = oneself if person_id == me.person_id else replace(oneself, acting_for=person_id)
    look(chosen, person_id=person_id, what="people.representation", object_id=person_id)
    return chosen


def where_to(run: AssessmentRun, person: Person) -> Route:
    place = place_of(run.assessment, run.ending, run.answers)
    return route(person.municipality, place.service, Urgency(run.urgency or 1))


def _sent(request: HttpRequest, slug: str, run: UUID) -> HttpResponse:
    me, wanted = actor(request), request.POST.get("person", "")
    by = sender(me, wanted)
    if by is None:
        return _again(request, slug, run, {"person": _("Choose for whom you send the assessment.")})

    def do() -> str:
        case = send_assessment(run_id=run, held=tuple(held(request)), phone=request.POST.get("phone", ""), by=by)
        return f"{links.case_url(case.id)}?sent"

    try:
        there = submitted(request, do)
    except Full:
        return redirect("resident:result", slug, run)
    except BadInput as wrong:
        if "phone" not in wrong.fields:
            raise
        return _again(request, slug, run, {"phone": _("Write the number like this: 040 123 4567.")})
    behalf.choose(request, replace(me, acting_for=None), by.acting_for)
    return redirect(there)


def _again(request: HttpRequest, slug: str, run: UUID, wrong: dict[str, str]) -> HttpResponse:
    found = open_run(request, slug, run)
    if isinstance(found, HttpResponse):
        return found
    choice = choices(actor(request), found, request.POST.get("person", ""))
    return render(request, "resident/send.html", _page(found, choice, request.POST.get("phone", ""), wrong), status=422)


def _page(
    run: AssessmentRun, choice: Choice, phone: str | None = None, wrong: Mapping[str, str] | None = None
) -> dict[str, Any]:
    wrong = wrong or {}
    receivers = [unit_name(where_to(run, person).unit_id, get_language() or "fi") for person in choice.people]
    same = len(set(receivers)) == 1
    return {
        "assessment": {"title": present.told(assessment_of(run).metadata.title)},
        "receiver": receivers[0] if same else "",
        "level": run.urgency,
        "answer_by": present.promised_by(guarantees.clock_start(clock.now())),
        "people": [
            {"value": str(person.id), "text": person.name, "checked": person == choice.chosen, "hint": "" if same else receiver}
            for person, receiver in zip(choice.people, receivers, strict=True)
        ],
        "person_error": wrong.get("person", ""),
        "form": {
            "token": str(new_id()),
            "phone": {"value": choice.people[0].phone if phone is None else phone, "error": wrong.get("phone", "")},
        },
        "errors": [{"target": target, "text": text} for target, text in wrong.items()],
        "answers_href": links.run_url("answers", run), "answers_count": len(run.path),
        "back_href": links.run_url("result", run),
        "my_href": reverse("resident:my"),
    }
