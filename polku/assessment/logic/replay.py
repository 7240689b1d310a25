"""How another version would have answered the same answers: endings side by side, with cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from polku.assessment.logic.answers import to_json, validate
from polku.assessment.logic.answers_table import AnswersTable
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.questionnaire import DONT_KNOW, Answer, Item
from polku.assessment.logic.runs_plan import Walked
from polku.assessment.logic.runs_table import Walks, walk_table
from polku.assessment.logic.taking import Problem
from polku.foundation.content import Text
from polku.rules.values import Missing
from polku.rules.vectorised import distinct

MOST_CASES = 5
NO_ENDING = ""
SAME, MORE, LESS, OTHER = "same", "more", "less", "other"


@dataclass(frozen=True)
class Given:
    """A question with the answer that was given to it; the answer is None where the version did not ask it then."""

    link_id: str
    question: Text
    answer: Text | None


@dataclass(frozen=True)
class Case:
    """One of those whose ending is another now: what was answered, and which rules fired in each version."""

    answers: tuple[Given, ...]
    old_fired: tuple[str, ...]
    new_fired: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """So many had the ending `old` and would have `new`: the same, more or less urgent, or another as urgent."""

    old: str
    new: str
    count: int
    direction: str
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Replay:
    """`endings` stand from the most urgent to the least; "" is no ending. `not_asked` counts the answers that the new
    version asks for and that the old ones lack: it took them as not asked."""

    old_version: str
    new_version: str
    count: int
    endings: tuple[str, ...]
    cells: tuple[Cell, ...]
    not_asked: Mapping[str, int]

    @cached_property
    def directions(self) -> Mapping[str, int]:
        return {way: sum(cell.count for cell in self.cells if cell.direction == way) for way in (SAME, MORE, LESS, OTHER)}

    @property
    def same(self) -> int:
        return self.directions[SAME]

    @property
    def changed(self) -> int:
        return self.count - self.same

    @property
    def more_urgent(self) -> int:
        return self.directions[MORE]

    @property
    def less_urgent(self) -> int:
        return self.directions[LESS]

    def matrix(self) -> list[list[int]]:
        """Counts by old ending (rows) and new ending (columns), in the order of `endings`."""
        counts = {(cell.old, cell.new): cell.count for cell in self.cells}
        return [[counts.get((old, new), 0) for new in self.endings] for old in self.endings]

    def as_json(self) -> dict[str, object]:
        return {
            "old_version": self.old_version, "new_version": self.new_version, "count": self.count, "same": self.same,
            "changed": self.changed, "more_urgent": self.more_urgent, "less_urgent": self.less_urgent,
            "endings": list(self.endings), "matrix": self.matrix(), "not_asked": dict(self.not_asked),
            "cells": [
                {"old": cell.old, "new": cell.new, "count": cell.count, "direction": cell.direction,
                 "cases": [_case_as_json(case) for case in cell.cases]}
                for cell in self.cells
            ],
        }  # fmt: skip


def replay(old: Assessment, new: Assessment, answers: AnswersTable) -> Replay:
    """The answers under both versions."""
    before, after = walk_table(old, answers), walk_table(new, answers, lenient=True)
    first, kinds = distinct([before.codes, after.codes], [max(len(before.domain), 1), max(len(after.domain), 1)])
    counts = np.bincount(kinds, minlength=len(first))
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row, count in zip(first.tolist(), counts.tolist(), strict=True):
        key = (_at(before, row).ending or NO_ENDING, _at(after, row).ending or NO_ENDING)
        pairs.setdefault(key, []).append((row, count))
    urgency = {name: int(ending.urgency) for version in (old, new) for name, ending in version.endings.items()}
    met = {ending for pair in pairs for ending in pair} | old.endings.keys() | new.endings.keys()
    order = tuple(sorted(met, key=lambda name: (-urgency.get(name, -1), _rank(new, name), _rank(old, name))))
    cells = [
        Cell(one, other, sum(count for _, count in rows), _direction(old, new, one, other),
             () if one == other else tuple(_cases(old, new, answers, before, after, rows)))
        for (one, other), rows in pairs.items()
    ]  # fmt: skip
    cells.sort(key=lambda cell: (order.index(cell.old), order.index(cell.new)))
    return Replay(old.version, new.version, answers.rows, order, tuple(cells), _not_asked(new, after))


def _at(walks: Walks, row: int) -> Walked:
    return walks.domain[int(walks.codes[row])]


def _rank(assessment: Assessment, ending: str) -> int:
    names = list(assessment.endings)
    return names.index(ending) if ending in names else len(names)


def _direction(old: Assessment, new: Assessment, one: str, other: str) -> str:
    if one not in old.endings or other not in new.endings:
        return SAME if one == other else OTHER
    before, after = old.endings[one].urgency, new.endings[other].urgency
    if before != after:
        return MORE if after > before else LESS
    return SAME if one == other else OTHER


def _not_asked(new: Assessment, after: Walks) -> dict[str, int]:
    counts = np.bincount(after.codes, minlength=len(after.domain)).tolist()
    found: dict[str, int] = {}
    for walked, count in zip(after.domain, counts, strict=True):
        for key in walked.lacking:
            found[key] = found.get(key, 0) + count
    places = {item.link_id: place for place, item in enumerate(new.questionnaire.questions)}
    return {key: found[key] for key in sorted(found, key=lambda key: (places.get(key.split("-")[-1], 0), key))}


def _cases(
    old: Assessment, new: Assessment, answers: AnswersTable, before: Walks, after: Walks, rows: Sequence[tuple[int, int]]
) -> Iterator[Case]:
    """The most frequent ways there, each by one of its cases."""
    for row, _ in sorted(rows, key=lambda pair: (-pair[1], pair[0]))[:MOST_CASES]:
        one, other = _at(before, row), _at(after, row)
        given = tuple(_given(old, new, answers.row(row), dict.fromkeys((*one.path, *other.path))))
        yield Case(given, one.fired, other.fired)


def _given(old: Assessment, new: Assessment, raw: Mapping[str, object], path: Mapping[str, None]) -> Iterator[Given]:
    for key in path:
        item = old.questionnaire.at(key) or new.questionnaire.at(key)
        if item is None:
            continue
        answer = validate(item, raw[key]) if key in raw else None
        yield Given(key, item.text, None if key not in raw or isinstance(answer, Problem) else in_words(item, answer))


WORDS: Mapping[str, Text] = {
    "yes": {"fi": "Kyllä", "sv": "Ja", "en": "Yes"},
    "no": {"fi": "Ei", "sv": "Nej", "en": "No"},
    DONT_KNOW: {"fi": "En tiedä", "sv": "Jag vet inte", "en": "I don’t know"},
    "open": {"fi": "Ei vastausta", "sv": "Inget svar", "en": "No answer"},
    "written": {"fi": "Oma teksti", "sv": "Egen text", "en": "Own words"},
}


def in_words(item: Item, answer: Answer) -> Text:
    """The answer in every language. What was written freely or sent along is not shown."""
    if answer is None:
        return WORDS["open"]
    if isinstance(answer, Missing):
        return WORDS[DONT_KNOW]
    if isinstance(answer, bool):
        return WORDS["yes" if answer else "no"]
    if item.options:
        codes = answer if isinstance(answer, tuple) else (answer,)
        texts = [option.text for option in item.options if option.code in codes]
        texts += [WORDS["written"]] * any(item.option(code) is None if isinstance(code, str) else True for code in codes)
        return {language: ", ".join(text[language] for text in texts) for language in texts[0]}
    if item.type in ("integer", "decimal", "quantity") and not isinstance(answer, tuple):
        return {language: f"{to_json(answer)} {item.unit.get(language, '')}".strip() for language in ("fi", "sv", "en")}
    return WORDS["written"]


def _case_as_json(case: Case) -> dict[str, object]:
    answers = [
        {"linkId": given.link_id, "question": dict(given.question), "answer": dict(given.answer) if given.answer else None}
        for given in case.answers
    ]
    return {"answers": answers, "old_fired": list(case.old_fired), "new_fired": list(case.new_fired)}
