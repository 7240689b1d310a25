"""When it is enough. Rules of the PROMIS adaptive tests (HealthMeasures, stopping rules)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Reason = Literal["", "se", "se_change", "max_items", "healthiest_answer", "no_items"]

GO_ON: Reason = ""


@dataclass(frozen=True)
class StopRule:
    """`se` and `least_gain` are in standard deviations; `screen` stops at the healthiest answer to the first item."""

    least: int
    most: int
    se: float
    least_gain: float | None = None
    screen: bool = False

    def reason(self, count: int, se: float, before: float, first_category: int) -> Reason:
        """Why to stop after `count` answers; nothing when to go on. A standard error that rises is no gain either."""
        if self.screen and count == 1 and first_category == 0:
            return "healthiest_answer"
        if count < self.least:
            return ""
        if se < self.se:
            return "se"
        if self.least_gain is not None and before - se < self.least_gain:
            return "se_change"
        return "max_items" if count >= self.most else ""


RULES: Mapping[str, StopRule] = {
    "adult_standard": StopRule(least=4, most=12, se=0.3),
    "recommended": StopRule(least=4, most=8, se=0.3, least_gain=0.01),
    "screen_to_cat": StopRule(least=4, most=12, se=0.3, screen=True),
    "paediatric": StopRule(least=5, most=12, se=0.4),
    "pain_behavior": StopRule(least=4, most=10, se=0.3),
}
