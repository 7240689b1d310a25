"""What `--engine spark` says where it cannot run; what it computes is tried by `make test-spark`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from polku.config.cli import main
from polku.insight.measures import spark


@pytest.fixture(autouse=True)
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    assert (
        main(
            ["synth", "--county", "varsinais-suomi", "--residents", "50", "--months", "1", "--seed", "1", "--out", str(tmp_path)]
        )
        == 0
    )
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["measure", "run", "access", *words]) == 2
    return capsys.readouterr().err


def test_without_pyspark_the_extra_is_named(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = asked(capsys, "--data", str(county), "--engine", "spark")
    assert "no pyspark" in told
    assert "polku[spark]" in told


def test_without_java_its_package_is_named(
    county: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda name: object())
    told = asked(capsys, "--data", str(county), "--engine", "spark")
    assert "no Java" in told
    assert "default-jre-headless" in told


def test_spark_reads_a_folder_not_a_database(capsys: pytest.CaptureFixture[str]) -> None:
    told = asked(capsys, "--data", "postgres://localhost/polku", "--engine", "spark")
    assert "engine spark with a database" in told
    assert "localhost" not in told


def test_a_master_is_sparks(county: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--master with engine duckdb" in asked(capsys, "--data", str(county), "--master", "local[2]")


def test_every_kind_of_column_has_a_name_in_spark() -> None:
    assert {spark.columns(name).count(",") + 1 for name in spark.TABLES} == {len(schema) for schema in spark.TABLES.values()}
