"""A rule file as plain values, written as YAML in the form in which people write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

_WORDS = ("", "~", "null", "true", "false")


def write_rules(inputs: Sequence[Mapping[str, Any]], decisions: Sequence[Mapping[str, Any]]) -> str:
    """The text of a rules.yaml; the values of `unknown`, `when`, `then`, `values` and `default` are cells."""
    lines = ["inputs:" if inputs else "inputs: []"]
    lines += [f"  - {_flow(data)}" for data in inputs]
    lines += ["", "decisions:" if decisions else "decisions: []"]
    for decision in decisions:
        lines += [*_decision(decision), ""]
    return "\n".join(lines).rstrip() + "\n"


def _decision(decision: Mapping[str, Any]) -> Iterator[str]:
    mark = "  - "
    for key, value in decision.items():
        if key in ("outputs", "rules") and value:
            yield f"{mark}{key}:"
            for part in value:
                yield from _rule(part) if key == "rules" else [f"      - {_flow(part)}"]
        else:
            yield f"{mark}{key}: {_block(value)}"
        mark = "    "


def _rule(rule: Mapping[str, Any]) -> Iterator[str]:
    mark = "      - "
    for key, value in rule.items():
        if key == "text":
            yield f"{mark}text:"
            yield from (f"          {language}: {_block(words)}" for language, words in value.items())
        else:
            yield f"{mark}{key}: {_block(value)}"
        mark = "        "


def _block(value: Any) -> str:
    return _flow(value) if isinstance(value, (dict, list)) else _scalar(value, "- {}")


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key, '[{}]')}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, "{{a: {}, b: c}}")


class Cell(str):
    """A text of S-FEEL: whether it stands in quotes has no meaning."""


def _scalar(value: Any, place: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, Cell) and text in ("true", "false"):
        return text
    return text if text not in _WORDS and _plain(text, place) else _quoted(text)


@lru_cache(maxsize=4096)
def _plain(text: str, place: str) -> bool:
    """Whether the text means itself without quotes, where it stands."""
    if "\n" in text or "\r" in text or text != text.strip():
        return False
    try:
        read = yaml.load(place.format(text), Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return False
    return bool(read == ({"a": text, "b": "c"} if place.startswith("{") else [text]))


def _quoted(text: str) -> str:
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else "\\n" if sign == "\n" else f"\\U{ord(sign):08x}"
