"""What the rules of a table that hold give together, by its hit policy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from polku.rules.feel_functions import call
from polku.rules.feel_values import equal


@dataclass(frozen=True)
class Hits:
    """The rules that hold: their ids and their values, one for each output; `orders` ranks an output's values."""

    outputs: tuple[str, ...]
    ids: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    orders: Sequence[Sequence[Any]]


def answer(policy: str, hits: Hits, defaults: Sequence[Any], say: Callable[[str], None]) -> Any:
    """The table's value; null with a message where the rules break the policy."""
    if not hits.rows:
        return None if all(value is None for value in defaults) else _shape(hits.outputs, defaults)
    if policy == "U" and len(hits.rows) > 1:
        say(f"hit policy UNIQUE, but rules {', '.join(hits.ids)} hold together")
        return None
    if policy == "A" and not all(_same(row, hits.rows[0]) for row in hits.rows):
        say(f"hit policy ANY, but rules {', '.join(hits.ids)} disagree")
        return None
    if len(policy) == 2:
        return _aggregate(policy[1], hits)
    rows = sorted(hits.rows, key=lambda row: _rank(row, hits.orders)) if policy in "PO" else hits.rows
    shaped = [_shape(hits.outputs, row) for row in rows]
    return shaped if policy in "ROC" else shaped[0]


def _shape(outputs: tuple[str, ...], row: Sequence[Any]) -> Any:
    return row[0] if len(outputs) == 1 else dict(zip(outputs, row, strict=True))


def _same(left: Sequence[Any], right: Sequence[Any]) -> bool:
    return all(equal(one, other) for one, other in zip(left, right, strict=True))


def _rank(row: Sequence[Any], orders: Sequence[Sequence[Any]]) -> tuple[int, ...]:
    return tuple(
        next((place for place, known in enumerate(order) if equal(known, value)), len(order))
        for value, order in zip(row, orders, strict=True)
    )


def _aggregate(how: str, hits: Hits) -> Any:
    """With several outputs, each is gathered for itself."""
    function = {"+": "sum", "<": "min", ">": "max", "#": "count"}[how]
    gathered = [call(function, [list(column)]) for column in zip(*hits.rows, strict=True)]
    return _shape(hits.outputs, gathered)
