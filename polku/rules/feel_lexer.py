"""The words of FEEL. A name may hold spaces and signs: the longest name in scope wins, as DMN has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from lark import Token
from lark.exceptions import UnexpectedCharacters
from lark.lexer import Lexer

TOKENS = (
    "_LPAR _RPAR _LSQB _RSQB _LBRACE _RBRACE _COLON _COMMA _DOTS _DOT COMPARE EQUAL PLUS MINUS TIMES DIVIDE POWER "
    "_AND _OR _IF _THEN _ELSE _BETWEEN _IN _TRUE _FALSE _NULL NUMBER STRING MOMENT NAME FUNCTION _INPUT _NONE_OF"
)
_KEYWORDS = {word: f"_{word.upper()}" for word in ("and", "or", "if", "then", "else", "between", "in", "true", "false", "null")}
_SIGNS = {
    "**": "POWER", "..": "_DOTS", "<=": "COMPARE", ">=": "COMPARE", "!=": "EQUAL", "(": "_LPAR", ")": "_RPAR", "[": "_LSQB",
    "]": "_RSQB", "{": "_LBRACE", "}": "_RBRACE", ":": "_COLON", ",": "_COMMA", ".": "_DOT", "<": "COMPARE", ">": "COMPARE",
    "=": "EQUAL", "+": "PLUS", "-": "MINUS", "–": "MINUS", "*": "TIMES", "/": "DIVIDE", "?": "_INPUT",
}  # fmt: skip
_SPACE = re.compile(r"(?:\s|//[^\n]*|/\*.*?\*/)+", re.DOTALL)
_PATTERNS = (
    ("NUMBER", re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")),
    ("STRING", re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)),
    ("MOMENT", re.compile(r'@\s*"[^"]*"')),
)
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_WORD = re.compile(r"[^\W\d][\w’']*")
_CALLED = re.compile(r"\s*\(")
_PIECE = re.compile(r"\w+|[^\w\s]")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}
BUILT_IN = frozenset({
    "date and time", "days and time duration", "years and months duration", "string length", "upper case", "lower case",
    "starts with", "ends with", "list contains", "substring before", "substring after", "day of week", "month of year",
    "day of year", "week of year", "round up", "round down", "round half up", "round half down", "distinct values", "index of",
})  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """The names that a text may use: `names` at the head of a path, `components` behind a dot."""

    names: frozenset[str] = frozenset()
    components: frozenset[str] = frozenset()


NOTHING = Scope()


class FeelLexer(Lexer):
    """Cuts `(text, scope, whether it is a cell)` into tokens."""

    def __init__(self, conf: Any) -> None:
        pass

    def lex(self, data: Any, parser_state: Any = None) -> Iterator[Token]:
        text, scope, cell = data
        known, components = _Names.of(scope.names), _Names.of(scope.components)
        place, before, first = 0, "", cell
        while place < len(text):
            if space := _SPACE.match(text, place):
                place = space.end()
                continue
            kind, end, value = _next(text, place, components if before == "_DOT" else known, first and _is_negated(text))
            yield Token(kind, value, start_pos=place, column=place + 1)
            place, before, first = end, kind, False


@dataclass(frozen=True)
class _Names:
    """Names ready to be found in a text; `exact` gives the name as it was declared."""

    pattern: re.Pattern[str] | None
    exact: dict[str, str]

    @staticmethod
    @lru_cache(maxsize=512)
    def of(names: frozenset[str]) -> _Names:
        pieces = {name: _PIECE.findall(name) for name in names if name.strip()}
        longest = sorted(pieces, key=len, reverse=True)
        ways = "|".join(_way(pieces[name]) for name in longest)
        return _Names(re.compile(ways) if ways else None, {" ".join(found): name for name, found in pieces.items()})

    def at(self, text: str, place: int) -> tuple[int, str] | None:
        found = self.pattern.match(text, place) if self.pattern else None
        return (found.end(), self.exact[" ".join(_PIECE.findall(found.group()))]) if found else None


def _way(pieces: list[str]) -> str:
    """Space is needed between two words, and free beside a sign."""
    way = re.escape(pieces[0])
    for left, right in pairwise(pieces):
        both_words = _is_word(left) and _is_word(right)
        way += (r"\s+" if both_words else r"\s*") + re.escape(right)
    return way + (r"(?!\w)" if _is_word(pieces[-1]) else "")


def _is_word(piece: str) -> bool:
    return piece[0].isalnum() or piece[0] == "_"


def _next(text: str, place: int, known: _Names, negated: bool) -> tuple[str, int, str]:
    """Kind, end and value of the token at `place`."""
    if negated:
        return "_NONE_OF", place + 3, "not"
    built_in = _Names.of(BUILT_IN).at(text, place)
    if built_in and _CALLED.match(text, built_in[0]):
        return _named(text, *built_in)
    if text[place] not in '"@' and (found := known.at(text, place)):
        return _named(text, *found)
    for kind, pattern in _PATTERNS:
        if match := pattern.match(text, place):
            return kind, match.end(), match.group()
    if _WORD.match(text, place):
        return _free_name(text, place)
    if sign := _SIGN.match(text, place):
        return _SIGNS[sign.group()], sign.end(), sign.group()
    raise UnexpectedCharacters(text, place, 1, place + 1)  # type: ignore[no-untyped-call]


def _free_name(text: str, place: int) -> tuple[str, int, str]:
    """A keyword, or a name that nobody declared: then all its words, up to a keyword."""
    words: list[str] = []
    end = place
    while match := _WORD.match(text, _skip(text, end)):
        word = match.group()
        if word in _KEYWORDS:
            return ("NAME", end, " ".join(words)) if words else (_KEYWORDS[word], match.end(), word)
        words.append(word)
        end = match.end()
        if _CALLED.match(text, end):
            break
    return _named(text, end, " ".join(words))


def _named(text: str, end: int, name: str) -> tuple[str, int, str]:
    return ("FUNCTION" if _CALLED.match(text, end) else "NAME"), end, name


def _skip(text: str, place: int) -> int:
    space = _SPACE.match(text, place)
    return space.end() if space else place


def _is_negated(text: str) -> bool:
    """`not(…)` around the whole cell; elsewhere `not` is a function."""
    found = re.match(r"\s*not\s*\(", text)
    if not found:
        return False
    depth, quoted, place = 1, False, found.end()
    while place < len(text) and depth:
        sign = text[place]
        if sign == "\\" and quoted:
            place += 1
        elif sign == '"':
            quoted = not quoted
        elif not quoted:
            depth += (sign == "(") - (sign == ")")
        place += 1
    return not text[place:].strip()


def text_of(literal: str) -> str:
    """What a text in quotes says."""

    def one(match: re.Match[str]) -> str:
        code = match.group(1)
        return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _PLAIN.get(code, match.group())

    return _ESCAPE.sub(one, literal[1:-1]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
