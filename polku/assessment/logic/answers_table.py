"""Many answered questionnaires as columns: each distinct answer is kept once, and for each row its place."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polku.assessment.logic.answers import flat, read_answers, validate
from polku.assessment.logic.questionnaire import Answer, Questionnaire
from polku.assessment.logic.taking import Problem
from polku.rules.vectorised import Codes


@dataclass(frozen=True)
class RawColumn:
    """The answer of a row, as JSON holds it, is `domain[codes[row]]`; place 0 is no answer."""

    codes: Codes
    domain: Sequence[object]


@dataclass(frozen=True)
class AnswersTable:
    """Answers as they were stored, by their keys."""

    columns: Mapping[str, RawColumn]
    rows: int

    def row(self, place: int) -> dict[str, object]:
        """The answers of one row."""
        found = {key: int(column.codes[place]) for key, column in self.columns.items()}
        return {key: self.columns[key].domain[code] for key, code in found.items() if code}


@dataclass(frozen=True)
class AnswerColumn:
    """As `RawColumn`, read by a questionnaire; None at place 0, and where the questionnaire takes no such answer."""

    codes: Codes
    domain: Sequence[Answer]


def table_of(questionnaire: Questionnaire, rows: Iterable[Mapping[str, object]]) -> AnswersTable:
    """The rows as columns; occurrences of repeating groups may be nested."""
    places: dict[str, dict[str, int]] = {}
    domains: dict[str, list[object]] = {}
    codes: dict[str, dict[int, int]] = {}
    count = 0
    for row in rows:
        for key, raw in (flat(questionnaire, row) if questionnaire.repeats else row).items():
            known = places.setdefault(key, {})
            written = json.dumps(raw, default=str)
            if written not in known:
                known[written] = len(known) + 1
                domains.setdefault(key, [None]).append(raw)
            codes.setdefault(key, {})[count] = known[written]
        count += 1
    return AnswersTable({key: RawColumn(_dense(codes[key], count), tuple(domains[key])) for key in codes}, count)


def _dense(codes: Mapping[int, int], rows: int) -> Codes:
    dense = np.zeros(rows, dtype=np.int32)
    dense[list(codes.keys())] = list(codes.values())
    return dense


def read_columns(questionnaire: Questionnaire, table: AnswersTable) -> dict[str, AnswerColumn]:
    """The answers to questions outside repeating groups; what the questionnaire does not take is no answer."""
    columns: dict[str, AnswerColumn] = {}
    for item in questionnaire.answerable:
        raw = table.columns.get(item.key)
        if raw is None:
            columns[item.key] = AnswerColumn(np.zeros(table.rows, dtype=np.int32), (None,))
            continue
        read = [validate(item, value) for value in raw.domain[1:]]
        places = [0 if isinstance(answer, Problem) else place for place, answer in enumerate(read, 1)]
        taken = np.array([0, *places], dtype=np.int32)
        domain = (None, *(None if isinstance(answer, Problem) else answer for answer in read))
        columns[item.key] = AnswerColumn(taken[raw.codes], domain)
    return columns


def read_row(questionnaire: Questionnaire, table: AnswersTable, place: int) -> dict[str, Answer]:
    """The answers of a row that the questionnaire takes."""
    return read_answers(questionnaire, table.row(place))[0]
