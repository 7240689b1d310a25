"""S-FEEL, the small expression language of DMN: text in, an immutable tree out.

Unary tests are what a table's condition cell holds (`-`, `true`, `>= 38`, `"a","b"`, `[1..3]`, `not("a")`);
an expression is what a result cell or a literal decision holds (`points + 1`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from polku.rules.values import Number, Value


@dataclass(frozen=True)
class Literal:
    value: Value


@dataclass(frozen=True)
class Name:
    """An input, a decision, or one option of a question: `fever`, `points`, `signs.chest_pain`."""

    name: str


@dataclass(frozen=True)
class Arithmetic:
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Negative:
    of: Expression


@dataclass(frozen=True)
class Compared:
    operator: str
    left: Expression
    right: Expression


Expression = Literal | Name | Arithmetic | Negative | Compared


@dataclass(frozen=True)
class Test:
    """The input stands in this relation to the endpoint."""

    operator: str
    endpoint: Expression


@dataclass(frozen=True)
class Interval:
    low: Expression
    high: Expression
    low_included: bool
    high_included: bool


@dataclass(frozen=True)
class Anything:
    """`-`: any value, also a missing one."""


@dataclass(frozen=True)
class AnyOf:
    tests: tuple[Test | Interval, ...]


@dataclass(frozen=True)
class NoneOf:
    tests: tuple[Test | Interval, ...]


UnaryTests = Anything | AnyOf | NoneOf
Tree = Expression | UnaryTests | Test | Interval

GRAMMAR = r"""
tests: "-" -> anything
     | "not" "(" positive ("," positive)* ")" -> none_of
     | positive ("," positive)* -> any_of
?positive: COMPARE sum -> test
         | sum -> equals
         | OPEN_LEFT sum ".." sum closing -> interval
         | "(" sum ".." sum closing -> open_interval
closing: CLOSE_RIGHT | CLOSE_OPEN
expression: sum | sum COMPARE sum -> compared | sum EQUAL sum -> compared
?sum: product | sum PLUS product -> arithmetic | sum MINUS product -> arithmetic
?product: power | product TIMES power -> arithmetic | product DIVIDE power -> arithmetic
?power: unary | power POWER unary -> arithmetic
?unary: atom | "-" unary -> negative
?atom: NUMBER -> number
     | STRING -> string
     | "true" -> true
     | "false" -> false
     | "null" -> null
     | NAME ("." NAME)* -> name
     | "(" sum ")"
COMPARE: "<=" | ">=" | "<" | ">"
EQUAL: "=" | "!="
PLUS: "+"
MINUS: "-"
TIMES: "*"
DIVIDE: "/"
POWER: "**"
OPEN_LEFT: "[" | "]"
CLOSE_RIGHT: "]" | "["
CLOSE_OPEN: ")"
NUMBER: /\d+(\.\d+)?|\.\d+/
STRING: /"(\\.|[^"\\])*"/
NAME: /[^\W\d]\w*/
%ignore /\s+/
"""


class NotSFeel(ValueError):
    """The text is not S-FEEL; says where."""


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    def anything(self, *_: object) -> Anything:
        return Anything()

    def any_of(self, *tests: Any) -> AnyOf:
        return AnyOf(tests)

    def none_of(self, *tests: Any) -> NoneOf:
        return NoneOf(tests)

    def test(self, operator: Token, endpoint: Expression) -> Test:
        return Test(str(operator), endpoint)

    def equals(self, endpoint: Expression) -> Test:
        return Test("=", endpoint)

    def interval(self, opening: Token, low: Expression, high: Expression, closed: bool) -> Interval:
        return Interval(low, high, opening == "[", closed)

    def open_interval(self, low: Expression, high: Expression, closed: bool) -> Interval:
        return Interval(low, high, False, closed)

    def closing(self, mark: Token) -> bool:
        return bool(mark == "]")

    def expression(self, inner: Expression) -> Expression:
        return inner

    def compared(self, left: Expression, operator: Token, right: Expression) -> Compared:
        return Compared(str(operator), left, right)

    def arithmetic(self, left: Expression, operator: Token, right: Expression) -> Arithmetic:
        return Arithmetic(str(operator), left, right)

    def negative(self, *parts: Expression) -> Expression:
        of = parts[-1]
        if isinstance(of, Literal) and isinstance(of.value, (int, Decimal)):
            return Literal(-of.value)
        return Negative(of)

    def number(self, text: Token) -> Literal:
        return Literal(number(text))

    def string(self, text: Token) -> Literal:
        return Literal(text[1:-1].replace('\\"', '"').replace("\\\\", "\\"))

    def true(self) -> Literal:
        return Literal(True)

    def false(self) -> Literal:
        return Literal(False)

    def null(self) -> Literal:
        return Literal(None)

    def name(self, *parts: Token) -> Name:
        return Name(".".join(parts))


_PARSER = Lark(GRAMMAR, parser="lalr", start=["tests", "expression"], maybe_placeholders=False)
_BUILD = _Builder()


def number(text: str) -> Number:
    return Decimal(text) if "." in text else int(text)


@lru_cache(maxsize=4096)
def parse_tests(text: str) -> UnaryTests:
    """The condition of a cell. Raises NotSFeel."""
    parsed: UnaryTests = _parse(text, "tests")
    return parsed


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """The value of a cell or a literal decision. Raises NotSFeel."""
    parsed: Expression = _parse(text, "expression")
    return parsed


def _parse(text: str, start: str) -> Any:
    try:
        return _BUILD.transform(_PARSER.parse(text, start=start))
    except UnexpectedInput as error:
        column = error.column if error.column and error.column > 0 else len(text) + 1
        raise NotSFeel(f"'{text}' is not S-FEEL at character {column}") from None


def walk(tree: Tree) -> Iterator[Tree]:
    """The node and everything below it."""
    yield tree
    for field in getattr(tree, "__dataclass_fields__", ()):
        below = getattr(tree, field)
        for part in below if isinstance(below, tuple) else (below,):
            if hasattr(part, "__dataclass_fields__"):
                yield from walk(part)


def names(tree: Tree) -> set[str]:
    return {node.name for node in walk(tree) if isinstance(node, Name)}


def literals(tree: Tree) -> list[Value]:
    return [node.value for node in walk(tree) if isinstance(node, Literal)]
