"""Compiles access to care by Ibis and runs it over a lake's files, or another store.

One pass counts each bucket of each finest group; every other row is a sum of those counts.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from polku.definitions.waiting import Bucket, buckets_of
from polku.foundation.errors import PolkuError
from polku.insight.codes import Codes, codes
from polku.insight.lake import Lake
from polku.insight.measures.access import ACCESS
from polku.insight.measures.expressions import table
from polku.insight.measures.model import AccessResult, AccessRow, WaitingMeasure
from polku.insight.measures.store import Files, Store

TABLE = "encounter"
ALL = "all"
UNKNOWN = "unknown"

Where = Mapping[str, str | Collection[str]]
Key = tuple[str, ...]
Counts = tuple[int, ...]
"""Eligible visits, then the visits of each bucket."""


def access(lake: Lake, *, clock: str, service: str, by: Sequence[str] = (), where: Where | None = None) -> AccessResult:
    """Access to care in a service, by any of profession, unit and month.

    `where` narrows the visits: a group's name to one value or several, such as
    `{"unit": "…", "month": ["2026-01", "2026-02"]}`; a profession group's name means its professions.
    """
    return run(ACCESS, lake, clock=clock, service=service, by=by, where=where)


def run(
    measure: WaitingMeasure,
    data: Lake | Store,
    *,
    clock: str,
    service: str,
    by: Sequence[str] = (),
    where: Where | None = None,
) -> AccessResult:
    """The figures of a measure; PolkuError names an unknown clock, service or group."""
    lists = codes()
    _check("clock", [clock], measure.clocks)
    _check("service", [service], lists.services)
    _check("group", [*by, *(where or {})], measure.groups)
    by = tuple(dict.fromkeys(by))
    query = compiled(measure, table(TABLE), clock=clock, service=service, by=by, where=where)
    buckets = buckets_of(service)
    store = Files(data) if isinstance(data, Lake) else data
    counts = _counts(store.fetch(query, (TABLE,)), len(by))
    return AccessResult(measure.id, clock, service, by, tuple(rows_of(counts, by, buckets, lists)))


def compiled(
    measure: WaitingMeasure, table: ir.Table, *, clock: str, service: str, by: Sequence[str], where: Where | None
) -> ir.Table:
    """The query: a row for each group, its columns, then `eligible` and the visits of each bucket."""
    conditions = [table["service"] == service]
    conditions += [table[column] == value for column, value in measure.eligible.items()]
    conditions += [_within(table[measure.groups[name]], name, value) for name, value in (where or {}).items()]
    visits = table.filter(conditions)
    groups = {name: visits[measure.groups[name]] for name in by}
    buckets = buckets_of(service)
    bucket = place_of(visits[measure.clocks[clock]], buckets)
    counted = visits.group_by(**groups, bucket=bucket).aggregate(visits=visits.count())
    figures = {"eligible": _added(counted, None)}
    figures |= {bucket.name: _added(counted, place) for place, bucket in enumerate(buckets)}
    return counted.group_by(list(groups)).aggregate(**figures) if groups else counted.aggregate(**figures)


def _added(counted: ir.Table, place: int | None) -> Any:
    """The visits of one bucket, or of all: also those whose wait is unknown."""
    where = None if place is None else counted["bucket"] == place
    return counted["visits"].sum(where=where).coalesce(0).cast("int64")


def place_of(days: Any, buckets: Sequence[Bucket]) -> Any:
    """The place of the bucket that holds the wait; one grouped count is faster than a filtered one for each."""

    def holds(bucket: Bucket) -> Any:
        after = days >= bucket.first
        return after if bucket.last is None else after & (days <= bucket.last)

    return ibis.cases(*((holds(bucket), place) for place, bucket in enumerate(buckets)))


def _within(column: Any, name: str, value: str | Collection[str]) -> Any:
    values = [value] if isinstance(value, str) else list(value)
    if name == "profession":
        values = [member for key in values for member in _professions(key)]
    return column.isin(values) if values else ibis.literal(False)


def _professions(key: str) -> tuple[str, ...]:
    group = codes().profession_groups.get(key)
    return group.professions if group else (key,)


def _check(what: str, asked: Iterable[str], known: Collection[str]) -> None:
    for word in asked:
        if word not in known:
            raise PolkuError(
                found=f"unknown {what} {word!r}",
                expected=f"one of {', '.join(known)}",
                mend=f"choose one of the {what}s",
            )


def _counts(records: list[tuple[Any, ...]], groups: int) -> dict[Key, Counts]:
    return {tuple(UNKNOWN if word is None else word for word in record[:groups]): record[groups:] for record in records}


def rows_of(counts: dict[Key, Counts], by: Sequence[str], buckets: Sequence[Bucket], lists: Codes) -> list[AccessRow]:
    everything = _sum(counts.values(), len(buckets) + 1)
    groups = {**counts, **_profession_groups(counts, by, lists)} if by else {}
    order = [*lists.professions, *lists.profession_groups]

    def place(key: Key) -> list[tuple[int, str]]:
        return [
            (order.index(word) if name == "profession" and word in order else len(order), word)
            for name, word in zip(by, key, strict=True)
        ]

    keys = [(ALL,) * len(by), *sorted(groups, key=place)]
    figures = [everything, *(groups[key] for key in keys[1:])]
    return [_row(key, by, buckets, counted) for key, counted in zip(keys, figures, strict=True)]


def _row(key: Key, by: Sequence[str], buckets: Sequence[Bucket], counts: Counts) -> AccessRow:
    names = (bucket.name for bucket in buckets)
    return AccessRow(
        key=dict(zip(by, key, strict=True)),
        buckets=dict(zip(names, counts[1:], strict=True)),
        eligible=counts[0],
    )


def _profession_groups(counts: dict[Key, Counts], by: Sequence[str], lists: Codes) -> dict[Key, Counts]:
    """The figures of each profession group, in each of the other groups asked for."""
    if "profession" not in by:
        return {}
    place = by.index("profession")
    summed: dict[Key, Counts] = {}
    for group in lists.profession_groups.values():
        for key, counted in counts.items():
            if key[place] in group.professions:
                target = (*key[:place], group.key, *key[place + 1 :])
                summed[target] = _sum([counted, summed.get(target, (0,) * len(counted))], len(counted))
    return summed


def _sum(counts: Iterable[Counts], width: int) -> Counts:
    return reduce(lambda left, right: tuple(map(sum, zip(left, right, strict=True))), counts, (0,) * width)
