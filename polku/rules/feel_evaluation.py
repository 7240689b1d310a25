"""The value of a FEEL tree now. What has no meaning is null, as DMN has it; nothing here raises for odd values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from polku.rules import temporal
from polku.rules.feel import And, Between, Call, ContextOf, Feel, If, In, ListOf, Or, Path, TheInput
from polku.rules.feel_functions import FUNCTIONS, call, in_order
from polku.rules.feel_values import TEMPORAL, arithmetic, compare, equal
from polku.rules.sfeel import (
    Anything,
    Arithmetic,
    Compared,
    Interval,
    Literal,
    Name,
    Negative,
    NoneOf,
    Test,
    UnaryTests,
    walk,
)

Values = Mapping[str, Any]
INPUT = "?"


@dataclass(frozen=True)
class Function:
    """A business knowledge model, ready to be called by a Python function of its parameters' values."""

    parameters: tuple[str, ...]
    body: Callable[[tuple[Any, ...]], Any]

    def __call__(self, values: list[Any], names: tuple[str, ...] = ()) -> Any:
        if names:
            given = dict(zip(names, values, strict=True))
            if given.keys() != set(self.parameters):
                return None
            values = [given[name] for name in self.parameters]
        return self.body(tuple(values)) if len(values) == len(self.parameters) else None


def value_of(feel: Feel, scope: Values) -> Any:
    """The value of the expression where `scope` gives the names."""
    match feel:
        case Literal(value):
            return value
        case Name(name):
            return scope.get(name)
        case TheInput():
            return scope.get(INPUT)
        case Path(of, name):
            return _component(value_of(of, scope), name)
        case Negative(of):
            return _negative(value_of(of, scope))
        case Arithmetic(operator, left, right):
            return arithmetic(operator, value_of(left, scope), value_of(right, scope))
        case Compared(operator, left, right):
            return compare(operator, value_of(left, scope), value_of(right, scope))
        case Between(of, low, high):
            return _between(value_of(of, scope), value_of(low, scope), value_of(high, scope))
        case _:
            return _composed(feel, scope)


def _composed(feel: Feel, scope: Values) -> Any:
    match feel:
        case And(left, right):
            return call("all", [[value_of(left, scope), value_of(right, scope)]])
        case Or(left, right):
            return call("any", [[value_of(left, scope), value_of(right, scope)]])
        case If(condition, then, otherwise):
            return value_of(then if value_of(condition, scope) is True else otherwise, scope)
        case In(of, tests):
            return accepts(tests, value_of(of, scope), scope)
        case ListOf(items):
            return [value_of(item, scope) for item in items]
        case ContextOf(entries):
            return _context(entries, scope)
        case Call(function, arguments, names):
            return _called(function, [value_of(argument, scope) for argument in arguments], names, scope)
    return None


def _context(entries: tuple[tuple[str, Feel], ...], scope: Values) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, entry in entries:
        made[name] = value_of(entry, {**scope, **made})
    return made


def _called(function: str, values: list[Any], names: tuple[str, ...], scope: Values) -> Any:
    known = scope.get(function)
    if isinstance(known, Function):
        return known(values, names)
    if function not in FUNCTIONS:
        return None
    ordered = in_order(function, names, values) if names else values
    return None if ordered is None else call(function, ordered)


def _component(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, (list, tuple)):
        return [_component(one, name) for one in value]
    return temporal.component(value, name) if isinstance(value, TEMPORAL) else None


def _negative(value: Any) -> Any:
    return temporal.negative(value) if isinstance(value, TEMPORAL) else arithmetic("-", 0, value)


def _between(value: Any, low: Any, high: Any) -> Any:
    return call("all", [[compare(">=", value, low), compare("<=", value, high)]])


def accepts(tests: UnaryTests, value: Any, scope: Values) -> bool | None:
    """Whether the cell accepts the value; null where that cannot be told."""
    if isinstance(tests, Anything):
        return True
    inside = {**scope, INPUT: value}
    answers = [_one(test, value, inside) for test in tests.tests]
    some = call("any", [answers])
    if isinstance(tests, NoneOf):
        return None if some is None else not some
    return bool(some) if some is not None else None


def _one(test: Test | Interval, value: Any, scope: Values) -> bool | None:
    if isinstance(test, Interval):
        above = compare(">=" if test.low_included else ">", value, value_of(test.low, scope))
        below = compare("<=" if test.high_included else "<", value, value_of(test.high, scope))
        answer: bool | None = call("all", [[above, below]])
        return answer
    endpoint = value_of(test.endpoint, scope)
    if test.operator != "=":
        return compare(test.operator, value, endpoint)
    if any(isinstance(node, TheInput) for node in walk(test.endpoint)):
        return endpoint if isinstance(endpoint, bool) else None
    if endpoint is True and not isinstance(value, bool) and isinstance(test.endpoint, (Compared, And, Or, Between, In, Call)):
        return True
    if isinstance(endpoint, (list, tuple)) and not isinstance(value, (list, tuple)):
        return any(equal(value, one) for one in endpoint)
    return equal(value, endpoint)
