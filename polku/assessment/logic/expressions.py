"""FHIRPath expressions of questionnaires: read strictly, from a list of safe functions, parsed once.

The engine has two traps that are closed here: its parser takes `a +` for an expression, and with its model of R4 the
functions `sum`, `min`, `max` and `avg` fail on answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache, wraps
from typing import Any

import fhirpathpy.engine.nodes
import fhirpathpy.parser
from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from fhirpathpy.models import models
from fhirpathpy.parser.generated.FHIRPathLexer import FHIRPathLexer
from fhirpathpy.parser.generated.FHIRPathParser import FHIRPathParser

LONGEST = 4000
DEEPEST = 200
MOST_CALLS = 10_000
LARGEST = 10**15
MOST_VALUES = 10_000
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
FUNCTIONS = frozenset({
    "empty", "exists", "not", "all", "allTrue", "anyTrue", "allFalse", "anyFalse", "count", "distinct", "isDistinct", "where",
    "select", "repeat", "first", "last", "single", "tail", "take", "skip", "ofType", "is", "as", "iif", "toInteger", "toDecimal",
    "toString", "toBoolean", "toDate", "toQuantity", "abs", "ceiling", "floor", "round", "sqrt", "truncate", "ln",
    "log", "exp", "sum", "min", "max", "avg", "aggregate", "weight", "ordinal", "children", "descendants", "extension",
    "union", "combine", "intersect", "exclude", "subsetOf", "supersetOf", "contains", "startsWith", "endsWith", "substring",
    "indexOf", "length", "upper", "lower", "trim", "convertsToInteger", "convertsToDecimal", "hasValue", "today",
})  # fmt: skip
_MEND = "write it with the functions named in the docs, such as where, exists, weight, sum and iif"

Parsed = dict[str, Any]
Index = dict[str, list[Any]]
_PICK = re.compile(r"%resource\.repeat\(item\)\.where\(linkId(='[\w.-]+'|in\(('[\w.-]+'\|)*'[\w.-]+'\))\)")
_engine: Any = fhirpathpy.engine
fhirpath_parser: Any = fhirpathpy.parser


class NotAllowed(ValueError):
    """An expression that cannot be read, or that uses what is not safe or not known."""

    def __init__(self, found: str, expected: str, mend: str = _MEND) -> None:
        self.found, self.expected, self.mend = found, expected, mend
        super().__init__(f"{found}; expected {expected}; {mend}")


class Failed(ValueError):
    """The expression could not be computed on these answers."""


@dataclass(frozen=True)
class Expression:
    """`words` are the texts that it quotes, linkIds among them; `names` its %variables.

    `quick` is the same tree in which items picked by their linkId are names of their own, of which `picks` tells the linkIds.
    """

    source: str
    tree: Parsed
    words: frozenset[str]
    names: frozenset[str]
    quick: Parsed
    picks: Mapping[str, tuple[str, ...]]

    def evaluate(
        self, resource: Any, variables: Mapping[str, Any], today: date | None = None, *, index: Index | None = None
    ) -> list[Any]:
        """The values it comes to; Failed where it cannot be computed. `index` is that of `variables["resource"]`."""
        tree, picked = (self.tree, {}) if index is None else (self.quick, self._picked(index))
        context = {
            "dataRoot": [resource],
            "vars": {"context": resource, "ucum": "http://unitsofmeasure.org", **variables, **picked},
            "model": models["r4"],
            "userInvocationTable": {**_GUARDED, "today": _function(lambda _: _day(today))},
            "work": [0],
        }
        try:
            found = _engine.do_eval(context, context["dataRoot"], tree["children"][0])
            return [_engine.util.get_data(one) for one in found]
        except Exception as error:
            raise Failed(type(error).__name__) from error


    def _picked(self, index: Index) -> dict[str, list[Any]]:
        """In the order in which the items stand."""
        return {
            name: index[ids[0]] if len(ids) == 1 and ids[0] in index else [one for one in index[""] if one.data["linkId"] in ids]
            for name, ids in self.picks.items()
        }


def index_of(resource: Mapping[str, Any]) -> Index:
    """The items of a response by linkId, as `%resource.repeat(item)` finds them; under "" all of them."""
    found: list[Any] = []
    seen: set[Any] = set()
    waiting: list[Mapping[str, Any]] = [resource]
    for holder in waiting:
        new = [one for one in map(inside, holder.get("item", ())) if one not in seen]
        seen.update(new)
        found += new
        waiting += [one.data for one in new]
    index: Index = {"": found}
    for one in found:
        index.setdefault(one.data["linkId"], []).append(one)
    return index


def inside(item: Mapping[str, Any]) -> Any:
    """An item of a response as the engine knows it, so that it finds the types of its answers."""
    return _engine.nodes.ResourceNode.create_node(item, "QuestionnaireResponse.item")


@lru_cache(maxsize=2000)
def compiled(source: str) -> Expression:
    """The expression, parsed once. Raises NotAllowed."""
    if len(source) > LONGEST:
        raise NotAllowed(f"an expression of {len(source)} characters", f"at most {LONGEST}", "split it with variables")
    _must_be_whole(source)
    try:
        tree: Parsed = fhirpath_parser.parse(source)
    except Exception:  # noqa: BLE001 - the parser raises every kind of error
        raise NotAllowed(f"'{source[:80]}' is no FHIRPath", "one whole expression") from None
    nodes = list(_nodes(tree))
    for node in nodes:
        _must_be_allowed(node)
    words = frozenset(_unquoted(node["text"]) for node in nodes if node.get("type") == "StringLiteral")
    names = frozenset(_name(node) for node in nodes if node.get("type") == "ExternalConstant")
    picks: dict[str, tuple[str, ...]] = {}
    return Expression(source, tree, words, names, _quick(tree, picks), picks)


def _quick(node: Parsed, picks: dict[str, tuple[str, ...]]) -> Parsed:
    """The tree with a name in the place of each choice of items by their linkIds; `picks` gathers them."""
    if _PICK.fullmatch(node.get("text") or "") and node.get("type") == "InvocationExpression":
        ids = tuple(re.findall(r"'([^']+)'", node["text"]))
        name = "items of " + " ".join(ids)
        picks[name] = ids
        return _named(("TermExpression", "ExternalConstantTerm", "ExternalConstant"), name)
    children = node.get("children")
    return {**node, "children": [_quick(child, picks) for child in children]} if children else node


def _named(types: tuple[str, ...], name: str) -> Parsed:
    node: Parsed = {"type": "Identifier", "text": name, "terminalNodeText": [name]}
    for type_ in reversed(types):
        node = {"type": type_, "text": f"%{name}", "terminalNodeText": [], "children": [node]}
    return node


class _Strict(ErrorListener):  # type: ignore[misc]
    def syntaxError(self, recognizer: Any, symbol: Any, line: int, column: int, msg: str, error: Any) -> None:
        raise NotAllowed(f"no FHIRPath at character {column + 1}", "one whole expression")


def _must_be_whole(source: str) -> None:
    if source.count("(") > DEEPEST or source.count("[") > DEEPEST:
        raise NotAllowed("an expression with too many brackets", f"at most {DEEPEST}", "split it with variables")
    lexer = FHIRPathLexer(InputStream(source))
    parser = FHIRPathParser(CommonTokenStream(lexer))
    for part in (lexer, parser):
        part.removeErrorListeners()
        part.addErrorListener(_Strict())
    try:
        parser.expression()
    except RecursionError:
        raise NotAllowed("an expression that is nested too deeply", "a simpler one", "split it with variables") from None
    rest = parser.getCurrentToken()
    if rest.type != -1:
        raise NotAllowed(f"no FHIRPath at character {rest.column + 1}", "one whole expression")


def _nodes(node: Parsed) -> Iterator[Parsed]:
    yield node
    for child in node.get("children", ()):
        yield from _nodes(child)


def _must_be_allowed(node: Parsed) -> None:
    if node.get("type") != "Functn":
        return
    name, *params = node["children"]
    function = name["text"].strip("`")
    if function not in FUNCTIONS:
        raise NotAllowed(f"function '{function}'", "a function that is known and safe")
    if function == "repeat" and [param["children"][0].get("text") for param in params] != ["item"]:
        raise NotAllowed("'repeat' over something else than item", "repeat(item)", "write repeat(item)")


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def _name(node: Parsed) -> str:
    identifier = node["children"][0] if node.get("children") else node
    return str(identifier["text"]).strip("`'\"%")


Function = Callable[..., Any]


def _function(does: Callable[[list[Any]], Any]) -> dict[str, Any]:
    """A function of ours: it is given plain values."""
    return {"fn": lambda context, values: does([_engine.util.get_data(one) for one in values]), "arity": {0: []}}


def _guarded(does: Function) -> Function:
    """The engine's function, which may not grow without end: an expression has a budget of calls and of values."""

    @wraps(does)
    def guarded(context: dict[str, Any], *given: Any) -> Any:
        context["work"][0] += 1
        found = does(context, *given)
        if context["work"][0] > MOST_CALLS or _size(found) > MOST_VALUES:
            raise Failed("too much work")
        return found

    return guarded


def _size(found: Any) -> int:
    if isinstance(found, (list, str)):
        return len(found)
    return MOST_VALUES + 1 if isinstance(found, (int, float, Decimal)) and abs(Decimal(found)) > LARGEST else 0


def _weights(answers: list[Any]) -> list[Decimal]:
    """The ordinal values of answers, or of their codings."""
    codings = (one.get("valueCoding", one) for one in answers if isinstance(one, Mapping))
    marks = (mark for coding in codings for mark in coding.get("extension", ()) if mark.get("url") in (ORDINAL, WEIGHT))
    return [Decimal(str(mark["valueDecimal"])) for mark in marks]


def _numbers(values: list[Any]) -> list[Decimal]:
    if any(isinstance(value, bool) or not isinstance(value, (int, float, Decimal)) for value in values):
        raise Failed("not a number")
    return [Decimal(str(value)) for value in values]


def _day(today: date | None) -> list[Any]:
    if today is None:
        raise Failed("no day is given")
    return [_engine.nodes.FP_DateTime(today.isoformat())]


_OURS: Mapping[str, Any] = {
    "weight": _function(_weights),
    "ordinal": _function(_weights),
    "sum": _function(lambda values: sum(_numbers(values), Decimal(0))),
    "min": _function(lambda values: [min(numbers)] if (numbers := _numbers(values)) else []),
    "max": _function(lambda values: [max(numbers)] if (numbers := _numbers(values)) else []),
    "avg": _function(lambda values: [sum(numbers) / len(numbers)] if (numbers := _numbers(values)) else []),
    "hasValue": _function(lambda values: len(values) == 1 and not isinstance(values[0], Mapping)),
}
_GUARDED: Mapping[str, Any] = {
    name: {**entity, "fn": _guarded(entity["fn"])} for name, entity in {**_engine.base_invocation_registry, **_OURS}.items()
}
