"""A FEEL value that is not yet known: of each kind, on what condition it is of that kind and what it then is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import z3

from polku.rules.proofs.guards import Guard, both, choose, either, every, no, same, some
from polku.rules.values import Value, compare

Numeral = Any
"""A z3 Int or Real."""


@dataclass(frozen=True)
class Symbol:
    """At most one of `is_boolean`, `is_number` and the conditions of `strings` holds; where none does it is null."""

    is_boolean: Guard = False
    boolean: Guard = False
    is_number: Guard = False
    number: Numeral = None
    strings: Mapping[str, Guard] = field(default_factory=dict)

    @property
    def is_string(self) -> Guard:
        return some(self.strings.values())

    @property
    def is_null(self) -> Guard:
        return no(either(self.is_boolean, self.is_number, self.is_string))

    @property
    def is_true(self) -> Guard:
        return both(self.is_boolean, self.boolean)

    @property
    def is_false(self) -> Guard:
        return both(self.is_boolean, no(self.boolean))


NULL = Symbol()


def literal(value: Value) -> Symbol:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return truth(True, value)
    if isinstance(value, str):
        return Symbol(strings={value: True})
    return numeral(True, constant(value))


def truth(defined: Guard, value: Guard) -> Symbol:
    return Symbol(is_boolean=defined, boolean=value)


def numeral(defined: Guard, value: Numeral) -> Symbol:
    return Symbol(is_number=defined, number=value)


def constant(value: int | Decimal) -> Numeral:
    return z3.IntVal(int(value)) if value == int(value) else z3.RealVal(str(value))


def merge(condition: Guard, then: Symbol, otherwise: Symbol) -> Symbol:
    """`then` where the condition holds, else `otherwise`."""
    if condition is True or then is otherwise:
        return then
    if condition is False:
        return otherwise
    return Symbol(
        choose(condition, then.is_boolean, otherwise.is_boolean),
        _either_truth(condition, then, otherwise),
        choose(condition, then.is_number, otherwise.is_number),
        _either_number(condition, then.number, otherwise.number),
        {
            text: choose(condition, then.strings.get(text, False), otherwise.strings.get(text, False))
            for text in {**then.strings, **otherwise.strings}
        },
    )


def only(condition: Guard, symbol: Symbol) -> Symbol:
    """The symbol where the condition holds, else null."""
    return merge(condition, symbol, NULL)


def _either_truth(condition: Guard, then: Symbol, otherwise: Symbol) -> Guard:
    if then.is_boolean is False:
        return otherwise.boolean
    return then.boolean if otherwise.is_boolean is False else choose(condition, then.boolean, otherwise.boolean)


def _either_number(condition: Guard, then: Numeral, otherwise: Numeral) -> Numeral:
    if then is None or otherwise is None:
        return otherwise if then is None else then
    return z3.If(condition, then, otherwise)


def equals(left: Symbol, right: Symbol) -> Guard:
    """As `values.equal`: null equals null, and kinds never mix."""
    shared = left.strings.keys() & right.strings.keys()
    return some(
        [
            both(left.is_boolean, right.is_boolean, same(left.boolean, right.boolean)),
            _numbers("=", left, right),
            *(both(left.strings[text], right.strings[text]) for text in sorted(shared)),
            both(left.is_null, right.is_null),
        ]
    )


def compared(operator: str, left: Symbol, right: Symbol) -> Symbol:
    """As `values.compare`: null where kinds differ or order has no meaning."""
    if operator == "=":
        return truth(True, equals(left, right))
    if operator == "!=":
        return truth(True, no(equals(left, right)))
    pairs = (
        both(one, other)
        for text, one in left.strings.items()
        for beside, other in right.strings.items()
        if compare(operator, text, beside)
    )
    defined = either(both(left.is_number, right.is_number), both(left.is_string, right.is_string))
    return truth(defined, some([_numbers(operator, left, right), *pairs]))


def _numbers(operator: str, left: Symbol, right: Symbol) -> Guard:
    if left.number is None or right.number is None:
        return False
    return every((left.is_number, right.is_number, _relation(operator, left.number, right.number)))


def _relation(operator: str, left: Numeral, right: Numeral) -> Guard:
    if z3.is_int_value(left) and z3.is_int_value(right):
        return bool(compare(operator, left.as_long(), right.as_long()))
    match operator:
        case "=":
            return left == right
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right
