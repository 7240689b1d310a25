"""A case as its template takes it: the client, the clocks, what may be done, what has been done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.care.encounters.models import Encounter
from polku.care.scheduling.models import Appointment
from polku.care.scheduling.queries import AppointmentView
from polku.foundation.ids import new_id
from polku.guidance.logic import ClockFace
from polku.guidance.queries import CaseView
from polku.web.desk.presenters import names
from polku.web.desk.query import ViewQuery
from polku.web.ui import formatting


def head(view: CaseView) -> dict[str, Any]:
    case = view.case
    return {
        "id": case.id, "title": names.case(case.reason, case.topic), "urgency": case.urgency, "arrived": case.opened_at,
        "responsible": case.assignee.name if case.assignee else "", "waiting": None, "presence": [],
        "closed": case.closed_at, "outcome": names.outcome(case.outcome) if case.outcome else "",
    }


def client(view: CaseView) -> dict[str, Any]:
    """The client strip, with why one may see this."""
    person = view.person
    return {
        "name": person.name, "age": view.age, "language": names.language(person.language), "allergies": [], "own_nurse": "",
        "view_href": "", "ground": ground(view),
    }


def ground(view: CaseView) -> str:
    words = {"contact": _("Care relation: contact %(day)s"), "booking": _("Care relation: booking %(day)s")}
    text = words.get(view.ground.name, _("Care relation since %(day)s"))
    return text % {"day": formatting.day(view.case.opened_at, names.spoken(), weekday=False)}


def clocks(view: CaseView) -> list[dict[str, Any]]:
    return [clock(face) for face in view.clocks]


def clock(face: ClockFace) -> dict[str, Any]:
    name = {"contact_to_assessment": _("Assessment of need"), "assessment_to_care": _("Access to care")}.get(face.name, face.name)
    return {
        "name": name, "limit": limit(face), "due": face.due_at, "started": face.started_at, "done_at": face.stopped_at,
        "paused_until": None, "used": None if face.state == "waiting" else face.used,
        "rule": _("starts from the assessment") if face.state == "waiting" else "",
    }


def limit(face: ClockFace) -> str:
    """Whose the nearest limit is, and the law's own day where the county's target comes first."""
    if face.due_kind == "law":
        return _("law")
    if face.due_kind == "target" and face.law_due_at is not None:
        day = formatting.day(face.law_due_at, names.spoken(), weekday=False)
        return _("county’s target, law %(day)s") % {"day": day}
    return _("county’s target") if face.due_kind == "target" else ""


def actions(view: CaseView, query: ViewQuery, account_id: UUID | None) -> list[dict[str, Any]]:
    """What may be done now, each with its shortcut."""
    case = view.case
    if case.closed_at is not None:
        return [_post("reopen", _("Reopen"), case.id, query, "")]
    if case.assignee_id is None:
        first = [_post("take", _("Take"), case.id, query, "a", version=case.version)]
    else:
        first = [_post("release", _("Release"), case.id, query, "")] if case.assignee_id == account_id else []
    assessed = bool(view.need_assessments)
    links = [
        ("assess", _("Assess"), "t", True), ("book", _("Book a time"), "b", assessed),
        ("visit", _("Record a visit"), "", assessed), ("note", _("Note"), "n", True),
        ("close", _("Close and next"), "e", assessed),
    ]
    return [*first, *(_link(name, label, case.id, query, key) for name, label, key, offered in links if offered)]


def _link(name: str, label: str, case_id: UUID, query: ViewQuery, key: str) -> dict[str, Any]:
    return {"label": label, "key": key, "href": query.on(reverse(f"desk:{name}", args=[case_id])), "post": False}


def _post(name: str, label: str, case_id: UUID, query: ViewQuery, key: str, **fields: object) -> dict[str, Any]:
    return {**_link(name, label, case_id, query, key), "post": True, "fields": {"token": new_id(), **fields}}


def assessed(view: CaseView) -> list[dict[str, Any]]:
    """The assessments of need that have been recorded, newest first."""
    return [
        {
            "at": each.at, "by": each.by.name, "urgency": each.urgency, "reason": names.reason_for_contact(each.reason_code),
            "level": names.profession(each.level), "mode": names.contact_type(each.contact_type), "rationale": each.rationale,
        }
        for each in view.need_assessments
    ]


def visits(appointments: Sequence[AppointmentView], encounters: Sequence[Encounter]) -> list[dict[str, Any]]:
    """Booked times and what was done, in the order of time."""
    status = {"booked": _("booked"), "cancelled": _("cancelled"), "fulfilled": _("visit made"), "noshow": _("did not come")}
    recorded = {made.appointment_id for made in encounters}
    times = [
        _visit(a, a.slot.contact_type, status.get(a.status, a.status))
        for a in (shown.appointment for shown in appointments) if a.id not in recorded
    ]
    done = [_visit(e, e.contact_type, names.urgency_code(e.urgency_code)) for e in encounters]
    return sorted([*times, *done], key=lambda row: row["at"])


def _visit(made: Appointment | Encounter, contact_type: str, state: str) -> dict[str, Any]:
    return {"at": made.starts_at, "who": made.professional.name, "what": names.contact_type(contact_type), "state": state}


def notes(view: CaseView, account_id: UUID | None) -> list[dict[str, Any]]:
    return [{"at": note.at, "by": note.by.name, "text": note.text, "own": note.by_id == account_id} for note in view.notes]
