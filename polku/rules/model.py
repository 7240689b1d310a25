"""Decisions that need each other: a requirement graph of tables and literal expressions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from polku.rules.compiled import Evaluator, compiled
from polku.rules.evaluation import compute
from polku.rules.sfeel import Expression, names
from polku.rules.table import InputClause, Outcome, Table, known
from polku.rules.values import Input, Missing


@dataclass(frozen=True)
class LiteralDecision:
    """A decision written as one expression, such as a score."""

    name: str
    expression: Expression
    inputs: tuple[InputClause, ...] = ()

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

    def evaluate(
        self,
        name: str,
        inputs: Mapping[str, Input],
        *,
        earlier: Mapping[str, Outcome] | None = None,
        changed: Collection[str] = (),
    ) -> dict[str, Outcome]:
        """The outcome of the decision and of every decision it needs, by name.

        Where only the inputs `changed` differ from those that gave `earlier`, a decision that needs none of them keeps
        its outcome.
        """
        facts: dict[str, Input] = dict(inputs)
        outcomes: dict[str, Outcome] = {}
        new = set(changed)
        for decision in self.behind(name):
            kept = earlier.get(decision.name) if earlier else None
            if kept is not None and decision.needs.isdisjoint(new):
                outcome = kept
            else:
                outcome = self.outcome(decision, facts)
                new.add(decision.name)
            outcomes[decision.name] = outcome
            value = outcome.value
            facts[decision.name] = Missing.NOT_ASKED if isinstance(value, (list, Mapping)) else value
        return outcomes

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

    @cached_property
    def _compiled(self) -> dict[str, Evaluator]:
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
