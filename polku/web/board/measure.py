"""The page of a tallied measure: what it says, its run chart, its tables, and how it is computed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.content import Text
from polku.insight.leading.queries import led
from polku.insight.measures.figures import ALL
from polku.insight.measures.model import Asked, Measure, TalliedMeasure
from polku.insight.measures.sql import tallied_sql
from polku.web.board import debt, leading, levels, picture_file, sources, tables, vocabulary, words
from polku.web.board.answers import Answers
from polku.web.board.parts import Options, about, picker
from polku.web.board.question import Question, offered
from polku.web.board.run_panel import Facts, now_panel, run_panel
from polku.web.board.selection import this_month
from polku.web.board.trend import Trend
from polku.web.board.unevenness import lorenz


def measure(found: Answers, actor: Actor) -> dict[str, Any]:
    chosen = found.question
    declared, followed = chosen.measure, led(chosen.unit)
    trend = found.trend(followed)
    name = vocabulary.headline(chosen)
    own = [tables.group_table(found, group) for group in tables.groups(found)]
    return {
        "title": name,
        "about": about(_where(found), chosen.selection),
        "measures_href": chosen.selection.address("board:measures"),
        "above": [{"label": words.unit(place), "href": chosen.address(unit=place)} for place in levels.above(chosen.unit)],
        "name": words.told(declared.name),
        "pickers": pickers(found),
        "now": now_panel(trend, _facts(found, trend)),
        "run": run_panel(trend, name),
        "nothing": debt.without_base(found.shown.lake) if declared.id == "service-debt" and not trend.shown else None,
        "lorenz": lorenz(found),
        "path": leading.path(trend),
        "led": leading.story(trend, chosen.address("board:open_deviation")),
        "cases": leading.behind(actor, chosen),
        "groups": [table for table in own if table],
        "group_note": _group_note(found),
        "tables": [table for table in (tables.month_table(found, trend), tables.unit_table(found)) if table],
        "version": declared.version,
        "definition": definition(declared),
        "trust": _trust(declared),
        "files": files(
            chosen.address("board:measure_csv", by="month"),
            chosen.address("board:measure_parquet", by="month"),
            chosen.address("board:measure_picture") if picture_file.drawn(trend) else "",
        ),
        "sql": _sql(chosen),
    }


def _sql(chosen: Question) -> str:
    by = ("month",) if "month" in chosen.measure.groups else ()
    return tallied_sql(chosen.measure.id, Asked(by=by, options=dict(chosen.options), now=clock.now()))


def _where(found: Answers) -> str:
    """The service and the place of the figures."""
    chosen = found.question
    service = chosen.service or found.shown.usual_service
    parts = [vocabulary.member("service", service)] if len(found.shown.services) > 1 else []
    if found.part:
        parts.append(vocabulary.member(chosen.measure.split, found.part))
    return ", ".join([*parts, words.unit(ALL).lower() if chosen.unit == ALL else words.unit(chosen.unit)]) + "."


def _facts(found: Answers, trend: Trend) -> Facts:
    """What the figure is made of: its counts, and what belongs to it."""
    chosen, row = found.question, found.row(found.question.month, found.question.unit)
    month = words.month_first(chosen.month)
    if row is None or row.hidden:
        return [(month, _("Nothing counted") if row is None else _("hidden"))]
    figures, label = row.figures, lambda name: vocabulary.figure_label(chosen.measure, name)
    if "denominator" in figures and not found.part:
        facts = [(month, f"{words.number(figures['numerator'])} / {words.number(figures['denominator'])} "
                         f"({label('denominator').lower()})")]  # fmt: skip
    else:
        counted = "n" in figures and chosen.measure.unit != "contacts"
        facts = [(month, f"{label('n')}: {words.number(figures['n'])}")] if counted else [(_("Month"), month)]
    names = tables.names(chosen.measure, [tables.Figure("", row)])
    rest = [name for name in names if name not in ("value", "numerator", "denominator", "n")]
    return [*facts, *((label(name), cell) for name, cell in zip(rest, tables.cells(chosen.measure, rest, row), strict=True))]


def pickers(found: Answers) -> list[dict[str, Any]]:
    chosen = found.question
    months = sorted({*(month for month in found.shown.months if month <= this_month()), chosen.month}, reverse=True)
    units = sorted(found.units, key=words.unit)
    places = [ALL, *(area for area in levels.known() if levels.units_in(area, units)), *units]
    picked = [
        picker("calendar", _("Month"), _links(chosen, "month", {month: words.month_first(month) for month in months})),
        picker("map-pin", _("Unit"), _links(chosen, "unit", {place: words.unit(place) for place in places})),
    ]
    if len(found.shown.services) > 1:
        usual = found.shown.usual_service
        services = {"" if key == usual else key: vocabulary.member("service", key) for key in found.shown.services}
        picked.append(picker("stethoscope", _("Service"), _links(chosen, "service", services)))
    for option in offered(chosen.measure):
        options: Options = [
            {"label": vocabulary.option_word(option.name, word), "href": chosen.address(options=chosen.with_word(option, word)),
             "current": word == chosen.word(option)}
            for word in option.words
        ]  # fmt: skip
        picked.append(picker("sliders-horizontal", vocabulary.option(option.name), options))
    return [each for each in picked if len(each["options"]) > 1]


def _links(chosen: Question, field: str, labels: dict[str, str]) -> Options:
    now = getattr(chosen, field)
    return [{"label": label, "href": chosen.address(**{field: key}), "current": key == now} for key, label in labels.items()]


def _group_note(found: Answers) -> str:
    if found.question.unit == ALL or not found.shown.groups:
        return ""
    return _("Groups of people are told of the whole county, so that nobody can be recognised in a small unit.")


def definition(declared: Measure) -> list[tuple[str, str]]:
    texts: list[tuple[str, Text | None]] = [
        (_("Definition"), declared.definition), (_("Numerator"), declared.numerator), (_("Denominator"), declared.denominator),
        (_("Period"), declared.period), (_("Missing data"), declared.missing),
    ]  # fmt: skip
    return [(name, words.told(text)) for name, text in [*texts, (_("Source"), declared.source)] if text]


def _trust(declared: TalliedMeasure) -> list[tuple[str, str]]:
    hidden = {
        "cells": _("Counts under 5 are hidden, and as many others as keep totals from giving them away."),
        "people": _("Groups of under 5 are hidden, and as many others as keep totals from giving them away."),
        "none": _("It counts no people, so nothing is hidden."),
    }  # fmt: skip
    return [
        (_("Where the data come from"), sources.told(declared.tables)),
        (_("Two computations"), _("Each figure is also computed in a second, simpler way, and the two are compared.")),
        (_("Small numbers"), hidden[declared.disclosure]),
    ]


def files(csv: str, parquet: str, picture: str) -> list[dict[str, str]]:
    found = {"CSV": csv, "Parquet": parquet, _("Picture"): picture}
    return [{"label": label, "href": href} for label, href in found.items() if href]


def picture(found: Answers) -> str:
    """Of the run chart, as a file."""
    chosen = found.question
    trend, headline = found.trend(led(chosen.unit)), vocabulary.headline(chosen)
    return picture_file.picture_file(trend, headline, _where(found), chosen.measure.tables)
