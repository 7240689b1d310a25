"""Answers drawn at random, as people might give them: most red flags are absent, and only what is asked is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from polku.assessment.logic.answers import read_answers, validate
from polku.assessment.logic.answers_table import AnswersTable, RawColumn, table_of
from polku.assessment.logic.assessment import Assessment, walk
from polku.assessment.logic.questionnaire import DONT_KNOW, Item
from polku.assessment.logic.runs_table import walk_table
from polku.assessment.logic.taking import Problem
from polku.rules.sfeel import literals
from polku.rules.table import Table
from polku.rules.vectorised import Codes

QUIET = (0.98, 0.95, 0.8)
UNSURE = 0.03
MOST_CHOSEN = 4
MOST_NUMBERS = 200
MOMENTS = {"date": "2026-01-15", "dateTime": "2026-01-15T10:00:00+02:00", "time": "10:00:00"}


def synthetic_answers(assessment: Assessment, rows: int, seed: int = 1) -> AnswersTable:
    """So many walks through the questionnaire; the same for the same seed."""
    random = np.random.default_rng(seed)
    if assessment.questionnaire.repeats:
        return _one_by_one(assessment, rows, random)
    calm = random.choice(QUIET, rows)
    drawn = {item.key: _column(item, calm, random, _limits(assessment, item.key)) for item in assessment.questionnaire.questions}
    every = AnswersTable(drawn, rows)
    walks = walk_table(assessment, every)
    kept = {key: np.array([key in walked.path for walked in walks.domain], dtype=bool)[walks.codes] for key in drawn}
    return AnswersTable(
        {key: replace(column, codes=np.where(kept[key], column.codes, 0).astype(np.int32)) for key, column in drawn.items()}, rows
    )


def _one_by_one(assessment: Assessment, rows: int, random: np.random.Generator) -> AnswersTable:
    found: list[dict[str, object]] = []
    for _ in range(rows):
        raw: dict[str, object] = {}
        while (item := walk(assessment, read_answers(assessment.questionnaire, raw)[0]).next) is not None:
            raw[item.key] = _drawn(item, random)
            if isinstance(validate(item, raw[item.key]), Problem):
                break
        found.append(raw)
    return table_of(assessment.questionnaire, found)


def _drawn(item: Item, random: np.random.Generator) -> object:
    if item.repeating:
        return max(item.min_occurs, int(item.required))
    column = _column(item, random.choice(QUIET, 1), random)
    return column.domain[int(column.codes[0])]


def _column(
    item: Item, calm: NDArray[np.float64], random: np.random.Generator, limits: Sequence[Decimal] = ()
) -> RawColumn:
    """`calm` is for each row how likely an answer is that nothing is wrong; `limits` are where rules change."""
    rows = len(calm)
    quiet, other = _answers(item, random, limits)
    domain: list[object] = [None, *quiet, *other]
    codes: Codes = 1 + random.integers(0, len(quiet), rows)
    if other:
        codes = np.where(random.random(rows) < calm, codes, 1 + len(quiet) + random.integers(0, len(other), rows))
    if item.dont_know:
        domain.append(DONT_KNOW)
        codes = np.where(random.random(rows) < UNSURE, len(domain) - 1, codes)
    return RawColumn(codes.astype(np.int32), tuple(domain))


def _limits(assessment: Assessment, fact: str) -> Sequence[Decimal]:
    """The numbers with which rules compare the fact."""
    tables = [table for table in assessment.model.decisions.values() if isinstance(table, Table)]
    cells = [
        rule.tests[place] for table in tables for place, clause in enumerate(table.inputs) if clause.name == fact
        for rule in table.rules
    ]  # fmt: skip
    found = {value for cell in cells for value in literals(cell)}
    return sorted(Decimal(value) for value in found if isinstance(value, (int, Decimal)) and not isinstance(value, bool))


def _answers(item: Item, random: np.random.Generator, limits: Sequence[Decimal]) -> tuple[Sequence[object], Sequence[object]]:
    """The answers of one who is well, and the others."""
    if item.type == "boolean":
        return [False], [True]
    if item.options:
        return _chosen(item, random)
    if item.type in ("integer", "decimal", "quantity"):
        return _numbers(item, random, limits), []
    if item.type == "attachment":
        if not item.required:
            return [None], []
        return [{"id": "0", "name": "example", "contentType": (*item.content_types, "image/jpeg")[0], "size": 1}], []
    return [MOMENTS.get(item.type) or _written(item)], []


def _written(item: Item) -> str:
    if item.type == "url":
        return "https://example.org/"
    return ("example " * (item.min_length // 8 + 1))[: max(item.min_length, 7)]


def _chosen(item: Item, random: np.random.Generator) -> tuple[Sequence[object], Sequence[object]]:
    codes = [option.code for option in item.options]
    if not item.repeats:
        mildest = min((option.score for option in item.options if option.score is not None), default=None)
        calm = [option.code for option in item.options if option.exclusive or (mildest is not None and option.score == mildest)]
        return (calm, [code for code in codes if code not in calm]) if calm else (codes, [])
    alone = [[option.code] for option in item.options if option.exclusive]
    plain = [option.code for option in item.options if not option.exclusive]
    least, most = max(item.min_occurs, 1), min(item.max_occurs or MOST_CHOSEN, MOST_CHOSEN, len(plain))
    sets = [list(random.permutation(plain)[: random.integers(least, max(least, most) + 1)]) for _ in range(4 * len(plain))]
    some = [[code for code in plain if code in chosen] for chosen in [*([code] for code in plain if least == 1), *sets]]
    return (alone, some) if alone else (some, [])


def _numbers(item: Item, random: np.random.Generator, limits: Sequence[Decimal]) -> Sequence[object]:
    """Half of them over the whole range, half where rules tell numbers apart."""
    low = item.minimum if item.minimum is not None else Decimal(0)
    high = item.maximum if item.maximum is not None else low + 100
    step = 1 if item.type == "integer" else Decimal("0.1")
    inner = [one for one in limits if low <= one <= high]
    spans = [(low, high), (max(low, inner[0] - 5 * step), min(high, inner[-1] + 5 * step))] if inner else [(low, high)]
    found: list[object] = []
    for first, last in spans:
        places = random.integers(0, int((last - first) / step) + 1, MOST_NUMBERS)
        numbers = (first + int(place) * step for place in places)
        found += [int(number) if item.type == "integer" else str(number) for number in numbers]
    return found
