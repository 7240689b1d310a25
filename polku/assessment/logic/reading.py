"""A questionnaire file (YAML, in FHIR's words) read into items; every fault is refused with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from polku.assessment.logic.questionnaire import DONT_KNOW, OPERATORS, TYPES, EnableWhen, Item, Option
from polku.foundation.content import Node
from polku.rules.values import Value

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_BASE = ("linkId", "type", "text")
_CONDITIONS = ("enableWhen", "enableBehavior")
_QUESTION = ("help", "why", "required", "dontKnow", *_CONDITIONS)
_KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "display": (_BASE, _CONDITIONS),
    "group": ((*_BASE, "item"), _CONDITIONS),
    "boolean": (_BASE, _QUESTION),
    "choice": ((*_BASE, "answerOption"), (*_QUESTION, "repeats")),
    "integer": (_BASE, (*_QUESTION, "minValue", "maxValue", "unit")),
    "decimal": (_BASE, (*_QUESTION, "minValue", "maxValue", "unit")),
}


@dataclass
class Read:
    """Items with the places they were read from: item by linkId, conditions by item and order."""

    items: dict[str, Item] = field(default_factory=dict)
    places: dict[str, Node] = field(default_factory=dict)
    conditions: dict[str, list[Node]] = field(default_factory=dict)


def read_items(root: Node, read: Read) -> tuple[Item, ...]:
    """The items of a file; `read` gathers them, and already holds those of included files."""
    return tuple(_item(node, read) for node in root.mapping(required=("item",))["item"])


def _item(node: Node, read: Read) -> Item:
    entries = node.entries()
    if "type" not in entries:
        node.fail("an item without a type", f"'type', one of: {', '.join(TYPES)}", "add it")
    type_ = entries["type"].word(TYPES)
    parts = node.mapping(*_KEYS[type_])
    link_id = _link_id(parts["linkId"], read)
    read.places[link_id] = node
    item = Item(
        link_id=link_id,
        type=type_,
        text=parts["text"].text3(),
        help=_text(parts, "help"),
        why=_text(parts, "why"),
        required=_truth(parts, "required"),
        repeats=_truth(parts, "repeats"),
        dont_know=_truth(parts, "dontKnow"),
        options=tuple(_options(parts["answerOption"])) if "answerOption" in parts else (),
        minimum=parts["minValue"].decimal() if "minValue" in parts else None,
        maximum=parts["maxValue"].decimal() if "maxValue" in parts else None,
        unit=_text(parts, "unit"),
        enable_when=_enable_when(parts, link_id, read),
        enable_behavior=parts["enableBehavior"].word(("all", "any")) if "enableBehavior" in parts else "all",
        items=tuple(_item(below, read) for below in parts["item"]) if "item" in parts else (),
        line=node.line,
    )
    if type_ not in ("display", "group") and not item.why:
        node.fail(
            f"question '{link_id}' does not say why it is asked", "'why' in fi, sv and en", "add 'why:'"
        )
    read.items[link_id] = item
    return item


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
        keys = part.mapping(("code", "text"), ("exclusive",))
        code = keys["code"].text()
        if code == DONT_KNOW or not _NAME.match(code):
            keys["code"].fail(
                f"option code '{code}'", "small letters, digits and _, a letter first", "rename it"
            )
        if any(option.code == code for option in options):
            keys["code"].fail(f"option '{code}' twice", "each code once", "rename one of them")
        options.append(Option(code, keys["text"].text3(), _truth(keys, "exclusive")))
    if len(options) < 2:
        node.fail(f"{len(options)} options", "at least two", "add options")
    return options


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
