"""Decision tables of DMN: what they are, and what they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Literal

from polku.rules.evaluation import Predicate, Scope, compute, predicate
from polku.rules.sfeel import Anything, Expression, UnaryTests, names
from polku.rules.values import Input, Missing, Value, equal

HIT_POLICIES = {
    "U": "unique: at most one rule fires",
    "A": "any: the rules that fire agree",
    "P": "priority: the answer that stands first in the list of the output's values",
    "F": "first: the first rule that fires",
    "R": "rule order: all, in the table's order",
    "O": "output order: all, in the order of the output's values",
    "C": "collect: all",
    "C+": "collect: their sum",
    "C<": "collect: the smallest",
    "C>": "collect: the largest",
    "C#": "collect: how many",
}

Text = Mapping[str, str]
Cells = tuple[tuple[str, Predicate], ...]


RedFlag = tuple[Value, ...] | Literal["rising", "falling"]
"""What is worse: the values from the mildest to the worst, or the way in which a number gets worse."""


@dataclass(frozen=True)
class InputClause:
    """`unknown` is what "I don't know" counts as; Missing.UNKNOWN where that is not declared."""

    name: str
    type: str
    unknown: Input = Missing.UNKNOWN
    red_flag: RedFlag = ()


@dataclass(frozen=True)
class OutputClause:
    """`values` in the order of priority, first the highest; `default` where no rule fires."""

    name: str
    type: str
    values: tuple[Value, ...] = ()
    default: Value = None


@dataclass(frozen=True)
class Rule:
    """`tests` and `results` stand in the order of the table's inputs and outputs."""

    id: str
    tests: tuple[UnaryTests, ...]
    results: tuple[Expression, ...]
    text: Text = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True)
class Table:
    name: str
    hit_policy: str
    inputs: tuple[InputClause, ...]
    outputs: tuple[OutputClause, ...]
    rules: tuple[Rule, ...]
    title: Text = field(default_factory=dict)

    @cached_property
    def needs(self) -> frozenset[str]:
        """The names of inputs and decisions it reads."""
        used = {clause.name for clause in self.inputs}
        for rule in self.rules:
            used.update(*(names(cell) for cell in (*rule.tests, *rule.results)))
        return frozenset(used)

    @cached_property
    def cells(self) -> tuple[tuple[Rule, frozenset[str], Cells], ...]:
        """Each rule with its conditions ready to be tried, and the inputs without which it cannot fire.

        Cells that accept anything are left out.
        """
        ready = ((rule, tuple(self._conditions(rule))) for rule in self.rules)
        return tuple((rule, frozenset(self._without_fail(rule)), conditions) for rule, conditions in ready)

    def _conditions(self, rule: Rule) -> Iterator[tuple[str, Predicate]]:
        for clause, cell in zip(self.inputs, rule.tests, strict=True):
            if not isinstance(cell, Anything):
                yield clause.name, predicate(cell)

    def _without_fail(self, rule: Rule) -> Iterator[str]:
        for clause, cell in zip(self.inputs, rule.tests, strict=True):
            if not names(cell) and not predicate(cell)(None, {}):
                yield clause.name

    def conditions(self, rule: Rule) -> tuple[str, ...]:
        """The inputs on which the rule sets a condition."""
        if rule.id not in self._conditions_of:
            cells = zip(self.inputs, rule.tests, strict=True)
            self._conditions_of[rule.id] = tuple(clause.name for clause, cell in cells if not isinstance(cell, Anything))
        return self._conditions_of[rule.id]

    @cached_property
    def _conditions_of(self) -> dict[str, tuple[str, ...]]:
        return {}


@dataclass(frozen=True)
class Outcome:
    """`matched` rules had their conditions met; those of them that made the answer `fired`.

    `value` is the answer: one value, a mapping where there are several outputs, a list where the hit policy
    gives several, None where nothing fired and there is no default.
    """

    value: Value | Mapping[str, Value] | list[Value] | list[Mapping[str, Value]]
    fired: tuple[str, ...]
    matched: tuple[str, ...]


class BrokenPolicy(ValueError):
    """Rules fired together that the hit policy does not allow together."""


def evaluate(table: Table, inputs: Mapping[str, Input]) -> Outcome:
    """The table's answer. An input that is not given was not asked."""
    scope = known(table.inputs, inputs)
    given = scope.keys()
    return conclude(table, [rule for rule, needed, cells in table.cells if needed <= given and _met(cells, scope)], scope)


def conclude(table: Table, hits: Sequence[Rule], scope: Scope) -> Outcome:
    """What the hit policy makes of the rules whose conditions are met. Raises BrokenPolicy."""
    matched = tuple(rule.id for rule in hits)
    rows = [_row(table, rule, scope) for rule in hits]
    if not hits:
        return Outcome(_shape(table, {output.name: output.default for output in table.outputs}), (), ())
    if table.hit_policy.startswith("C") and len(table.hit_policy) == 2:
        return Outcome(
            _aggregate(table.hit_policy[1], [next(iter(row.values())) for row in rows]), matched, matched
        )
    chosen = _choose(table, rows)
    fired = tuple(matched[place] for place in chosen)
    if table.hit_policy in ("R", "O", "C"):
        return Outcome([_shape(table, rows[place]) for place in chosen], fired, matched)  # type: ignore[arg-type]
    return Outcome(_shape(table, rows[chosen[0]]), fired, matched)


def _met(cells: Cells, scope: Scope) -> bool:
    for name, holds in cells:  # noqa: SIM110 - this runs for every rule of every answer
        if not holds(scope.get(name), scope):
            return False
    return True


def known(clauses: Sequence[InputClause], inputs: Mapping[str, Input]) -> Scope:
    """Plain values: "I don't know" read as declared, anything else that is missing as null."""
    missing = [name for name, value in inputs.items() if value.__class__ is Missing]
    if not missing:
        return inputs  # type: ignore[return-value]
    scope: dict[str, Value] = {name: value for name, value in inputs.items() if not isinstance(value, Missing)}
    for clause in clauses:
        if inputs.get(clause.name) is Missing.UNKNOWN and not isinstance(clause.unknown, Missing):
            scope[clause.name] = clause.unknown
    return scope


def _choose(table: Table, rows: list[dict[str, Value]]) -> list[int]:
    """The places of the rows that make the answer."""
    everyone = list(range(len(rows)))
    match table.hit_policy:
        case "U" if len(rows) > 1:
            raise BrokenPolicy(f"table '{table.name}' has hit policy U and {len(rows)} rules fire together")
        case "A" if any(not _same(row, rows[0]) for row in rows):
            raise BrokenPolicy(f"table '{table.name}' has hit policy A and its rules disagree")
        case "F":
            return [0]
        case "P":
            priorities = [_priority(table, row) for row in rows]
            best = min(priorities)
            return [place for place in everyone if priorities[place] == best]
        case "O":
            return sorted(everyone, key=lambda place: _priority(table, rows[place]))
    return everyone


def _row(table: Table, rule: Rule, scope: Scope) -> dict[str, Value]:
    cells = zip(table.outputs, rule.results, strict=True)
    return {output.name: compute(cell, scope) for output, cell in cells}


def _shape(table: Table, row: dict[str, Value]) -> Value | Mapping[str, Value]:
    return row[table.outputs[0].name] if len(table.outputs) == 1 else row


def _priority(table: Table, row: Mapping[str, Value]) -> tuple[int, ...]:
    return tuple(_place(output.values, row[output.name]) for output in table.outputs)


def _place(values: tuple[Value, ...], value: Value) -> int:
    return next((place for place, known in enumerate(values) if equal(known, value)), len(values))


def _same(left: Mapping[str, Value], right: Mapping[str, Value]) -> bool:
    return all(equal(left[name], right[name]) for name in left)


def _aggregate(how: str, values: list[Value]) -> Value:
    if how == "#":
        return len(values)
    numbers = [value for value in values if isinstance(value, (int, Decimal)) and not isinstance(value, bool)]
    if len(numbers) != len(values):
        return None
    return sum(numbers) if how == "+" else min(numbers) if how == "<" else max(numbers)
