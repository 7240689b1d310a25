"""The list of deviations. The address is the view: `status`, `owner`, `due`."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import in_language
from polku.foundation.errors import NotFound
from polku.insight.leading import queries
from polku.insight.leading.logic import Status
from polku.insight.leading.models import Deviation
from polku.web.board import words
from polku.web.board.parts import picker
from polku.web.board.subject import subject
from polku.web.ui import formatting

CHOICES = {"status": ("", *(each.value for each in Status)), "owner": ("", "me"), "due": ("", "late")}


def page(actor: Actor, query: QueryDict) -> dict[str, Any]:
    chosen = {name: query.get(name, "") for name in CHOICES}
    if any(chosen[name] not in known for name, known in CHOICES.items()):
        raise NotFound("no such choice", "one that the page offers", "check the address")
    found = queries.deviations(status=chosen["status"], owner=actor.account_id if chosen["owner"] else None)
    today = helsinki_date(clock.now())
    shown = [row(each, today) for each in found]
    return {
        "title": _("Deviations"),
        "about": _("A figure that differs is given an owner, a cause, actions and a follow-up until its outcome is known."),
        "pickers": pickers(chosen),
        "rows": [each for each in shown if each["late"]] if chosen["due"] else shown,
        "measures_href": reverse("board:measures"),
    }


def pickers(chosen: dict[str, str]) -> list[dict[str, Any]]:
    states = {"": _("Not closed"), **{each.value: state_words(each.value)[0] for each in Status}}
    owners = {"": _("All owners"), "me": _("My own")}
    dues = {"": _("Whenever due"), "late": _("Late")}
    menus = (
        ("status", "list-checks", _("Status"), states), ("owner", "user-round", _("Owner"), owners),
        ("due", "calendar-clock", _("Due"), dues),
    )  # fmt: skip
    return [
        picker(icon, label, [
            {"label": text, "href": address({**chosen, name: value}), "current": chosen[name] == value}
            for value, text in texts.items()
        ])
        for name, icon, label, texts in menus
    ]  # fmt: skip


def address(chosen: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in chosen.items() if value})
    return reverse("board:deviations") + (f"?{query}" if query else "")


def row(found: Deviation, today: date) -> dict[str, Any]:
    due = due_day(found)
    text, tone = state_words(found.status)
    return {
        "href": reverse("board:deviation", args=[found.id]),
        "place": words.unit(found.unit_id),
        "measure": subject(found).title,
        "month": words.month(found.month),
        "signal": in_language(found.signal, words.language()),
        "owner": found.owner.name,
        "status": no_cause() if not found.cause and found.status == Status.OPEN else text,
        "tone": tone,
        "due": formatting.day(due, words.language()) if due else "–",
        "late": due is not None and due < today and found.status != Status.CLOSED,
    }


def due_day(found: Deviation) -> date | None:
    """What comes next: the first action under way, or the follow-up."""
    if found.status == Status.CLOSED:
        return None
    under_way = [step.by_when for step in found.steps.all() if step.done_at is None]
    return min(under_way, default=found.follow_up) if found.status != Status.FOLLOWING else found.follow_up


def no_cause() -> str:
    return _("Cause not written")


def state_words(status: str) -> tuple[str, str]:
    """A status as a word and the tone of its tag."""
    return {
        Status.OPEN: (_("Open"), "now"), Status.ACTING: (_("Action under way"), "sea"),
        Status.FOLLOWING: (_("Followed up"), "people"), Status.CLOSED: (_("Closed"), "done"),
    }[Status(status)]  # fmt: skip
