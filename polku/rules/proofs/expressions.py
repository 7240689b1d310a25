"""Cells and expressions over symbols: the twin of `rules/evaluation.py`."""

from __future__ import annotations

from collections.abc import Mapping

import z3

from polku.rules.proofs.guards import Guard, both, every, no, some
from polku.rules.proofs.symbols import NULL, Numeral, Symbol, compared, literal, numeral, only, truth
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

Scope = Mapping[str, Symbol]
LARGEST_POWER = 6


class NotProvable(ValueError):
    """The expression has no encoding, so nothing can be said of every input."""


def accepts(tests: UnaryTests, value: Symbol, scope: Scope) -> Guard:
    """On what condition the cell accepts the value."""
    if isinstance(tests, Anything):
        return True
    if isinstance(tests, NoneOf):
        return both(no(value.is_null), every(_one(test, value, scope).is_false for test in tests.tests))
    return some(_one(test, value, scope).is_true for test in tests.tests)


def _one(test: Test | Interval, value: Symbol, scope: Scope) -> Symbol:
    if isinstance(test, Test):
        return compared(test.operator, value, computed(test.endpoint, scope))
    above = compared(">=" if test.low_included else ">", value, computed(test.low, scope))
    below = compared("<=" if test.high_included else "<", value, computed(test.high, scope))
    return truth(both(above.is_boolean, below.is_boolean), both(above.boolean, below.boolean))


def computed(expression: Expression, scope: Scope) -> Symbol:
    """The value of the expression. Raises NotProvable."""
    match expression:
        case Literal(value):
            return literal(value)
        case Name(name):
            return scope.get(name, NULL)
        case Negative(of):
            symbol = computed(of, scope)
            return NULL if symbol.number is None else numeral(symbol.is_number, -symbol.number)
        case Compared(operator, left, right):
            return compared(operator, computed(left, scope), computed(right, scope))
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, computed(left, scope), computed(right, scope))
    raise NotProvable(f"no proof over {type(expression).__name__}")


def _arithmetic(operator: str, left: Symbol, right: Symbol) -> Symbol:
    if left.number is None or right.number is None:
        return NULL
    defined = both(left.is_number, right.is_number)
    match operator:
        case "+":
            return numeral(defined, left.number + right.number)
        case "-":
            return numeral(defined, left.number - right.number)
        case "*":
            return numeral(defined, left.number * right.number)
        case "/":
            zero = right.number == 0
            return only(no(zero), numeral(defined, real(left.number) / real(right.number)))
    return _power(defined, left.number, right.number)


def _power(defined: Guard, base: Numeral, exponent: Numeral) -> Symbol:
    if not z3.is_int_value(exponent) or not 1 <= exponent.as_long() <= LARGEST_POWER:
        raise NotProvable(f"no proof over a power other than 1 to {LARGEST_POWER}")
    result = base
    for _ in range(exponent.as_long() - 1):
        result = result * base
    return numeral(defined, result)


def real(number: Numeral) -> Numeral:
    return z3.ToReal(number) if number.is_int() else number


