"""Content files: YAML read into a tree that remembers its lines, and refuses what it does not know.

Loaders of every room read through :class:`Node`, so that a fault in content always says
``file:line: found, expected, mend``. YAML is read as in YAML 1.2: only ``true`` and ``false`` are booleans
(``no`` is a word), dates stay text until :meth:`Node.date` reads them, and a key given twice is refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

import yaml

from polku.foundation.errors import ContentError

REQUIRED_LANGUAGES = ("fi", "sv", "en")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_TRUTH = {"true": True, "false": False}

_BESIDE = Path(__file__).resolve().parents[2] / "content"

Text = Mapping[str, str]

_FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same reader in C where it is installed: fifteen times as fast, but it tells of faults less well."""


def content_root() -> Path:
    """The folder of content: `POLKU_CONTENT`, or `content/` beside the package."""
    given = os.environ.get("POLKU_CONTENT")
    return Path(given) if given else _BESIDE


@dataclass(frozen=True)
class Node:
    """One place of a content file. `value` is a text (scalar), a list, a dictionary of nodes, or None."""

    file: str
    line: int
    value: str | list[Node] | dict[str, Node] | None
    quoted: bool = False

    def fail(self, found: str, expected: str = "", mend: str = "") -> NoReturn:
        raise ContentError(self.file, self.line, found, expected, mend)

    @property
    def kind(self) -> str:
        names = {list: "a list", dict: "a mapping", type(None): "nothing"}
        return names.get(type(self.value), "a plain value")

    def mapping(self, required: Collection[str] = (), optional: Collection[str] = ()) -> dict[str, Node]:
        """The entries, none missing of `required` and none unknown."""
        entries = self.entries()
        for key, node in entries.items():
            if key not in required and key not in optional:
                known = ", ".join([*required, *optional])
                node.fail(f"unknown key '{key}'", f"one of: {known}", "correct the spelling or remove the line")
        for key in required:
            if key not in entries:
                self.fail(f"key '{key}' is missing", f"keys: {', '.join(required)}", f"add '{key}:'")
        return entries

    def entries(self) -> dict[str, Node]:
        """The entries of a mapping whose keys are free."""
        if isinstance(self.value, dict):
            return self.value
        self.fail(f"found {self.kind}", "a mapping of keys and values", "write 'key: value' lines")

    def items(self) -> list[Node]:
        if isinstance(self.value, list):
            return self.value
        self.fail(f"found {self.kind}", "a list", "write '- ' before each entry")

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items())

    def text(self) -> str:
        if isinstance(self.value, str) and self.value.strip():
            return self.value
        self.fail(f"found {self.kind if not isinstance(self.value, str) else 'an empty text'}", "a text", "write it")

    def word(self, allowed: Collection[str]) -> str:
        """A text that must be one of `allowed`."""
        text = self.text()
        if text not in allowed:
            self.fail(f"'{text}'", f"one of: {', '.join(allowed)}", "choose one of these")
        return text

    def boolean(self) -> bool:
        text = self.value
        if isinstance(text, str) and text in _TRUTH and not self.quoted:
            return _TRUTH[text]
        self.fail(f"'{text}'" if isinstance(text, str) else f"found {self.kind}", "true or false", "write one of these")

    def integer(self) -> int:
        text = self.text()
        if not re.fullmatch(r"-?\d+", text):
            self.fail(f"'{text}'", "a whole number", "write digits only")
        return int(text)

    def decimal(self) -> Decimal:
        text = self.text()
        try:
            return Decimal(text)
        except InvalidOperation:
            self.fail(f"'{text}'", "a number such as 12 or 37.5", "write digits with a point")

    def date(self) -> date:
        text = self.text()
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"'{text}'", "a date such as 2026-01-31", "write year-month-day")

    def text3(self) -> Text:
        return text3(self)


def text3(node: Node) -> Text:
    """A text in Finnish, Swedish and English; further languages are welcome."""
    entries = node.entries()
    for language in REQUIRED_LANGUAGES:
        if language not in entries:
            node.fail(f"the text has no '{language}'", "a text in fi, sv and en", f"add '{language}:'")
    for language, part in entries.items():
        if not _LANGUAGE.match(language):
            part.fail(f"'{language}'", "a language code such as fi", "correct the code")
    return {language: part.text().strip() for language, part in entries.items()}


def in_language(text: Text, language: str) -> str:
    """The text in `language`; English where that language has none."""
    return text.get(language) or text.get(language.split("-")[0]) or text["en"]


def load_yaml(path: Path) -> Node:
    """The tree of one content file."""
    shown = _shown(path)
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(shown, 1, "there is no such file", "a content file", "add it or correct the name") from None
    except UnicodeDecodeError:
        raise ContentError(shown, 1, "the file is not UTF-8", "UTF-8 text", "save it as UTF-8") from None
    return parse_yaml(source, shown)


def parse_yaml(source: str, file: str) -> Node:
    """The tree of a YAML text; `file` is the name to show in errors."""
    try:
        root = _compose(source)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise ContentError(file, line, f"not YAML: {problem}", "well-formed YAML", "check indents and quotes") from None
    if root is None:
        raise ContentError(file, 1, "the file is empty", "content", "write it or remove the file")
    return _node(root, file)


def _compose(source: str) -> yaml.Node | None:
    try:
        return yaml.compose(source, Loader=_FAST)
    except (yaml.YAMLError, UnicodeError):
        return yaml.compose(source, Loader=yaml.SafeLoader)


def _node(raw: yaml.Node, file: str, line: int = 0) -> Node:
    line = line or raw.start_mark.line + 1
    if isinstance(raw, yaml.SequenceNode):
        return Node(file, line, [_node(part, file) for part in raw.value])
    if isinstance(raw, yaml.MappingNode):
        return Node(file, line, _entries(raw, file))
    plain = not getattr(raw, "style", None)
    return Node(file, line, None if plain and raw.value in ("", "null", "~") else raw.value, quoted=not plain)


def _entries(raw: yaml.MappingNode, file: str) -> dict[str, Node]:
    entries: dict[str, Node] = {}
    for key, value in raw.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        line = key.start_mark.line + 1
        if not name:
            raise ContentError(file, line, "a key that is not a word", "a plain key", "write 'key: value'")
        if name in entries:
            raise ContentError(file, line, f"key '{name}' twice", "each key once", "remove or rename one of them")
        entries[name] = _node(value, file, line)
    return entries


def _shown(path: Path) -> str:
    """The path as people know it: from the folder that holds `content/`."""
    try:
        return str(path.resolve().relative_to(content_root().resolve().parent))
    except ValueError:
        return str(path)
