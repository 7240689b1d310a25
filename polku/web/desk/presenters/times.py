from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from polku.care.scheduling.models import Appointment, Slot
from polku.web.desk.presenters import names
from polku.web.desk.query import ViewQuery


def rows(booked: Sequence[Appointment], free: Sequence[Slot], query: ViewQuery) -> list[dict[str, Any]]:
    """Booked and free times of a day, in the order of time."""
    taken = [
        {
            **about(each, each.slot.contact_type), "state": each.status,
            "title": f"{each.person.name}: {names.case(each.case.reason, each.case.topic)}" if each.case else each.person.name,
            "href": query.on(reverse("desk:case", args=[each.case_id])) if each.case_id else "",
        }
        for each in booked
    ]
    still_free = [{**about(each, each.contact_type), "state": "free"} for each in free]
    return sorted([*taken, *still_free], key=lambda row: row["starts"])


def about(time: Appointment | Slot, contact_type: str) -> dict[str, Any]:
    minutes = int((time.period.upper - time.period.lower).total_seconds() // 60)
    return {
        "starts": time.starts_at, "minutes": minutes, "professional": time.professional.name,
        "place": names.contact_type(contact_type), "title": "", "href": "",
    }
