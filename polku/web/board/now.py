"""The situation now: the live queue and the free times, straight from the rooms, refreshed while the page is open.

What may be shown: the county's counts as they are, because they name no unit, and a hidden emergency would wait unseen; the
reader's own unit's as they are, because its worklist says the same; those of other units with small counts hidden, as
everywhere on the board. There is no file of it, and no look at a client.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.care.scheduling.queries import Offered, offered
from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.calendar import add_working_days, helsinki_date
from polku.foundation.errors import NotFound
from polku.guidance.queries import WAITED_DAYS, Waiting, waiting
from polku.insight.codes import codes
from polku.insight.measures.disclosure import Cell, Mark, Protected, protect
from polku.people.access import roles_of
from polku.web.board import code_words, words
from polku.web.board.doors import for_leaders, page
from polku.web.board.parts import picker
from polku.web.board.selection import Selection, last_full_month
from polku.web.doors import acting
from polku.web.staying import BY_ITSELF
from polku.web.ui import formatting

DUE = ("late", "today", "later")
NEXT_DAYS = 4
EVERY_SECONDS = 60
STOP_ASKING = 286
"""The status at which htmx asks no more."""


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """A page that refreshes itself after its reader's session has ended is told to stop."""
    if BY_ITSELF in request.headers and acting(request).kind == "anonymous":
        return render(request, "board/parts/now_ended.html", status=STOP_ASKING)
    return _show(request)


@for_leaders
def _show(request: HttpRequest) -> HttpResponse:
    still = "still" in request.GET
    shown = context(acting(request), still=still, profession=request.GET.get("of", ""))
    return page(request, Selection(last_full_month()), "board:now", "now", shown)


def context(actor: Actor, *, still: bool, profession: str) -> dict[str, Any]:
    now = clock.now()
    found = waiting(now)
    own = {role.unit_id for role in roles_of(actor)}
    offers = _offers(own, now)
    professions = sorted({each.profession for each in offers} | {profession} - {""}, key=code_words.profession)
    if profession and profession not in codes().professions:
        raise NotFound("no such profession", "one that the page offers", "check the address")
    return {
        "title": _("Situation now"),
        "at": formatting.time_of_day(now, words.language()),
        "still": still,
        "every": EVERY_SECONDS,
        "href": _address(still, profession),
        "other_href": _address(not still, profession),
        "picker": picker(
            "users-round",
            _("Profession"),
            [
                {"label": code_words.profession(key) or _("All professions"), "href": _address(still, key, "free"),
                 "current": key == profession}
                for key in ("", *professions)
            ],
        ),
        "by_itself": BY_ITSELF,
        "facts": _facts(found),
        "tables": [_by_urgency(found), *_by_service_and_unit(found, own)],
        "waited": _waited(found),
        "offered": {
            "days": [_day(day, now) for day in _days(now)],
            "rows": [_offer(each, now) for each in offers if profession in ("", each.profession)],
        },
    }  # fmt: skip


def _address(still: bool, profession: str, anchor: str = "") -> str:
    query = [*(["still"] if still else []), *([f"of={profession}"] if profession else [])]
    return reverse("board:now") + (f"?{'&'.join(query)}" if query else "") + (f"#{anchor}" if anchor else "")


def _total(rows: Iterable[Waiting]) -> int:
    return sum(row.count for row in rows)


def _facts(found: Sequence[Waiting]) -> list[tuple[str, str]]:
    old = sum(1 for start in WAITED_DAYS if start <= 7) + 1
    told = [
        (_("Open cases"), _total(found)),
        (_("Deadline passed"), _total(row for row in found if row.due == "late")),
        (_("Due today"), _total(row for row in found if row.due == "today")),
        (_("Open over 7 days"), _total(row for row in found if row.waited >= old)),
    ]
    return [(name, words.number(count)) for name, count in told]


def _by_urgency(found: Sequence[Waiting]) -> dict[str, Any]:
    levels = sorted(map(int, Urgency), reverse=True)
    rows = [{"level": level, "cells": _due_cells([row for row in found if row.urgency == level])} for level in levels]
    return {"id": "urgency", "title": _("Open cases by urgency"), "first": _("Urgency"), "rows": rows, "empty": ""}


def _due_cells(rows: Sequence[Waiting]) -> list[str]:
    counts = Counter[str]()
    for row in rows:
        counts[row.due] += row.count
    return [words.number(counts.total()), *(words.number(counts[due]) for due in DUE)]


def _waited(found: Sequence[Waiting]) -> list[dict[str, str]]:
    starts = (0, *WAITED_DAYS)
    ends = (*(start - 1 for start in WAITED_DAYS), None)
    rows = []
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        label = _("Today") if end == 0 else code_words.days(start, end)
        rows.append({"label": label, "count": words.number(_total(row for row in found if row.waited == place))})
    return rows


def _by_service_and_unit(found: Sequence[Waiting], own: Collection[str]) -> list[dict[str, Any]]:
    """By unit and by service. The county's totals are known; where they cannot be, no other unit's figures are told."""
    units = sorted({row.unit_id for row in found}, key=lambda unit: (unit not in own, words.unit(unit)))
    services = sorted({row.service for row in found}, key=code_words.service)
    others = [unit for unit in units if unit not in own]
    table = _table(found, services, others)
    known = table is None or all(table.cell((len(services), len(others), due)).shown for due in range(len(DUE) + 1))

    def cells(keep: Callable[[Waiting], bool], place: tuple[int, int] | None) -> list[str]:
        mine = [row for row in found if keep(row) and row.unit_id in own]
        counts = [_total(row for row in mine if due in (row.due, "")) for due in (*DUE, "")]
        if place is None or table is None:
            told = [Cell(count, Mark.SHOWN) for count in counts]
        else:
            told = [_with(table.cell((*place, due)), count) for due, count in enumerate(counts)]
        return [words.count(cell) for cell in (told[-1], *told[:-1])]

    rows = [
        {
            "label": words.unit(unit),
            "own": unit in own,
            "cells": cells(lambda row, unit=unit: row.unit_id == unit, _unit_place(services, others, unit)),
        }
        for unit in units
        if unit in own or known
    ]
    by_service = [
        {
            "label": code_words.service(service),
            "cells": cells(lambda row, service=service: row.service == service, (place, len(others)) if others else None),
        }
        for place, service in enumerate(services)
        if known
    ]
    few = "" if known else _("There are too few open cases to tell more.")
    return [
        {"id": "service", "title": _("Open cases by service"), "first": _("Service"), "rows": by_service, "empty": few},
        {"id": "unit", "title": _("Open cases by unit"), "first": _("Unit"), "rows": rows, "empty": few},
    ]


def _unit_place(services: Sequence[str], others: Sequence[str], unit: str) -> tuple[int, int] | None:
    return (len(services), others.index(unit)) if unit in others else None


def _with(cell: Cell, own: int) -> Cell:
    """Other units' count with one's own: of a hidden count the sum is hidden too."""
    if cell.count is None:
        return cell if own == 0 else Cell(None, Mark.HIDDEN)
    return Cell(cell.count + own, Mark.SHOWN)


def _table(found: Sequence[Waiting], services: Sequence[str], others: Sequence[str]) -> Protected | None:
    """Services × units × deadlines of the other units, small counts hidden."""
    if not others:
        return None
    counts = np.zeros((len(services), len(others), len(DUE)), dtype=np.int64)
    for row in found:
        if row.unit_id in others:
            counts[services.index(row.service), others.index(row.unit_id), DUE.index(row.due)] += row.count
    return protect(counts)


def _offers(own: Collection[str], now: datetime) -> list[Offered]:
    """Those of one's own unit first."""
    return sorted(
        offered(_days(now)),
        key=lambda each: (each.unit_id not in own, words.unit(each.unit_id), code_words.profession(each.profession)),
    )


def _days(now: datetime) -> list[date]:
    today = helsinki_date(now)
    return [today, *(add_working_days(today, count) for count in range(1, NEXT_DAYS + 1))]


def _day(day: date, now: datetime) -> str:
    return formatting.near_day(day, now, words.language())


def _offer(found: Offered, now: datetime) -> dict[str, Any]:
    def moment(value: datetime | None) -> str:
        return formatting.near_moment(value, now, words.language()) if value else _("none")

    return {
        "unit": words.unit(found.unit_id),
        "profession": code_words.profession(found.profession),
        "days": [words.number(count) for count in found.by_day.values()],
        "first": moment(found.first),
        "third": moment(found.third),
    }
