"""Decisions that need each other: a requirement graph of tables and literal expressions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from polku.rules.compiled import Answerer, Evaluator, answering, compiled
from polku.rules.evaluation import compute
from polku.rules.sfeel import Expression, names
from polku.rules.table import InputClause, Outcome, Table, Text, known
from polku.rules.values import Input, Missing, Value

Values = dict[str, object]
NOTHING: Mapping[str, object] = {}


@dataclass(frozen=True)
class LiteralDecision:
    """A decision written as one expression, such as a score."""

    name: str
    expression: Expression
    inputs: tuple[InputClause, ...] = ()
    title: Text = field(default_factory=dict)

    @cached_property
    def needs(self) -> frozenset[str]:
        return frozenset(names(self.expression))


Decision = Table | LiteralDecision


class Circular(ValueError):
    """Decisions that wait for each other; `decisions` holds the round."""

    def __init__(self, decisions: list[str]) -> None:
        self.decisions = decisions
        super().__init__(" needs ".join(decisions))


@dataclass(frozen=True)
class Model:
    """`decisions` in an order in which each comes after those it needs (see `ordered`)."""

    decisions: Mapping[str, Decision]

    def evaluate(self, name: str, inputs: Mapping[str, Input]) -> dict[str, Outcome]:
        """The outcome of the decision and of every decision it needs, by name: the values, and the rules behind them."""
        facts: dict[str, Input] = dict(inputs)
        outcomes: dict[str, Outcome] = {}
        for decision in self.behind(name):
            outcome = outcomes[decision.name] = self.outcome(decision, facts)
            facts[decision.name] = _as_fact(outcome.value)
        return outcomes

    def values(
        self, name: str, inputs: Mapping[str, Input], *, earlier: Mapping[str, object] = NOTHING, changed: Collection[str] = ()
    ) -> Values:
        """The values of `evaluate` alone, without the rules.

        Where only the inputs `changed` differ from those that gave `earlier`, a decision that needs none of them keeps
        its value.
        """
        facts: dict[str, Input] = dict(inputs)
        values: Values = {}
        new = set(changed)
        for decision in self.behind(name):
            if decision.name in earlier and decision.needs.isdisjoint(new):
                value = earlier[decision.name]
            else:
                value = self.value(decision, facts)
                new.add(decision.name)
            values[decision.name] = value
            facts[decision.name] = _as_fact(value)
        return values

    def behind(self, name: str) -> tuple[Decision, ...]:
        """The decision and every decision it needs, each after those it needs."""
        if name not in self._behind:
            wanted = set(self.required(name))
            self._behind[name] = tuple(decision for decision in self.decisions.values() if decision.name in wanted)
        return self._behind[name]

    @cached_property
    def _behind(self) -> dict[str, tuple[Decision, ...]]:
        return {}

    def outcome(self, decision: Decision, facts: Mapping[str, Input]) -> Outcome:
        if not isinstance(decision, Table):
            return Outcome(compute(decision.expression, known(decision.inputs, facts)), (), ())
        if decision.name not in self._compiled:
            self._compiled[decision.name] = compiled(decision)
        return self._compiled[decision.name](facts)

    def value(self, decision: Decision, facts: Mapping[str, Input]) -> object:
        if not isinstance(decision, Table):
            return self.outcome(decision, facts).value
        if decision.name not in self._answering:
            self._answering[decision.name] = answering(decision)
        return self._answering[decision.name](facts)

    @cached_property
    def _compiled(self) -> dict[str, Evaluator]:
        return {}

    @cached_property
    def _answering(self) -> dict[str, Answerer]:
        return {}

    def required(self, name: str) -> Iterator[str]:
        """The decision and, behind it, every decision it needs, each once."""
        known, waiting = {name}, [name]
        while waiting:
            one = waiting.pop()
            yield one
            new = self.decisions[one].needs & self.decisions.keys() - known
            known |= new
            waiting += new


def _as_fact(value: object) -> Input:
    """What other decisions read of it: nothing of a list or of several outputs."""
    return Missing.NOT_ASKED if isinstance(value, (list, Mapping)) else cast(Value, value)


def ordered(decisions: list[Decision]) -> Model:
    """The model of these decisions. Raises Circular."""
    by_name = {decision.name: decision for decision in decisions}
    done: dict[str, Decision] = {}

    def place(name: str, waiting: list[str]) -> None:
        if name in waiting:
            raise Circular([*waiting[waiting.index(name) :], name])
        for need in sorted(by_name[name].needs):
            if need in by_name and need not in done:
                place(need, [*waiting, name])
        done[name] = by_name[name]

    for name in by_name:
        if name not in done:
            place(name, [])
    return Model(done)
