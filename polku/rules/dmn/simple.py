"""FEEL of a foreign file as the S-FEEL of our own tables: the same tree where it is within it, else TooMuch with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from polku.rules.dmn.strict import TooMuch
from polku.rules.feel import Call, Feel, Path, TheInput
from polku.rules.sfeel import (
    AnyOf,
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
from polku.rules.values import kind

Kinds = Mapping[str, str | None]
"""By name or path, `boolean`, `number` or `string`; None where it is something else."""
LARGEST_POWER = 6


def simple_cell(tests: UnaryTests, kinds: Kinds) -> UnaryTests:
    """Raises TooMuch."""
    if isinstance(tests, Anything):
        return tests
    inside = tuple(_test(test, kinds) for test in tests.tests)
    return NoneOf(inside) if isinstance(tests, NoneOf) else AnyOf(inside)


def _test(test: Test | Interval, kinds: Kinds) -> Test | Interval:
    if isinstance(test, Interval):
        return Interval(simple(test.low, kinds), simple(test.high, kinds), test.low_included, test.high_included)
    if test.operator == "=" and isinstance(test.endpoint, Compared):
        left: object = test.endpoint.left
        if isinstance(left, TheInput):
            return Test(test.endpoint.operator, simple(test.endpoint.right, kinds))
        raise TooMuch("a comparison of its own in a cell")
    return Test(test.operator, simple(test.endpoint, kinds))


def simple(feel: Feel, kinds: Kinds) -> Expression:
    """Raises TooMuch. Arithmetic is of numbers, and linear: what a proof can follow."""
    match feel:
        case Literal():
            return feel
        case Name() | Path():
            return _name(feel, kinds)
        case Negative(of):
            return Negative(_number(of, kinds))
        case Compared(operator, left, right):
            return Compared(operator, simple(left, kinds), simple(right, kinds))
        case Arithmetic(operator, left, right):
            return _arithmetic(operator, _number(left, kinds), _number(right, kinds))
        case Call(function):
            raise TooMuch("a date, time or duration" if function == "@" else f"a call of '{function}'")
    raise TooMuch(f"'{type(feel).__name__.lower()}' in an expression")


def _name(feel: Feel, kinds: Kinds) -> Name:
    name = dotted(feel)
    if name is None:
        raise TooMuch("a part of a value that is worked out")
    if name not in kinds and any(name.startswith(f"{known}.") for known in kinds):
        raise TooMuch(f"'{name}', a part that no type declares")
    if name not in kinds:
        raise TooMuch(f"'{name}', which it does not require")
    if kinds[name] is None:
        raise TooMuch(f"'{name}', which is no number, text or yes/no")
    return Name(name)


def dotted(feel: Feel) -> str | None:
    """`Loan.amount` of a name or path."""
    if isinstance(feel, Path):
        head = dotted(feel.of)
        return f"{head}.{feel.name}" if head else None
    return feel.name if isinstance(feel, Name) else None


def _number(feel: Feel, kinds: Kinds) -> Expression:
    made = simple(feel, kinds)
    found = kind_of(made, kinds)
    if found == "string":
        raise TooMuch("texts put together")
    if found != "number":
        raise TooMuch(f"arithmetic with {found or 'nothing'}")
    return made


def kind_of(expression: Expression, kinds: Kinds) -> str | None:
    match expression:
        case Literal(value):
            return kind(value) if value is not None else None
        case Name(name):
            return kinds.get(name)
        case Compared():
            return "boolean"
    return "number"


def _arithmetic(operator: str, left: Expression, right: Expression) -> Arithmetic:
    if operator == "*" and not (_constant(left) or _constant(right)):
        raise TooMuch("a product of two values that vary")
    if operator == "/" and not _constant(right):
        raise TooMuch("division by a value that varies")
    if operator == "**" and not (_constant(left) and _exponent(right)):
        raise TooMuch(f"a power other than of a number to 1 to {LARGEST_POWER}")
    return Arithmetic(operator, left, right)


def _constant(expression: Expression) -> bool:
    match expression:
        case Literal():
            return True
        case Negative(of):
            return _constant(of)
        case Arithmetic(_, left, right):
            return _constant(left) and _constant(right)
    return False


def _exponent(expression: Expression) -> bool:
    value = expression.value if isinstance(expression, Literal) else None
    return isinstance(value, (int, Decimal)) and value == int(value) and 1 <= value <= LARGEST_POWER
