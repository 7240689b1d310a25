"""What is amiss in a lake's data, named and counted: files that are not what they should be, and rows that cannot be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from polku.insight.canonical import KEYS, TABLES
from polku.insight.lake import Lake

ORDER = (("contacted_at", "assessed_at"), ("assessed_at", "starts_at"), ("contacted_at", "starts_at"), ("starts_at", "ended_at"))
"""Moments of an encounter, the first of which never comes after the second."""
STAMPS = ("contacted_at", "assessed_at", "booked_at", "unit_id", "person_id")
MOST_MISSING = 0.3
"""A column that lacks this share of its values, or more, is a finding."""
FUTURE: Mapping[str, str] = {"encounter": "ended_at", "booking": "booked_at", "slot": "snapshot_at", "feedback": "given_at"}
"""The moment of each table that is always past."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`count` of `of` files or rows; `where` is the file or the columns."""

    name: str
    table: str
    where: str
    count: int
    of: int


def quality(lake: Lake, now: datetime) -> tuple[Finding, ...]:
    """Everything amiss in the present version; nothing when all is well."""
    found: list[Finding] = []
    for table in TABLES:
        files = [(path, of_file(path, table, lake.path)) for path in lake.files(table)]
        found += [finding for _, findings in files for finding in findings]
        good = [pq.read_table(path) for path, findings in files if not findings]
        if good:
            found += of_rows(table, pa.concat_tables(good, promote_options="permissive"), now)
    return tuple(found)


def of_file(path: Path, table: str, root: Path) -> tuple[Finding, ...]:
    """What keeps a file from being read as its table."""
    where = str(path.relative_to(root))
    try:
        schema = pq.read_schema(path)
        pq.ParquetFile(path).metadata  # noqa: B018
    except FileNotFoundError:
        return (Finding("missing-file", table, where, 1, 1),)
    except (OSError, pa.ArrowInvalid):
        return (Finding("unreadable-file", table, where, 1, 1),)
    expected = TABLES[table]
    gone = [name for name in expected.names if name not in schema.names]
    other = [field.name for field in expected if field.name in schema.names and schema.field(field.name).type != field.type]
    unknown = [name for name in schema.names if name not in expected.names]
    named = (("column-gone", gone), ("column-of-another-type", other), ("unknown-column", unknown))
    return tuple(
        Finding(name, table, f"{where}: {', '.join(columns)}", len(columns), len(expected)) for name, columns in named if columns
    )


def of_rows(table: str, rows: pa.Table, now: datetime) -> tuple[Finding, ...]:
    """Rows that are there twice, come from the future, or have their moments in the wrong order; columns that lack too much."""
    counts = {("duplicate-key", ", ".join(KEYS[table])): _repeated(rows, KEYS[table])}
    if table in FUTURE:
        moment = pa.scalar(now, pa.timestamp("us", tz="UTC"))
        counts["in-the-future", FUTURE[table]] = _count(pc.greater(rows[FUTURE[table]], moment))
    if table == "encounter":
        counts |= {("reversed-order", f"{a}, {b}"): _count(pc.greater(rows[a], rows[b])) for a, b in ORDER}
        missing = {name: rows[name].null_count for name in STAMPS}
        counts |= {("missing-values", name): count for name, count in missing.items() if count >= MOST_MISSING * rows.num_rows}
    return tuple(Finding(name, table, where, count, rows.num_rows) for (name, where), count in counts.items() if count)


def _repeated(rows: pa.Table, key: Iterable[str]) -> int:
    """Rows beyond the first of each key."""
    names = [*key]
    plain = pa.table({name: _plain(rows[name]) for name in names})
    return int(rows.num_rows - plain.group_by(names).aggregate([]).num_rows)


def _plain(column: pa.ChunkedArray) -> Any:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _count(flags: pa.ChunkedArray) -> int:
    return int(pc.sum(flags).as_py() or 0)
