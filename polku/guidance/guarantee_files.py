"""Reads guarantee files strictly: a fault says file, line and mend."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from polku.foundation.content import Node, load_yaml, text3
from polku.guidance.limits import CIRCUMSTANCES, CLOCKS, COUNTED_UNITS, UNITS, Kind, Limit, Rule, Unit

REQUIRED = ("id", "clock", "register", "valid_from", "limit", "source", "sentence")
OPTIONAL = ("services", "ages", "circumstance", "unless", "valid_to")
REGISTERS = ("health", "social")


def load_rules(path: Path, kind: Kind) -> tuple[Rule, ...]:
    """The rules of one file; raises `ContentError`."""
    return read_rules(load_yaml(path), kind)


def read_rules(root: Node, kind: Kind) -> tuple[Rule, ...]:
    found: dict[str, Rule] = {}
    for node in root.mapping(["rules"])["rules"]:
        rule = _rule(node, kind)
        if rule.id in found:
            node.fail(f"rule '{rule.id}' twice", "each id once", "rename one of them")
        found[rule.id] = rule
    return tuple(found.values())


def _rule(node: Node, kind: Kind) -> Rule:
    parts = node.mapping(REQUIRED, OPTIONAL)
    age_from, age_below = _ages(parts["ages"]) if "ages" in parts else (0, None)
    valid_from = parts["valid_from"].date()
    valid_to = parts["valid_to"].date() if "valid_to" in parts else None
    if valid_to is not None and valid_to < valid_from:
        parts["valid_to"].fail(f"valid_to {valid_to}", f"a day not before {valid_from}", "correct one of the days")
    return Rule(
        id=parts["id"].text(),
        kind=kind,
        clock=parts["clock"].word(CLOCKS),
        register=parts["register"].word(REGISTERS),
        services=frozenset(each.text() for each in parts["services"]) if "services" in parts else None,
        age_from=age_from,
        age_below=age_below,
        circumstance=_circumstance(parts, "circumstance"),
        unless=_circumstance(parts, "unless"),
        valid_from=valid_from,
        valid_to=valid_to,
        limit=_limit(parts["limit"]),
        source=parts["source"].text(),
        sentence=text3(parts["sentence"]),
    )


def _circumstance(parts: dict[str, Node], key: str) -> str | None:
    return parts[key].word(CIRCUMSTANCES) if key in parts else None


def _ages(node: Node) -> tuple[int, int | None]:
    parts = node.mapping((), ("from", "below"))
    first = parts["from"].integer() if "from" in parts else 0
    below = parts["below"].integer() if "below" in parts else None
    if below is not None and below <= first:
        node.fail(f"ages from {first} below {below}", "a band with at least one age", "correct the numbers")
    return first, below


def _limit(node: Node) -> Limit:
    parts = node.mapping((), UNITS)
    if len(parts) != 1:
        node.fail(f"{len(parts)} limits", "exactly one", f"keep one of: {', '.join(UNITS)}")
    [(unit, amount)] = parts.items()
    if unit not in COUNTED_UNITS:
        if not amount.boolean():
            amount.fail("false", "true", f"write '{unit}: true' or another limit")
        return Limit(cast(Unit, unit))
    if amount.integer() < 1:
        amount.fail(f"'{amount.integer()}'", "a whole number above 0", "correct the number")
    return Limit(cast(Unit, unit), amount.integer())
