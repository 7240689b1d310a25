"""What a measure's page tells of leading: its dated targets, its deviations, and the way to the cases behind it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.foundation.actor import Actor
from polku.foundation.content import in_language
from polku.insight.leading.logic import Status, milestones, months_between
from polku.insight.leading.models import Deviation
from polku.web.board import cases, words
from polku.web.board.deviation_list import due_day, state_words
from polku.web.board.deviation_page import outcome_words
from polku.web.board.question import Question
from polku.web.board.selection import Selection, months_before
from polku.web.board.trend import Trend, path_of
from polku.web.ui import formatting


def path(found: Trend) -> dict[str, Any] | None:
    """Dated targets, the figure of each one's time, and how fast the share was to rise between them."""
    way, unit = path_of(found.measure, found.key), found.measure.unit
    if way is None:
        return None
    figures = {month: value for month, value in zip(found.months, found.values, strict=True) if value is not None}
    start, rows = way.steps[0], []
    if way.start:
        start = (f"{way.start[0]}-07", way.start[1])
        began = words.value(unit, way.start[1])
        rows = [{"label": way.start[0], "cells": [_("starting point"), "–", began, "–"], "current": False}]
    for each in milestones(start, way.steps, figures):
        until = words.month(months_before(each.until, 1)) if each.until else ""
        rows.append(
            {
                "label": f"{words.month_first(each.since)} – {until}".strip(),
                "cells": [
                    words.target(found.measure, each.target),
                    words.number(each.pace, 2) if each.pace else "–",
                    f"{words.value(unit, each.figure)} ({words.month(each.month)})" if each.figure is not None else "–",
                    _gap(unit, each.gap),
                ],
                "current": each.since <= found.month and (not each.until or found.month < each.until),
            }
        )
    return {"rows": rows, "text": _next(found, way.steps)}


def _gap(unit: str, gap: float | None) -> str:
    if gap is None:
        return "–"
    sign = "+" if gap > 0 else ""
    return sign + (_("%(n)s points") % {"n": words.number(gap, 1)} if unit == "percent" else words.plain(unit, gap))


def _next(found: Trend, steps: tuple[tuple[str, float], ...]) -> str:
    """How much a month is needed for the next target; or that the last one holds on."""
    month, value = found.month, found.value
    ahead = next(((since, goal) for since, goal in steps if since > month), None)
    if ahead is None:
        return _("The last target of the programme holds until a new one is decided.")
    if value is None or value >= ahead[1]:
        return _("The next target, %(target)s from %(month)s on, is within reach.") % {
            "target": words.target(found.measure, ahead[1]), "month": words.month(ahead[0])
        }  # fmt: skip
    pace = (ahead[1] - value) / months_between(month, ahead[0])
    return _("To the next target, %(target)s from %(month)s on, the share has to rise %(pace)s points a month.") % {
        "target": words.target(found.measure, ahead[1]), "month": words.month(ahead[0]), "pace": words.number(pace, 1)
    }  # fmt: skip


def story(found: Trend, record: str) -> dict[str, Any]:
    """Deviations and new limits of the figure, newest first; the open one, or the address `record` to open one."""
    led = found.led
    told = [(each.opened_at, _deviation(each)) for each in led.deviations.get(found.key, [])]
    told += [
        (
            each.at,
            {
                "title": _("New limits from %(month)s on") % {"month": words.month(each.month)},
                "href": reverse("board:deviation", args=[each.deviation_id]),
                "text": each.reason,
                "when": f"{each.by.name}, {formatting.day(each.at, words.language(), year=True)}",
                "state": "done",
            },
        )
        for each in led.rebases.get(found.key, [])
    ]
    opened = led.open(found.key)
    return {
        "stops": [item for _at, item in sorted(told, key=lambda pair: pair[0], reverse=True)],
        "open_href": reverse("board:deviation", args=[opened.id]) if opened else "",
        "record": record if not opened and found.followed else "",
        "signal": found.signal is not None,
    }


def _deviation(found: Deviation) -> dict[str, Any]:
    language = words.language()
    state, due = state_words(found.status)[0], due_day(found)
    steps = [step.what for step in found.steps.all()]
    action = _("Action: %(what)s") % {"what": steps[-1]} if steps else ""
    ended = outcome_words().get(found.outcome, "")
    return {
        "title": f"{words.month_first(found.month)}: {in_language(found.signal, language)}",
        "href": reverse("board:deviation", args=[found.id]),
        "text": " ".join(part for part in (found.cause, action, ended and f"{ended}.", found.outcome_words) if part),
        "when": ", ".join(part for part in (state, found.owner.name, formatting.day(due, language) if due else "") if part),
        "state": "done" if found.status == Status.CLOSED else "now",
    }


def behind(actor: Actor, chosen: Selection | Question) -> dict[str, Any] | None:
    """The way to the cases, of a unit alone; `opens` tells whether they open for this reader."""
    href = cases.address(chosen)
    return {"href": href, "opens": cases.may_open(actor, chosen.unit)} if href else None
