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


def test_each_source_and_unit_is_told_apart(tmp_path):
    rows = [row(1, ended_at=NOW + HOUR), row(2, unit_id="b"), row(3, unit_id="b", ended_at=NOW + HOUR), row(4, source="avohilmo")]
    (found,) = quality(lake_of(tmp_path / "lake", rows), NOW)
    assert (found.source, found.count, found.of, found.units) == ("events", 2, 3, (("a", 1, 1), ("b", 1, 2)))


def test_a_unit_that_lacks_its_stamps_is_named_though_the_others_have_them(tmp_path):
    rows = [row(n, unit_id="abc"[min(n // 10, 2)], booked_at=None if n < 4 or n > 19 else START) for n in range(23)]
    (found,) = quality(lake_of(tmp_path / "lake", rows), NOW)
    assert (found.where, found.count, found.of, found.units) == ("booked_at", 4, 10, (("a", 4, 10),)), "three are too few to tell"


UNKNOWN = [
    ({"service": "alchemy"}, "service: alchemy"),
    ({"profession": "alchemist"}, "profession: alchemist"),
    ({"contact_type": "R99"}, "contact_type: R99"),
    ({"sex": "x"}, "sex: x"),
    ({"unit_id": "b"}, "unit_id: b"),
]


@pytest.mark.parametrize(("more", "where"), UNKNOWN, ids=[where for _, where in UNKNOWN])
def test_a_group_never_seen_before(tmp_path, more, where):
    (found,) = quality(lake_of(tmp_path / "lake", [row(1), row(2, **more)]), NOW, units=["a"])
    assert (found.name, found.where, found.count, found.of) == ("unknown-group", where, 1, 2)


def in_month(number, month, unit="a"):
    starts = datetime(2025 + month // 12, month % 12 + 1, 3, 8, tzinfo=UTC)
    moments = ("contacted_at", "assessed_at", "booked_at", "starts_at", "ended_at")
    return row(number, unit_id=unit, **{name: starts + place * HOUR for place, name in enumerate(moments)})


def visits(*units):
    """Ten visits in each of the months of `(unit, months)`."""
    wanted = [(unit, month) for unit, months in units for month in months for _ in range(10)]
    return [in_month(number, month, unit) for number, (unit, month) in enumerate(wanted)]


OVER_TIME = [
    # the months of each unit, then what is found: name, where, how many months or rows of how many
    ([("a", range(6))], []),
    ([("a", [0, 1, 4])], [("empty-period", "2025-03, 2025-04", 2, 5)]),
    ([("a", range(6)), ("b", [0, 1, 2, 3, 5])], []),
    ([("a", range(6)), ("b", [0, 1, 1, 2, 2, 5])], [("silent-unit", "2025-04, 2025-05", 2, 6)]),
    ([("a", range(6)), ("b", range(3)), ("c", range(3, 6))], [("changed-code", "b, c: 2025-04", 30, 120)]),
    ([("a", range(6)), ("b", range(2)), ("c", range(3, 6))], []),
    ([("a", range(6)), ("b", range(3)), ("c", [3, 3, 3, 4, 4, 4])], []),
]


@pytest.mark.parametrize(("units", "expected"), OVER_TIME, ids=range(1, len(OVER_TIME) + 1))
def test_months_without_rows_and_units_under_a_new_code(tmp_path, units, expected):
    found = quality(lake_of(tmp_path / "lake", visits(*units)), NOW)
    assert [(f.name, f.where, f.count, f.of) for f in found] == expected


def test_a_file_without_rows_is_named(tmp_path):
    lake = lake_of(tmp_path / "lake", [row(1)], [])
    assert [f.name for f in quality(lake, NOW)] == ["empty-file"]


def test_a_file_damaged_in_its_middle_is_named(tmp_path):
    lake = lake_of(tmp_path / "lake", [row(n) for n in range(5000)])
    (path,) = lake.files("encounter")
    content = bytearray(path.read_bytes())
    content[100:3000] = bytes(2900)
    path.write_bytes(content)
    found = quality(lake, NOW)
    assert [(f.name, f.where) for f in found] == [("unreadable-file", str(path.relative_to(lake.path)))]


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
