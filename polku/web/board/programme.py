"""The programme page: indicators against dated targets, work packages, risks by probability and impact."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from polku.definitions.waiting import buckets_of
from polku.foundation.errors import NotFound
from polku.insight.leading.programme import SCALE, Dated, Indicator, Programme, Risk, WorkPackage, level, programme, target_at
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.shown import shown
from polku.web.board import levels, words
from polku.web.board.parts import Sheet, picker
from polku.web.board.question import Question
from polku.web.ui import formatting


def page(sheet: Sheet) -> dict[str, Any]:
    found = programme(settings.POLKU_COUNTY)
    if found is None:
        raise NotFound("no programme", "content/<county>/programme.yaml", "write the county's programme")
    chosen = sheet.selection
    months = [
        {"label": words.month_first(each), "href": chosen.address("board:programme", month=each), "current": each == chosen.month}
        for each in sheet.months
    ]
    return {
        "title": words.told(found.name),
        "about": words.told(found.note),
        "pickers": [picker("calendar", _("Month"), months)],
        "month": words.month(chosen.month),
        "indicators": [_indicator(sheet, each) for each in found.indicators.values()],
        "packages": [_package(found, each) for each in found.work_packages],
        "matrix": _matrix(found.risks),
        "risks": [_risk(each) for each in sorted(found.risks, key=lambda risk: (-risk.weight, risk.id))],
    }


def _indicator(sheet: Sheet, found: Indicator) -> dict[str, Any]:
    now, goal = figure(sheet, found), target_at(found.targets, sheet.selection.month)
    reached = None if now is None or goal is None else now >= goal.value
    computed = found.computed
    unknown = _("hidden this month") if computed else _("not measured here")
    text, tone = {True: (_("reached"), "done"), False: (_("below the target"), "now"), None: (unknown, "")}[reached]
    href = ""
    if computed and computed.measure:
        href = Question(TALLIED[computed.measure], sheet.selection.month).address()
    elif computed:
        href = sheet.selection.address("board:access", service=computed.service, clock=computed.clock, unit="all")
    return {
        "id": found.id, "name": words.told(found.name), "href": href, "source": words.told(found.source),
        "start": _dated(found.start, found.unit), "target": _dated(goal, found.unit),
        "path": [_dated(each, found.unit) for each in found.targets],
        "now": _value(now, found.unit) if now is not None else "–", "text": text, "tone": tone,
    }  # fmt: skip


def figure(sheet: Sheet, found: Indicator) -> float | None:
    """The county's figure of the chosen month; None where it is hidden, or no measure here gives it."""
    computed = found.computed
    if computed and computed.measure:
        return shown(sheet.lake, computed.measure).series([sheet.selection.month])[0]
    month = sheet.figures(computed.service, computed.clock).month(sheet.selection.month) if computed else None
    if computed is None or month is None:
        return None
    if computed.kind == "coverage":
        coverage = levels.coverage(month, "all")
        return coverage.share if coverage else None
    classes = [bucket for bucket in buckets_of(computed.service) if bucket.last is not None and bucket.last <= computed.days]
    line = month.line()
    shares = [line.share_of(place) for place in range(len(classes))]
    known = [share for share in shares if share is not None]
    return sum(known) if known and len(known) == len(shares) else None


def _value(value: float, unit: str) -> str:
    if unit == "percent":
        return words.percent(value, 0 if value == int(value) else 1)
    return words.number(value)


def _dated(found: Dated | None, unit: str) -> str:
    return f"{_value(found.value, unit)} ({_period(found.period)})" if found else "–"


def _period(period: str) -> str:
    """``2022-H1`` as ``1–6/2022``, ``2024-Q2`` as ``4–6/2024``."""
    year, _dash, part = period.partition("-")
    months = {"": "", "H1": "1–6", "H2": "7–12", "Q1": "1–3", "Q2": "4–6", "Q3": "7–9", "Q4": "10–12"}[part]
    return f"{months}/{year}" if months else year


def _package(found: Programme, package: WorkPackage) -> dict[str, Any]:
    language = words.language()
    text, tone = {
        "not-begun": (_("Not begun"), ""), "on-track": (_("On schedule"), "sea"), "late": (_("Late"), "late"),
        "done": (_("Ready"), "done"),
    }[package.state]  # fmt: skip
    return {
        "id": package.id, "name": words.told(package.name), "owner": words.told(package.owner), "now": words.told(package.now),
        "time": f"{formatting.month(package.begins, language)} – {formatting.month(package.ends, language)}",
        "text": text, "tone": tone,
        "indicators": [{"id": key, "name": words.told(found.indicators[key].name)} for key in package.indicators],
    }  # fmt: skip


def level_words(name: str) -> str:
    return {"low": _("low"), "moderate": _("moderate"), "high": _("high"), "critical": _("critical")}[name]


def _matrix(risks: tuple[Risk, ...]) -> dict[str, Any]:
    """Probability down from the likeliest, impact across; each cell says its level and its risks."""
    grades = {1: _("very small"), 2: _("small"), 3: _("fair"), 4: _("large"), 5: _("very large")}
    named = {grade: f"{grade} {word}" for grade, word in grades.items()}
    rows = [
        {
            "label": named[probability],
            "cells": [
                {
                    "level": level(probability, impact).value,
                    "text": level_words(level(probability, impact)),
                    "risks": [risk.id for risk in risks if (risk.probability, risk.impact) == (probability, impact)],
                }
                for impact in SCALE
            ],
        }
        for probability in reversed(SCALE)
    ]
    return {"columns": [named[impact] for impact in SCALE], "rows": rows}


def _risk(risk: Risk) -> dict[str, Any]:
    return {
        "id": risk.id, "name": words.told(risk.name), "measure": words.told(risk.measure), "package": risk.work_package,
        "weight": f"{risk.probability} × {risk.impact} = {risk.weight}", "level": risk.level.value,
        "text": level_words(risk.level),
        "tone": {"low": "done", "moderate": "", "high": "now", "critical": "late"}[risk.level],
    }  # fmt: skip
