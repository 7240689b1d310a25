"""Waiting times: the published buckets spread over days, and drawn from tables.

A stratum is one distribution of waiting days. Each key of `waits` has two: visits with a need assessment, and
visits with some other contact (the earliest-contact counts less the assessed); urgent visits have one.
A table holds QUANTILES waits in growing order for each stratum and day of the month, so that one uniform
number picks a wait. Within a bucket longer waits are less likely, and few begin on a closed day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from polku.insight.synthetic.period import Calendar, Month
from polku.insight.synthetic.settings import Waits

QUANTILES = 16_384
URGENT_LAST_DAY = (0, 1, 3)
URGENT_SHARES = (0.82, 0.14, 0.04)
HALF_LIFE_SHARE = 0.6
"""Within a bucket, the likelihood of a wait halves in this share of the bucket's days."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Shares by bucket; `day_share` spreads each bucket's share over its days."""

    shares: Floats
    last_day: tuple[int, ...]
    day_share: Floats

    def bucket(self) -> npt.NDArray[np.int64]:
        """The bucket of each day from 0 to the longest wait."""
        return np.asarray(np.searchsorted(self.last_day, np.arange(self.last_day[-1] + 1)))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of the visits with a need assessment, and with any contact at all."""

    need_assessment: float
    any_contact: float


def strata_of(waits: tuple[Waits, ...]) -> tuple[Stratum, ...]:
    """Assessed and otherwise contacted for each of `waits` in turn; the urgent one last."""
    pairs = [
        stratum(counts, part.last_day, part.same_day)
        for part in waits
        for counts in (np.array(part.need_assessment), otherwise_contacted(part))
    ]
    return (*pairs, stratum(np.array(URGENT_SHARES), URGENT_LAST_DAY, 1.0))


def otherwise_contacted(waits: Waits) -> Floats:
    """Visits by bucket that have a contact and no need assessment."""
    return np.asarray(np.array(waits.earliest_contact) - np.array(waits.need_assessment))


def coverage(waits: Waits, visits: int) -> Coverage:
    return Coverage(sum(waits.need_assessment) / visits, sum(waits.earliest_contact) / visits)


def stratum(counts: Floats, last_day: tuple[int, ...], same_day: float) -> Stratum:
    shares = counts / counts.sum()
    first = (0, *(day + 1 for day in last_day[:-1]))
    parts = [_within(end - begin + 1) for begin, end in zip(first, last_day, strict=True)]
    if len(parts[0]) > 1:
        parts[0] = np.concatenate([[same_day], _within(len(parts[0]) - 1) * (1 - same_day)])
    return Stratum(shares, last_day, np.concatenate(parts))


def _within(days: int) -> Floats:
    likely = 0.5 ** (np.arange(days) / (days * HALF_LIFE_SHARE))
    return np.asarray(likely / likely.sum())


def wait_tables(strata: tuple[Stratum, ...], month: Month, calendar: Calendar) -> npt.NDArray[np.int16]:
    """Waiting days, shape (strata × days of the month, QUANTILES)."""
    openness = calendar.openness()
    return np.concatenate([_table(part, month, calendar.first, openness) for part in strata])


def _table(part: Stratum, month: Month, first: int, openness: Floats) -> npt.NDArray[np.int16]:
    days = np.arange(part.last_day[-1] + 1)
    begins = month.numbers()[:, None] - days[None, :] - first
    likely = part.day_share * np.where(days == 0, 1.0, openness[begins])
    ends = np.array(part.last_day)
    starts = np.concatenate([[0], ends[:-1] + 1])
    total = np.add.reduceat(likely, starts, axis=1)
    bucket = part.bucket()
    share = likely / total[:, bucket] * part.shares[bucket]
    edges = np.rint(np.cumsum(share, axis=1) * QUANTILES).astype(np.int64)
    edges[:, -1] = QUANTILES
    entries = np.diff(edges, axis=1, prepend=0)
    waits = np.broadcast_to(days.astype(np.int16), entries.shape)
    return np.repeat(waits.ravel(), entries.ravel()).reshape(len(entries), QUANTILES)


def last_day_of_bucket(part: Stratum) -> npt.NDArray[np.int16]:
    """For each wait, the last day of its bucket."""
    return np.array(part.last_day, dtype=np.int16)[part.bucket()]
