"""The cases behind a figure: for the unit's own care staff, each look logged; everyone else sees whom to ask."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.care.encounters.models import Encounter
from polku.care.encounters.queries import behind_figure
from polku.catalogue.queries import unit as unit_of
from polku.definitions.waiting import buckets_of, earliest_contact, waiting_days
from polku.foundation.actor import Actor
from polku.foundation.calendar import at_helsinki
from polku.foundation.errors import NotFound
from polku.guidance.topics import title as topic_title
from polku.insight.leading.queries import care_staff
from polku.people.access import roles_of
from polku.people.logic import CARE_ROLES
from polku.web.board import words
from polku.web.board.parts import Sheet, picker
from polku.web.board.selection import Selection
from polku.web.ui import formatting


def address(chosen: Selection) -> str:
    """The cases behind the chosen figure of the chosen unit."""
    return chosen.address("board:cases", place=chosen.unit, profession="all")


def may_open(actor: Actor, unit_id: str) -> bool:
    """Whether to offer the list; the getter decides anew."""
    return any(role.role in CARE_ROLES and role.unit_id == unit_id for role in roles_of(actor))


def behind(actor: Actor, sheet: Sheet, unit_id: str) -> tuple[dict[str, Any], int]:
    """The page and its status: 403 for those without a care role at the unit."""
    chosen = sheet.selection
    unit = unit_of(unit_id)
    shared = {
        "title": _("Cases behind the figure"),
        "about": f"{words.headline(chosen.service, chosen.clock)}, {words.unit(unit_id)}, {words.month(chosen.month)}.",
        "pickers": [picker("calendar", _("Month"), _months(sheet, unit_id))],
        "measure": {"title": _("Access to care"), "href": chosen.address("board:access", unit=unit_id)},
    }
    first = date.fromisoformat(f"{chosen.month}-01")
    following = (first + timedelta(days=32)).replace(day=1)
    try:
        visits = behind_figure(
            actor, unit_id=unit_id, register=unit.register, service=chosen.service,
            start=at_helsinki(first, time(0)), end=at_helsinki(following, time(0)),
        )  # fmt: skip
    except NotFound:
        asked = [{"name": each.name, "title": each.title} for each in care_staff(unit_id)]
        return {**shared, "refused": True, "ask": asked}, 403
    rows = [_row(visit, chosen) for visit in visits]
    return {**shared, "refused": False, "rows": rows, "note": _note(sheet, unit_id, len(rows))}, 200


def _months(sheet: Sheet, unit_id: str) -> list[dict[str, Any]]:
    chosen = sheet.selection
    return [
        {
            "label": words.month_first(month),
            "href": chosen.address("board:cases", place=unit_id, month=month),
            "current": month == chosen.month,
        }
        for month in sheet.months
    ]


def _row(visit: Encounter, chosen: Selection) -> dict[str, Any]:
    moments = (visit.contacted_at, visit.assessed_at, visit.booked_at)
    start = visit.assessed_at if chosen.clock == "need-assessment" else earliest_contact(moments)
    days, language = waiting_days(start, visit.starts_at), words.language()
    within = days is not None and buckets_of(chosen.service)[0].holds(days)
    assert visit.case is not None
    return {
        "day": formatting.day(visit.starts_at, language),
        "topic": topic_title(visit.case.topic, language),
        "href": reverse("desk:case", args=[visit.case.id]),
        "age": visit.age,
        "began": formatting.day(start, language) if start else _("no time stamp"),
        "wait": ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days is not None else "–",
        "tone": "done" if within else "now" if days is not None else "",
        "word": _("within the limit") if within else _("over the limit") if days is not None else _("left out of the figure"),
    }


def _note(sheet: Sheet, unit_id: str, count: int) -> str:
    """How many of the figure's visits are of this system, for the rest has no case here."""
    month = sheet.month
    total = month.line(unit_id).total.count if month else 0
    visits = _("The number of visits in the figure is hidden, because it is small or protects a small one.")
    if total is not None:
        visits = ngettext("The figure counts %(n)s visit.", "The figure counts %(n)s visits.", total) % {"n": words.number(total)}
    listed = ngettext(
        "%(n)s visit was recorded here and is listed; each look is logged.",
        "%(n)s visits were recorded here and are listed; each look is logged.",
        count,
    ) % {"n": words.number(count)}
    rest = _("The others came from imported or invented data, whose clients are not known here.")
    return f"{visits} {listed} {rest}"
