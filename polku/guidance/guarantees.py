"""By when the law and the county promise an answer, an assessment or care.

The rules are content (`content/national/guarantees.yaml` for law, `content/<county>/guarantees.yaml` for targets);
a set of them is a plain argument, so that history can be recomputed under another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.conf import settings

from polku.foundation.calendar import helsinki_date, office_start
from polku.foundation.content import Text, content_root
from polku.guidance.guarantee_files import load_rules
from polku.guidance.limits import Kind, Rule


@dataclass(frozen=True, slots=True)
class Due:
    """The last moment in time (aware), the rule that says so, and its sentence for people."""

    at: datetime
    rule_id: str
    sentence: Text


@cache
def rules() -> tuple[Rule, ...]:
    """The law's rules and this county's targets, read once."""
    root = content_root()
    return (
        *load_rules(root / "national" / "guarantees.yaml", "law"),
        *load_rules(root / settings.POLKU_COUNTY / "guarantees.yaml", "target"),
    )


def clock_start(at: datetime) -> datetime:
    """When the clock of a contact starts: at once in office hours (working days 8–16), else when they next begin."""
    return office_start(at)


def due(
    rules: Iterable[Rule], clock: str, service: str, register: str, age: int, started_at: datetime, kind: Kind = "law", *,
    circumstances: Collection[str] = (), under: date | None = None,
) -> Due | None:
    """The earliest end that binds a clock, or None where no rule concerns it.

    `age` is in whole years when the clock starts. The rules of that Helsinki day decide, or of `under` where history
    is recomputed as if that day's rules had been in force.
    """
    day = under or helsinki_date(started_at)
    ends = [
        Due(rule.limit.end(started_at), rule.id, rule.sentence)
        for rule in rules
        if rule.kind == kind
        and rule.in_force(day)
        and rule.concerns(clock=clock, service=service, register=register, age=age, circumstances=circumstances)
    ]
    return min(ends, key=lambda end: (end.at, end.rule_id), default=None)
