"""An assessment walked by many at once: question after question over columns of answers, as `walk` does for one.

A questionnaire whose order hangs on the answers (conditions on later questions, repeating groups) is walked row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from polku.assessment.logic.answers import told
from polku.assessment.logic.answers_table import AnswerColumn, AnswersTable, read_columns, read_row
from polku.assessment.logic.assessment import Assessment, ending_of, fired_rules, walk
from polku.assessment.logic.calculating import in_order, needs, settle
from polku.assessment.logic.questionnaire import Answer, Item, met_by
from polku.rules.table import Outcome
from polku.rules.values import Input, Missing
from polku.rules.vectorised import Codes, Column, Mask, Run, Vectorised, distinct

CHUNK = 1 << 16
MOST_QUESTIONS = 62


@dataclass(frozen=True)
class Walked:
    """Where answers led: an ending, or the question that was still open. `lacking` were asked but not answered."""

    path: tuple[str, ...]
    lacking: tuple[str, ...]
    next: str | None
    ending: str | None
    fired: tuple[str, ...]


@dataclass(frozen=True)
class Walks:
    """The walk of a row is `domain[codes[row]]`."""

    codes: Codes
    domain: Sequence[Walked]


def walk_table(assessment: Assessment, table: AnswersTable, *, lenient: bool = False) -> Walks:
    """The walks of every row; `lenient` goes on past a question without an answer, as one that was left open."""
    plan = _Plan(assessment)
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
            _fired(assessment, reached.outcomes) if ending else (),
        )  # fmt: skip
        codes.append(places.setdefault(walked, len(places)))
    return Walks(np.array(codes, dtype=np.int32), tuple(places))


def _fired(assessment: Assessment, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    return tuple(rule.id for _, rule in fired_rules(assessment, assessment.decision, outcomes))


class _Plan:
    """What is the same for every chunk of rows."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment, self.questionnaire = assessment, assessment.questionnaire
        self.rules = Vectorised(assessment.model, assessment.decision)
        self.made: dict[str, dict[tuple[object, ...], int]] = {}
        self.ended: dict[tuple[int, ...], tuple[str | None, tuple[str, ...]]] = {}
        self.paths: dict[int, tuple[str, ...]] = {0: ()}
        self.settled_values: dict[str, list[Answer]] = {}
        self.known: dict[str, tuple[Sequence[Answer], int, Mapping[str, Sequence[Input]]]] = {}

    @cached_property
    def behind(self) -> Mapping[str, frozenset[str]]:
        """By item, all whose values decide whether it is in force and what it comes to."""
        found: dict[str, frozenset[str]] = {}
        for item, _ in self.questionnaire.all_items:
            waiting, seen = list(needs(self.questionnaire, item)), set[str]()
            while waiting:
                need = waiting.pop()
                if need not in seen:
                    seen.add(need)
                    waiting += needs(self.questionnaire, self.questionnaire.by_id[need])
            found[item.link_id] = frozenset(seen)
        return found

    @cached_property
    def steady(self) -> bool:
        """Whether every question waits for earlier ones only, so that all are asked in their order."""
        if self.questionnaire.repeats or len(self.questionnaire.questions) > MOST_QUESTIONS:
            return False
        if any(getattr(item, "adaptive", None) for item, _ in self.questionnaire.all_items):
            return False
        done: set[str] = set()
        for item in self.questionnaire.questions:
            if any(self.questionnaire.by_id[need].asks and need not in done for need in self.behind[item.link_id]):
                return False
            done.add(item.link_id)
        return True

    @cached_property
    def settled(self) -> tuple[tuple[Item, tuple[str, ...]], ...]:
        """The items that nobody is asked for, in order, with what they hang on."""
        return tuple(
            (item, tuple(sorted(self.behind[item.link_id] | ({item.link_id} if not item.calculated else set()))))
            for item in in_order(self.questionnaire)
        )

    def facts(self, link_id: str, answers: Sequence[Answer]) -> Mapping[str, Sequence[Input]]:
        """By fact, what each of the answers tells."""
        kept = self.known.get(link_id)
        if kept is None or kept[0] is not answers or kept[1] != len(answers):
            facts = [told(self.questionnaire, {link_id: answer}) if place else {} for place, answer in enumerate(answers)]
            names = dict.fromkeys(name for fact in facts for name in fact)
            domains = {name: tuple(fact.get(name, Missing.NOT_ASKED) for fact in facts) for name in names}
            kept = self.known[link_id] = (answers, len(answers), domains)
        return kept[2]

    def walked(self, path: int, lacking: int, following: int, *outcomes: int) -> Walked:
        """The walk of rows with these questions, told in bits, and these outcomes of the decisions."""
        ending, fired = self.ends(outcomes) if following < 0 and path else (None, ())
        left_open = self.questionnaire.questions[following].key if following >= 0 else None
        return Walked(self.keys(path), self.keys(lacking), left_open, ending, fired)

    def ends(self, outcomes: tuple[int, ...]) -> tuple[str | None, tuple[str, ...]]:
        """The ending and the rules that fired."""
        if outcomes not in self.ended:
            prepared = zip(self.rules.prepared.items(), outcomes, strict=True)
            reached = {name: decision.outcomes[place] for (name, decision), place in prepared}
            ending = ending_of(self.assessment, reached)
            self.ended[outcomes] = (ending.id, _fired(self.assessment, reached)) if ending else (None, ())
        return self.ended[outcomes]

    def keys(self, bits: int) -> tuple[str, ...]:
        if bits not in self.paths:
            questions = self.questionnaire.questions
            self.paths[bits] = tuple(item.key for place, item in enumerate(questions) if bits >> place & 1)
        return self.paths[bits]

    @cached_property
    def read(self) -> frozenset[str]:
        """The settled items that a rule or a condition reads, or that stand behind one of them."""
        names = {need for decision in self.rules.prepared.values() for need in decision.decision.needs}
        asked = {need for item in self.questionnaire.questions for need in self.behind[item.link_id]}
        used = {item.link_id for item, _ in self.settled if item.link_id in names | asked}
        return frozenset(used | {need for link_id in used for need in self.behind[link_id]})


class _Walk:
    """One chunk of rows on their way."""

    def __init__(self, plan: _Plan, given: Mapping[str, AnswerColumn], lenient: bool, rows: int) -> None:
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
        found = [places.setdefault(self.plan.walked(*case), len(places)) for case in cases]
        codes: Codes = np.array(found, dtype=np.int32)[spread]
        return codes

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
        self.values[item.link_id] = AnswerColumn(np.where(asked, column.codes, 0), column.domain)
        touched = np.flatnonzero(asked)
        if len(touched):
            self._tell({item.link_id: self.values[item.link_id]}, self._settle(item.link_id), touched)
            self._stop(touched)

    def _stop(self, touched: Codes) -> None:
        decision = self.plan.assessment.decision
        endings = [ending_of(self.plan.assessment, {decision: one}) for one in self.plan.rules.prepared[decision].outcomes]
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
            if item.link_id in self.plan.read and (after is None or after in behind):
                self.values[item.link_id] = new[item.link_id] = self._settled(item, [key for key in behind if key in self.values])
        return new

    def _settled(self, item: Item, behind: list[str]) -> AnswerColumn:
        """Each different case computed once, also over all chunks."""
        values = self.plan.settled_values.setdefault(item.link_id, [None])
        made = self.plan.made.setdefault(item.link_id, {})
        columns = [self.given[key] if key == item.link_id else self.values[key] for key in behind]
        first, kinds = (
            distinct([column.codes for column in columns], [len(column.domain) for column in columns])
            if columns else (np.zeros(1, dtype=np.int64), np.zeros(self.rows, dtype=np.int64))
        )  # fmt: skip
        places = []
        for row in first:
            case = tuple(int(column.codes[row]) for column in columns)
            known = (tuple(behind), case)
            if known not in made:
                answers = {key: one.domain[code] for key, one, code in zip(behind, columns, case, strict=True) if code}
                value = settle(self.plan.questionnaire, item, answers, {}, {})
                made[known] = 0 if value is None else len(values)
                values += [] if value is None else [value]
            places.append(made[known])
        return AnswerColumn(np.array(places, dtype=np.int32)[kinds], values)

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
        column = self.values[link_id]
        given: Mask = np.array([answer is not None for answer in column.domain], dtype=bool)[column.codes]
        return given

    def _met(self, holder: Item, place: int) -> Mask:
        condition = holder.enable_when[place]
        column = self.values[condition.question]
        met: Mask = np.array([met_by(condition, answer) for answer in column.domain], dtype=bool)[column.codes]
        return met
