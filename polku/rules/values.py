"""The values that rules work on, and how two of them compare."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

Number = int | Decimal
Value = bool | int | Decimal | str | None


class Missing(Enum):
    """An input without a value: the person does not know it, or it was never asked."""

    UNKNOWN = "unknown"
    NOT_ASKED = "not asked"


Input = Value | Missing


def kind(value: Value) -> str:
    """`boolean`, `number`, `string` or `null`; Python counts True as a number, FEEL does not."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    return "string" if isinstance(value, str) else "number"


def equal(left: Value, right: Value) -> bool:
    return left == right and kind(left) == kind(right)


def compare(operator: str, left: Value, right: Value) -> bool | None:
    """The answer of `left operator right`; null where kinds differ or order has no meaning."""
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        return not equal(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return _ordered(operator, (left > right) - (left < right))
    if kind(left) == kind(right) == "number":
        assert not isinstance(left, (str, type(None))) and not isinstance(right, (str, type(None)))
        return _ordered(operator, (left > right) - (left < right))
    return None


def _ordered(operator: str, sign: int) -> bool:
    match operator:
        case "<":
            return sign < 0
        case "<=":
            return sign <= 0
        case ">":
            return sign > 0
    return sign >= 0
