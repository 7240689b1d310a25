"""What is amiss in a lake's data, named and counted: files that are not what they should be, and rows that cannot be right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from polku.definitions.bookings import ENDINGS
from polku.definitions.debt import months
from polku.insight.canonical import KEYS, TABLES
from polku.insight.codes import codes
from polku.insight.duck import connected
from polku.insight.lake import Lake

ORDER = (("contacted_at", "assessed_at"), ("assessed_at", "starts_at"), ("contacted_at", "starts_at"), ("starts_at", "ended_at"))
"""Moments of an encounter, the first of which never comes after the second."""
STAMPS = ("contacted_at", "assessed_at", "booked_at", "unit_id", "person_id")
MOST_MISSING = 0.3
"""A column that lacks this share of its values, or more, is a finding."""
FUTURE: Mapping[str, str] = {"encounter": "ended_at", "booking": "booked_at", "slot": "snapshot_at", "feedback": "given_at"}
"""The moment of each table that is always past."""
SEXES = ("male", "female", "other")
STEADY = 10
"""A unit with this many rows a month, or more, is not without any by chance."""
ALIKE = 2.0
"""A unit that ends and one that begins are taken for the same when neither has this many times the other's rows a month."""
NAMED = 5

Units = tuple[tuple[str, int, int], ...]
"""Of each unit that takes part: its name, how many, of how many."""
ByMonth = dict[str, dict[str, int]]
"""Rows by unit and month."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`count` of `of` files, columns, rows or months; `where` is the file, the columns, the values or the months."""

    name: str
    table: str
    where: str
    count: int
    of: int
    source: str = ""
    units: Units = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A condition on rows: a finding of the units with `fewest` rows or more, where it holds of the share `least` or more."""

    name: str
    where: str
    condition: str
    least: float = 0.0
    fewest: int = 0


def quality(lake: Lake, now: datetime, units: Collection[str] = ()) -> tuple[Finding, ...]:
    """Everything amiss in the present version; nothing when all is well. `units` are those that there are, where known."""
    found: list[Finding] = []
    for table in TABLES:
        files = [(path, of_file(path, table, lake.path)) for path in lake.files(table)]
        found += [finding for _, findings in files for finding in findings]
        good = [path for path, findings in files if not findings]
        try:
            found += of_rows(table, good, now, units) if good else ()
        except duckdb.Error:
            broken = [name for name in lake.damaged() if name.startswith(f"{table}/")]
            found += [Finding("unreadable-file", table, name, 1, 1) for name in broken or [table]]
    return tuple(found)


def of_file(path: Path, table: str, root: Path) -> tuple[Finding, ...]:
    """What keeps a file from being read as its table."""
    where = str(path.relative_to(root))
    try:
        schema = pq.read_schema(path)
        rows = pq.read_metadata(path).num_rows
    except FileNotFoundError:
        return (Finding("missing-file", table, where, 1, 1),)
    except (OSError, pa.ArrowInvalid):
        return (Finding("unreadable-file", table, where, 1, 1),)
    expected = TABLES[table]
    gone = [name for name in expected.names if name not in schema.names]
    other = [field.name for field in expected if field.name in schema.names and schema.field(field.name).type != field.type]
    unknown = [name for name in schema.names if name not in expected.names]
    named = (("column-gone", gone), ("column-of-another-type", other), ("unknown-column", unknown))
    found = [
        Finding(name, table, f"{where}: {', '.join(columns)}", len(columns), len(expected)) for name, columns in named if columns
    ]
    return tuple(found) or (() if rows else (Finding("empty-file", table, where, 1, 1),))


def of_rows(table: str, files: Sequence[Path], now: datetime, units: Collection[str]) -> tuple[Finding, ...]:
    """Rows that are there twice, come from the future, name a group that is not known, or have their moments in the wrong
    order; columns that lack too much; months without rows; and a unit that goes on under another code."""
    with connected() as connection:
        connection.execute("SET preserve_insertion_order = false")
        rows = connection.read_parquet([str(file) for file in files])
        rows = rows if "unit_id" in TABLES[table].names else rows.project("*, NULL::VARCHAR AS unit_id")
        rows.create_view("rows")
        found = [*_repeated(connection, table), *_checked(connection, table, _checks(table, now, units))]
        if "month" in TABLES[table].names:
            found += _over_time(connection, table)
    return tuple(found)


def _checks(table: str, now: datetime, units: Collection[str]) -> Iterator[Check]:
    names = TABLES[table].names
    if table in FUTURE:
        yield Check("in-the-future", FUTURE[table], f"{FUTURE[table]} > TIMESTAMPTZ '{now.isoformat()}'")
    if table == "encounter":
        for first, second in ORDER:
            yield Check("reversed-order", f"{first}, {second}", f"{first} > {second}")
        for name in STAMPS:
            yield Check("missing-values", name, f"{name} IS NULL", MOST_MISSING, STEADY)
    for name, words in _known(units).items():
        if name in names and words:
            yield Check("unknown-group", name, f"{name} IS NOT NULL AND {name} NOT IN ({', '.join(map(_quoted, sorted(words)))})")


def _known(units: Collection[str]) -> Mapping[str, Collection[str]]:
    lists = codes()
    return {
        "service": {*lists.services, *lists.social_services}, "profession": lists.professions,
        "contact_type": lists.contact_types, "sex": SEXES, "ending": ENDINGS, "unit_id": units,
    }  # fmt: skip


def _quoted(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _checked(connection: duckdb.DuckDBPyConnection, table: str, checks: Iterable[Check]) -> Iterator[Finding]:
    """All conditions in one pass, by source and unit."""
    asked = [*checks]
    counts = "".join(f", count(*) FILTER (WHERE {check.condition})" for check in asked)
    rows = connection.execute(f"SELECT source, unit_id, count(*){counts} FROM rows GROUP BY ALL ORDER BY ALL").fetchall()
    for place, check in enumerate(asked, start=3):
        for source in dict.fromkeys(row[0] for row in rows):
            held = [(row[1] or "", row[place], row[2]) for row in rows if row[0] == source]
            asked_of = [each for each in held if each[2] >= check.fewest]
            found = tuple((unit, count, of) for unit, count, of in asked_of if count and count >= check.least * of)
            if found:
                of = sum(each[2] for each in (found if check.least else held))
                where = _with_words(connection, check) if check.name == "unknown-group" else check.where
                yield Finding(check.name, table, where, sum(each[1] for each in found), of, source, found)


def _with_words(connection: duckdb.DuckDBPyConnection, check: Check) -> str:
    query = f"SELECT DISTINCT {check.where} FROM rows WHERE {check.condition} ORDER BY 1 LIMIT {NAMED}"
    return f"{check.where}: {', '.join(str(row[0]) for row in connection.execute(query).fetchall())}"


def _repeated(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Finding]:
    """Rows beyond the first of each key. Hashes find the keys that may be there twice; they alone are then compared."""
    key = ", ".join(KEYS[table])
    connection.execute(f"CREATE TEMP TABLE twice AS SELECT hash({key}) AS h FROM rows GROUP BY h HAVING count(*) > 1")
    query = f"""
        SELECT source, unit_id, sum(n - 1)::BIGINT FROM (
            SELECT any_value(source) AS source, any_value(unit_id) AS unit_id, count(*) AS n
            FROM rows WHERE hash({key}) IN (SELECT h FROM twice) GROUP BY {key} HAVING count(*) > 1
        ) GROUP BY ALL ORDER BY ALL"""
    found = connection.execute(query).fetchall()
    totals = dict(connection.execute("SELECT source, count(*) FROM rows GROUP BY ALL").fetchall()) if found else {}
    for source in dict.fromkeys(row[0] for row in found):
        units = tuple((row[1] or "", row[2], totals[source]) for row in found if row[0] == source)
        count = sum(each[1] for each in units)
        yield Finding("duplicate-key", table, ", ".join(KEYS[table]), count, totals[source], source, units)


def _over_time(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[Finding]:
    query = "SELECT source, unit_id, month, count(*) FROM rows WHERE month IS NOT NULL GROUP BY ALL ORDER BY ALL"
    sources: dict[str, ByMonth] = {}
    for source, unit, month, count in connection.execute(query).fetchall():
        sources.setdefault(source, {}).setdefault(unit or "", {})[month] = count
    for source, rows in sources.items():
        yield from empty_periods(table, source, rows)
        if table == "encounter":
            yield from changed_codes(table, source, rows)


def empty_periods(table: str, source: str, rows: ByMonth) -> Iterator[Finding]:
    """Months without a row between the first and the last: of the whole source, and of a unit that otherwise has many."""
    every = months(*_ends(rows.values()))
    gone = [month for month in every if not any(counts.get(month) for counts in rows.values())]
    if gone:
        yield Finding("empty-period", table, _named(gone), len(gone), len(every), source)
    silent: dict[str, tuple[list[str], int]] = {}
    for unit, counts in rows.items():
        span = months(*_ends([counts]))
        without = [month for month in span if month not in counts and month not in gone]
        if without and sum(counts.values()) >= STEADY * len(span):
            silent[unit] = without, len(span)
    if silent:
        units = tuple((unit, len(without), span) for unit, (without, span) in silent.items())
        where = _named(sorted({month for without, _ in silent.values() for month in without}))
        yield Finding("silent-unit", table, where, sum(u[1] for u in units), sum(u[2] for u in units), source, units)


def changed_codes(table: str, source: str, rows: ByMonth) -> Iterator[Finding]:
    """A unit that ends, and one as large that begins in that month or the next: one and the same under a new code."""
    first, last = _ends(rows.values())
    ends = {unit: max(counts) for unit, counts in rows.items() if max(counts) < last and _mean(counts) >= STEADY}
    begins = {unit: min(counts) for unit, counts in rows.items() if min(counts) > first and _mean(counts) >= STEADY}
    for old, ended in ends.items():
        for new, begun in begins.items():
            alike = 1 / ALIKE <= _mean(rows[new]) / _mean(rows[old]) <= ALIKE
            if begun in months(ended, begun)[:2] and alike and old != new:
                count, of = sum(rows[new].values()), sum(map(sum, (each.values() for each in rows.values())))
                yield Finding("changed-code", table, f"{old}, {new}: {begun}", count, of, source, ((new, count, of),))


def _mean(counts: Mapping[str, int]) -> float:
    return sum(counts.values()) / len(counts)


def _ends(rows: Iterable[Mapping[str, int]]) -> tuple[str, str]:
    found = {month for counts in rows for month in counts}
    return min(found), max(found)


def _named(found: Sequence[Any]) -> str:
    return ", ".join(map(str, found[:NAMED])) + (" …" if len(found) > NAMED else "")
