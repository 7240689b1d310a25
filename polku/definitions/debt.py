"""Service debt: what a base period would have led to expect, less what came, summed up from the base's end."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

BASE = ("2018-03", "2020-02")
"""The 24 months before March 2020."""


def month_number(month: str) -> int:
    """`YYYY-MM` → months since year 0."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def month_name(number: int) -> str:
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def months(first: str, last: str) -> list[str]:
    """From first to last, both included."""
    return [month_name(number) for number in range(month_number(first), month_number(last) + 1)]


def expected(month: str, came: Mapping[str, int], base: Sequence[str], ratio: Fraction) -> Fraction:
    """The mean of the same calendar month in the base, times the ratio of populations."""
    same = [came.get(earlier, 0) for earlier in base if earlier[5:] == month[5:]]
    return Fraction(sum(same), len(same)) * ratio


def debts(came: Mapping[str, int], base: Sequence[str], until: str, ratio: Fraction) -> dict[str, tuple[Fraction, int, Fraction]]:
    """By month after the base: expected, what came, and the debt so far. The base has every calendar month."""
    found, debt = {}, Fraction(0)
    for month in months(month_name(month_number(base[-1]) + 1), until):
        awaited, actual = expected(month, came, base, ratio), came.get(month, 0)
        debt += awaited - actual
        found[month] = (awaited, actual, debt)
    return found
