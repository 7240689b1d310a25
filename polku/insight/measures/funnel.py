"""Units compared by a funnel: which differences are larger than chance gives.

The limits are those of a binomial share with the common share as its mean, interpolated between whole counts
(Spiegelhalter 2005, "Funnel plots for comparing institutional performance", Statistics in Medicine 24, appendix A.1.1).

Units differ by more than chance also for reasons that are not told here, such as who lives near. Where they do, the limits
are wider by √φ (the same article, section 4.1): φ is the mean of the units' squared z-scores, the outermost tenth at each
end first drawn in to the next (winsorised), so that a unit far out does not widen its own limits. φ is never below 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from math import sqrt

import numpy as np

WARNING_TAIL = 0.025
LIMIT_TAIL = 0.001
"""Tails of the limits of 95 and 99.8 percent."""
WINSORISED = 0.1
FEWEST_UNITS = 5
"""Of fewer units the spread is not told from chance: φ is 1."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Shares from 0 to 1 between which chance alone keeps a unit."""

    lower: float
    warning_lower: float
    warning_upper: float
    upper: float


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit in the funnel: `side` is -1 below the 99.8 percent limits, 1 above them, 0 within."""

    key: str
    within: int
    total: int
    side: int
    phi: float = 1.0
    """The overdispersion that widened the limits."""

    @property
    def share(self) -> float:
        return self.within / self.total


def limits(total: int, share: float, phi: float = 1.0) -> Limits:
    """The limits of a unit with `total` visits when the common share is `share` and the overdispersion `phi`."""
    found = _of_chance(total, share)
    if phi <= 1:
        return found
    wider = (share + sqrt(phi) * (limit - share) for limit in astuple(found))
    return Limits(*(min(1.0, max(0.0, limit)) for limit in wider))


@lru_cache(maxsize=4096)
def _of_chance(total: int, share: float) -> Limits:
    tails = (LIMIT_TAIL, WARNING_TAIL, 1 - WARNING_TAIL, 1 - LIMIT_TAIL)
    if share <= 0 or share >= 1:
        return Limits(share, share, share, share)
    chances = _binomial(total, share)
    below = np.cumsum(chances)
    places = [min(int(np.searchsorted(below, tail)), total) for tail in tails]
    shares = [(place - float((below[place] - tail) / chances[place])) / total for place, tail in zip(places, tails, strict=True)]
    return Limits(*(min(1.0, max(0.0, value)) for value in shares))


def _binomial(total: int, share: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The chance of each count from 0 to `total`."""
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, total + 1)))])
    counts = np.arange(total + 1)
    ways = logs[total] - logs - logs[::-1]
    chances: np.ndarray[tuple[int], np.dtype[np.float64]] = np.exp(
        ways + counts * np.log(share) + (total - counts) * np.log1p(-share)
    )
    return chances


def overdispersion(units: Iterable[tuple[str, int, int]], share: float) -> float:
    """φ of units `(key, within, total)` about the common share: 1 where chance alone explains their spread."""
    counted = [(within, total) for _, within, total in units if total]
    if len(counted) < FEWEST_UNITS or share <= 0 or share >= 1:
        return 1.0
    scores = sorted((within / total - share) / sqrt(share * (1 - share) / total) for within, total in counted)
    drawn_in = max(1, int(WINSORISED * len(scores)))
    low, high = scores[drawn_in], scores[-drawn_in - 1]
    return max(1.0, sum(min(high, max(low, score)) ** 2 for score in scores) / len(scores))


def standings(units: Iterable[tuple[str, int, int]], share: float) -> tuple[Standing, ...]:
    """Each `(key, within, total)` against the common share; units without visits are left out."""
    counted = [unit for unit in units if unit[2]]
    phi = overdispersion(counted, share)
    return tuple(Standing(key, within, total, _side(within, total, share, phi), phi) for key, within, total in counted)


def _side(within: int, total: int, share: float, phi: float) -> int:
    found = limits(total, share, phi)
    return (within / total > found.upper) - (within / total < found.lower)


def curve(largest: int, share: float, points: int = 40, *, phi: float = 1.0) -> Sequence[tuple[int, Limits]]:
    """The limits at totals from few visits to `largest`, denser where they bend."""
    steps = np.linspace(np.sqrt(8), np.sqrt(max(9, largest)), points) ** 2
    totals = sorted({round(float(step)) for step in steps})
    return [(total, limits(total, share, phi)) for total in totals]
