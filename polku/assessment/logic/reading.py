"""A questionnaire file (YAML, in FHIR's words) read into items; every fault is refused with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from polku.assessment.logic.answers import validate
from polku.assessment.logic.items import (
    DONT_KNOW,
    MOMENTS,
    NUMBERS,
    OPERATORS,
    OTHER,
    TYPES,
    WRITINGS,
    Answer,
    EnableWhen,
    Item,
    Option,
    Other,
    Variable,
)  # fmt: skip
from polku.assessment.logic.reading_adaptive import adaptive_parts
from polku.assessment.logic.taking import Problem, take
from polku.foundation.content import Node
from polku.rules.values import Missing, Value

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_VARIABLE = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
_OURS = ("resource", "context", "questionnaire", "ucum", "patient")
_BASE = ("linkId", "type", "text")
_ANY = ("enableWhen", "enableBehavior", "originalId", "help")
_SETTLED = ("hidden", "readOnly", "initial", "variable", "calculatedExpression", "initialExpression", "adaptiveScore")
_QUESTION = (*_ANY, *_SETTLED, "why", "required", "dontKnow", "repeats", "minOccurs", "maxOccurs", "item")
_WRITTEN = ("minLength", "maxLength", "regex")
_LIMITS = ("minValue", "maxValue")
_COUNTS = {
    "minLength": "min_length", "maxLength": "max_length", "maxSize": "max_size", "minOccurs": "min_occurs",
    "maxOccurs": "max_occurs",
}  # fmt: skip
KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "display": (_BASE, ("enableWhen", "enableBehavior", "originalId", "hidden")),
    "group": (
        (*_BASE, "item"),
        (*_ANY, "variable", "repeats", "required", "minOccurs", "maxOccurs", "why", "hidden", "adaptive"),
    ),
    "boolean": (_BASE, _QUESTION),
    "choice": ((*_BASE, "answerOption"), (*_QUESTION, "graded")),
    "open-choice": ((*_BASE, "answerOption"), (*_QUESTION, *_WRITTEN)),
    "attachment": (_BASE, (*_QUESTION, "maxSize", "contentType")),
    **dict.fromkeys(NUMBERS, (_BASE, (*_QUESTION, *_LIMITS, "unit", "unitCode"))),
    **dict.fromkeys(MOMENTS, (_BASE, (*_QUESTION, *_LIMITS))),
    **dict.fromkeys(WRITINGS, (_BASE, (*_QUESTION, *_WRITTEN))),
}


@dataclass
class Read:
    """Items with the places they were read from: item by linkId, conditions by item and order."""

    items: dict[str, Item] = field(default_factory=dict)
    places: dict[str, Node] = field(default_factory=dict)
    conditions: dict[str, list[Node]] = field(default_factory=dict)
    variables: list[Variable] = field(default_factory=list)


def read_items(root: Node, read: Read) -> tuple[Item, ...]:
    """The items of a file; `read` gathers them, and already holds those of included files."""
    parts = root.mapping(("item",), ("variable",))
    read.variables += _variables(parts, [variable.name for variable in read.variables])
    return tuple(_item(node, read) for node in parts["item"])


def _item(node: Node, read: Read) -> Item:
    entries = node.entries()
    if "type" not in entries:
        node.fail("an item without a type", f"'type', one of: {', '.join(TYPES)}", "add it")
    if entries["type"].value == "reference":
        entries["type"].fail("a question for a reference", f"one of: {', '.join(TYPES)}", "ask it as a choice or a text")
    type_ = entries["type"].word(TYPES)
    parts = node.mapping(*KEYS[type_])
    link_id = _link_id(parts["linkId"], read)
    read.places[link_id] = node
    bare = Item(
        link_id=link_id,
        type=type_,
        text=parts["text"].text3(),
        help=_text(parts, "help"),
        why=_text(parts, "why"),
        required=_truth(parts, "required"),
        repeats=_truth(parts, "repeats"),
        dont_know=_truth(parts, "dontKnow"),
        options=tuple(_options(parts["answerOption"])) if "answerOption" in parts else (),
        **_limits(parts, type_),
        **_form(parts),
        unit=_text(parts, "unit"),
        unit_code=parts["unitCode"].text() if "unitCode" in parts else "",
        hidden=_truth(parts, "hidden"),
        read_only=_truth(parts, "readOnly"),
        variables=tuple(_variables(parts, [variable.name for variable in read.variables])),
        calculated=parts["calculatedExpression"].text() if "calculatedExpression" in parts else "",
        initial_expression=parts["initialExpression"].text() if "initialExpression" in parts else "",
        **adaptive_parts(parts),
        original_id=parts["originalId"].text() if "originalId" in parts else "",
        line=node.line,
    )  # fmt: skip
    item = _complete(bare, parts, read)
    _check(item, node, parts)
    read.items[link_id] = item
    return item


def _complete(bare: Item, parts: Mapping[str, Node], read: Read) -> Item:
    """The item with what hangs on the rest of it: its first value, its conditions, the items that it holds."""
    return replace(
        bare,
        initial=_initial(bare, parts["initial"]) if "initial" in parts else None,
        enable_when=_enable_when(parts, bare.link_id, read),
        enable_behavior=parts["enableBehavior"].word(("all", "any")) if "enableBehavior" in parts else "all",
        items=tuple(_item(below, read) for below in parts["item"]) if "item" in parts else (),
    )


def _check(item: Item, node: Node, parts: Mapping[str, Node]) -> None:
    if item.asks and item.type != "group" and not item.why:
        node.fail(f"question '{item.link_id}' does not say why it is asked", "'why' in fi, sv and en", "add 'why:'")
    if item.type == "choice" and len(item.options) < 2 - item.repeats:
        parts["answerOption"].fail(f"{len(item.options)} options", "at least two", "add options")
    if item.type == "open-choice" and item.option(OTHER):
        parts["answerOption"].fail(
            f"option '{OTHER}' of an open choice", "another code: that one means the written answer", "rename it"
        )
    if not item.repeats and (item.min_occurs or item.max_occurs):
        node.fail(f"'{item.link_id}' has minOccurs or maxOccurs", "an item that repeats", "add 'repeats: true'")
    if item.calculated and (item.initial_expression or item.initial is not None):
        node.fail(f"'{item.link_id}' is both calculated and given at the start", "one of them", "remove one")
    if item.calculated and item.repeats:
        node.fail(f"'{item.link_id}' is calculated and repeats", "a single value", "remove 'repeats'")
    for key, source in (("calculatedExpression", item.calculated), ("initialExpression", item.initial_expression)):
        if source:
            check_expression(parts[key], source)


def check_expression(node: Node, source: str) -> None:
    allowed = import_module("polku.assessment.logic.expressions")
    try:
        allowed.compiled(source)
    except allowed.NotAllowed as error:
        node.fail(error.found, error.expected, error.mend)


def _link_id(node: Node, read: Read) -> str:
    link_id = node.text()
    if not _NAME.match(link_id):
        node.fail(f"linkId '{link_id}'", "small letters, digits and _, a letter first", "rename it")
    if link_id in read.places:
        first = read.places[link_id]
        node.fail(f"linkId '{link_id}' twice", f"each once; first in {first.file}:{first.line}", "rename one")
    return link_id


def _options(node: Node) -> list[Option]:
    options: list[Option] = []
    for part in node:
        keys = part.mapping(("code", "text"), ("exclusive", "score", "system", "originalCode"))
        code = keys["code"].text()
        if code == DONT_KNOW or not _NAME.match(code):
            keys["code"].fail(f"option code '{code}'", "small letters, digits and _, a letter first", "rename it")
        if any(option.code == code for option in options):
            keys["code"].fail(f"option '{code}' twice", "each code once", "rename one of them")
        score = keys["score"].decimal() if "score" in keys else None
        system, original = (keys[key].text() if key in keys else "" for key in ("system", "originalCode"))
        options.append(Option(code, keys["text"].text3(), _truth(keys, "exclusive"), score, system, original))
    return options


def _limits(parts: Mapping[str, Node], type_: str) -> dict[str, Any]:
    names = ("minimum", "maximum") if type_ in NUMBERS else ("earliest", "latest")
    found: dict[str, Any] = {}
    for name, key in zip(names, _LIMITS, strict=True):
        if key in parts:
            found[name] = parts[key].decimal() if type_ in NUMBERS else _moment(type_, parts[key])
    low, high = found.get(names[0]), found.get(names[1])
    if low is not None and high is not None and low > high:
        parts["minValue"].fail(f"minValue {low} above maxValue {high}", "the smaller one first", "correct one of them")
    return found


def _moment(type_: str, node: Node) -> str:
    value = take(Item("limit", type_, {}), node.text())
    if isinstance(value, Problem):
        node.fail(f"'{node.text()}'", f"a {type_}", "write it as 2026-01-31, 2026-01-31T10:00 or 10:00")
    return str(value)


def _form(parts: Mapping[str, Node]) -> dict[str, Any]:
    """The form of a text, the size and kind of a file, and how often an answer repeats."""
    found: dict[str, Any] = {name: _count(parts[key]) for key, name in _COUNTS.items() if key in parts}
    if "contentType" in parts:
        found["content_types"] = tuple(one.text() for one in parts["contentType"])
    if "regex" in parts:
        found["regex"] = _regex(parts["regex"])
    for low, high, key in (("min_length", "max_length", "minLength"), ("min_occurs", "max_occurs", "minOccurs")):
        if high in found and found.get(low, 0) > found[high]:
            parts[key].fail(f"{key} {found[low]} above {found[high]}", "the smaller one first", "correct one of them")
    return found


def _count(node: Node) -> int:
    number = node.integer()
    if not 0 <= number <= 1_000_000:
        node.fail(f"'{number}'", "a number from 0 to 1000000", "correct it")
    return number


def _regex(node: Node) -> str:
    text = node.text()
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        node.fail(f"'{text[:60]}' is no pattern", "a regular expression", "correct it")
    endless = len(re.findall(r"(?<!\\)[+*]|,\}", text))
    if len(text) > 200 or endless > 3 or re.search(r"\([^)]*[+*}|?][^)]*\)[+*{]|\\[1-9]|\(\?", text):
        node.fail(f"pattern '{text[:60]}'", "no choice or repetition inside a repetition", "write a simpler one")
    return text


def _initial(item: Item, node: Node) -> Answer:
    raw: object = [one.text() for one in node] if isinstance(node.value, list) else node.text()
    value = validate(item, raw)
    if isinstance(value, (Other, Missing)):
        node.fail("a first value that is no option", f"one of: {', '.join(one.code for one in item.options)}", "correct it")
    if isinstance(value, Problem):
        node.fail(f"initial value is {value.code}", f"an answer to '{item.link_id}'", "correct it")
    return value


def _variables(parts: Mapping[str, Node], earlier: list[str]) -> list[Variable]:
    found: list[Variable] = []
    for node in parts.get("variable", ()):
        keys = node.mapping(("name", "expression"))
        name = keys["name"].text()
        if not _VARIABLE.match(name) or name in _OURS:
            keys["name"].fail(f"variable '{name}'", "letters, digits and _, not a name that is taken", "rename it")
        if name in [*earlier, *(variable.name for variable in found)]:
            keys["name"].fail(f"variable '{name}' twice", "each name once", "rename one of them")
        check_expression(keys["expression"], keys["expression"].text())
        found.append(Variable(name, keys["expression"].text()))
    return found


def _enable_when(parts: Mapping[str, Node], link_id: str, read: Read) -> tuple[EnableWhen, ...]:
    if "enableWhen" not in parts:
        return ()
    nodes = parts["enableWhen"].items()
    if len(nodes) > 1 and "enableBehavior" not in parts:
        parts["enableWhen"].fail("several conditions", "'enableBehavior: all' or 'any'", "add it")
    read.conditions[link_id] = nodes
    return tuple(_condition(node) for node in nodes)


def _condition(node: Node) -> EnableWhen:
    parts = node.mapping(("question", "operator", "answer"))
    operator = parts["operator"].word(OPERATORS)
    answer = parts["answer"]
    value: Value
    if operator == "exists" or (not answer.quoted and answer.value in ("true", "false")):
        value = answer.boolean()
    elif not answer.quoted and re.fullmatch(r"-?\d+(\.\d+)?", answer.text()):
        value = answer.decimal()
    else:
        value = answer.text()
    return EnableWhen(parts["question"].text(), operator, value)


def _text(parts: Mapping[str, Node], key: str) -> Mapping[str, str]:
    return parts[key].text3() if key in parts else {}


def _truth(parts: Mapping[str, Node], key: str) -> bool:
    return parts[key].boolean() if key in parts else False
