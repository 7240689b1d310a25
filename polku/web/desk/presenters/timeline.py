"""Acts and looks of a case as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from polku.guidance.queries import TimelineItem
from polku.web.desk.presenters import names
from polku.web.ui import formatting


def lines(items: Sequence[TimelineItem]) -> list[dict[str, Any]]:
    """Newest first; the newest act is now's stop, a look is a small dot."""
    newest = next((item for item in items if item.kind == "act"), None)
    return [
        {
            "at": item.at, "kind": "act" if item.kind == "act" else "read", "state": "now" if item is newest else "",
            "text": sentence(item), "by": by(item),
        }
        for item in items
    ]


def sentence(item: TimelineItem) -> str:
    if item.kind != "act":
        return _("%(who)s opened the case, on the ground: %(ground)s") % {
            "who": names.actor(item.who), "ground": ground(str(item.payload.get("ground", ""))),
        }
    words = {
        "guidance.case_opened": _("The case was opened, the clock started"), "guidance.case_taken": _("Took the case"),
        "guidance.case_released": _("Put the case back to the queue"), "guidance.need_assessed": _("Assessed the need for care"),
        "guidance.note_written": _("Wrote a note"), "guidance.care_reached": _("Access to care: the clock stopped"),
        "guidance.case_closed": _("Closed the case"), "guidance.case_reopened": _("Reopened the case"),
        "scheduling.booked": _("Booked a time"), "scheduling.moved": _("Moved the appointment"),
        "scheduling.cancelled": _("Cancelled the appointment"), "scheduling.fulfilled": _("The appointment was kept"),
        "scheduling.noshow": _("The client did not come"), "encounters.recorded": _("Recorded a visit"),
    }
    text = words.get(item.name, item.name)
    about = detail(item)
    return f"{text}: {about}" if about else text


def detail(item: TimelineItem) -> str:
    """What an event tells besides its name: the urgency, the time, the outcome."""
    if item.name in {"scheduling.booked", "scheduling.moved"}:
        return formatting.moment(datetime.fromisoformat(str(item.payload["starts_at"])), names.spoken())
    if item.name == "guidance.case_closed":
        return names.outcome(str(item.payload.get("outcome", "")))
    if item.name == "guidance.need_assessed":
        return names.profession(str(item.payload.get("level", "")))
    return ""


def by(item: TimelineItem) -> str:
    if item.kind != "act":
        return ""
    if item.name == "guidance.case_opened":
        queue = _("queue of %(unit)s") % {"unit": names.unit(str(item.payload.get("unit", "")))}
        return f"{names.actor(item.who)}, {queue}"
    return names.actor(item.who)


def ground(name: str) -> str:
    return {"contact": _("contact"), "own": _("own matters")}.get(name, name)
