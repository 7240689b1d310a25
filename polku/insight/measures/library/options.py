"""How the options of measures are read from text."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from polku.insight.measures.model import Option

MONTHS = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(?::(\d{4}-(?:0[1-9]|1[0-2])))?\Z")


def choice(name: str, words: Collection[str], default: str | None) -> Option:
    def read(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return Option(name, read, default, f"one of {', '.join(words)}", tuple(words))


def whole(name: str, least: int, default: int | None) -> Option:
    def read(text: str) -> int:
        if int(text) < least:
            raise ValueError(text)
        return int(text)

    return Option(name, read, default, f"a whole number of at least {least}")


def number(name: str, fits: Callable[[Decimal], bool], default: Decimal, expected: str) -> Option:
    return Option(name, lambda text: _fitting(text, fits), default, expected)


def ratio(name: str) -> Option:
    return Option(name, lambda text: Fraction(_fitting(text, lambda value: value > 0)), Fraction(1), "a number above 0")


def percentiles(name: str, default: tuple[Decimal, ...]) -> Option:
    def read(text: str) -> tuple[Decimal, ...]:
        return tuple(_fitting(part, lambda value: 0 <= value <= 100) for part in text.split(","))

    return Option(name, read, default, "numbers from 0 to 100, such as 50,90")


def moment(name: str) -> Option:
    def read(text: str) -> datetime:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError(text)
        return found.astimezone(UTC)

    return Option(name, read, None, "a moment with its zone, such as 2026-03-02T08:00+02:00")


def months(text: str) -> tuple[str, str]:
    """`YYYY-MM` or `YYYY-MM:YYYY-MM`, both ends included."""
    found = MONTHS.match(text)
    if not found or (found[2] and found[2] < found[1]):
        raise ValueError(text)
    return found[1], found[2] or found[1]


def _fitting(text: str, fits: Callable[[Decimal], bool]) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise ValueError(text) from None
    if not value.is_finite() or not fits(value):
        raise ValueError(text)
    return value
