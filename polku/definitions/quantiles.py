"""Percentiles that are values of the data: of n values in order, the one at ⌊(n − 1) · p⌋ (lower interpolation)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar

Value = TypeVar("Value", int, float)


def place(count: int, percent: Decimal) -> int:
    """The place, from 0, of the percentile among `count` values in order."""
    return int((count - 1) * percent // 100)


def percentile(values: Sequence[Value], percent: Decimal) -> Value | None:
    """The percentile of values in any order; None of nothing."""
    return sorted(values)[place(len(values), percent)] if values else None


MEDIAN, NINETIETH = Decimal(50), Decimal(90)
