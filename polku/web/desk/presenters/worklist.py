"""The worklist as its template takes it: groups by day, the nearest deadline first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from math import ceil
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.foundation.calendar import helsinki_date
from polku.guidance.queries import Row
from polku.web.desk.presenters import names
from polku.web.desk.query import PAGE_SIZE, ViewQuery
from polku.web.ui import formatting


def page(
    rows: Sequence[Row], query: ViewQuery, counts: Mapping[str, int], *,
    channels: Sequence[str], units: Collection[str], now: datetime, current: UUID | None = None,
) -> dict[str, Any]:
    return {
        "view": {
            "title": titles()[query.view],
            "summary": summary(counts[query.view]),
            "filters": filters(query, counts, channels, units),
        },
        "groups": groups(rows, query, now, current, several=len(units) > 1),
        "pages": pages(query, counts[query.view]),
    }


def titles() -> dict[str, str]:
    return {"free": _("Free, open"), "mine": _("Mine, open"), "all": _("All open")}


def summary(count: int) -> str:
    return ngettext(
        "%(count)s case, nearest deadline first", "%(count)s cases, nearest deadline first", count
    ) % {"count": formatting.number(count, names.spoken())}


def filters(query: ViewQuery, counts: Mapping[str, int], channels: Sequence[str], units: Collection[str]) -> list[dict[str, Any]]:
    address = reverse("desk:worklist")
    labels = {"free": _("Free"), "mine": _("Mine"), "all": _("All")}
    shown = [
        {"label": f"{label} ({counts[view]})", "href": query.with_(view=view).on(address), "current": view == query.view}
        for view, label in labels.items()
    ]
    return [
        {"label": labels[query.view], "chosen": True, "options": shown},
        _choice(_("Channels"), "channel", query, {key: formatting_upper(names.channel(key)) for key in channels}),
        *([_choice(_("Units"), "unit", query, {key: names.unit(key) for key in units})] if len(units) > 1 else []),
    ]


def _choice(label: str, name: str, query: ViewQuery, choices: Mapping[str, str]) -> dict[str, Any]:
    address, chosen = reverse("desk:worklist"), getattr(query, name)
    every = {"": _("All"), **choices}
    return {
        "label": choices.get(chosen, label), "chosen": chosen in choices,
        "options": [
            {"label": text, "href": query.with_(**{name: key}).on(address), "current": key == chosen}
            for key, text in every.items()
        ],
    }


def formatting_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def groups(
    rows: Sequence[Row], query: ViewQuery, now: datetime, current: UUID | None, *, several: bool
) -> list[dict[str, Any]]:
    """Late ones, then today's, tomorrow's and each later day's; those without one last. ``several``: units to tell apart."""
    shown = [
        {"title": title, "rows": [line(row, query, current, several=several) for row in some]}
        for title, some in groupby(rows, key=lambda row: day_of(row, now))
    ]
    return [{**group, "count": len(group["rows"])} for group in shown]


def day_of(row: Row, now: datetime) -> str:
    if row.due_at is None:
        return _("Without a deadline")
    if row.state == "late":
        return _("Late")
    language = names.spoken()
    day, distance = formatting.day(row.due_at, language), (helsinki_date(row.due_at) - helsinki_date(now)).days
    if distance > 1:
        return formatting_upper(formatting.day(row.due_at, language, year=distance > 300))
    return f"{formatting_upper(formatting.near_day(row.due_at, now, language))} {day}"


def line(row: Row, query: ViewQuery, current: UUID | None, *, several: bool) -> dict[str, Any]:
    about = [names.who(row.sex, row.age), names.channel(row.channel), names.unit(row.unit_id) if several else "", row.assignee]
    return {
        "id": row.id, "href": query.on(reverse("desk:case", args=[row.id])), "title": names.case(row.reason, row.topic),
        "line": " · ".join(part for part in about if part), "due": row.due_at, "urgency": int(row.urgency),
        "current": row.id == current,
    }


def pages(query: ViewQuery, count: int) -> dict[str, Any] | None:
    last = ceil(count / PAGE_SIZE)
    if last < 2:
        return None
    address = reverse("desk:worklist")
    return {
        "number": query.page, "pages": last,
        "earlier": query.with_(page=query.page - 1).on(address) if query.page > 1 else "",
        "later": query.with_(page=query.page + 1).on(address) if query.page < last else "",
    }
