"""`polku lake load --from parquet`: other counties' exports into one lake, each file once."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from polku.config.cli import main
from polku.insight.canonical import TABLES, derived, shaped
from polku.insight.lake import Lake
from polku.insight.measures.store import read_all
from polku.insight.synthetic.make import make_county
from polku.insight.synthetic.settings import load_county


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made, out = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("exported")
    make_county(load_county("varsinais-suomi"), residents=300, months=2, seed=7, until=None, out=made)
    assert main(["lake", "export", "--data", str(made), "--to", str(out)]) == 0
    return out


def load(folder: Path, *files: Path) -> int:
    return main(["lake", "load", "--from", "parquet", *map(str, files), "--data", str(folder)])


@pytest.mark.parametrize("table", TABLES)
def test_an_export_comes_in_as_it_was_and_once(
    table: str, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = exported / f"{table}.parquet"
    rows = pq.read_table(file)
    for told in (f"{len(rows)} rows of {table} added", "held already, 0 rows"):
        assert load(tmp_path, file) == 0
        assert told in capsys.readouterr().out
    assert read_all(Lake(tmp_path), table).equals(rows)


@pytest.mark.parametrize("table", [name for name in TABLES if derived(name)])
def test_derived_columns_are_never_believed(table: str, exported: Path, tmp_path: Path) -> None:
    rows = pq.read_table(exported / f"{table}.parquet")
    file = tmp_path / f"{table}.parquet"
    place = rows.column_names.index("month")
    wrong = pa.array(["1999-01"] * len(rows)).dictionary_encode()
    pq.write_table(rows.set_column(place, rows.schema.field("month"), wrong.cast(rows.schema.field("month").type)), file)
    assert load(tmp_path / "lake", file) == 0
    assert read_all(Lake(tmp_path / "lake"), table).to_pylist() == rows.to_pylist()


def test_rows_without_derived_columns_get_them(exported: Path, tmp_path: Path) -> None:
    rows = pq.read_table(exported / "encounter.parquet")
    pq.write_table(rows.drop_columns(list(derived("encounter"))), tmp_path / "encounter.parquet", row_group_size=100)
    assert load(tmp_path / "lake", tmp_path / "encounter.parquet") == 0
    assert read_all(Lake(tmp_path / "lake"), "encounter").to_pylist() == shaped("encounter", rows).to_pylist()


def spoiled(rows: pa.Table, how: str) -> pa.Table:
    if how == "unknown column":
        return rows.append_column("colour", pc.cast(rows["age"], pa.string()))
    if how == "empty values in column encounter_id":
        return rows.set_column(0, "encounter_id", pa.nulls(len(rows), pa.string()))
    return rows.set_column(rows.column_names.index("starts_at"), "starts_at", pa.array(["yesterday"] * len(rows)))


@pytest.mark.parametrize("how", ["unknown column", "empty values in column encounter_id", "columns that cannot be read"])
def test_another_shape_is_refused_and_nothing_is_written(
    how: str, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "encounter.parquet"
    pq.write_table(spoiled(pq.read_table(exported / "encounter.parquet"), how), file)
    assert load(tmp_path / "lake", file) == 2
    assert how in capsys.readouterr().err
    assert Lake(tmp_path / "lake").version() == 0


def test_a_file_cut_short_is_named(exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "encounter.parquet"
    file.write_bytes((exported / "encounter.parquet").read_bytes()[:-1000])
    assert load(tmp_path / "lake", file) == 2
    assert "encounter.parquet, which is not whole Parquet" in capsys.readouterr().err
    assert load(tmp_path / "lake", exported / "columns.csv") == 2
    assert "columns.csv, no table" in capsys.readouterr().err
    assert load(tmp_path / "lake", tmp_path / "booking.parquet") == 2
    assert "expected a Parquet file" in capsys.readouterr().err
