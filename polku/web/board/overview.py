"""The first page: each figure with its run chart, the waits, the units, the quality of the data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.definitions.waiting import buckets_of
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.insight.leading.queries import deviations as open_deviations
from polku.insight.measures.figures import ALL, COLUMNS, Line, Month
from polku.web.board import levels, measures, words
from polku.web.board.deviation_list import row
from polku.web.board.measures import Told
from polku.web.board.parts import Sheet, about, funnel, pickers, quality, unit_standings
from polku.web.board.selection import Selection, this_month
from polku.web.board.signals import said, tone
from polku.web.ui import waits as bars

SHOWN = ("remote-share", "queue", "continuity", "experience")
"""Beside access to care; the list of measures has them all."""
BAR_LABEL_WIDTH = 62
BAR_LETTER_WIDTH = 9


def overview(sheet: Sheet) -> dict[str, Any]:
    chosen, month = sheet.selection, sheet.month
    found = [measures.access(sheet, _service(sheet)), *(measures.tallied(sheet, id) for id in SHOWN)]
    told = [each for each in found if each]
    return {
        "title": _("Overview, %(month)s") % {"month": words.month(chosen.month)},
        "about": about(
            _("%(place)s. The same figures on every level; small numbers are hidden.") % {"place": words.place(chosen)}, chosen
        ),
        "pickers": pickers(sheet, "board:overview"),
        "downloads": {"href": chosen.address("board:csv", by="profession"), "label": _("CSV")},
        "measures": [each.tile() for each in told],
        "waits": waits(month, chosen),
        "funnel": funnel(month, chosen),
        "quality": quality(month, chosen),
        "deviations": [*followed(chosen), *deviations(told, month, chosen)],
        "deviations_href": reverse("board:deviations"),
        "empty": _empty(sheet) if month is None else None,
    }


def _service(sheet: Sheet) -> str:
    """The chosen one, or the one that the place gives."""
    chosen = sheet.selection
    order = sorted(COLUMNS, key=lambda service: service != chosen.service)
    return next((service for service in order if levels.has(chosen.unit, sheet.figures(service))), chosen.service)


def _empty(sheet: Sheet) -> dict[str, str]:
    """The nearest earlier month that has figures, to offer instead; the first of all where there is none earlier."""
    chosen = sheet.selection.month
    months = [month for month in sheet.figures().months if month <= this_month()]
    nearest = max([month for month in months if month < chosen], default=min(months, default=""))
    return {"href": sheet.selection.address(month=nearest) if nearest else "", "label": nearest and words.month(nearest)}


def waits(month: Month | None, chosen: Selection) -> dict[str, Any] | None:
    """The distribution as bars and as the table that explains them; the rest of the professions in the table only."""
    if month is None or not levels.has(chosen.unit, month):
        return None
    columns = (ALL, *COLUMNS[chosen.service])
    lines = {key: levels.line(month, chosen.unit, key) for key in columns}
    total = lines[ALL].total
    drawn = [(words.column(key), [lines[key].share_of(i) or 0.0 for i in range(month.waits)]) for key in columns[:3]]
    visits = (
        ngettext("%(n)s visit", "%(n)s visits", total.count) % {"n": words.number(total.count)}
        if total.count is not None
        else _("the number of visits is hidden")
    )
    title = words.waits_title(chosen.clock)
    label_width = max(BAR_LABEL_WIDTH, *(BAR_LETTER_WIDTH * len(label) for label, _shares in drawn))
    return {
        **asdict(bars.draw(drawn, words.language(), label_width=label_width)),
        "title": title,
        "href": chosen.address("board:access"),
        "about": f"{words.non_urgent(chosen.service)}, {visits}",
        "summary": _waits_summary(lines, chosen),
        "table": _waits_table(lines, chosen, title),
        "footnote": _("Counts under 5 are hidden, and as many others as keep totals from giving them away."),
    }


def _waits_summary(lines: dict[str, Line], chosen: Selection) -> str:
    """The share of the shortest wait for each bar."""
    shares = [f"{words.column(key)} {words.share(line.share)}" for key, line in list(lines.items())[:3]]
    return f"{words.within(buckets_of(chosen.service)[0])}: {', '.join(shares)}."


def _waits_table(lines: dict[str, Line], chosen: Selection, title: str) -> dict[str, Any]:
    every = lines[ALL]
    rows = [
        {
            "bucket": place,
            "label": words.bucket(bucket),
            "cells": [words.share(every.share_of(place)), *(words.count(line.waits[place]) for line in lines.values())],
        }
        for place, bucket in enumerate(buckets_of(chosen.service))
    ]
    return {
        "caption": f"{title}, {words.month(chosen.month)}",
        "columns": [_("Wait"), _("Share"), _("Visits"), *(words.column(key) for key in COLUMNS[chosen.service])],
        "rows": rows,
        "totals": [_("Total"), words.percent(100, 0), *(words.count(line.total) for line in lines.values())],
    }


def followed(chosen: Selection) -> list[dict[str, str]]:
    """The open deviations of the place; of the whole county every one of them."""
    today = helsinki_date(clock.now())
    found = [each for each in open_deviations() if chosen.unit in (ALL, each.unit_id)]
    rows = [(each, row(each, today)) for each in found]
    return [
        {
            "title": f"{told['measure']}, {told['place'].lower() if each.unit_id == ALL else told['place']}",
            "href": told["href"], "tag": told["status"], "tone": told["tone"],
            "by": "" if told["due"] == "–" else told["due"],
        }
        for each, told in rows
    ]  # fmt: skip


def deviations(told: list[Told], month: Month | None, chosen: Selection) -> list[dict[str, str]]:
    """Signals of this page to look at: in time, where no open deviation follows it, and between units."""
    found = [
        {
            "title": each.title,
            "href": each.href,
            "tag": said(each.trend)[2],
            "tone": "sea" if tone(each.trend, each.trend.signal) == "good" else "now",
            "by": "",
        }
        for each in told
        if each.trend.signal and not each.trend.led.open(each.trend.key)
    ]
    outside = [unit for unit in unit_standings(month) if unit.side] if month and chosen.unit == ALL else []
    found += [
        {
            "title": words.unit(unit.key),
            "href": chosen.address("board:access", unit=unit.key),
            "tag": _("Above the limits of chance") if unit.side > 0 else _("Below the limits of chance"),
            "tone": "sea" if unit.side > 0 else "now",
            "by": words.percent(100 * unit.share),
        }
        for unit in outside
    ]
    return found
