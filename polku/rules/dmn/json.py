"""Values of FEEL as JSON: numbers in all their digits, dates and durations as ISO 8601."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from polku.rules.feel_functions import plain_number, text
from polku.rules.feel_values import TEMPORAL, is_number


def as_json(value: Any) -> str:
    if is_number(value):
        return plain_number(value)
    if isinstance(value, TEMPORAL):
        return json.dumps(text(value))
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(as_json, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(name)}: {as_json(part)}" for name, part in value.items()) + "}"
    return _text(value) if isinstance(value, (str, bool)) else "null"


def _text(value: str | bool) -> str:
    """Half of a pair of UTF-16, which no output can hold, is escaped."""
    return json.dumps(value, ensure_ascii=isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value))
