"""The whole access cube in one pass: each service, unit, profession and month, its waits by both clocks and its remote contacts.

Waits are counted in classes that every service's own buckets are made of, so that one query answers for all services.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import ibis.expr.types as ir

from polku.definitions.contacts import NON_URGENT, REMOTE
from polku.definitions.waiting import Bucket, buckets_of
from polku.insight.codes import codes
from polku.insight.measures.access import ACCESS
from polku.insight.measures.engine import TABLE, UNKNOWN, place_of, rows_of
from polku.insight.measures.expressions import certain, client_contacts, table
from polku.insight.measures.model import AccessResult
from polku.insight.measures.store import Store

BY = ("unit", "profession", "month")
KEYS = ("service", *(ACCESS.groups[name] for name in BY))
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Realised client contacts of one service, unit, profession and month."""

    contacts: int
    remote: Mapping[str, int]
    """By each definition of remote."""
    eligible: int
    waits: Mapping[str, tuple[int, ...]]
    """By each clock, the eligible ones in each of `classes`."""


@dataclass(frozen=True, slots=True)
class Cube:
    cells: Mapping[Key, Cell]
    """Keys are service, unit, profession, month."""

    def access(self, *, clock: str, service: str) -> AccessResult:
        """Access to care by unit, profession and month, as `engine.access` has it."""
        buckets = buckets_of(service)
        counts = {
            key[1:]: (cell.eligible, *_in_buckets(cell.waits[clock], buckets))
            for key, cell in self.cells.items()
            if key[0] == service and cell.eligible
        }
        return AccessResult(ACCESS.id, clock, service, BY, tuple(rows_of(counts, BY, buckets, codes())))


def cube(store: Store) -> Cube:
    many, clocks = len(classes()), list(ACCESS.clocks)

    def cell(contacts: int, eligible: int, *counts: int) -> Cell:
        remote, waits = counts[: len(REMOTE)], counts[len(REMOTE) :]
        by_clock = {clock: waits[place * many : (place + 1) * many] for place, clock in enumerate(clocks)}
        return Cell(contacts, dict(zip(REMOTE, remote, strict=True)), eligible, by_clock)

    records = store.fetch(compiled(table(TABLE)), (TABLE,))
    return Cube({tuple(word or UNKNOWN for word in record[: len(KEYS)]): cell(*record[len(KEYS) :]) for record in records})


def compiled(rows: ir.Table) -> ir.Table:
    """The query: KEYS, `contacts`, `eligible`, the remote ones by each definition, and the classes of each clock in turn."""
    visits = client_contacts(rows)
    kinds: dict[str, Any] = {name: certain(visits["contact_type"].isin(sorted(types))) for name, types in REMOTE.items()}
    kinds["counts"] = certain(visits["urgency"] == NON_URGENT)
    kinds |= {clock: place_of(visits[column], classes()) for clock, column in ACCESS.clocks.items()}
    fine = visits.group_by([*KEYS], **kinds).aggregate(visits=visits.count())

    def added(where: Any) -> Any:
        return fine["visits"].sum(where=where).coalesce(0).cast("int64")

    figures = {"contacts": added(None), "eligible": added(fine["counts"])}
    figures |= {name: added(fine[name]) for name in REMOTE}
    for clock in ACCESS.clocks:
        figures |= {f"{clock} {place}": added(fine["counts"] & (fine[clock] == place)) for place in range(len(classes()))}
    return fine.group_by([*KEYS]).aggregate(**figures)


@cache
def classes() -> tuple[Bucket, ...]:
    """The buckets of all services cut at each other's ends."""
    lasts = sorted({bucket.last for key in codes().services for bucket in buckets_of(key) if bucket.last is not None})
    firsts = [0, *(last + 1 for last in lasts)]
    return tuple(Bucket(f"{first}-", first, last) for first, last in zip(firsts, [*lasts, None], strict=True))


def _in_buckets(counts: Sequence[int], buckets: Sequence[Bucket]) -> tuple[int, ...]:
    pairs = list(zip(classes(), counts, strict=True))
    return tuple(sum(count for each, count in pairs if bucket.holds(each.first)) for bucket in buckets)
