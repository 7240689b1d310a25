"""Case mix: what a unit's clients would lead to expect, to compare what was seen with."""

from collections.abc import Iterable


def expected(strata: Iterable[tuple[int, float]]) -> float:
    """Of (people, reference rate) of each stratum: Σ people × rate."""
    return sum(people * rate for people, rate in strata)


def index(observed: float, strata: Iterable[tuple[int, float]]) -> float | None:
    """Observed ÷ expected: 1 is as expected; None when nothing is."""
    awaited = expected(strata)
    return observed / awaited if awaited else None
