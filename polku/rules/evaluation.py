"""One use of the S-FEEL tree: its value now. Other uses of the same tree may stand beside this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, DecimalException

from polku.rules.sfeel import (
    Anything,
    Arithmetic,
    Compared,
    Expression,
    Interval,
    Literal,
    Name,
    Negative,
    NoneOf,
    Test,
    UnaryTests,
)
from polku.rules.values import Number, Value, compare

Scope = Mapping[str, Value]
Predicate = Callable[[Value, Scope], bool]


def predicate(tests: UnaryTests) -> Predicate:
    """The cell as a function of the input and the scope, made once for a table.

    A null is accepted by `-` and `null` only, so also not by `not(…)`.
    """
    if isinstance(tests, Anything):
        return lambda value, scope: True
    if isinstance(tests, NoneOf):
        parts = tests.tests
        return lambda value, scope: (
            value is not None and all(_one(part, value, scope) is False for part in parts)
        )
    if len(tests.tests) == 1:
        return _single(tests.tests[0])
    every = [_single(test) for test in tests.tests]
    return lambda value, scope: any(one(value, scope) for one in every)


def holds(tests: UnaryTests, value: Value, scope: Scope) -> bool:
    """Whether the cell accepts the value."""
    return predicate(tests)(value, scope)


def _single(test: Test | Interval) -> Predicate:
    if isinstance(test, Test) and test.operator == "=" and isinstance(test.endpoint, Literal):
        wanted = test.endpoint.value
        if wanted is None or isinstance(wanted, bool):
            return lambda value, scope: value is wanted
        return lambda value, scope: value == wanted and not isinstance(value, bool)
    if isinstance(test, Test) and isinstance(test.endpoint, Literal):
        operator, limit = test.operator, test.endpoint.value
        return lambda value, scope: value is not None and compare(operator, value, limit) is True
    return lambda value, scope: _one(test, value, scope) is True


def compute(expression: Expression, scope: Scope) -> Value:
    """The value; null when a name has none or the operation has no meaning."""
    match expression:
        case Literal(value):
            return value
        case Name(name):
            return scope.get(name)
        case Negative(of):
            value = _number(compute(of, scope))
            return None if value is None else -value
        case Compared(operator, left, right):
            return compare(operator, compute(left, scope), compute(right, scope))
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, _number(compute(left, scope)), _number(compute(right, scope)))


def _one(test: Test | Interval, value: Value, scope: Scope) -> bool | None:
    if isinstance(test, Test):
        return compare(test.operator, value, compute(test.endpoint, scope))
    above = compare(">=" if test.low_included else ">", value, compute(test.low, scope))
    below = compare("<=" if test.high_included else "<", value, compute(test.high, scope))
    if above is None or below is None:
        return None
    return above and below


def _number(value: Value) -> Number | None:
    return value if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None


def _arithmetic(operator: str, left: Number | None, right: Number | None) -> Value:
    if left is None or right is None:
        return None
    try:
        match operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
            case "/":
                return Decimal(left) / Decimal(right)
            case _:
                return Decimal(left) ** Decimal(right)
    except DecimalException:
        return None
