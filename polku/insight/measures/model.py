"""What a declared measure is, and what it gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

import ibis.expr.types as ir

from polku.definitions.waiting import Bucket, buckets_of
from polku.foundation.content import Text

Value = str | bool
Tally = Mapping[str, Any]
"""One row of an engine's answer: counts, and the keys that they are counted by."""
Figures = dict[str, Any]
"""What is told of one group: `value` first; `numerator`, `denominator` and `n` where they exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a measure means: the one declaration that pages, commands and the manual tell."""

    id: str
    name: Text
    definition: Text
    """One sentence that a resident understands."""
    source: Text
    unit: Literal["percent", "days", "contacts", "index", "points"]
    better: Literal["higher", "lower", "neither"]
    numerator: Text | None = None
    denominator: Text | None = None
    groups: Mapping[str, str]
    """Name of a group → column; any subset may be asked for."""
    period: Text
    missing: Text
    """What is done with a row that lacks what the measure needs."""
    disclosure: Literal["cells", "people", "none"]
    """Hidden where small: counts under five and the rest of the cell's total; groups of under five; nothing."""
    target: str = ""
    """Name of its path in a county's `targets.yaml`."""
    gaps: bool = False
    """Whether each group is also told by its distance from all."""
    version: int = 1
    """Grows when the meaning changes, so that a figure can be told with the definition it was made by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMeasure(Measure):
    """Waits in classes over the canonical table `encounter`."""

    eligible: Mapping[str, Value]
    """Columns and the value each must have for a visit to be eligible."""
    clocks: Mapping[str, str]
    """Named clock → column of waiting days; a visit is counted when the column has a value."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice that a measure leaves to the one who asks; `read` makes its value of text, or says ValueError."""

    name: str
    read: Callable[[str], Any]
    default: Any
    expected: str
    words: tuple[str, ...] = ()
    """All of its texts, where they are few."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a measure. `where` has the values of each group or column asked for, `period` both months included."""

    by: tuple[str, ...] = ()
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    period: tuple[str, str] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    now: datetime | None = None

    def __getitem__(self, name: str) -> Any:
        return self.options[name]


Tables = Mapping[str, ir.Table]


@dataclass(frozen=True, slots=True, kw_only=True)
class TalliedMeasure(Measure):
    """A measure that an engine counts into tallies and plain Python makes figures of.

    Tallies are whole numbers, the same on every engine, so figures agree to the last digit.
    """

    tables: tuple[str, ...] = ("encounter",)
    rows: Callable[[Tables, Asked], ir.Table]
    """The rows that may count, with every column of `groups` and a column `month`. Where it has a column `counted`, a
    question about contacts unmarks rows instead of dropping them, so that people without contacts stay."""
    tally: Callable[[ir.Table, tuple[str, ...], Asked], ir.Table]
    """The rows counted by the columns named and by keys of the measure's own."""
    figures: Callable[[Sequence[Tally], Asked], Figures]
    options: tuple[Option, ...] = ()
    additive: bool = True
    """Whether all rows' tallies are those of the groups put together; else they are counted by themselves."""
    split: str = ""
    """A group that `figures` makes: they are then a mapping, from each of its words and `all`, to figures."""
    usual_by: tuple[str, ...] = ()
    """The groups told when none is asked for."""
    dated_by: tuple[str, ...] = ()
    """Where each contact alone has a figure, so that those behind a figure can be listed: the moments whose earliest is its
    month."""
    usual_period: Callable[[str, Asked], tuple[str, str]] | None = None
    """The period when none is asked for, from the last month that the rows have."""


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
