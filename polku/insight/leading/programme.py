"""A county's programme, from `content/<county>/programme.yaml`: work packages, indicators, risks. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from polku.foundation.content import Node, Text, content_root, load_yaml
from polku.insight.codes import codes
from polku.insight.measures.access import ACCESS
from polku.insight.measures.registry import TALLIED

PERIOD = re.compile(r"20\d\d(-H[12]|-Q[1-4])?\Z")
MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])\Z")
STATES = ("not-begun", "on-track", "late", "done")
UNITS = ("percent", "persons")
SCALE = range(1, 6)


class Level(StrEnum):
    """How heavy a risk is: probability × impact."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Dated:
    """A value of a year, a half or a quarter of one: `2025`, `2022-H1`, `2024-Q2`."""

    period: str
    value: float


@dataclass(frozen=True, slots=True)
class Computed:
    """Where an indicator's present figure comes from: a share `within` days, the `coverage` of time stamps, or the value of
    another `measure`."""

    kind: str
    service: str = ""
    clock: str = ""
    days: int = 0
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    id: str
    name: Text
    source: Text
    unit: str
    start: Dated | None
    targets: tuple[Dated, ...]
    computed: Computed | None


@dataclass(frozen=True, slots=True)
class WorkPackage:
    id: str
    name: Text
    owner: Text
    begins: str
    ends: str
    state: str
    now: Text
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    id: str
    name: Text
    probability: int
    impact: int
    measure: Text
    work_package: str

    @property
    def weight(self) -> int:
        return self.probability * self.impact

    @property
    def level(self) -> Level:
        return level(self.probability, self.impact)


@dataclass(frozen=True, slots=True)
class Programme:
    name: Text
    note: Text
    indicators: Mapping[str, Indicator]
    work_packages: tuple[WorkPackage, ...]
    risks: tuple[Risk, ...]


def level(probability: int, impact: int) -> Level:
    weight = probability * impact
    return Level.LOW if weight < 5 else Level.MODERATE if weight < 10 else Level.HIGH if weight < 15 else Level.CRITICAL


def target_at(targets: Collection[Dated], month: str) -> Dated | None:
    """The target whose time has come last by a month; before the first one, the first."""
    due = [each for each in targets if last_month(each.period) <= month]
    return max(due, key=_end, default=None) or min(targets, key=_end, default=None)


def last_month(period: str) -> str:
    """``2022-H1`` → ``2022-06``: when a period's target is to be reached."""
    year, _, part = period.partition("-")
    months = {"": "12", "H1": "06", "H2": "12", "Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12"}
    return f"{year}-{months[part]}"


def _end(dated: Dated) -> str:
    return last_month(dated.period)


@cache
def programme(county: str) -> Programme | None:
    file = content_root() / county / "programme.yaml"
    return read_programme(load_yaml(file)) if file.exists() else None


def read_programme(node: Node) -> Programme:
    parts = node.mapping(["name", "note", "sources", "indicators", "work_packages", "risks"])
    sources = {key: source.text3() for key, source in parts["sources"].entries().items()}
    indicators = {each.id: each for each in (_indicator(entry, sources) for entry in parts["indicators"])}
    packages = tuple(_package(entry, indicators) for entry in parts["work_packages"])
    risks = tuple(_risk(entry, [package.id for package in packages]) for entry in parts["risks"])
    return Programme(parts["name"].text3(), parts["note"].text3(), indicators, packages, risks)


def _indicator(node: Node, sources: Mapping[str, Text]) -> Indicator:
    parts = node.mapping(["id", "name", "source", "unit", "targets"], ["start", "figure"])
    return Indicator(
        parts["id"].text(), parts["name"].text3(), sources[parts["source"].word(sources)], parts["unit"].word(UNITS),
        _dated(parts["start"]) if "start" in parts else None, tuple(_dated(each) for each in parts["targets"]),
        _computed(parts["figure"]) if "figure" in parts else None,
    )  # fmt: skip


def _computed(node: Node) -> Computed:
    if (kind := node.mapping(["kind"], ["service", "clock", "days", "measure"])["kind"]).text() == "measure":
        return Computed(kind.text(), measure=node.mapping(["kind", "measure"])["measure"].word(TALLIED))
    parts = node.mapping(["kind", "service", "clock"], ["days"])
    days = parts["days"].integer() if "days" in parts else 0
    service = parts["service"].word(codes().services)
    return Computed(kind.word(["within", "coverage", "measure"]), service, parts["clock"].word(ACCESS.clocks), days)


def _dated(node: Node) -> Dated:
    parts = node.mapping(["period", "value"])
    period = parts["period"].text()
    if not PERIOD.match(period):
        parts["period"].fail(f"'{period}'", "a year, half or quarter such as 2025, 2022-H1 or 2024-Q2", "write the period so")
    return Dated(period, float(parts["value"].decimal()))


def _package(node: Node, indicators: Collection[str]) -> WorkPackage:
    parts = node.mapping(["id", "name", "owner", "begins", "ends", "state", "now", "indicators"])
    for name in ("begins", "ends"):
        if not MONTH.match(parts[name].text()):
            parts[name].fail(f"'{parts[name].text()}'", "a month such as 2026-01", "write year-month")
    return WorkPackage(
        parts["id"].text(), parts["name"].text3(), parts["owner"].text3(), parts["begins"].text(), parts["ends"].text(),
        parts["state"].word(STATES), parts["now"].text3(), tuple(each.word(indicators) for each in parts["indicators"]),
    )  # fmt: skip


def _risk(node: Node, packages: Collection[str]) -> Risk:
    parts = node.mapping(["id", "name", "probability", "impact", "measure", "work_package"])
    return Risk(
        parts["id"].text(), parts["name"].text3(), _grade(parts["probability"]), _grade(parts["impact"]),
        parts["measure"].text3(), parts["work_package"].word(packages),
    )  # fmt: skip


def _grade(node: Node) -> int:
    grade = node.integer()
    if grade not in SCALE:
        node.fail(f"'{grade}'", "a grade from 1 to 5", "correct it")
    return grade
