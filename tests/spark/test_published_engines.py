"""The published tables come out to the digit from Spark and PostgreSQL too."""

from pathlib import Path

import pytest

from polku.foundation.postgres import Server
from tests.avohilmo import imported, measured
from tests.published import question, tables, to_the_digit, write_records

TABLES = tables()


@pytest.mark.parametrize("number", TABLES)
def test_a_published_table_comes_out_to_the_digit(
    number: int,
    tmp_path: Path,
    postgres: tuple[Server, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    table, out = TABLES[number], tmp_path / "lake"
    write_records(table, tmp_path / "records.csv")
    assert imported(tmp_path / "records.csv", out) == 0
    assert to_the_digit(table, measured(capsys, out, *question(table), "--engine", "spark", "--master", "local[2]"))
    monkeypatch.setenv("DATABASE_URL", postgres[0].url("postgres", "postgres"))
    assert to_the_digit(table, measured(capsys, out, *question(table), "--engine", "postgres"))
