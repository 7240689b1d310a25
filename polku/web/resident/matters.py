"""One's own matters: cases, their path, their answers, and who has looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from polku.assessment.queries import answers_of, draft_for, drafts, drafts_of, progress, run_for
from polku.care.scheduling.queries import AppointmentView, of_case, own_appointments
from polku.catalogue.queries import unit_name
from polku.foundation.errors import NotFound
from polku.guidance.queries import CaseView, case_for, own_cases
from polku.people.access import one_commit
from polku.people.queries import may_act_for, own_log
from polku.web import behalf
from polku.web.resident import links, present
from polku.web.resident.logwords import line
from polku.web.resident.session import actor, held, hold, resident_only
from polku.web.resident.titles import case_title
from polku.web.ui.templatetags.ui import near_moment

PAGE = 50


@require_safe
@resident_only
def my(request: HttpRequest) -> HttpResponse:
    me = actor(request)
    with one_commit():
        cases, coming = own_cases(me), own_appointments(me)
    context = {
        "title": _("Matters of the one you act for") if me.acting_for else _("My matters"), "notice": None,
        "for_whom_href": reverse("resident:for_whom") if me.acting_for or may_act_for(me) else None,
        "matters": [matter(view, coming) for view in cases if view.case.status == "open"],
        "bookings": [booking_line(view) for view in coming],
        "drafts": [] if me.acting_for else unfinished(request),
        "closed": [
            {"title": case_title(v.case.topic), "href": links.case_url(v.case.id), "when": near_moment(v.case.closed_at)}
            for v in cases if v.case.closed_at
        ],
        "start_href": reverse("resident:assessments"), "log_href": reverse("resident:log"),
    }
    return render(request, "resident/my.html", context)


def unfinished(request: HttpRequest) -> list[dict[str, Any]]:
    """What one has begun and not sent: kept among one's matters, or held by this visit."""
    kept = drafts_of(actor(request))
    mine = {run.id for run in kept}
    lines = [(run, reverse("resident:draft", args=[run.id])) for run in kept]
    lines += [(run, links.run_url("answers", run)) for run in drafts(held(request)) if run.id not in mine]
    return [{"title": case_title(run.assessment), "href": href, "when": near_moment(run.changed_at)} for run, href in lines]


@require_safe
@resident_only
def draft(request: HttpRequest, run: UUID) -> HttpResponse:
    """Go on with a draft of one's own, also one that was begun on another device."""
    found = draft_for(run_id=run, by=actor(request))
    hold(request, found.id)
    return redirect(links.run_url("answers", found))


@require_http_methods(["GET", "HEAD", "POST"])
@resident_only
def for_whom(request: HttpRequest) -> HttpResponse:
    """Choose for whom one acts: oneself, a child, or one who has given a mandate."""
    me = replace(actor(request), acting_for=None)
    if request.method == "POST":
        chosen = as_uuid(request.POST.get("person", ""))
        if chosen is not None and behalf.choose(request, me, None if chosen == me.person_id else chosen) is not None:
            return redirect("resident:my")
    now = actor(request).subject
    assert me.person_id is not None
    words = {"guardian": _("You are the guardian"), "mandate": _("You have a mandate")}
    people = [{"value": str(me.person_id), "text": _("Myself"), "checked": now == me.person_id}]
    people += [
        {"value": str(each.person.id), "text": each.person.name, "hint": words[each.kind], "checked": now == each.person.id}
        for each in may_act_for(me)
    ]
    error = _("Choose for whom you act.") if request.method == "POST" else ""
    context = {"people": people, "error": error, "errors": [{"target": "person", "text": error}] if error else []}
    context["back_href"] = reverse("resident:my")
    return render(request, "resident/for_whom.html", context, status=422 if error else 200)


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def matter(view: CaseView, coming: Sequence[AppointmentView]) -> dict[str, Any]:
    """A case as a stop of one's matters: what happens now and by when."""
    booked = next((near_moment(a.appointment.starts_at) for a in coming if a.appointment.case_id == view.case.id), "")
    text, when = where_it_stands(view, booked)
    title, href = case_title(view.case.topic), links.case_url(view.case.id)
    return {"title": title, "href": href, "state": "now", "when": when, "text": text}


def where_it_stands(view: CaseView, booked: str = "") -> tuple[str, str]:
    """What happens now, and by when, in words for the person. ``booked`` tells when they have an appointment."""
    running = next((face for face in view.clocks if face.due_at and not face.stopped_at), None)
    by = _("by %(time)s") % {"time": near_moment(running.due_at)} if running and running.due_at else ""
    if view.case.status != "open":
        return _("The matter is closed."), ""
    if not view.clocks[0].stopped_at:
        if view.case.assignee_id:
            return _("A professional is handling your assessment."), _("We answer %(by)s") % {"by": by} if by else ""
        return _("Your assessment waits for a professional."), _("We answer %(by)s") % {"by": by} if by else ""
    if booked and not view.clocks[1].stopped_at:
        return _("You have an appointment."), booked
    if not view.clocks[1].stopped_at:
        return _("Your need for care has been assessed."), _("Care begins %(by)s") % {"by": by} if by else ""
    return _("You have met a professional."), ""


def booking_line(view: AppointmentView) -> dict[str, Any]:
    made = view.appointment
    return {
        "title": case_title(made.case.topic) if made.case else _("Appointment"),
        "href": reverse("resident:booking", args=[made.id]),
        "when": near_moment(made.starts_at), "place": unit_name(made.unit_id, get_language() or "fi"),
    }


@require_safe
@resident_only
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    me = actor(request)
    with one_commit():
        view = case_for(me, case)
        coming = [a for a in of_case(me, view.case.id, view.person.id) if a.appointment.status == "booked"]
    sent = {"tone": "done", "sign": "check", "title": _("Sent. You need do nothing now."), "text": where_it_stands(view)[1]}
    context = {
        "case": {
            "title": case_title(view.case.topic), "urgency": view.case.urgency, "sent": view.case.opened_at,
            "unit": unit_name(view.case.unit_id, get_language() or "fi"), "open": view.case.status == "open",
        },
        "notice": sent if "sent" in request.GET else None, "path": path_of(view, coming),
        "booking": booking_line(coming[0]) if coming else None, "messages": [], "reply": None,
        "answers_href": reverse("resident:case_answers", args=[view.case.id]) if view.run_id else None,
        "back_href": reverse("resident:my"),
    }
    return render(request, "resident/case.html", context)


def path_of(view: CaseView, coming: Sequence[AppointmentView] = ()) -> list[dict[str, Any]]:
    """The case as a path with stops: sent, assessed, in care (by the appointment, where there is one), closed."""
    assessed, care = view.clocks
    booked = near_moment(coming[0].appointment.starts_at) if coming else ""
    begins = near_moment(care.stopped_at or care.due_at) if care.due_at else ""
    stops = [
        {"title": _("You sent the assessment"), "when": near_moment(view.case.opened_at), "done": True},
        {
            "title": _("A professional assesses"), "when": near_moment(assessed.stopped_at or assessed.due_at),
            "done": bool(assessed.stopped_at),
        },
        {"title": _("Care begins"), "when": begins, "done": bool(care.stopped_at)},
    ]
    if view.case.closed_at:
        stops.append({"title": _("The matter is closed"), "when": near_moment(view.case.closed_at), "done": True})
    first_open = next((n for n, stop in enumerate(stops) if not stop["done"]), len(stops))
    for n, stop in enumerate(stops):
        stop["state"] = "done" if stop["done"] else "now" if n == first_open else "next"
        if not stop["done"] and stop["when"]:
            stop["when"] = _("by %(time)s") % {"time": stop["when"]}
    if booked and not care.stopped_at:
        stops[2]["when"] = booked
    return stops


@require_safe
@resident_only
def case_answers(request: HttpRequest, case: UUID) -> HttpResponse:
    """What one answered, against the version that asked."""
    with one_commit():
        view = case_for(actor(request), case)
        if view.run_id is None:
            raise NotFound("no answers of this matter", "a matter that an assessment opened", "see your matters")
        run = run_for(run_id=view.run_id, by=actor(request))
    context = present.answers_page(run, answers_of(run), progress(run))
    context |= {"continue_href": links.run_url("result", run), "back_href": links.case_url(view.case.id)}
    return render(request, "resident/answers.html", context)


@require_safe
@resident_only
def log(request: HttpRequest) -> HttpResponse:
    own = "own" in request.GET
    lines = [line(entry) for entry in own_log(actor(request), others=not own, limit=1000)]
    also = "&own" if own else ""
    page = request.GET.get("page", "1")
    number = max(1, int(page)) if page.isdecimal() and len(page) < 5 else 1
    pages = max(1, -(-len(lines) // PAGE))
    number = min(number, pages)
    context = {
        "looks": lines[(number - 1) * PAGE : number * PAGE], "own": own,
        "page": {
            "number": number, "pages": pages, "newer_href": f"?page={number - 1}{also}" if number > 1 else "",
            "older_href": f"?page={number + 1}{also}" if number < pages else "",
        },
        "back_href": reverse("resident:my"),
    }
    return render(request, "resident/log.html", context)
