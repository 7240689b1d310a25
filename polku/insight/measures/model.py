"""What a declared measure is, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from polku.definitions.waiting import Bucket, buckets_of
from polku.foundation.content import Text

Value = str | bool


@dataclass(frozen=True, slots=True)
class Measure:
    """A waiting-time measure over the canonical table `encounter`: the one declaration engines compile."""

    id: str
    name: Text
    definition: Text
    """One sentence that a resident understands."""
    source: str
    unit: Literal["percent"]
    better: Literal["higher", "lower"]
    denominator: Text
    numerator: Text
    eligible: Mapping[str, Value]
    """Columns and the value each must have for a visit to be eligible."""
    clocks: Mapping[str, str]
    """Named clock → column of waiting days; a visit is counted when the column has a value."""
    groups: Mapping[str, str]
    """Name of a group → column; any subset may be asked for."""
    period: Text
    missing: Text
    """What is done with a visit that lacks its time stamps."""
    target: str
    """Name of its path in a county's `targets.yaml`."""


@dataclass(frozen=True, slots=True)
class AccessRow:
    """The figures of one group; `key` has "all" for every group in the first row."""

    key: Mapping[str, str]
    buckets: Mapping[str, int]
    eligible: int

    @property
    def total(self) -> int:
        """Visits counted: those whose waiting time is known."""
        return sum(self.buckets.values())

    @property
    def shares(self) -> Mapping[str, float | None]:
        """Percent of the total in each bucket; None when the total is nil."""
        return {name: percent(count, self.total) for name, count in self.buckets.items()}

    @property
    def coverage(self) -> float | None:
        """Percent of the eligible visits that are counted."""
        return percent(self.total, self.eligible)

    @property
    def within_limit(self) -> int:
        """Visits in the first bucket: within 7 days, in oral care within 21."""
        return next(iter(self.buckets.values()))

    @property
    def share_within_limit(self) -> float | None:
        return percent(self.within_limit, self.total)


@dataclass(frozen=True, slots=True)
class AccessResult:
    """The answer to one question: the all-row first, then the groups."""

    measure: str
    clock: str
    service: str
    by: tuple[str, ...]
    rows: tuple[AccessRow, ...]

    @property
    def all(self) -> AccessRow:
        return self.rows[0]

    @property
    def buckets(self) -> tuple[Bucket, ...]:
        return buckets_of(self.service)

    def row(self, **key: str) -> AccessRow:
        """The row of a group, such as `row(month="2021-03")`; a row of nil when no visit is in it."""
        empty = MappingProxyType({bucket.name: 0 for bucket in self.buckets})
        return next((row for row in self.rows if row.key == key), AccessRow(key, empty, 0))


def percent(part: int, whole: int) -> float | None:
    """To two decimals, a half upwards, exactly; None of nothing."""
    if whole == 0:
        return None
    return ((20_000 * part + whole) // (2 * whole)) / 100
