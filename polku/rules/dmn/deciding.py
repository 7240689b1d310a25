"""The value of a decision of a DMN file. What DMN leaves undefined is null, with a message that says why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Context, localcontext
from graphlib import TopologicalSorter
from typing import Any

from polku.rules.dmn.errors import NotDmn
from polku.rules.dmn.tables import Hits, answer
from polku.rules.dmn.tree import (
    Decision,
    Definitions,
    Entries,
    InputColumn,
    InputData,
    Invocation,
    Knowledge,
    Literal,
    Logic,
    OutputColumn,
    TableLogic,
    Unsupported,
)
from polku.rules.dmn.types import DoesNotConform, Types
from polku.rules.feel import Feel, ListOf, parse_cell, parse_feel
from polku.rules.feel_evaluation import Function, Values, accepts, value_of
from polku.rules.feel_lexer import Scope
from polku.rules.sfeel import AnyOf, NotSFeel, Test, UnaryTests

DIGITS = Context(prec=34, Emax=6144, Emin=-6143)
DEEPEST = 60


def decide(
    definitions: Definitions, name: str, inputs: Mapping[str, Any], say: Callable[[str], None] = lambda message: None
) -> Any:
    """The value of the decision with this name (or id), where `inputs` are given by the name of their input data.

    `say` hears why something became null. Raises NotDmn where the file cannot be used for this decision.
    """
    decision = _find(definitions, name)
    with localcontext(DIGITS):
        try:
            deciding = _Deciding(definitions, inputs, say)
            for needed in _in_order(definitions, decision):
                deciding.decision(needed)
            return deciding.decision(decision)
        except RecursionError:
            raise NotDmn(definitions.shown, 1, "functions that call each other without end", "an end", "mend the model") from None


def _find(definitions: Definitions, name: str) -> Decision:
    wanted = " ".join(name.split())
    found = next((one for one in definitions.decisions.values() if one.name == wanted), definitions.decisions.get(name))
    if found is None:
        known = ", ".join(f"'{one.name}'" for one in definitions.decisions.values()) or "none"
        raise NotDmn(definitions.shown, 1, f"no decision '{name}'", f"one of: {known}", "correct the name")
    return found


def _in_order(definitions: Definitions, decision: Decision) -> Iterator[Decision]:
    """All that the decision needs, each after what it needs itself: a long chain is no deep one."""
    needs: dict[str, list[str]] = {}
    waiting = [decision.id]
    while waiting:
        id_ = waiting.pop()
        if id_ not in needs:
            needs[id_] = [need for need in definitions.decisions[id_].needs if need in definitions.decisions]
            waiting += needs[id_]
    return (definitions.decisions[id_] for id_ in TopologicalSorter(needs).static_order())


class _Deciding:
    """One question to the file: every decision is made once."""

    def __init__(self, definitions: Definitions, inputs: Mapping[str, Any], say: Callable[[str], None]) -> None:
        self.definitions, self.inputs, self.say = definitions, inputs, say
        self.types = Types(definitions.types)
        self.components = definitions.components()
        self.made: dict[str, Any] = {}
        self.depth = 0
        declared = {one.name for one in definitions.inputs.values()}
        self.undeclared = {name: value for name, value in inputs.items() if name not in declared}

    def decision(self, decision: Decision) -> Any:
        if decision.id not in self.made:
            scope = self.needed(decision)
            value = self.logic(decision.logic, scope, f"decision '{decision.name}'") if decision.logic else None
            several = isinstance(decision.logic, TableLogic) and decision.logic.policy in "ROC"
            self.made[decision.id] = self.result(value, decision.type, f"decision '{decision.name}'", several)
        return self.made[decision.id]

    def needed(self, decision: Decision) -> dict[str, Any]:
        scope: dict[str, Any] = dict(self.undeclared)
        for id_ in decision.needs:
            if id_ in self.definitions.inputs:
                scope[self.definitions.inputs[id_].name] = self.input(self.definitions.inputs[id_])
            else:
                required = self.definitions.decisions[id_]
                scope[required.name] = self.decision(required)
        return scope | self.functions(decision.knowledge)

    def input(self, data: InputData) -> Any:
        return self.typed(self.inputs.get(data.name), data.type, f"input '{data.name}'")

    def functions(self, ids: tuple[str, ...]) -> dict[str, Any]:
        found = (self.definitions.knowledge.get(id_) for id_ in ids)
        if any(one is None for one in found):
            self.refuse("a decision service is called", "decisions and business knowledge models")
        return {self.definitions.knowledge[id_].name: self.function(self.definitions.knowledge[id_]) for id_ in ids}

    def function(self, model: Knowledge) -> Function:
        names = tuple(name for name, _ in model.parameters)
        place = f"business knowledge model '{model.name}'"

        def body(values: tuple[Any, ...]) -> Any:
            if self.depth >= DEEPEST or model.logic is None:
                self.say(f"{place} has no end or no logic")
                return None
            pairs = zip(model.parameters, values, strict=True)
            scope = {name: self.typed(value, type_, f"{place}, parameter '{name}'") for (name, type_), value in pairs}
            self.depth += 1
            try:
                return self.logic(model.logic, self.functions(model.knowledge) | scope, place)
            finally:
                self.depth -= 1

        return Function(names, body)

    def typed(self, value: Any, type_: str | None, place: str) -> Any:
        try:
            return self.types.conform(value, type_)
        except DoesNotConform as fault:
            self.say(f"{place} is null: {fault}")
            return None

    def result(self, value: Any, type_: str | None, place: str, several: bool) -> Any:
        """Structures are left as they were made; one value must be of the declared type."""
        if isinstance(value, Mapping) or value is None or several:
            return value
        item = self.types.find(type_)
        if isinstance(value, list) and not (len(value) == 1 and type_ and not (item and item.collection)):
            return value
        if item and item.components:
            return value
        return self.typed(value, type_, place)

    def logic(self, logic: Logic, scope: Values, place: str) -> Any:
        match logic:
            case Literal(text):
                return value_of(self.feel(text, scope, place), scope)
            case TableLogic():
                return self.table(logic, scope, place)
            case Invocation():
                return self.invoked(logic, scope, place)
            case Entries(entries):
                return self.entries(entries, scope, place)
            case Unsupported(what):
                self.refuse(f"{place} holds {what}", "decision tables, literal expressions, invocations and contexts")

    def invoked(self, invocation: Invocation, scope: Values, place: str) -> Any:
        function = scope.get(" ".join(invocation.called.split()))
        if not isinstance(function, Function):
            self.say(f"{place}: '{invocation.called}' is no business knowledge model that it requires")
            return None
        values = [self.logic(binding, scope, place) for _, binding in invocation.bindings]
        names = [name for name, _ in invocation.bindings]
        missing = [name for name in function.parameters if name not in names]
        return function([*values, *(None for _ in missing)], (*names, *missing)) if function.parameters else function([])

    def entries(self, entries: tuple[tuple[str, Logic], ...], scope: Values, place: str) -> Any:
        made: dict[str, Any] = {}
        for name, logic in entries:
            value = self.logic(logic, {**scope, **made}, place)
            if not name:
                return value
            made[name] = value
        return made

    def table(self, table: TableLogic, scope: Values, place: str) -> Any:
        values = [self.column(column, scope, place) for column in table.inputs]
        cells = [(row, [self.cell(test, scope, place) for test in row.tests]) for row in table.rows]
        hits = [row for row, tests in cells if _accepted(tests, values, scope)]
        rows = [[value_of(self.feel(text, scope, place), scope) for text in row.results] for row in hits]
        orders = [self.order(column, scope, place) for column in table.outputs]
        found = Hits(tuple(column.name for column in table.outputs), tuple(row.id for row in hits), rows, orders)
        defaults = [self.default(column, scope, place) for column in table.outputs]
        return answer(table.policy, found, defaults, lambda message: self.say(f"{place}: {message}"))

    def column(self, column: InputColumn, scope: Values, place: str) -> Any:
        value = value_of(self.feel(column.expression, scope, place), scope) if column.expression else None
        return self.typed(value, column.type, f"{place}, input '{column.expression}'")

    def default(self, column: OutputColumn, scope: Values, place: str) -> Any:
        return value_of(self.feel(column.default, scope, place), scope) if column.default and column.default.strip() else None

    def order(self, column: OutputColumn, scope: Values, place: str) -> list[Any]:
        """The values of an output, first the highest; also from its type where the table has none."""
        item = self.types.find(column.type)
        text = column.values or (item.allowed if item else None)
        tests = self.cell(text, scope, place) if text else None
        if not isinstance(tests, AnyOf):
            return []
        ends = [test.endpoint for test in tests.tests if isinstance(test, Test)]
        return [value for end in ends for value in self.listed(end, scope)]

    def listed(self, end: Feel, scope: Values) -> list[Any]:
        value = value_of(end, scope)
        return value if isinstance(end, ListOf) else [value]

    def feel(self, text: str, scope: Values, place: str) -> Feel:
        if not text.strip():
            return parse_feel("null")
        return self.parsed(parse_feel, text, scope, place)  # type: ignore[no-any-return]

    def cell(self, text: str, scope: Values, place: str) -> UnaryTests:
        return self.parsed(parse_cell, text, scope, place)  # type: ignore[no-any-return]

    def parsed(self, parse: Callable[[str, Scope], Any], text: str, scope: Values, place: str) -> Any:
        try:
            return parse(text, Scope(frozenset(scope), self.components))
        except NotSFeel as error:
            self.refuse(f"{place}: {error}", "FEEL of conformance level 2")

    def refuse(self, found: str, expected: str) -> Any:
        raise NotDmn(self.definitions.shown, 1, found, expected, "mend the model")


def _accepted(tests: list[UnaryTests], values: list[Any], scope: Values) -> bool:
    return all(accepts(test, value, scope) is True for test, value in zip(tests, values, strict=True))
