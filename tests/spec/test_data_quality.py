"""What is amiss in data is named and counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from polku.insight.lake import Lake
from polku.insight.quality import quality
from polku.insight.tables import ENCOUNTER, derive

NOW = datetime(2026, 3, 10, tzinfo=UTC)
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def row(number, **more):
    return {
        "encounter_id": str(number), "source": "events", "unit_id": "a", "person_id": "p", "contacted_at": START - 3 * HOUR,
        "assessed_at": START - 2 * HOUR, "booked_at": START - HOUR, "starts_at": START, "ended_at": START + HOUR,
    } | more  # fmt: skip


def lake_of(folder, *files):
    lake = Lake(folder)
    for place, rows in enumerate(files):
        lake.publish("encounter", source=f"file-{place}", data=derive(pa.Table.from_pylist([*rows], schema=ENCOUNTER)))
    return lake


FINDINGS = [
    # rows of each file, then what is found: name, columns, how many of how many
    ([[row(1), row(2)], [row(3)]], []),
    ([[row(1), row(2)], [row(1)]], [("duplicate-key", "source, encounter_id", 1, 3)]),
    ([[row(1), row(1, source="avohilmo")]], []),
    ([[row(1, ended_at=NOW + HOUR), row(2)]], [("in-the-future", "ended_at", 1, 2)]),
    ([[row(1, contacted_at=START - HOUR)]], [("reversed-order", "contacted_at, assessed_at", 1, 1)]),
    ([[row(1, ended_at=START - HOUR)]], [("reversed-order", "starts_at, ended_at", 1, 1)]),
    ([[row(n, assessed_at=None if n < 3 else START) for n in range(10)]], [("missing-values", "assessed_at", 3, 10)]),
    ([[row(n, assessed_at=None if n < 2 else START) for n in range(10)]], []),
]


@pytest.mark.parametrize(("files", "expected"), FINDINGS, ids=range(1, len(FINDINGS) + 1))
def test_rows_that_cannot_be_right(tmp_path, files, expected):
    found = quality(lake_of(tmp_path / "lake", *files), NOW)
    assert [(f.name, f.where, f.count, f.of) for f in found] == expected


def rewritten(change):
    return lambda path: pq.write_table(change(pq.read_table(path)), path)


DAMAGES = [
    ("unreadable-file", lambda path: path.write_bytes(path.read_bytes()[:-9])),
    ("missing-file", lambda path: path.unlink()),
    ("column-gone", rewritten(lambda rows: rows.drop_columns(["age"]))),
    ("unknown-column", rewritten(lambda rows: rows.append_column("colour", pa.array(["red"])))),
    ("column-of-another-type",
     rewritten(lambda rows: rows.set_column(rows.column_names.index("age"), "age", pa.array(["7"])))),
]  # fmt: skip


@pytest.mark.parametrize(("name", "damage"), DAMAGES, ids=[name for name, _ in DAMAGES])
def test_files_that_are_not_what_they_should_be(tmp_path, name, damage):
    lake = lake_of(tmp_path / "lake", [row(1)], [row(2), row(2)])
    damage(lake.files("encounter")[0])
    found = quality(lake, NOW)
    assert [f.name for f in found] == [name, "duplicate-key"], "and the other file's rows are still looked at"
    assert str(lake.files("encounter")[0].relative_to(lake.path)) in found[0].where
