"""Service debt from contacts as they are shown: by service and by unit, with the curve of its growth and recovery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.definitions.debt import BASE, debts, month_name, month_number, months
from polku.insight.lake import Lake
from polku.insight.measures.figures import ALL
from polku.insight.measures.shown import Place, Shown, shown
from polku.web.board import vocabulary, words
from polku.web.board.charts import NARROW, WIDE, RunPicture, run_svg
from polku.web.board.parts import safe
from polku.web.board.periods import Period
from polku.web.board.selection import this_month

COUNTED, OPTIONS = "remote-share", {"definition": "with-phone"}
"""The measure whose denominator is the client contacts of a month."""
FEWEST_BASE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Debt:
    """Of one group: what was expected and what came since the base, and the debt by month; `known` is not so where a month is
    hidden."""

    expected: Fraction
    actual: int
    by_month: Mapping[str, Fraction]
    known: bool = True

    @property
    def now(self) -> float:
        return float(next(reversed(self.by_month.values())))

    @property
    def highest(self) -> tuple[str, float]:
        month = max(self.by_month, key=lambda each: self.by_month[each])
        return month, float(self.by_month[month])

    @property
    def recovered(self) -> float | None:
        """Percent of the highest debt that has been paid back since; None where there was none."""
        highest = self.highest[1]
        return 100 * (highest - self.now) / highest if highest > 0 else None


def usual_base(held: tuple[str, ...]) -> Period:
    """The 24 months before March 2020 where the data have them; else the data's first twelve."""
    if held and held[0] <= BASE[0]:
        return BASE
    return (held[0], month_name(month_number(held[0]) + FEWEST_BASE_MONTHS - 1)) if held else BASE


def debt(source: Shown, base: Period, place: Place = ALL, service: str = ALL) -> Debt | None:
    """None where the base had no contacts, or nothing comes after it."""
    last = max((month for month in source.months if month < this_month()), default="")
    if last <= base[1]:
        return None
    came: dict[str, int] = {}
    for month in months(base[0], last):
        row = source.told(month, place, service)
        if row is not None and row.hidden:
            return Debt(Fraction(0), 0, {last: Fraction(0)}, known=False)
        came[month] = row.figures["denominator"] if row is not None else 0
    if not any(came[month] for month in months(*base)):
        return None
    found = debts(came, months(*base), last, Fraction(1))
    return Debt(
        sum((row[0] for row in found.values()), Fraction(0)), sum(row[1] for row in found.values()),
        {month: row[2] for month, row in found.items()},
    )  # fmt: skip


def section(lake: Lake, asked_base: Period | None, service: str) -> dict[str, Any]:
    source = shown(lake, COUNTED, **OPTIONS)
    held = tuple(month for month in source.months if month < this_month())
    base = asked_base or usual_base(held)
    chosen = service if service in source.services else ALL
    found = debt(source, base, service=chosen)
    services = [(vocabulary.member("service", key), debt(source, base, service=key)) for key in source.services]
    units = sorted(((words.unit(unit), debt(source, base, unit, chosen)) for unit in source.units), key=lambda row: row[0])
    return {
        "about": _("Expected: the mean of the same calendar month in the base %(base)s. Debt: what has failed to come since.")
        % {"base": span_words(base)},
        "base": base,
        "picture": _picture(found, chosen) if found and found.known else None,
        "tables": [
            {"id": "debt-services", "title": _("By service"), "first": _("Service"), "rows": _rows(services)},
            {"id": "debt-units", "title": _("By producer"), "first": _("Unit"), "rows": _rows(units)},
        ],
        "none": found is None,
    }


def without_base(lake: Lake) -> dict[str, str] | None:
    """Why the measure's own page tells no debt, and where another base is chosen; None where the data hold its base."""
    first = min(shown(lake, COUNTED, **OPTIONS).months, default="")
    if first <= BASE[1]:
        return None
    told = _("The base period is %(base)s, but the first month of the data is %(first)s.")
    return {
        "text": told % {"base": span_words(BASE), "first": words.month(first)},
        "href": reverse("board:compare") + "#debt",
        "link": _("Count the debt from another base"),
    }


def span_words(period: Period) -> str:
    return " – ".join(words.month(month) for month in dict.fromkeys(period))


def _rows(found: list[tuple[str, Debt | None]]) -> list[dict[str, Any]]:
    return [{"label": label, "cells": _cells(each)} for label, each in found if each is not None]


def _cells(found: Debt) -> list[str]:
    if not found.known:
        return [_("hidden")] * 5
    month, highest = found.highest
    recovered = found.recovered
    return [
        words.number(round(found.now)), words.number(round(found.expected)), words.number(found.actual),
        f"{words.number(round(highest))} ({words.month(month)})" if highest > 0 else "–",
        words.percent(recovered, 0) if recovered is not None else "–",
    ]  # fmt: skip


def _picture(found: Debt, service: str) -> dict[str, Any]:
    months_ = tuple(found.by_month)
    title = _("Service debt, %(service)s") % {"service": vocabulary.member("service", service).lower()}
    month, highest = found.highest
    owed, most = (words.number(round(count)) for count in (found.now, highest))
    told = _("%(debt)s contacts at the end of %(month)s.") % {"debt": owed, "month": words.month(months_[-1])}
    if highest > 0:
        told += " " + _("At its highest %(debt)s in %(month)s.") % {"debt": most, "month": words.month(month)}

    def drawn(name: str) -> RunPicture:
        return RunPicture(
            name=name, title=title, summary=told, months=months_, values=tuple(map(float, found.by_month.values())), phases=(),
            targets=(0.0,) * len(months_), labels=((_("no debt"), 0.0),), bounds=(None, None),
        )  # fmt: skip

    return {
        "text": told,
        "wide": safe(run_svg(drawn("debt-wide"), WIDE, words.number)),
        "narrow": safe(run_svg(drawn("debt-narrow"), NARROW, words.number)),
    }
