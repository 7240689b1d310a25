"""A county's dated targets, from `content/<county>/targets.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from polku.foundation.content import Node, content_root, load_yaml
from polku.insight.codes import codes
from polku.insight.measures.model import Measure, WaitingMeasure
from polku.insight.measures.registry import MEASURES
from polku.insight.measures.tallied import ALL

MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])\Z")


@dataclass(frozen=True, slots=True)
class Path:
    """Where the figure was at the start, where that was told, and from which month on it is to be above what."""

    start: tuple[str, float] | None
    steps: tuple[tuple[str, float], ...]

    def at(self, month: str) -> float | None:
        """The target that holds in a month; None before the first."""
        return next((share for since, share in reversed(self.steps) if since <= month), None)


Targets = Mapping[tuple[str, str, str], Path]
"""By measure's target name, service and clock; of a measure without clocks `all` services and no clock, unless said."""


@cache
def targets(county: str) -> Targets:
    """The county's targets; none when it has no file of them."""
    file = content_root() / county / "targets.yaml"
    return read_targets(load_yaml(file)) if file.exists() else {}


def target(county: str, name: str, service: str, clock: str) -> Path | None:
    return targets(county).get((name, service, clock))


def read_targets(node: Node) -> Targets:
    found: dict[tuple[str, str, str], Path] = {}
    measures = {measure.target: measure for measure in MEASURES.values() if measure.target}
    for name, paths in node.mapping(["targets"])["targets"].entries().items():
        if name not in measures:
            paths.fail(f"unknown target '{name}'", f"one of: {', '.join(measures)}", "correct the name")
        for entry in paths:
            key, parts = _of(measures[name], entry)
            if key in found:
                entry.fail("the same service and clock twice", "one path for each", "join the two")
            found[key] = _path(parts.get("start"), parts["path"])
    return found


def _of(measure: Measure, entry: Node) -> tuple[tuple[str, str, str], dict[str, Node]]:
    if isinstance(measure, WaitingMeasure):
        parts = entry.mapping(["service", "clock", "path"], ["start"])
        return (measure.target, parts["service"].word(codes().services), parts["clock"].word(measure.clocks)), parts
    parts = entry.mapping(["path"], ["service", "start"])
    return (measure.target, parts["service"].word(codes().services) if "service" in parts else ALL, ""), parts


def _path(start: Node | None, path: Node) -> Path:
    began = start.mapping(["year", "share"]) if start else None
    steps: list[tuple[str, float]] = []
    for step in path:
        parts = step.mapping(["from", "above"])
        since = parts["from"].text()
        if not MONTH.match(since):
            parts["from"].fail(f"'{since}'", "a month such as 2026-01", "write year-month")
        if steps and since <= steps[-1][0]:
            parts["from"].fail(f"'{since}' after '{steps[-1][0]}'", "steps in the order of time", "sort them")
        steps.append((since, _share(parts["above"])))
    return Path((began["year"].text(), _share(began["share"])) if began else None, tuple(steps))


def _share(node: Node) -> float:
    value = float(node.decimal())
    if not 0 <= value <= 100:
        node.fail(f"'{node.text()}'", "percent from 0 to 100", "correct the figure")
    return value
