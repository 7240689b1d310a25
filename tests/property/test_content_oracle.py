"""Every table of the content against a second reading of its YAML, without tree or compiler; all inputs, or 100 000 drawn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import prod
from random import Random
from typing import Any

import pytest
import yaml

from polku.assessment.library import folders
from polku.foundation.content import content_root
from polku.rules.compiled import answering, compiled
from polku.rules.table import Table, evaluate
from polku.rules.values import Input, Missing
from tests.assessments import content

NAMES = sorted(folder.name for folder in folders(content_root() / "national/assessments"))
MOST = 100_000
Check = Callable[[Any], bool]
WORD = re.compile(r'"[^"]*"|-?\d+(?:\.\d+)?|true|false|null')


def literal(text: str) -> Any:
    text = text.strip()
    assert WORD.fullmatch(text), f"the oracle reads no '{text}'"
    if text.startswith('"'):
        return text[1:-1]
    return {"true": True, "false": False, "null": None}.get(text) if not text[-1].isdigit() else Decimal(text)


def is_same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def number(value: Any) -> bool:
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def check(cell: str) -> Check:
    """Whether a value is accepted, by the words of the standard."""
    cell = cell.strip()
    if cell == "-":
        return lambda value: True
    if cell.startswith("not("):
        inner = check(cell[4:-1])
        return lambda value: value is not None and not inner(value)
    interval = re.fullmatch(r"([\[(\]])(.+)\.\.(.+)([\])\[])", cell)
    if interval:
        low, high = literal(interval[2]), literal(interval[3])
        above = (lambda value: value >= low) if interval[1] == "[" else (lambda value: value > low)
        below = (lambda value: value <= high) if interval[4] == "]" else (lambda value: value < high)
        return lambda value: number(value) and above(value) and below(value)
    if "," in cell:
        parts = [check(part) for part in re.findall(r'[\[(\]][^,]*\.\.[^,]*|"[^"]*"|[^,]+', cell) if part.strip()]
        return lambda value: any(part(value) for part in parts)
    for sign, relation in {"<=": Decimal.__le__, ">=": Decimal.__ge__, "<": Decimal.__lt__, ">": Decimal.__gt__}.items():
        if cell.startswith(sign):
            limit = literal(cell[len(sign) :])
            return lambda value: number(value) and bool(relation(Decimal(value), limit))
    wanted = literal(cell)
    return lambda value: is_same(value, wanted)


class Naive:
    """A table as its YAML says it."""

    def __init__(self, table: dict[str, Any], unknown: dict[str, Any]) -> None:
        self.policy, self.unknown = table["hitPolicy"], unknown
        self.output = table["outputs"][0]
        self.rules = [
            ([(name, check(str(cell))) for name, cell in rule.get("when", {}).items()], self.result(rule))
            for rule in table["rules"]
        ]

    def result(self, rule: dict[str, Any]) -> Any:
        return literal(str(rule["then"][self.output["name"]]))

    def answer(self, facts: dict[str, Input]) -> Any:
        told = {name: self.unknown.get(name) if value is Missing.UNKNOWN else value for name, value in facts.items()}
        plain = {name: None if isinstance(value, Missing) else value for name, value in told.items()}
        hits = [given for cells, given in self.rules if all(accepts(plain[name]) for name, accepts in cells)]
        if not hits:
            return literal(str(self.output["default"])) if "default" in self.output else None
        if self.policy == "P":
            return min(hits, key=[literal(value) for value in self.output["values"]].index)
        counted = {"C#": len, "C+": sum, "C<": min, "C>": max}
        return counted[self.policy](hits) if self.policy in counted else hits[0]


class Loader(yaml.SafeLoader):
    """Every plain value stays text, as content is read."""


Loader.yaml_implicit_resolvers = {}


@lru_cache
def second_reading(name: str) -> dict[str, Naive]:
    source = content(name).source
    parts = [yaml.load(text, Loader) for file, text in source.items() if file.endswith("/rules.yaml")]
    own = yaml.load(source[f"{name}/rules.yaml"], Loader)
    inputs = [one for part in parts for one in part["inputs"] or []]
    unknown = {one["name"]: literal(one["unknown"]) for one in inputs if "unknown" in one}
    others = [one for part in parts if part != own for one in part["decisions"] if one["name"] != "ending"]
    tables = [one for one in [*own["decisions"], *others] if "rules" in one]
    return {one["name"]: Naive(one, unknown) for one in tables}


def domain(table: Table, place: int, texts: str) -> list[Input]:
    clause = table.inputs[place]
    if clause.type == "boolean":
        return [True, False, *Missing]
    if clause.type == "string":
        return [*dict.fromkeys(re.findall(r'"([^"]*)"', texts)), "something else", *Missing]
    limits = {int(Decimal(found)) for found in re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\w)", texts)} or {0}
    return [*sorted({near for limit in limits for near in (limit - 1, limit, limit + 1)}), *Missing]


def combinations(table: Table, rules: list[dict[str, Any]]) -> Iterator[dict[str, Input]]:
    """All, where they are few; else most inputs of each draw are no or missing, so that the later rules are met too."""
    cells = {clause.name: " ; ".join(str(rule.get("when", {}).get(clause.name, "")) for rule in rules) for clause in table.inputs}
    domains = {clause.name: domain(table, place, cells[clause.name]) for place, clause in enumerate(table.inputs)}
    if prod(len(one) for one in domains.values()) <= MOST:
        yield from (dict(zip(domains, chosen, strict=True)) for chosen in product(*domains.values()))
        return
    random = Random(3)
    names, calm = list(domains), {one: False if False in values else values[0] for one, values in domains.items()}
    for _ in range(MOST):
        changed = random.sample(names, min(len(names), random.choice((1, 2, 2, 3, 5, 8))))
        yield {**calm, **{one: random.choice(domains[one]) for one in changed}}


@pytest.mark.parametrize("name", NAMES)
def test_the_second_reading_agrees(name: str) -> None:
    """Each table once, in the assessment whose own it is."""
    own = yaml.load(content(name).source[f"{name}/rules.yaml"], Loader)["decisions"]
    for decision in [one for one in own if "rules" in one]:
        table = content(name).model.decisions[decision["name"]]
        assert isinstance(table, Table)
        naive, python, alone = second_reading(name)[table.name], compiled(table), answering(table)
        for number_of, facts in enumerate(combinations(table, decision["rules"])):
            expected = naive.answer(facts)
            assert python(facts).value == expected == alone(facts), (table.name, facts)
            if number_of % 20 == 0:
                assert evaluate(table, facts).value == expected, (table.name, facts)
