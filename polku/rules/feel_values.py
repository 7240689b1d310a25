"""How the values of FEEL compare and add up: those of the tables, dates and durations, lists and contexts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from polku.rules import temporal
from polku.rules.temporal import Months, Temporal
from polku.rules.values import Number

TEMPORAL = (date, time, timedelta, Months)


def kind(value: Any) -> str:
    """The name of the value's type as DMN has it; `null` where there is none."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if is_number(value):
        return "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, TEMPORAL):
        return temporal.kind(value)
    return "list" if isinstance(value, (list, tuple)) else "context" if isinstance(value, Mapping) else "function"


def is_number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def compare(operator: str, left: Any, right: Any) -> bool | None:
    """`left operator right`; null where the two have nothing in common. Only `=` and `!=` know null."""
    if operator in ("=", "!="):
        same = equal(left, right)
        return same if same is None or operator == "=" else not same
    if kind(left) != kind(right):
        return None
    if isinstance(left, TEMPORAL):
        return _holds(operator, temporal.order(left, right)) if temporal.comparable(left, right) else None
    if isinstance(left, str) or is_number(left):
        return _holds(operator, (left > right) - (left < right))
    return None


def _holds(operator: str, sign: int) -> bool:
    return {"<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0}[operator]


def equal(left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right):
        return None
    if isinstance(left, (list, tuple)):
        return len(left) == len(right) and all(equal(one, other) for one, other in zip(left, right, strict=True))
    if isinstance(left, Mapping):
        return left.keys() == right.keys() and all(equal(left[name], right[name]) for name in left)
    if isinstance(left, TEMPORAL):
        return temporal.comparable(left, right) and temporal.order(left, right) == 0
    return bool(left == right)


def arithmetic(operator: str, left: Any, right: Any) -> Any:
    """Null where the operation has no meaning or no finite result."""
    try:
        if is_number(left) and is_number(right):
            return _number(operator, left, right)
        if isinstance(left, str) and isinstance(right, str) and operator == "+":
            return left + right
        if isinstance(left, TEMPORAL) or isinstance(right, TEMPORAL):
            return _temporal(operator, left, right)
    except (DecimalException, OverflowError, ZeroDivisionError):
        pass
    return None


def _number(operator: str, left: Number, right: Number) -> Number:
    """In 34 digits, as DMN's numbers have (the caller sets the context)."""
    ways: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
        "+": lambda one, other: one + other,
        "-": lambda one, other: one - other,
        "*": lambda one, other: one * other,
        "/": lambda one, other: one / other,
        "**": lambda one, other: one**other,
    }
    return ways[operator](Decimal(left), Decimal(right))


def _temporal(operator: str, left: Any, right: Any) -> Any:
    if isinstance(left, TEMPORAL) and isinstance(right, TEMPORAL):
        if operator == "/":
            return _ratio(left, right)
        return {"+": temporal.add, "-": temporal.subtract}.get(operator, lambda one, other: None)(left, right)
    if operator == "*" and is_number(left):
        left, right = right, left
    if operator in "*/" and is_number(right):
        return _scaled(left, Decimal(right) if operator == "*" else 1 / Decimal(right))
    return None


def _ratio(left: Temporal, right: Temporal) -> Decimal | None:
    if isinstance(left, Months) and isinstance(right, Months):
        return Decimal(left.count) / right.count
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return Decimal(_micros(left)) / _micros(right)
    return None


def _scaled(value: Any, by: Decimal) -> Temporal | None:
    if isinstance(value, Months):
        return Months(int(round(value.count * by, 12)))
    if isinstance(value, timedelta):
        return timedelta(microseconds=int(round(_micros(value) * by, 0)))
    return None


def _micros(value: timedelta) -> int:
    return value // timedelta(microseconds=1)
