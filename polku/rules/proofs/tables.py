"""Decision tables over symbols: the twin of `rules/table.py` and `rules/model.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import z3

from polku.rules.model import Decision, Model
from polku.rules.proofs.expressions import Scope, accepts, computed
from polku.rules.proofs.guards import Guard, both, every, no, some
from polku.rules.proofs.symbols import NULL, Symbol, constant, equals, literal, merge, numeral, only
from polku.rules.sfeel import Anything, names
from polku.rules.table import InputClause, OutputClause, Rule, Table
from polku.rules.values import Missing, Value

Row = Mapping[str, Symbol]
LISTS = ("R", "O", "C")


@dataclass(frozen=True)
class Fact:
    """An input over symbols: its value, or "I don't know"; null without doubt is not asked."""

    value: Symbol = NULL
    doubt: Guard = False


NOT_ASKED = Fact()


@dataclass(frozen=True)
class Decided:
    """A decision under all inputs: by rule on what condition it matches and fires; its outputs by name; its value.

    The value is null where the table gives a list or several outputs.
    """

    matches: Mapping[str, Guard]
    fires: Mapping[str, Guard]
    rows: Mapping[str, Row]
    outputs: Row
    value: Symbol

    @property
    def hit(self) -> Guard:
        return some(self.matches.values())


class Encoder:
    """Encodes decisions, and keeps what it has encoded for the same facts."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self._decided: dict[tuple[str, tuple[int, ...]], Decided] = {}
        self._matches: dict[tuple[int, tuple[int, ...]], Guard] = {}
        self._facts: dict[int, Fact] = {}
        self._kept: list[object] = []

    def evaluate(self, name: str, facts: Mapping[str, Fact]) -> dict[str, Decided]:
        """The decision and every decision it needs, by name."""
        told = dict(facts)
        outcomes: dict[str, Decided] = {}
        for decision in self.model.behind(name):
            decided = self.decide(decision, told)
            outcomes[decision.name] = decided
            told[decision.name] = self._facts.setdefault(id(decided), Fact(decided.value))
        return outcomes

    def decide(self, decision: Decision, facts: Mapping[str, Fact]) -> Decided:
        key = (decision.name, self._identity(decision.needs, facts))
        if key not in self._decided:
            self._decided[key] = self._decide(decision, facts)
        return self._decided[key]

    def _identity(self, names: Iterable[str], facts: Mapping[str, Fact]) -> tuple[int, ...]:
        """Facts are told apart as objects, which are kept so that none takes the place of another."""
        read = [facts.get(name, NOT_ASKED) for name in sorted(names)]
        self._kept += read
        return tuple(id(fact) for fact in read)

    def _decide(self, decision: Decision, facts: Mapping[str, Fact]) -> Decided:
        scope = known(decision.inputs, facts)
        if not isinstance(decision, Table):
            value = computed(decision.expression, scope)
            return Decided({}, {}, {}, {decision.name: value}, value)
        return answer(decision, {rule.id: self._match(decision, rule, facts, scope) for rule in decision.rules}, scope)

    def _match(self, table: Table, rule: Rule, facts: Mapping[str, Fact], scope: Scope) -> Guard:
        cells = list(zip(table.conditions(rule), (cell for cell in rule.tests if not isinstance(cell, Anything)), strict=True))
        read = {name for clause, cell in cells for name in (clause, *names(cell))}
        key = (id(rule), self._identity(read, facts))
        if key not in self._matches:
            self._matches[key] = every(accepts(cell, scope.get(clause, NULL), scope) for clause, cell in cells)
        return self._matches[key]


def known(clauses: Sequence[InputClause], facts: Mapping[str, Fact]) -> Scope:
    """Plain values: "I don't know" as declared, anything else that is missing as null."""
    scope = {name: fact.value for name, fact in facts.items()}
    for clause in clauses:
        fact = facts.get(clause.name, NOT_ASKED)
        if not isinstance(clause.unknown, Missing):
            scope[clause.name] = merge(fact.doubt, literal(clause.unknown), fact.value)
    return scope


def answer(table: Table, matches: Mapping[str, Guard], scope: Scope) -> Decided:
    """What the hit policy makes of the rules that match."""
    rows: dict[str, Row] = {
        rule.id: {
            output.name: NULL if matches[rule.id] is False else computed(cell, scope)
            for output, cell in zip(table.outputs, rule.results, strict=True)
        }
        for rule in table.rules
    }
    fires = fired(table, matches, rows)
    hit = some(matches.values())
    if table.hit_policy in LISTS:
        default = {output.name: only(no(hit), literal(output.default)) for output in table.outputs}
        value = next(iter(default.values())) if len(table.outputs) == 1 else NULL
        return Decided(matches, fires, rows, default, value)
    if len(table.hit_policy) == 2:
        output = table.outputs[0]
        symbols = {rule: row[output.name] for rule, row in rows.items()}
        value = merge(hit, aggregated(table.hit_policy[1], matches, symbols), literal(output.default))
        return Decided(matches, fires, rows, {output.name: value}, value)
    outputs = {output.name: _first(output, fires, rows) for output in table.outputs}
    return Decided(matches, fires, rows, outputs, next(iter(outputs.values())) if len(outputs) == 1 else NULL)


def _first(output: OutputClause, fires: Mapping[str, Guard], rows: Mapping[str, Row]) -> Symbol:
    value = literal(output.default)
    for rule in reversed(list(fires)):
        value = merge(fires[rule], rows[rule][output.name], value)
    return value


def fired(table: Table, matches: Mapping[str, Guard], rows: Mapping[str, Row]) -> Mapping[str, Guard]:
    if table.hit_policy == "F":
        fires: dict[str, Guard] = {}
        earlier: list[Guard] = []
        for rule, match in matches.items():
            fires[rule] = both(match, no(some(earlier)))
            earlier.append(match)
        return fires
    if table.hit_policy != "P":
        return matches
    ranks = {rule: rank(table, row) for rule, row in rows.items()}

    def beaten(rule: str) -> Guard:
        return some(both(match, _before(ranks[other], ranks[rule])) for other, match in matches.items() if other != rule)

    return {rule: both(match, no(beaten(rule))) for rule, match in matches.items()}


def rank(table: Table, row: Row) -> tuple[object, ...]:
    """The place of each output in the list of its values; an int where it is known."""
    return tuple(_place(output.values, row[output.name]) for output in table.outputs)


def _place(values: tuple[Value, ...], symbol: Symbol) -> object:
    place: object = len(values)
    for number in reversed(range(len(values))):
        here = equals(symbol, literal(values[number]))
        place = number if here is True else place if here is False else z3.If(here, number, place)
    return place


def _before(left: tuple[object, ...], right: tuple[object, ...]) -> Guard:
    result: Guard = False
    for one, other in reversed(list(zip(left, right, strict=True))):
        less, equal = one < other, one == other  # type: ignore[operator]
        result = some((less, both(equal, result)))
    return result


def aggregated(how: str, matches: Mapping[str, Guard], symbols: Mapping[str, Symbol]) -> Symbol:
    """Over the rules that match: how many, or the sum, smallest or largest; null where one is no number."""
    possible = [rule for rule, match in matches.items() if match is not False]
    if how == "#":
        return numeral(True, z3.Sum([z3.If(matches[rule], 1, 0) for rule in possible] or [constant(0)]))
    numbers = every(no(both(matches[rule], no(symbols[rule].is_number))) for rule in possible)
    counted = [rule for rule in possible if symbols[rule].number is not None]
    if not counted:
        return NULL
    if how == "+":
        return numeral(numbers, z3.Sum([z3.If(matches[rule], symbols[rule].number, 0) for rule in counted]))
    best = only(matches[counted[0]], symbols[counted[0]])
    for rule in counted[1:]:
        number, taken = symbols[rule].number, matches[rule]
        better = number < best.number if how == "<" else number > best.number
        best = merge(both(taken, some((no(best.is_number), better))), numeral(True, number), best)
    return numeral(numbers, best.number)
