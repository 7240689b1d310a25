"""The last day of many waits at once, by the dated rules of law and of the county's targets."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from polku.foundation.calendar import at_helsinki
from polku.foundation.content import content_root
from polku.guidance.guarantee_files import load_rules
from polku.guidance.limits import DAY_ENDS, Rule
from polku.insight.synthetic.period import EPOCH
from polku.insight.tables import MOMENT

Ints = npt.NDArray[np.int64]
NONE = int(np.iinfo(np.int64).min)


class Limits:
    """`county` without a file of targets has none."""

    def __init__(self, county: str, root: Path | None = None) -> None:
        folder = root or content_root()
        targets = folder / county / "guarantees.yaml"
        law = load_rules(folder / "national" / "guarantees.yaml", "law")
        self.rules: tuple[Rule, ...] = (*law, *(load_rules(targets, "target") if targets.exists() else ()))
        ages = {age for rule in self.rules for age in (rule.age_from, rule.age_below) if age}
        self.ages = np.array(sorted({0, *ages}))
        self._end, self._concerning = cache(self._day_end), cache(self._places)

    def due(self, kind: str, clock: str, register: str, services: list[str], service: Ints, ages: Ints, days: Ints) -> pa.Array:
        """The last moments, empty where no rule sets one; `service` are places in `services`, `days` those of the start."""
        old = np.searchsorted(self.ages, ages, side="right") - 1
        keys, back = np.unique((days.astype(np.int64) * 64 + old) * 64 + service, return_inverse=True)
        ends = np.array([self._of_key(kind, clock, register, services, int(key)) for key in keys], dtype=np.int64)
        moments = ends[back] if len(keys) else np.zeros(0, np.int64)
        return pa.array(moments, mask=moments == NONE).cast(MOMENT)

    def _of_key(self, kind: str, clock: str, register: str, services: list[str], key: int) -> int:
        day, (old, service) = key >> 12, divmod(key & 4095, 64)
        places = self._concerning(kind, clock, register, services[service], int(self.ages[old]))
        return min((end for place in places if (end := self._end(place, day)) != NONE), default=NONE)

    def _places(self, kind: str, clock: str, register: str, service: str, age: int) -> tuple[int, ...]:
        return tuple(
            place
            for place, rule in enumerate(self.rules)
            if rule.kind == kind and rule.concerns(clock=clock, register=register, service=service, age=age, circumstances=())
        )

    def _day_end(self, place: int, number: int) -> int:
        rule, day = self.rules[place], EPOCH + timedelta(days=number)
        if not rule.in_force(day):
            return NONE
        return int(rule.limit.end(at_helsinki(day, DAY_ENDS)).timestamp()) * 1_000_000
