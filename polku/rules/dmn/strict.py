"""FEEL of a foreign file written as S-FEEL of our own tables, where it can be."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from polku.rules.feel import Feel, Path
from polku.rules.feel_functions import plain_number
from polku.rules.sfeel import Anything, Arithmetic, Compared, Interval, Literal, Name, Negative, NoneOf, Test, UnaryTests
from polku.rules.values import Value

Rename = Callable[[str], str]


class TooMuch(ValueError):
    """The expression says more than our tables can."""


def cell_text(tests: UnaryTests, rename: Rename) -> str:
    if isinstance(tests, Anything):
        return "-"
    inside = ", ".join(_test(test, rename) for test in tests.tests)
    return f"not({inside})" if isinstance(tests, NoneOf) else inside


def _test(test: Test | Interval, rename: Rename) -> str:
    if isinstance(test, Interval):
        opening, closing = "[" if test.low_included else "(", "]" if test.high_included else ")"
        return f"{opening}{expression_text(test.low, rename)}..{expression_text(test.high, rename)}{closing}"
    if test.operator == "!=":
        raise TooMuch("'!=' in a cell")
    endpoint = expression_text(test.endpoint, rename)
    return endpoint if test.operator == "=" else f"{test.operator} {endpoint}"


def expression_text(feel: Feel, rename: Rename) -> str:
    """Raises TooMuch."""
    match feel:
        case Literal(value):
            return literal_text(value)
        case Name(name):
            return rename(name)
        case Path(Name(head), name):
            return rename(f"{head}.{name}")
        case Negative(of):
            return f"-{_inner(of, rename)}"
        case Arithmetic("+", Literal(str()), _) | Arithmetic("+", _, Literal(str())):
            raise TooMuch("texts put together")
        case Arithmetic(operator, left, right) | Compared(operator, left, right):
            return f"{_inner(left, rename)} {operator} {_inner(right, rename)}"
    raise TooMuch(f"'{type(feel).__name__.lower()}' in an expression")


def _inner(feel: Feel, rename: Rename) -> str:
    text = expression_text(feel, rename)
    return f"({text})" if isinstance(feel, (Arithmetic, Compared, Negative)) else text


def literal_text(value: Value) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, Decimal)):
        return plain_number(value)
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
