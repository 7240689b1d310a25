"""A model over a table of past answers: each rule is tried once for each value that occurs, not for each row.

A column holds its distinct values once, and for each row the place of its value. What a cell, a hit policy or an
expression makes of values is asked of the reference (`predicate`, `conclude`, `Model.outcome`), so that the three states of
an input, a value, unknown and not asked, mean here what they mean there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.rules.evaluation import Predicate, predicate
from polku.rules.model import Decision, Model
from polku.rules.sfeel import Anything, UnaryTests, names
from polku.rules.table import Outcome, Rule, Table, conclude, known
from polku.rules.values import Input, Missing, kind

Codes = NDArray[np.integer[Any]]
Mask = NDArray[np.bool_]
WORD = 63


@dataclass(frozen=True)
class Column:
    """The value of a row is `domain[codes[row]]`."""

    codes: Codes
    domain: Sequence[Input]


def column(values: Iterable[Input]) -> Column:
    """The values row by row, each distinct one kept once; 1 and True stay apart."""
    places: dict[Hashable, int] = {}
    domain: list[Input] = []
    codes = []
    for value in values:
        key = value if isinstance(value, Missing) else (kind(value), value)
        if key not in places:
            places[key] = len(domain)
            domain.append(value)
        codes.append(places[key])
    return Column(np.array(codes, dtype=np.int32), tuple(domain))


def distinct(codes: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, Codes]:
    """Of rows told by several columns: the first row of each different kind, and the kind of every row."""
    joined: Codes = np.zeros(len(codes[0]), dtype=np.int64)
    reach = 1
    for column_codes, size in zip(codes, sizes, strict=True):
        if reach * max(size, 1) >= 2**62:
            _, joined = np.unique(joined, return_inverse=True)
            reach = int(joined.max(initial=0)) + 1
        joined = joined * size + column_codes
        reach *= max(size, 1)
    _, first, kinds = np.unique(joined, return_index=True, return_inverse=True)
    return first, kinds


class Cell:
    """A condition with the answers it gave for the values of a column."""

    def __init__(self, table: Table, name: str, tests: UnaryTests) -> None:
        self.clauses, self.name, self.holds = table.inputs, name, predicate(tests)
        self.reads = (name, *sorted(names(tests) - {name}))
        self.seen: tuple[Sequence[Input], int, Mask] | None = None

    def met(self, columns: Mapping[str, Column], rows: int) -> Mask | bool:
        """For each row, or for all of them where nothing it reads has been told."""
        told = [name for name in self.reads if name in columns]
        if not told:
            return self._try({})
        if len(self.reads) == 1:
            only = columns[self.name]
            answers: Mask = self._answers(only.domain)[only.codes]
            return answers
        first, kinds = distinct([columns[name].codes for name in told], [len(columns[name].domain) for name in told])
        tried = [self._try({name: _value(columns[name], row) for name in told}) for row in first]
        spread: Mask = np.array(tried, dtype=bool)[kinds]
        return spread

    def _answers(self, domain: Sequence[Input]) -> Mask:
        if self.seen is None or self.seen[0] is not domain or self.seen[1] != len(domain):
            self.seen = (domain, len(domain), np.array([self._try({self.name: value}) for value in domain], dtype=bool))
        return self.seen[2]

    def _try(self, inputs: Mapping[str, Input]) -> bool:
        scope = known(self.clauses, inputs)
        holds: Predicate = self.holds
        return holds(scope.get(self.name), scope)


class Prepared:
    """A decision with every outcome it has had: rows hold their places in `outcomes`."""

    def __init__(self, model: Model, decision: Decision) -> None:
        self.model, self.decision = model, decision
        self.outcomes: list[Outcome] = []
        self.places: dict[Hashable, int] = {}
        self.values: list[Input] = []
        self.value_places: dict[Hashable, int] = {}
        self.value_of: list[int] = []

    @cached_property
    def rules(self) -> list[tuple[Rule, list[Cell]]]:
        table = self.decision
        assert isinstance(table, Table)
        return [
            (rule, [Cell(table, clause.name, cell) for clause, cell in zip(table.inputs, rule.tests, strict=True)
                    if not isinstance(cell, Anything)])
            for rule in table.rules
        ]  # fmt: skip

    @cached_property
    def told_by(self) -> tuple[str, ...]:
        """The names on whose values the outcome hangs beside the hits."""
        if isinstance(self.decision, Table):
            return tuple(sorted({name for rule in self.decision.rules for cell in rule.results for name in names(cell)}))
        return tuple(sorted(self.decision.needs))

    def place(self, hits: tuple[int, ...], facts: Mapping[str, Input]) -> int:
        """The place of the outcome. Raises BrokenPolicy."""
        key = (hits, tuple((name, value.__class__, value) for name, value in facts.items()))
        if key not in self.places:
            outcome = self._outcome(hits, facts)
            self.places[key] = len(self.outcomes)
            self.outcomes.append(outcome)
            value = outcome.value
            self.value_of.append(self._value_place(Missing.NOT_ASKED if isinstance(value, (list, Mapping)) else value))
        return self.places[key]

    def _value_place(self, value: Input) -> int:
        key = (value.__class__, value)
        if key not in self.value_places:
            self.value_places[key] = len(self.values)
            self.values.append(value)
        return self.value_places[key]

    def _outcome(self, hits: tuple[int, ...], facts: Mapping[str, Input]) -> Outcome:
        if isinstance(self.decision, Table):
            return conclude(self.decision, [self.rules[hit][0] for hit in hits], known(self.decision.inputs, facts))
        return self.model.outcome(self.decision, facts)


class Vectorised:
    """A decision and those behind it, ready for tables of any length."""

    def __init__(self, model: Model, name: str) -> None:
        self.name = name
        self.prepared = {decision.name: Prepared(model, decision) for decision in model.behind(name)}

    def run(self, columns: Mapping[str, Column], rows: int) -> Run:
        """All at once."""
        run = Run(self, rows)
        run.tell(columns, np.arange(rows))
        return run

    def outcomes(self, run: Run, row: int) -> dict[str, Outcome]:
        """What `Model.evaluate` gives for the row."""
        return {name: self.prepared[name].outcomes[run.codes[name][row]] for name in self.prepared}


class Run:
    """So many rows whose facts are told little by little. `codes` are places among the outcomes of each decision."""

    def __init__(self, plan: Vectorised, rows: int) -> None:
        self.plan, self.rows = plan, rows
        self.columns: dict[str, Column] = {}
        self.codes: dict[str, Codes] = {name: np.full(rows, -1, dtype=np.int32) for name in plan.prepared}
        self.hits = {name: self._untold(prepared) for name, prepared in plan.prepared.items()}

    def tell(self, columns: Mapping[str, Column], touched: Codes) -> None:
        """New columns of facts; outcomes are made anew for the rows `touched`, the only ones whose facts differ."""
        self.columns.update(columns)
        news = set(columns)
        for name, prepared in self.plan.prepared.items():
            changed = self._changed(prepared, news, touched)
            if len(changed):
                self.codes[name][changed] = self._places(prepared, changed)
                self.columns[name] = Column(np.array(prepared.value_of)[self.codes[name]], prepared.values)
                news.add(name)

    def _untold(self, prepared: Prepared) -> list[NDArray[np.int64]]:
        """The hits before anything is told, in words of bits."""
        if not isinstance(prepared.decision, Table):
            return []
        hits = [np.zeros(self.rows, dtype=np.int64) for _ in range(-(-len(prepared.rules) // WORD))]
        for place in range(len(prepared.rules)):
            self._try(prepared, place, hits)
        return hits

    def _try(self, prepared: Prepared, place: int, hits: list[NDArray[np.int64]]) -> None:
        word, bit = hits[place // WORD], np.int64(1 << place % WORD)
        met: Mask | bool = True
        for cell in prepared.rules[place][1]:
            met = met & cell.met(self.columns, self.rows)
        word &= ~bit
        word |= np.multiply(met, bit, dtype=np.int64)

    def _changed(self, prepared: Prepared, news: set[str], touched: Codes) -> Codes:
        """Those of the touched rows whose outcome may be another than before."""
        if not news.isdisjoint(prepared.told_by):
            self._retry(prepared, news)
            return touched
        codes = self.codes[prepared.decision.name]
        if news.isdisjoint(prepared.decision.needs):
            return touched[codes[touched] < 0]
        before = [word[touched] for word in self.hits[prepared.decision.name]]
        self._retry(prepared, news)
        differs = codes[touched] < 0
        for old, word in zip(before, self.hits[prepared.decision.name], strict=True):
            differs |= old != word[touched]
        return touched[differs]

    def _retry(self, prepared: Prepared, news: set[str]) -> None:
        if not isinstance(prepared.decision, Table):
            return
        for place, (_, cells) in enumerate(prepared.rules):
            if any(not news.isdisjoint(cell.reads) for cell in cells):
                self._try(prepared, place, self.hits[prepared.decision.name])

    def _places(self, prepared: Prepared, rows: Codes) -> Codes:
        """The places of the rows' outcomes, each different case decided once."""
        told = [name for name in prepared.told_by if name in self.columns]
        words = self.hits[prepared.decision.name]
        parts: list[Codes] = [np.unique(word[rows], return_inverse=True)[1] for word in words]
        sizes = [int(part.max()) + 1 for part in parts]
        parts += [self.columns[name].codes[rows] for name in told]
        sizes += [len(self.columns[name].domain) for name in told]
        if not parts:
            return np.full(len(rows), prepared.place((), {}), dtype=np.int32)
        first, kinds = distinct(parts, sizes)
        places = []
        for row in rows[first]:
            bits = [int(word[row]) for word in words]
            hits = tuple(place for place in range(len(words) * WORD) if bits[place // WORD] >> place % WORD & 1)
            places.append(prepared.place(hits, {name: _value(self.columns[name], row) for name in told}))
        spread: Codes = np.array(places, dtype=np.int32)[kinds]
        return spread


def _value(column: Column, row: Any) -> Input:
    return column.domain[int(column.codes[row])]
