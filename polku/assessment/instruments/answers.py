"""Raw answers checked: the right fields, the right number of them, each within its range."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NoReturn

from polku.assessment.instruments.declaration import Items
from polku.foundation.errors import BadInput

Answers = Mapping[str, object]


def refuse(field: str, code: str, found: str, expected: str) -> NoReturn:
    raise BadInput({field: code}, found, expected, "correct the answers")


def as_mapping(raw: object, field: str = "responses") -> Answers:
    """A mapping of fields; a bare list is taken as the list of responses."""
    if isinstance(raw, list):
        return {field: raw}
    if isinstance(raw, dict):
        return raw
    refuse(field, "not-an-object", f"a {type(raw).__name__}", f"an object with '{field}', or a list")


def responses(raw: Answers, items: Items, field: str = "responses") -> list[int | None]:
    """The answers to the items, None where one was left open."""
    given = raw.get(field)
    if not isinstance(given, list):
        refuse(field, "missing", f"no list '{field}'", f"a list of {items.count} answers")
    if len(given) != items.count:
        refuse(field, "wrong-count", f"{len(given)} answers in '{field}'", f"{items.count} answers, null where one is missing")
    return [None if one is None else _answer(one, number, items, field) for number, one in enumerate(given, 1)]


def _answer(raw: object, number: int, items: Items, field: str) -> int:
    value = int(raw) if isinstance(raw, bool) else raw
    allowed = items.allowed.get(number, range(items.low, items.high + 1))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or value not in allowed:
        refuse(f"{field}[{number}]", "out-of-range", f"answer {number} of '{field}' is {_shown(raw)}", _choices(allowed))
    return value


def number(raw: Answers, field: str, low: float, high: float) -> float:
    """A number of the answers within its limits."""
    value = raw.get(field)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        refuse(field, "out-of-range", f"'{field}' is {_shown(value)}", f"a number from {low:g} to {high:g}")
    return float(value)


def whole(raw: Answers, field: str, low: int, high: int) -> int:
    value = number(raw, field, low, high)
    if value != int(value):
        refuse(field, "not-whole", f"'{field}' is {value:g}", f"a whole number from {low} to {high}")
    return int(value)


def truth(raw: Answers, field: str) -> bool:
    value = raw.get(field)
    if value not in (True, False) or not isinstance(value, (bool, int)):
        refuse(field, "not-yes-or-no", f"'{field}' is {_shown(value)}", "true or false")
    return bool(value)


def word(raw: Answers, field: str, allowed: Collection[str]) -> str:
    value = raw.get(field)
    if not isinstance(value, str) or value not in allowed:
        refuse(field, "not-an-option", f"'{field}' is {_shown(value)}", f"one of: {', '.join(allowed)}")
    return value


def only(raw: Answers, known: Sequence[str]) -> None:
    """Refuses a field that the instrument does not know."""
    for name in raw:
        if name not in known:
            refuse(str(name)[:40], "unknown", f"unknown field '{str(name)[:40]}'", f"one of: {', '.join(known)}")


def _shown(value: object) -> str:
    return "missing" if value is None else str(value)[:20]


def _choices(allowed: Collection[int]) -> str:
    return f"one of: {', '.join(str(one) for one in allowed)}, or null" if len(allowed) < 12 else "a number in its range"
