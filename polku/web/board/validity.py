"""How well the urgency that assessments proposed held: beside the professional's class and what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _

from polku.definitions.validity import relation
from polku.foundation import clock
from polku.foundation.errors import NotFound
from polku.guidance.queries import Handled, handled_assessments
from polku.guidance.topics import title
from polku.insight.measures.disclosure import Cell, Protected, protect
from polku.web.board import words
from polku.web.board.downloads import csv_text

PERIOD = timedelta(days=365)
RELATIONS = ("same", "more_urgent", "less_urgent")
BY = ("topic", "unit", "language", "outcome")
LANGUAGES = {"fi": "suomi", "sv": "svenska", "en": "English"}


@dataclass(frozen=True, slots=True)
class Line:
    """One group; its cells in the order of RELATIONS and their total, small ones hidden."""

    key: str
    cells: tuple[Cell, ...]
    total: Cell

    @property
    def exact(self) -> float | None:
        """In percent, as `safe` is."""
        return self._share(self.cells[0])

    @property
    def safe(self) -> float | None:
        """The share where the rules were not less urgent than the professional."""
        less = self._share(self.cells[2])
        return None if less is None else 100 - less

    def _share(self, cell: Cell) -> float | None:
        return 100 * cell.count / self.total.count if cell.count is not None and self.total.count else None


def lines() -> dict[str, list[Line]]:
    """By every grouping the lines of its groups and last of all together, ``""``; empty where the figures are too few.

    The groupings share their totals. Where one of them can only be protected by hiding a total, none is shown.
    """
    handled = handled_assessments(since=clock.now() - PERIOD)
    tables = {by: _protected(handled, by) for by in BY}
    totals = [table.cell((len(keys), column)) for keys, table in tables.values() for column in range(len(RELATIONS) + 1)]
    if not handled or not all(cell.shown for cell in totals):
        return {}
    return {by: [_line(key, row, table) for row, key in enumerate([*keys, ""])] for by, (keys, table) in tables.items()}


def _protected(handled: list[Handled], by: str) -> tuple[list[str], Protected]:
    keys = sorted({_key(row, by) for row in handled})
    counts = np.zeros((max(1, len(keys)), len(RELATIONS)), dtype=np.int64)
    for row in handled:
        counts[keys.index(_key(row, by)), RELATIONS.index(relation(row.proposed, row.decided))] += row.count
    return keys, protect(counts)


def _key(row: Handled, by: str) -> str:
    return {"topic": row.topic, "unit": row.unit_id, "language": row.language, "outcome": row.outcome}[by]


def _line(key: str, row: int, table: Protected) -> Line:
    cells = tuple(table.cell((row, column)) for column in range(len(RELATIONS)))
    return Line(key, cells, table.cell((row, len(RELATIONS))))


def page() -> dict[str, Any]:
    found = lines()
    every = found["topic"][-1] if found else None
    return {
        "title": _("How well the assessments judge urgency"),
        "about": _("Cases of the last twelve months that an assessment opened and that are closed."),
        "overview_href": reverse("board:overview"),
        "facts": [
            (_("Cases"), words.count(every.total)),
            (_("Same urgency"), words.share(every.exact)),
            (_("As urgent or more urgent: safe"), words.share(every.safe)),
        ] if every else [],
        "tables": [_table(by, found[by]) for by in BY] if found else [],
        "definition": [
            (_("Same urgency"), _("The rules and the professional gave the same of five classes.")),
            (_("More urgent"), _("The rules gave a more urgent class: the person was seen sooner than was needed.")),
            (_("Less urgent"), _("The rules gave a less urgent class. Each such case is looked at: a wrong rule may do harm.")),
            (_("The professional’s class"), _("The last assessment of need; it differs from the rules’ only after a contact.")),
            (_("Small numbers"), _("Counts under 5 are hidden, and as many others as keep totals from giving them away.")),
        ],
    }


def _table(by: str, found: list[Line]) -> dict[str, Any]:
    heads = {"topic": _("Topic"), "unit": _("Unit"), "language": _("Language"), "outcome": _("What was done")}
    titles = {"topic": _("By topic"), "unit": _("By unit"), "language": _("By language"), "outcome": _("By what was done")}
    return {
        "id": by,
        "title": titles[by],
        "columns": [heads[by], _("Cases"), _("Same urgency"), _("More urgent"), _("Less urgent"), _("Safe")],
        "rows": [{"label": _name(by, line.key), "cells": _cells(line)} for line in [found[-1], *found[:-1]]],
        "csv": f"{reverse('board:validity_csv')}?by={by}",
    }


def _cells(line: Line) -> list[str]:
    beside = [words.count(cell) for cell in line.cells[1:]]
    return [words.count(line.total), words.share(line.exact), *beside, words.share(line.safe)]


def _name(by: str, key: str) -> str:
    if not key:
        return _("All")
    outcomes = {
        "treated": _("Care was given"), "advised": _("Advice for self-care"), "referred": _("Referred elsewhere"),
        "not_reached": _("The client was not reached"), "no_need": _("No need for care any more"),
    }  # fmt: skip
    names = {"topic": title(key, words.language()), "unit": words.unit(key), "language": LANGUAGES.get(key, key)}
    return str(names.get(by) or outcomes.get(key, key))


def as_csv(by: str) -> str:
    if by not in BY:
        raise NotFound("no such file", f"one of {', '.join(BY)}", "check the address")
    found = lines().get(by, [])
    rows = [[line.key or "all", *(words.csv_count(cell) for cell in (line.total, *line.cells))] for line in found]
    return csv_text([[by, "cases", *RELATIONS], *rows])
