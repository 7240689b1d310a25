"""Compares every measure with its twin on a sample of a lake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from polku.foundation import clock
from polku.insight.canonical import TABLES
from polku.insight.codes import codes
from polku.insight.lake import Lake
from polku.insight.measures.access import ACCESS
from polku.insight.measures.engine import run as run_access
from polku.insight.measures.model import AccessRow, Asked
from polku.insight.measures.naive.access import naive_access
from polku.insight.measures.naive.rows import Record, answer
from polku.insight.measures.naive.twins import TWINS
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Memory, Store, read_all
from polku.insight.measures.tallied import Result, complete, dated, run

SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Compared:
    """A measure and its twin asked the same; `rows` of figures were compared."""

    measure: str
    asked: str
    rows: int
    differences: tuple[str, ...]


def checked(lake: Lake, rows: int) -> Iterator[Compared]:
    """Every measure, whole and by each of its groups, on the visits of so many people as have about `rows` of them."""
    tables = sample({name: read_all(lake, name) for name in TABLES}, rows)
    records = {name: table.to_pylist() for name, table in tables.items()}
    store = Memory(tables)
    for service in codes().services:
        for word in ACCESS.clocks:
            yield _access(store, records, word, service)
    for id, measure in TALLIED.items():
        for by in ((), *((name,) for name in measure.groups)):
            yield compared(id, store, records, Asked(by=by, now=clock.now()))


def sample(tables: Mapping[str, pa.Table], rows: int) -> dict[str, pa.Table]:
    """Whole people, in the order of their pseudonyms; of rows without a person, such as calendars, the first."""
    visits = tables["encounter"]
    people = pc.value_counts(visits["person_id"].cast(pa.string())).sort("ascending", by="values")
    upto = pc.sum(pc.less_equal(pc.cumulative_sum(people.field("counts")), rows)).as_py() or 0
    kept = people.field("values")[: max(upto, 1)]
    found = {}
    for name, table in tables.items():
        nobody = table.filter(pc.is_null(table["person_id"])) if "person_id" in table.column_names else table
        parts = [table.filter(pc.is_in(table["person_id"], kept))] if "person_id" in table.column_names else []
        found[name] = pa.concat_tables([*parts, nobody.slice(0, rows)]).unify_dictionaries()
    return found


def compared(id: str, store: Store, records: Mapping[str, Sequence[Record]], asked: Asked) -> Compared:
    measure = TALLIED[id]
    asked = dated(measure, store, complete(measure, asked))
    found = _flat(run(measure, store, asked))
    expected = {_key(row, asked.by): row for row in answer(TWINS[id], records, asked)}
    told = ", ".join(f"by {name}" for name in asked.by) or "whole"
    return Compared(id, told, len(found), tuple(differences(found, expected)))


def _flat(result: Result) -> dict[tuple[str, ...], Record]:
    return {tuple(row.key.values()): {**row.key, **row.figures} for row in result.rows}


def _key(row: Record, by: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in by)


def differences(found: Mapping[Any, Record], expected: Mapping[Any, Record]) -> Iterator[str]:
    """In one line each: a row that one of them lacks, or figures that differ."""
    for key in [*found, *(key for key in expected if key not in found)]:
        told = ", ".join(key) or "all"
        if key not in found or key not in expected:
            yield f"{told}: only the {'measure' if key in found else 'twin'} has it"
            continue
        for name in dict.fromkeys([*found[key], *expected[key]]):
            ours, theirs = found[key].get(name), expected[key].get(name)
            if not same(ours, theirs):
                yield f"{told}: {name} is {ours} by the measure and {theirs} by the twin"


def same(ours: Any, theirs: Any) -> bool:
    """Equal; numbers with a fraction to nine digits, for they may be added in another order."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(same(value, theirs[name]) for name, value in ours.items())
    if isinstance(ours, float) and isinstance(theirs, int | float):
        return isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return bool(ours == theirs)


def _access(store: Store, records: Mapping[str, Sequence[Record]], word: str, service: str) -> Compared:
    by = ("profession", "unit", "month")
    ours = run_access(ACCESS, store, clock=word, service=service, by=by).rows
    theirs = naive_access(list(records["encounter"]), clock=word, service=service, by=by)
    pair = ({tuple(row.key.values()): _told(row) for row in rows} for rows in (ours, theirs))
    return Compared(ACCESS.id, f"{service} from {word}", len(ours), tuple(differences(*pair)))


def _told(row: AccessRow) -> Record:
    return {"buckets": dict(row.buckets), "eligible": row.eligible}
