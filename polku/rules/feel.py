"""FEEL as DMN files of conformance level 2 use it: text and the names in scope in, the immutable tree of S-FEEL out.

It adds to S-FEEL: names with spaces (the longest name in scope wins), paths, calls, `and`, `or`, `if`, `between`, `in`,
lists, contexts and `@"…"`. Cells of our own tables are stricter (`sfeel.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, VisitError

from polku.rules.feel_lexer import NOTHING, TOKENS, FeelLexer, Scope, text_of
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
    NotSFeel,
    Test,
    UnaryTests,
)


@dataclass(frozen=True)
class TheInput:
    """`?` in a cell: the value of the input."""


@dataclass(frozen=True)
class Path:
    """`Loan.amount`: one component of a structured value."""

    of: Feel
    name: str


@dataclass(frozen=True)
class And:
    left: Feel
    right: Feel


@dataclass(frozen=True)
class Or:
    left: Feel
    right: Feel


@dataclass(frozen=True)
class If:
    condition: Feel
    then: Feel
    otherwise: Feel


@dataclass(frozen=True)
class Between:
    of: Feel
    low: Feel
    high: Feel


@dataclass(frozen=True)
class In:
    of: Feel
    tests: AnyOf


@dataclass(frozen=True)
class Call:
    """A business knowledge model or a function that FEEL has. `names` is empty where arguments go by their order."""

    function: str
    arguments: tuple[Feel, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListOf:
    items: tuple[Feel, ...]


@dataclass(frozen=True)
class ContextOf:
    entries: tuple[tuple[str, Feel], ...]


Feel = Expression | Interval | TheInput | Path | And | Or | If | Between | In | Call | ListOf | ContextOf

GRAMMAR = rf"""
tests: _NONE_OF _LPAR positive (_COMMA positive)* _RPAR -> none_of
     | positive (_COMMA positive)* -> any_of
?positive: COMPARE sum -> test | EQUAL sum -> test | expression -> equals
?expression: _IF expression _THEN expression _ELSE expression -> choice | disjunction
?disjunction: conjunction | disjunction _OR conjunction -> either
?conjunction: comparison | conjunction _AND comparison -> both
?comparison: sum | comparison COMPARE sum -> compared | comparison EQUAL sum -> compared
     | sum _BETWEEN sum _AND sum -> between | sum _IN within -> is_in
within: COMPARE sum -> test_within | sum -> equals_within
     | _LPAR positive (_COMMA positive)+ _RPAR -> several | _LPAR COMPARE sum _RPAR -> several_of_one
?sum: product | sum PLUS product -> arithmetic | sum MINUS product -> arithmetic
?product: power | product TIMES power -> arithmetic | product DIVIDE power -> arithmetic
?power: unary | power POWER unary -> arithmetic
?unary: path | MINUS unary -> negative
?path: atom | path _DOT NAME -> path
?atom: NUMBER -> number | STRING -> string | MOMENT -> moment | _TRUE -> true | _FALSE -> false | _NULL -> null
     | _INPUT -> the_input | NAME -> name
     | _LPAR expression _RPAR -> inner
     | _LSQB sum _DOTS sum closing -> closed_interval | _RSQB sum _DOTS sum closing -> open_interval
     | _LPAR sum _DOTS sum closing -> open_interval
     | _LSQB [expression (_COMMA expression)*] _RSQB -> list_of
     | _LBRACE [entry (_COMMA entry)*] _RBRACE -> context_of
     | FUNCTION _LPAR [argument (_COMMA argument)*] _RPAR -> call
argument: expression -> by_order | NAME _COLON expression -> by_name
entry: (NAME | STRING) _COLON expression
!closing: _RSQB | _LSQB | _RPAR
%declare {TOKENS}
"""


@v_args(inline=True)
class _Builder(Transformer[Token, Any]):
    def any_of(self, *tests: Any) -> AnyOf:
        return AnyOf(tests)

    def none_of(self, *parts: Any) -> NoneOf:
        return NoneOf(parts)

    def test(self, operator: Token, endpoint: Any) -> Test:
        return Test(str(operator), endpoint)

    def equals(self, endpoint: Any) -> Test | Interval:
        return endpoint if isinstance(endpoint, Interval) else Test("=", endpoint)

    def test_within(self, operator: Token, endpoint: Any) -> AnyOf:
        return AnyOf((self.test(operator, endpoint),))

    def equals_within(self, endpoint: Any) -> AnyOf:
        return AnyOf((self.equals(endpoint),))

    def several(self, *tests: Any) -> AnyOf:
        return AnyOf(tests)

    def several_of_one(self, operator: Token, endpoint: Any) -> AnyOf:
        return self.test_within(operator, endpoint)

    def choice(self, condition: Any, then: Any, otherwise: Any) -> If:
        return If(condition, then, otherwise)

    def either(self, left: Any, right: Any) -> Or:
        return Or(left, right)

    def both(self, left: Any, right: Any) -> And:
        return And(left, right)

    def compared(self, left: Any, operator: Token, right: Any) -> Compared:
        return Compared(str(operator), left, right)

    def between(self, of: Any, low: Any, high: Any) -> Between:
        return Between(of, low, high)

    def is_in(self, of: Any, tests: AnyOf) -> In:
        return In(of, tests)

    def arithmetic(self, left: Any, operator: Token, right: Any) -> Arithmetic:
        return Arithmetic("-" if operator == "–" else str(operator), left, right)

    def negative(self, _: Token, of: Any) -> Any:
        number = isinstance(of, Literal) and isinstance(of.value, (int, Decimal)) and not isinstance(of.value, bool)
        return Literal(-of.value) if number else Negative(of)

    def path(self, of: Any, name: Token) -> Path:
        return Path(of, str(name))

    def number(self, text: Token) -> Literal:
        return Literal(int(text) if text.isdigit() else Decimal(text))

    def string(self, text: Token) -> Literal:
        return Literal(text_of(text))

    def moment(self, text: Token) -> Call:
        return Call("@", (Literal(text[text.index('"') + 1 : -1]),))

    def true(self) -> Literal:
        return Literal(True)

    def false(self) -> Literal:
        return Literal(False)

    def null(self) -> Literal:
        return Literal(None)

    def the_input(self) -> TheInput:
        return TheInput()

    def name(self, name: Token) -> Name:
        return Name(str(name))

    def inner(self, expression: Any) -> Any:
        return expression

    def closed_interval(self, low: Any, high: Any, closed: bool) -> Interval:
        return Interval(low, high, True, closed)

    def open_interval(self, low: Any, high: Any, closed: bool) -> Interval:
        return Interval(low, high, False, closed)

    def closing(self, mark: Token) -> bool:
        return bool(mark == "]")

    def list_of(self, *items: Any) -> ListOf:
        return ListOf(items)

    def entry(self, name: Token, value: Any) -> tuple[str, Any]:
        return text_of(name) if name.type == "STRING" else str(name), value

    def context_of(self, *entries: Any) -> ContextOf:
        return ContextOf(entries)

    def by_order(self, value: Any) -> tuple[str, Any]:
        return "", value

    def by_name(self, name: Token, value: Any) -> tuple[str, Any]:
        return str(name), value

    def call(self, function: Token, *arguments: tuple[str, Any]) -> Call:
        names = tuple(name for name, _ in arguments if name)
        if names and len(names) < len(arguments):
            raise NotSFeel(f"'{function}(…)' mixes arguments with and without names")
        return Call(str(function), tuple(value for _, value in arguments), names)


_PARSER = Lark(GRAMMAR, parser="lalr", lexer=FeelLexer, start=["tests", "expression"], maybe_placeholders=False)
_BUILD = _Builder()


@lru_cache(maxsize=4096)
def parse_cell(text: str, scope: Scope = NOTHING) -> UnaryTests:
    """The condition of a table's cell. Raises NotSFeel."""
    if text.strip() in ("", "-"):
        return Anything()
    tests: UnaryTests = _parse(text, scope, "tests")
    return tests


@lru_cache(maxsize=4096)
def parse_feel(text: str, scope: Scope = NOTHING) -> Feel:
    """An expression. Raises NotSFeel."""
    expression: Feel = _parse(text, scope, "expression")
    return expression


def _parse(text: str, scope: Scope, start: str) -> Any:
    try:
        return _BUILD.transform(_PARSER.parse((text, scope, start == "tests"), start=start))
    except UnexpectedInput as error:
        place = getattr(error, "pos_in_stream", None)
        place = len(text) if place is None else place
        shown = " ".join(text.split())[:80]
        raise NotSFeel(f"'{shown}' is no expression of FEEL at character {place + 1}") from None
    except RecursionError:
        raise NotSFeel(f"an expression of {len(text)} characters is nested too deeply") from None
    except VisitError as error:
        raise error.orig_exc from None
