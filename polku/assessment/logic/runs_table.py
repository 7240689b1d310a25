"""An assessment walked by many at once: question after question over columns of answers, as `walk` does for one.

A questionnaire whose order hangs on the answers (conditions on later questions, repeating groups) is walked row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from polku.assessment.logic.answers_table import AnswerColumn, AnswersTable, read_columns, read_row
from polku.assessment.logic.assessment import Assessment, decide, ending_of, walk
from polku.assessment.logic.calculating import settle
from polku.assessment.logic.questionnaire import Item, met_by
from polku.assessment.logic.runs_plan import Plan, Walked, fired_of
from polku.rules.values import Missing
from polku.rules.vectorised import Codes, Column, Mask, Run, distinct

CHUNK = 1 << 16



@dataclass(frozen=True)
class Walks:
    """The walk of a row is `domain[codes[row]]`."""

    codes: Codes
    domain: Sequence[Walked]


def walk_table(assessment: Assessment, table: AnswersTable, *, lenient: bool = False) -> Walks:
    """The walks of every row; `lenient` goes on past a question without an answer, as one that was left open."""
    plan = Plan(assessment)
    if not plan.steady:
        return _row_by_row(assessment, table, lenient)
    columns = read_columns(assessment.questionnaire, table)
    places: dict[Walked, int] = {}
    codes = [
        _Walk(plan, {key: AnswerColumn(one.codes[start : start + CHUNK], one.domain) for key, one in columns.items()}, lenient,
              min(CHUNK, table.rows - start)).end(places)
        for start in range(0, table.rows, CHUNK)
    ]  # fmt: skip
    return Walks(np.concatenate(codes) if codes else np.zeros(0, dtype=np.int32), tuple(places))


def _row_by_row(assessment: Assessment, table: AnswersTable, lenient: bool) -> Walks:
    places: dict[Walked, int] = {}
    codes = []
    for row in range(table.rows):
        answers = read_row(assessment.questionnaire, table, row)
        lacking: list[str] = []
        reached = walk(assessment, answers)
        while lenient and reached.next is not None:
            lacking.append(reached.next.key)
            answers[reached.next.key] = 0 if reached.next.repeating else None
            reached = walk(assessment, answers)
        ending = reached.ending.id if reached.ending else None
        walked = Walked(
            reached.path, tuple(lacking), reached.next.key if reached.next else None, ending,
            fired_of(assessment, decide(assessment, reached.answers)) if ending else (),
        )  # fmt: skip
        codes.append(places.setdefault(walked, len(places)))
    return Walks(np.array(codes, dtype=np.int32), tuple(places))


class _Walk:
    """One chunk of rows on their way."""

    def __init__(self, plan: Plan, given: Mapping[str, AnswerColumn], lenient: bool, rows: int) -> None:
        self.plan, self.given, self.lenient, self.rows = plan, given, lenient, rows
        self.run = Run(plan.rules, rows)
        self.live: Mask = np.ones(rows, dtype=bool)
        self.values: dict[str, AnswerColumn] = {}
        self.path: Codes = np.zeros(rows, dtype=np.int64)
        self.lacking: Codes = np.zeros(rows, dtype=np.int64)
        self.next: Codes = np.full(rows, -1, dtype=np.int32)

    def end(self, places: dict[Walked, int]) -> Codes:
        """The place of each row's walk; new ones are added to `places`."""
        for item in self.plan.questionnaire.answerable:
            if not item.asks:
                self.values[item.link_id] = self.given[item.link_id]
        self._tell({}, self._settle(None), np.zeros(0, dtype=np.int64))
        for number, item in enumerate(self.plan.questionnaire.questions):
            self._ask(number, item)
        parts = [self.path, self.lacking, self.next, *self.run.codes.values()]
        kinds = [np.unique(part, return_inverse=True)[1] for part in parts]
        first, spread = distinct(kinds, [int(kind.max(initial=0)) + 1 for kind in kinds])
        cases = zip(*(part[first].tolist() for part in parts), strict=True)
        found = [self._place(case, places) for case in cases]
        codes: Codes = np.array(found, dtype=np.int32)[spread]
        return codes

    def _place(self, case: tuple[int, ...], places: dict[Walked, int]) -> int:
        placed = self.plan.placed.get(case)
        if placed is None:
            placed = self.plan.placed[case] = places.setdefault(self.plan.walked(*case), len(places))
        return placed

    def _ask(self, number: int, item: Item) -> None:
        column = self.given[item.link_id]
        asked = self.live & self._visible(item)
        if self.lenient:
            self.lacking[asked & (column.codes == 0)] |= 1 << number
        else:
            opened = asked & (column.codes == 0)
            self.next[opened] = number
            self.live &= ~opened
            asked &= ~opened
        self.path[asked] |= 1 << number
        domain = self.plan.with_open(item.link_id, column.domain)
        given = np.where(column.codes == 0, len(domain) - 1, column.codes) if self.lenient else column.codes
        self.values[item.link_id] = AnswerColumn(np.where(asked, given, 0), domain)
        touched = np.flatnonzero(asked)
        if len(touched):
            self._tell({item.link_id: self.values[item.link_id]}, self._settle(item.link_id), touched)
            self._stop(touched)

    def _stop(self, touched: Codes) -> None:
        decision = self.plan.assessment.decision
        endings = [ending_of(self.plan.assessment, one.value) for one in self.plan.rules.prepared[decision].outcomes]
        stops = np.array([ending is not None and ending.stops for ending in endings], dtype=bool)
        self.live[touched] &= ~stops[self.run.codes[decision][touched]]

    def _tell(self, asked: Mapping[str, AnswerColumn], settled: Mapping[str, AnswerColumn], touched: Codes) -> None:
        columns: dict[str, Column] = {}
        for link_id, column in {**asked, **settled}.items():
            for name, domain in self.plan.facts(link_id, column.domain).items():
                columns[name] = Column(column.codes, domain)
        self.run.tell(columns, touched)

    def _settle(self, after: str | None) -> dict[str, AnswerColumn]:
        """The items that nobody is asked for whose values may now be others."""
        new: dict[str, AnswerColumn] = {}
        for item, behind in self.plan.settled:
            if item.link_id not in self.plan.read or not (after is None or after in behind):
                continue
            if any(key not in self.values for key in self.plan.awaited[item.link_id]):
                self.values.setdefault(item.link_id, AnswerColumn(np.zeros(self.rows, dtype=np.int32), (None,)))
            else:
                self.values[item.link_id] = new[item.link_id] = self._settled(item, [key for key in behind if key in self.values])
        return new

    def _settled(self, item: Item, behind: list[str]) -> AnswerColumn:
        """Each different case computed once, also over all chunks."""
        values = self.plan.settled_values.setdefault(item.link_id, [None])
        made = self.plan.made.setdefault(item.link_id, {})
        columns = [self.given[key] if key == item.link_id else self.values[key] for key in behind]
        like: Codes | None = None
        if item.link_id in self.plan.sums:
            like = self._like_sums(item)
            first, kinds = distinct([like], [1])
        else:
            codes = [np.zeros(self.rows, dtype=np.int64), *(column.codes for column in columns)]
            first, kinds = distinct(codes, [1, *(len(column.domain) for column in columns)])
        places = []
        for row in first:
            case = tuple(int(column.codes[row]) for column in columns)
            known = (tuple(behind), case) if like is None else (int(like[row]),)
            if known not in made:
                answers = {key: one.domain[code] for key, one, code in zip(behind, columns, case, strict=True) if code}
                value = settle(self.plan.questionnaire, item, answers, {})
                made[known] = 0 if value is None else len(values)
                values += [] if value is None else [value]
            places.append(made[known])
        return AnswerColumn(np.array(places, dtype=np.int32)[kinds], values)

    def _like_sums(self, item: Item) -> Codes:
        """A number for each row; rows of the same number have the same sum, or none yet, or "I don't know" in it."""
        waits: Mask | bool = np.logical_not(self._visible(item))
        for key in self.plan.behind[item.link_id]:
            other = self.plan.questionnaire.by_id[key]
            if other.asks or other.calculated:
                waits = waits | ((self._column(key).codes == 0) & self._visible(other))
        unsure: Codes
        some: Codes
        total: Codes
        unsure, some, total = np.zeros((3, self.rows), dtype=np.int64)
        for key, scores in self.plan.sums[item.link_id].items():
            column = self._column(key)
            told = [answer if isinstance(answer, tuple) else (answer,) for answer in column.domain]
            total = total + np.array([sum(scores.get(code, 0) for code in codes) for codes in told])[column.codes]
            some = some | (column.codes != 0)
            unsure = unsure | np.array([answer is Missing.UNKNOWN for answer in column.domain])[column.codes]
        like: Codes = np.where(waits, -2, np.where(unsure, -1, 2 * total + some))
        return like

    def _column(self, key: str) -> AnswerColumn:
        return self.values.get(key) or AnswerColumn(np.zeros(self.rows, dtype=np.int32), (None,))

    def _visible(self, item: Item) -> Mask | bool:
        seen: Mask | bool = True
        for holder in self.plan.questionnaire.conditions[item.link_id]:
            if holder.holds and holder is not item:
                seen = seen & self._answered(holder.link_id)
            if holder.enable_when:
                met = [self._met(holder, place) for place in range(len(holder.enable_when))]
                seen = seen & (np.logical_and if holder.enable_behavior == "all" else np.logical_or).reduce(met)
        return seen

    def _answered(self, link_id: str) -> Mask:
        column = self._column(link_id)
        given: Mask = np.array([answer is not None for answer in column.domain], dtype=bool)[column.codes]
        return given

    def _met(self, holder: Item, place: int) -> Mask:
        condition = holder.enable_when[place]
        column = self._column(condition.question)
        met: Mask = np.array([met_by(condition, answer) for answer in column.domain], dtype=bool)[column.codes]
        return met
