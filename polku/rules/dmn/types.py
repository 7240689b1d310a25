"""The types of a DMN file: what a JSON value becomes, and which values conform."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from polku.rules import temporal
from polku.rules.dmn.tree import ItemDefinition
from polku.rules.feel import parse_cell
from polku.rules.feel_evaluation import accepts
from polku.rules.feel_values import is_number, kind
from polku.rules.sfeel import NotSFeel

READ: Mapping[str, Callable[[str], Any]] = {
    "date": temporal.read_date,
    "time": temporal.read_time,
    "date and time": temporal.read_date_time,
    "days and time duration": temporal.read_days,
    "years and months duration": temporal.read_months,
}
OTHER_WORDS = {
    "datetime": "date and time", "daytimeduration": "days and time duration", "yearmonthduration": "years and months duration",
    "integer": "number", "long": "number", "double": "number", "decimal": "number", "float": "number", "int": "number",
    "text": "string",
}  # fmt: skip
BASIC = frozenset({"number", "string", "boolean", *READ})


class DoesNotConform(ValueError):
    """Says what the value should have been; never the value itself."""


def basic(type_: str | None) -> str | None:
    """The FEEL type of that name, also in older words and with a prefix; None where it is none."""
    local = (type_ or "").strip().split(":")[-1]
    word = OTHER_WORDS.get(local.lower().replace("_", "").replace(" ", ""), local)
    return word if word in BASIC else None


class Types:
    """The item definitions of a file by name."""

    def __init__(self, items: Mapping[str, ItemDefinition]) -> None:
        self.items = items

    def find(self, type_: str | None) -> ItemDefinition | None:
        name = (type_ or "").strip()
        return self.items.get(name) or self.items.get(name.split(":")[-1])

    def conform(self, value: Any, type_: str | None, depth: int = 0) -> Any:
        """The value as the type has it: text becomes a date, one value a list of one. Raises DoesNotConform."""
        item = self.find(type_)
        if depth > 50:
            raise DoesNotConform(f"type '{type_}' holds itself")
        if item is not None:
            return self._item(value, item, depth)
        wanted = basic(type_)
        return _as(value, wanted) if wanted else value

    def _item(self, value: Any, item: ItemDefinition, depth: int) -> Any:
        if value is None:
            return None
        if item.collection:
            members = value if isinstance(value, (list, tuple)) else [value]
            return [self._member(one, item, depth) for one in members]
        if isinstance(value, (list, tuple)) and len(value) == 1:
            value = value[0]
        return self._member(value, item, depth)

    def _member(self, value: Any, item: ItemDefinition, depth: int) -> Any:
        if item.components:
            return self._structure(value, item, depth)
        made = self.conform(value, item.type, depth + 1)
        if made is not None and item.allowed and not self.allows(item.allowed, made):
            raise DoesNotConform(f"a value of '{item.name}' that is not among {item.allowed}")
        return made

    def _structure(self, value: Any, item: ItemDefinition, depth: int) -> Any:
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise DoesNotConform(f"a {kind(value)} where '{item.name}' has {', '.join(part.name for part in item.components)}")
        parts = {part.name: self._item(value.get(part.name), part, depth + 1) for part in item.components}
        return {**value, **parts}

    def allows(self, allowed: str, value: Any) -> bool:
        try:
            members = value if isinstance(value, (list, tuple)) else [value]
            return all(accepts(parse_cell(allowed), one, {}) is True for one in members)
        except NotSFeel:
            return True


def _as(value: Any, wanted: str) -> Any:
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    if isinstance(value, str) and wanted in READ:
        read = READ[wanted](value)
        if read is None:
            raise DoesNotConform(f"a text that is no {wanted}")
        return read
    if value is None or kind(value) == wanted or (wanted == "number" and is_number(value)):
        return value
    if wanted == "date and time" and kind(value) == "date":
        return temporal.read_date_time(temporal.written(value))
    raise DoesNotConform(f"a {kind(value)} where a {wanted} is expected")
