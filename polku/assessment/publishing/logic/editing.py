"""A YAML file changed at one place; every other character, comments too, stays as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

import yaml

Path = Sequence[str | int]
Plain = str | bool | int | Decimal | Mapping[str, "Plain"] | Sequence["Plain"]


class NoSuchPlace(LookupError):
    """The file has nothing at the path."""


def set_entry(text: str, path: Path, key: str, value: Plain, after: tuple[str, ...] = ()) -> str:
    """The entry of the mapping at `path`: changed where it is, else added after one of the entries `after`, or last."""
    mapping = _at(text, path)
    if not isinstance(mapping, yaml.MappingNode):
        raise NoSuchPlace(f"no mapping at {list(path)}")
    for name, node in mapping.value:
        if name.value == key:
            return text[: node.start_mark.index] + written(value) + text[_end(node, text) :]
    if not mapping.value:
        return text[: mapping.start_mark.index] + written({key: value}) + text[mapping.end_mark.index :]
    before = [node for name, node in mapping.value if name.value in after] or [mapping.value[-1][1]]
    first, last = mapping.value[0][0], before[0]
    if mapping.flow_style:
        place = _end(last, text)
        return f"{text[:place]}, {key}: {written(value)}{text[place:]}"
    place = _line_end(text, _end(last, text))
    return f"{text[:place]}\n{' ' * first.start_mark.column}{key}: {written(value)}{text[place:]}"


def unset_entry(text: str, path: Path, key: str) -> str:
    """The mapping at `path` without its entry; it keeps at least one other."""
    mapping = _at(text, path)
    if not isinstance(mapping, yaml.MappingNode):
        raise NoSuchPlace(f"no mapping at {list(path)}")
    names = [name.value for name, _ in mapping.value]
    if key not in names or len(names) < 2:
        raise NoSuchPlace(f"no entry '{key}' to remove at {list(path)}")
    place = names.index(key)
    name, node = mapping.value[place]
    if mapping.flow_style and place:
        return text[: _end(mapping.value[place - 1][1], text)] + text[_end(node, text) :]
    if mapping.flow_style:
        return text[: name.start_mark.index] + text[mapping.value[1][0].start_mark.index :]
    end = _line_end(text, _end(node, text)) + 1
    if place:
        return text[: text.rfind("\n", 0, name.start_mark.index) + 1] + text[end:]
    return text[: name.start_mark.index] + text[mapping.value[1][0].start_mark.index :]


def append(text: str, path: Path, value: Plain) -> str:
    """One more entry, the last, of the list at `path`."""
    parts = _at(text, path)
    if not isinstance(parts, yaml.SequenceNode):
        raise NoSuchPlace(f"no list at {list(path)}")
    if not parts.value:
        return text[: parts.start_mark.index] + f"[{written(value)}]" + text[parts.end_mark.index :]
    end = _end(parts.value[-1], text)
    if parts.flow_style:
        return f"{text[:end]}, {written(value)}{text[end:]}"
    place = _line_end(text, end)
    return f"{text[:place]}\n{' ' * parts.start_mark.column}- {written(value)}{text[place:]}"


def remove(text: str, path: Path, number: int) -> str:
    """The list at `path` without its entry `number`; the list is one of lines with dashes."""
    parts = _at(text, path)
    if not isinstance(parts, yaml.SequenceNode) or parts.flow_style or len(parts.value) < 2:
        raise NoSuchPlace(f"no entry to remove at {list(path)}")
    start, end = _lines(parts.value[number], text)
    return text[:start] + text[end:]


def move(text: str, path: Path, number: int, by: int) -> str:
    """The list at `path`, one of lines with dashes, with its entry `number` one place further (1) or nearer (-1)."""
    parts = _at(text, path)
    first, second = sorted((number, number + by))
    if not isinstance(parts, yaml.SequenceNode) or parts.flow_style or first < 0 or second >= len(parts.value):
        raise NoSuchPlace(f"no entry to move at {list(path)}")
    text = text if text.endswith("\n") else text + "\n"
    (a, b), (c, d) = (_lines(parts.value[place], text) for place in (first, second))
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def _lines(node: yaml.Node, text: str) -> tuple[int, int]:
    """From where to where the lines of a list's entry reach."""
    return text.rfind("\n", 0, node.start_mark.index) + 1, _line_end(text, _end(node, text)) + 1


def replace_last(text: str, path: Path, value: Plain) -> str:
    """The last entry of the list at `path` written anew."""
    parts = _at(text, path)
    if not isinstance(parts, yaml.SequenceNode) or not parts.value:
        raise NoSuchPlace(f"no entry at {list(path)}")
    node = parts.value[-1]
    return text[: node.start_mark.index] + written(value) + text[_end(node, text) :]


def read(text: str, path: Path) -> object:
    """What stands at the path: texts, lists and dictionaries; a scalar is always its text."""
    return _plain(_at(text, path))


def find(text: str, path: Path, key: str, value: str) -> int:
    """The place in the list at `path` of the mapping whose `key` is `value`. Raises NoSuchPlace."""
    entries = read(text, path)
    for place, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict) and entry.get(key) == value:
            return place
    raise NoSuchPlace(f"nothing named '{value}' at {list(path)}")


def written(value: Plain) -> str:
    """The value on one line, safe at any place of a YAML file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(key)}: {written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (int, Decimal)):
        return str(value)
    return "[" + ", ".join(written(part) for part in value) + "]"


def _scalar(text: str) -> str:
    if text in ("true", "false"):
        return text
    if any(sign in text for sign in "\n\r\t"):
        return json.dumps(text, ensure_ascii=False)
    listed: str = yaml.safe_dump([text], allow_unicode=True, default_flow_style=True, width=10**9)
    return listed.strip()[1:-1]


def _at(text: str, path: Path) -> yaml.Node:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for step in path:
        node = _step(node, step)
    if node is None:
        raise NoSuchPlace("an empty file")
    return node


def _step(node: yaml.Node | None, step: str | int) -> yaml.Node:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                under: yaml.Node = value
                return under
    raise NoSuchPlace(f"nothing at '{step}'")


def _plain(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(part) for part in node.value]
    return str(node.value)


def _end(node: yaml.Node, text: str) -> int:
    """Where the node's own text ends: a block's mark stands further on, after spaces and comments."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last, text)
    end: int = node.end_mark.index
    start: int = node.start_mark.index
    while end > start and text[end - 1] in " \n":
        end -= 1
    return end


def _line_end(text: str, place: int) -> int:
    found = text.find("\n", place)
    return len(text) if found < 0 else found
