"""Whether a change is a change: reliable, clinically significant, large, and in the good direction.

Jacobson and Truax, J Consult Clin Psychol 59 (1991).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from polku.assessment.instruments.declaration import Instrument
from polku.foundation.errors import BadInput

Z_95 = 1.96
Course = Literal["recovered", "improved", "unchanged", "deteriorated"]


@dataclass(frozen=True)
class Reliable:
    """The standard error of a difference, and the least difference that measurement error does not explain."""

    se_diff: float
    threshold: float

    def holds(self, change: float) -> bool:
        return abs(change) >= self.threshold


def reliable_change(sd: float, reliability: float) -> Reliable:
    """From the standard deviation and the reliability of the instrument in its group."""
    if sd <= 0 or not 0 <= reliability < 1:
        found = f"standard deviation {sd:g} and reliability {reliability:g}"
        raise BadInput({"sd": "out-of-range"}, found, "a deviation above 0 and a reliability from 0 to under 1", "correct them")
    se_diff = sd * sqrt(2 * (1 - reliability))
    return Reliable(se_diff, Z_95 * se_diff)


def good_change(instrument: Instrument, before: float, after: float) -> float:
    """The change counted so that more is better. Raises BadInput where the instrument has no good direction."""
    if instrument.direction == "none":
        raise BadInput({"direction": "none"}, f"'{instrument.id}' has no good direction", "lower or higher better", "give none")
    return before - after if instrument.direction == "lower-better" else after - before


def course(instrument: Instrument, before: float, after: float, reliable: Reliable, cut_off: float) -> Course:
    """Recovered: a reliable change for the better that crosses the cut-off between ill and well."""
    change = good_change(instrument, before, after)
    if not reliable.holds(change):
        return "unchanged"
    if change < 0:
        return "deteriorated"
    lower = instrument.direction == "lower-better"
    was_ill = before >= cut_off if lower else before <= cut_off
    is_well = after < cut_off if lower else after > cut_off
    return "recovered" if was_ill and is_well else "improved"


def responder(instrument: Instrument, before: float, after: float) -> bool | None:
    """The change reaches the least that matters, in the good direction; None where the instrument tells no such change."""
    if instrument.change is None or instrument.change.points is None:
        return None
    return good_change(instrument, before, after) >= instrument.change.points


def percent_change(instrument: Instrument, before: float, after: float) -> float | None:
    """The change for the better as a share of the first score."""
    return None if before == 0 else 100 * good_change(instrument, before, after) / before


def effect_size(instrument: Instrument, before: Sequence[float], after: Sequence[float]) -> float | None:
    """The mean change for the better in standard deviations of the first scores; None where these do not vary."""
    if len(before) != len(after) or len(before) < 2:
        raise BadInput({"after": "wrong-count"}, f"{len(before)} and {len(after)} scores", "pairs, at least two", "give pairs")
    middle = sum(before) / len(before)
    sd = sqrt(sum((score - middle) ** 2 for score in before) / (len(before) - 1))
    changes = [good_change(instrument, *pair) for pair in zip(before, after, strict=True)]
    return sum(changes) / len(changes) / sd if sd else None
