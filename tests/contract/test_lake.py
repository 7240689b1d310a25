"""The lake: once per source key, old or new but never a mixture, and nothing half written."""

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from polku.foundation.errors import PolkuError
from polku.insight import lake as lake_module
from polku.insight.lake import KEEP_REPLACED_SECONDS, Lake, opened, write_parquet
from polku.insight.tables import ENCOUNTER, LOADED, derive

VISIT = datetime(2021, 3, 5, 8, tzinfo=UTC)


def rows(*ids: str, unit: str = "a") -> pa.Table:
    records = [{"encounter_id": each, "unit_id": unit, "starts_at": VISIT, "source": "events"} for each in ids]
    return derive(pa.Table.from_pylist(records, schema=ENCOUNTER))


def held(lake: Lake) -> list[str]:
    return sorted(each for file in lake.files("encounter") for each in pq.read_table(file)["encounter_id"].to_pylist())


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def test_an_empty_lake_has_no_files_and_is_told_when_opened(lake: Lake) -> None:
    assert lake.files("encounter") == []
    assert lake.version() == 0
    with pytest.raises(PolkuError, match="no data in"):
        opened(lake.path)
    assert not lake.path.exists()


def test_the_same_content_twice_is_once(lake: Lake) -> None:
    assert lake.publish("encounter", source="x", data=rows("1", "2")).changed
    before = (lake.version(), lake.files("encounter"))
    assert not lake.publish("encounter", source="x", data=rows("1", "2")).changed
    assert (lake.version(), lake.files("encounter")) == before


def test_other_content_replaces_what_the_source_gave(lake: Lake) -> None:
    lake.publish("encounter", source="x", data=rows("1"))
    lake.publish("encounter", source="y", data=rows("2"))
    lake.publish("encounter", source="x", data=rows("3", "4"))
    assert held(lake) == ["2", "3", "4"]
    assert lake.rows("encounter") == 3
    assert lake.withdraw("encounter", source="y")
    assert not lake.withdraw("encounter", source="y")
    assert held(lake) == ["3", "4"]


def test_files_from_staging_are_moved_in(lake: Lake) -> None:
    with lake.staging() as folder:
        paths = [folder / "1.parquet", folder / "2.parquet"]
        for path, table in zip(paths, (rows("1"), rows("2", "3")), strict=True):
            write_parquet(table, path)
        published = lake.publish("encounter", source="x", data=paths)
    assert published.source.rows == 3
    assert held(lake) == ["1", "2", "3"]
    assert list((lake.path / ".staging").iterdir()) == []


def test_a_reader_of_the_old_version_still_finds_its_files(lake: Lake) -> None:
    lake.publish("encounter", source="x", data=rows("1"))
    old = lake.files("encounter")
    for each in "234":
        lake.publish("encounter", source="x", data=rows(each))
    assert [pq.read_table(file)["encounter_id"].to_pylist() for file in old] == [["1"]]
    for folder in {file.parent for file in old}:
        day_old = folder.stat().st_mtime - KEEP_REPLACED_SECONDS - 60
        os.utime(folder, (day_old, day_old))
    lake.publish("encounter", source="x", data=rows("5"))
    assert not old[0].exists()
    assert held(lake) == ["5"]


def test_a_publish_that_breaks_leaves_the_old_version(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.publish("encounter", source="x", data=rows("1"))
    replace = os.replace

    def broken(source: Path, target: Path) -> None:
        if Path(target).name == lake_module.MANIFEST:
            raise OSError("the disk is full")
        replace(source, target)

    monkeypatch.setattr(lake_module.os, "replace", broken)
    with pytest.raises(OSError, match="full"):
        lake.publish("encounter", source="x", data=rows("2"))
    monkeypatch.undo()
    assert held(lake) == ["1"]
    assert lake.damaged() == []


def test_readers_see_one_version_while_writers_race(lake: Lake) -> None:
    """Every version has rows of one unit only: a mixture would show two."""
    lake.publish("encounter", source="x", data=rows("1", "2", unit="0"))

    def write(start: int) -> None:
        for step in range(start, 20, 2):
            lake.publish("encounter", source="x", data=rows("1", "2", unit=str(step)))

    writers = [threading.Thread(target=write, args=(start,)) for start in (0, 1)]
    for writer in writers:
        writer.start()
    seen = 0
    while any(writer.is_alive() for writer in writers) or not seen:
        files = [str(file) for file in lake.files("encounter")]
        found = duckdb.execute("SELECT count(*), count(DISTINCT unit_id) FROM read_parquet(?)", [files]).fetchone()
        assert found == (2, 1)
        seen += 1
    for writer in writers:
        writer.join()
    assert lake.rows("encounter") == 2


def test_no_source_is_lost_while_writers_race(lake: Lake) -> None:
    def write(name: str) -> None:
        for step in range(6):
            Lake(lake.path).publish("encounter", source=f"{name}{step}", data=rows(f"{name}{step}"))

    writers = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert held(lake) == sorted(lake.sources("encounter")) == [f"{name}{step}" for name in "abcd" for step in range(6)]


def test_a_visit_before_its_start_has_no_wait(lake: Lake) -> None:
    late = {"encounter_id": "1", "starts_at": VISIT, "assessed_at": VISIT + timedelta(days=1), "source": "events"}
    table = derive(pa.Table.from_pylist([late], schema=ENCOUNTER))
    assert table["days_from_need_assessment"].to_pylist() == [None]


def test_damage_is_found_and_the_next_publish_mends_a_lost_file(lake: Lake) -> None:
    lake.publish("encounter", source="x", data=rows("1"))
    (file,) = lake.files("encounter")
    file.write_bytes(file.read_bytes()[:-1])
    assert lake.damaged() == [str(file.relative_to(lake.path))]
    file.unlink()
    assert lake.publish("encounter", source="x", data=rows("1")).changed
    assert lake.damaged() == []


def test_rows_of_another_shape_are_refused(lake: Lake) -> None:
    with pytest.raises(PolkuError, match="days_from_need_assessment"):
        lake.publish("encounter", source="x", data=rows("1").drop_columns(["days_from_need_assessment"]))
    with pytest.raises(PolkuError, match="colour"):
        derive(rows("1").append_column("colour", pa.array(["red"])))
    with pytest.raises(PolkuError, match="1 empty values in column source"):
        derive(rows("1").drop_columns(["source"]))
    assert lake.version() == 0


def test_every_column_says_what_it_means() -> None:
    assert all(field.metadata and field.metadata[b"meaning"] for field in LOADED)
