"""The cases behind a figure: for the unit's own care staff, each look logged; everyone else sees whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.care.encounters.models import Encounter
from polku.care.encounters.queries import behind_figure
from polku.catalogue.queries import catalogue
from polku.catalogue.queries import unit as unit_of
from polku.definitions.waiting import Bucket, buckets_of
from polku.foundation.actor import Actor
from polku.foundation.errors import NotFound
from polku.guidance.topics import title as topic_title
from polku.insight.leading.queries import care_staff
from polku.insight.loading import as_table, to_read
from polku.insight.measures.figures import ALL
from polku.insight.measures.library.waits import WAIT_PERCENTILES
from polku.insight.measures.model import Asked, Figures
from polku.insight.measures.singly import singly
from polku.insight.months import month_of
from polku.insight.tables import derive
from polku.people.access import roles_of
from polku.people.logic import CARE_ROLES
from polku.web.board import case_words, vocabulary, words
from polku.web.board.answers import answers
from polku.web.board.parts import Options, Sheet, picker
from polku.web.board.question import Question
from polku.web.board.selection import Selection, this_month
from polku.web.ui import formatting


@dataclass(frozen=True)
class Counted:
    """A unit's figure of a month; `question` tells what each visit is in it."""

    question: Question
    about: str
    home: dict[str, str]
    months: Options
    total: int | None
    """Visits in the figure; None where that is hidden."""
    limit: Bucket | None = None
    """Of access: the wait that is within it."""


def address(chosen: Selection | Question) -> str:
    """The cases behind the chosen figure, where it is a unit's own and they can be listed."""
    if chosen.unit not in catalogue().units:
        return ""
    if isinstance(chosen, Selection):
        return chosen.address("board:cases", place=chosen.unit, profession="all")
    return chosen.address("board:measure_cases") if chosen.measure.dated_by else ""


def may_open(actor: Actor, unit_id: str) -> bool:
    """Whether to offer the list; the getter decides anew."""
    return any(role.role in CARE_ROLES and role.unit_id == unit_id for role in roles_of(actor))


def of_access(sheet: Sheet, unit_id: str) -> Counted:
    """Its visits and their waits are those that the percentiles are told of."""
    chosen, month, unit_id = sheet.selection, sheet.month, unit_of(unit_id).id
    question = Question(WAIT_PERCENTILES, chosen.month, unit_id, chosen.service, (("clock", chosen.clock),))
    return Counted(
        question, words.headline(chosen.service, chosen.clock),
        {"title": _("Access to care"), "href": chosen.address("board:access", unit=unit_id)},
        [_month(each, chosen.address("board:cases", place=unit_id, month=each), chosen.month) for each in sheet.months],
        month.line(unit_id).total.count if month else 0, buckets_of(chosen.service)[0],
    )  # fmt: skip


def of_question(asked: Question) -> Counted:
    """NotFound for a measure whose contacts cannot be listed one by one, and for what is not there."""
    if not address(asked):
        raise NotFound("no such list", "a unit, and a measure that counts contacts one by one", "check the address")
    county = answers(to_read(), replace(asked, unit=ALL))
    chosen = replace(county.question, unit=asked.unit)
    months = sorted({*(month for month in county.shown.months if month <= this_month()), chosen.month}, reverse=True)
    row, service = county.row(chosen.month, chosen.unit), chosen.service or county.shown.usual_service
    part = f", {vocabulary.member('service', service).lower()}" if len(county.shown.services) > 1 else ""
    return Counted(
        replace(chosen, service="" if service == ALL else service), vocabulary.headline(chosen) + part,
        {"title": words.told(chosen.measure.name), "href": chosen.address()},
        [_month(month, chosen.address("board:measure_cases", month=month), chosen.month) for month in months],
        row.figures["n"] if row else 0,
    )  # fmt: skip


def _month(month: str, href: str, chosen: str) -> dict[str, Any]:
    return {"label": words.month_first(month), "href": href, "current": month == chosen}


def behind(actor: Actor, counted: Counted) -> tuple[dict[str, Any], int]:
    """The page and its status: 403 for those without a care role at the unit."""
    asked = counted.question
    shared = {
        "title": _("Cases behind the figure"),
        "about": f"{counted.about}, {words.unit(asked.unit)}, {words.month(asked.month)}.",
        "pickers": [picker("calendar", _("Month"), counted.months)],
        "measure": counted.home,
    }
    start, end = month_of(date.fromisoformat(f"{asked.month}-01"))
    try:
        visits = behind_figure(
            actor, unit_id=asked.unit, register=unit_of(asked.unit).register, start=start, end=end,
            dated_by=asked.measure.dated_by, figures=lambda found: figures(asked, found),
        )  # fmt: skip
    except NotFound:
        people = [{"name": each.name, "title": each.title} for each in care_staff(asked.unit)]
        return {**shared, "refused": True, "ask": people}, 403
    columns = case_words.columns(asked)
    rows = [_row(visit, told, counted, columns) for visit, told in visits]
    heads = [heading for heading, _cell in columns]
    return {**shared, "refused": False, "columns": heads, "rows": rows, "note": _note(counted.total, len(rows))}, 200


def figures(asked: Question, visits: Sequence[Encounter]) -> Mapping[str, Figures]:
    """What the measure's own declaration makes of each visit."""
    where = {"unit": (asked.unit,), **({"service": (asked.service,)} if asked.service else {})}
    period = (asked.month, asked.month)
    question = Asked(where=where, period=period, options=dict(asked.options))
    return singly(asked.measure.id, derive(as_table(list(visits))), question)


def _row(visit: Encounter, told: Figures, counted: Counted, columns: case_words.Columns) -> dict[str, Any]:
    language = words.language()
    word, tone = case_words.verdict(counted.question.measure, told, counted.limit)
    assert visit.case is not None
    return {
        "day": formatting.day(visit.starts_at, language),
        "topic": topic_title(visit.case.topic, language),
        "href": reverse("desk:case", args=[visit.case.id]),
        "age": visit.age,
        "cells": [cell(visit, told) for _heading, cell in columns],
        "word": word,
        "tone": tone,
    }


def _note(total: int | None, count: int) -> str:
    """How many of the figure's visits are of this system, for the rest has no case here."""
    visits = _("The number of visits in the figure is hidden, because it is small or protects a small one.")
    if total is not None:
        visits = ngettext("The figure counts %(n)s visit.", "The figure counts %(n)s visits.", total) % {"n": words.number(total)}
    listed = ngettext(
        "%(n)s visit was recorded here and is listed; each look is logged.",
        "%(n)s visits were recorded here and are listed; each look is logged.",
        count,
    ) % {"n": words.number(count)}
    if total == count:
        return f"{visits} {listed}"
    rest = _("The others came from imported or invented data, or are of people who are the unit’s clients no more.")
    return f"{visits} {listed} {rest}"
