"""The forms beside the facts of a case. Each gives the template's name and what it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.care.scheduling.models import Appointment, Slot
from polku.foundation.calendar import helsinki, helsinki_date
from polku.foundation.ids import new_id
from polku.guidance.queries import CaseView
from polku.people.logic import CARE_ROLES
from polku.web.desk import codes
from polku.web.desk.forms import AssessForm, BookForm, CloseForm, NoteForm, Problems, VisitForm
from polku.web.desk.presenters import names
from polku.web.desk.query import ViewQuery

Side = dict[str, Any]
LEVELS = (
    "nurse", "public_health_nurse", "physician", "physiotherapist", "psychologist", "dentist", "dental_hygienist",
    "social_worker",
)
FIRST_FIELD = {"urgency": "urgency-5"}


def summary(problems: Problems) -> list[dict[str, str]]:
    """The error summary: each line leads to its field."""
    return [{"target": FIRST_FIELD.get(name, name), "text": text} for name, text in problems.items()]


def assess(view: CaseView, query: ViewQuery, form: AssessForm, problems: Problems, *, rule_id: str) -> Side:
    return {
        "form": "desk/parts/assess.html",
        "errors": summary(problems),
        "assess": {
            "action": action("assess", view, query), "token": new_id(),
            "urgency": int(form.urgency) if form.urgency in set("12345") else 0,
            "rule_urgency": view.case.proposed_urgency if rule_id else 0, "rule_id": rule_id, "reason": form.reason,
            "reasons": [names.reason_for_contact(code) for code in codes.common_reasons()],
            "professions": options({key: names.profession(key) for key in LEVELS if key in CARE_ROLES}, form.profession),
            "modes": options({code: names.contact_type(code) for code in codes.ways_of_care()}, form.mode),
            "contacts": options(
                {"": _("Not yet"), **{code: names.contact_type(code) for code in codes.ways_of_care()}}, form.contacted
            ),
            "rationale": form.rationale, "submit": _("Record the assessment and book a time"), "note": "", "errors": problems,
        },
    }


def book(
    view: CaseView, query: ViewQuery, form: BookForm, problems: Problems, *,
    free: Sequence[Slot], nearest: Sequence[Slot] = (), narrowed: str = "", booked: Sequence[Appointment] = (),
) -> Side:
    """Free times by day, or after a lost race the ``nearest`` alone. ``narrowed``: the one profession that is shown."""
    wider = query.on(reverse("desk:book", args=[view.case.id]), profession="all") if narrowed else ""
    return {
        "form": "desk/parts/book.html",
        "errors": summary(problems),
        "days": days(list(nearest) or list(free), form.slot),
        "book": {
            "action": action("book", view, query), "token": new_id(), "error": problems.get("slot", ""),
            "intro": names.profession(narrowed), "submit": _("Book the chosen time"),
            "wider_href": wider, "wider_label": _("Show the times of every profession"),
            "booked": [names.moment(each.starts_at) for each in booked],
        },
    }


def visit(
    view: CaseView, query: ViewQuery, form: VisitForm, problems: Problems, *, appointments: Sequence[Appointment]
) -> Side:
    booked = {"": _("No booked time"), **{str(a.id): f"{names.moment(a.starts_at)} {a.professional.name}" for a in appointments}}
    fields = [
        field("contact_type", _("Way of contact"), "select", problems, form.contact_type,
              {code: f"{code} {names.contact_type(code)}" for code in codes.contact_types()}),
        field("urgency_code", _("Urgency of the visit"), "select", problems, form.urgency_code,
              {code: f"{code} {names.urgency_code(code)}" for code in codes.URGENCY_CODES}),
        field("day", _("Day of the visit"), "date", problems, form.day),
        field("starts", _("Began at"), "time", problems, form.starts),
        field("ends", _("Ended at"), "time", problems, form.ends, optional=True),
    ]
    if appointments:
        fields.insert(0, field("appointment", _("Booked time"), "select", problems, form.appointment, booked))
    return side("visit", view, query, problems, title=_("Record a visit"), submit=_("Record the visit"), fields=fields,
                note=_("A recorded meeting with the client stops the clock of access to care."))


def note(view: CaseView, query: ViewQuery, form: NoteForm, problems: Problems) -> Side:
    fields = [field("text", _("Note"), "textarea", problems, form.text, hint=_("Seen by the staff of the unit."))]
    return side("note", view, query, problems, title=_("Write a note"), key="n", submit=_("Save the note"), fields=fields)


def close(view: CaseView, query: ViewQuery, form: CloseForm, problems: Problems, *, undone: str = "") -> Side:
    choices = {"": _("Choose"), **{key: names.outcome(key) for key in codes.OUTCOMES}}
    fields = [field("outcome", _("How did the case end?"), "select", problems, form.outcome, choices)]
    return side("close", view, query, problems, title=_("Close the case"), key="e", submit=_("Close and open the next"),
                fields=fields, intro=undone, note=_("Closing stops the clocks. You can reopen the case."))


def side(
    name: str, view: CaseView, query: ViewQuery, problems: Problems, *, title: str, submit: str, fields: list[dict[str, Any]],
    key: str = "", intro: str = "", note: str = "",
) -> Side:
    return {
        "form": "desk/parts/side_form.html",
        "errors": summary(problems),
        "side": {
            "title": title, "key": key, "action": action(name, view, query), "token": new_id(), "intro": intro, "submit": submit,
            "note": note, "fields": fields,
        },
    }


def field(
    name: str, label: str, kind: str, problems: Problems, value: str, choices: Mapping[str, str] | None = None, *,
    optional: bool = False, hint: str = "",
) -> dict[str, Any]:
    return {
        "id": name, "name": name, "label": label, "kind": kind, "value": value, "hint": hint, "error": problems.get(name, ""),
        "optional": optional, "options": options(choices or {}, value),
    }


def options(choices: Mapping[str, str], chosen: str) -> list[dict[str, Any]]:
    return [{"value": key, "label": text, "chosen": key == chosen} for key, text in choices.items()]


def days(slots: Sequence[Slot], chosen: str) -> list[dict[str, Any]]:
    """Slots by their Helsinki day, for ``ui/parts/free_times.html``."""
    ordered = sorted(slots, key=lambda slot: (slot.starts_at, str(slot.id)))
    return [
        {
            "day": day,
            "times": [
                {"value": str(slot.id), "starts": slot.starts_at, "checked": str(slot.id) == chosen, "place": place(slot)}
                for slot in some
            ],
        }
        for day, some in groupby(ordered, key=lambda slot: helsinki_date(slot.starts_at))
    ]


def place(slot: Slot) -> str:
    """Who gives the time, and how where it is no visit to a reception."""
    who = slot.professional.name
    return who if slot.contact_type == codes.RECEPTION else f"{who}, {names.contact_type(slot.contact_type)}"


def action(name: str, view: CaseView, query: ViewQuery) -> str:
    return query.on(reverse(f"desk:{name}", args=[view.case.id]))


def local_day(value: datetime) -> str:
    return helsinki_date(value).isoformat()


def local_time(value: datetime) -> str:
    return helsinki(value).strftime("%H:%M")
