"""`polku measure run` of every measure, and `polku lake load|export`: the shapes that others read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from polku.config.cli import main
from polku.foundation.errors import PolkuError
from polku.foundation.postgres import Server
from polku.insight.canonical import TABLES, shaped
from polku.insight.lake import Lake
from polku.insight.measures.naive.checking import Compared, checked
from polku.insight.measures.registry import MEASURES, TALLIED
from polku.insight.synthetic.make import make_county
from polku.insight.synthetic.settings import load_county
from tests.avohilmo import COLUMNS, csv_text, row

Capture = pytest.CaptureFixture[str]
IDS = (
    "access", "wait-percentiles", "stamp-coverage", "remote-share", "continuity", "t3", "demand", "queue", "no-shows",
    "heavy-users", "segments", "service-debt", "experience", "documentation-quality", "throughput", "first-contact-resolution",
    "staff-load", "long-covid", "within-limit", "units-reaching",
)  # fmt: skip
WIDE = (*COLUMNS, "AMMATTIHENKILO_ID")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small synthetic county of a few months."""
    out = tmp_path_factory.mktemp("county")
    make_county(load_county("varsinais-suomi"), residents=1500, months=4, seed=7, until=None, out=out)
    return out


def run(capsys: Capture, *words: str) -> Any:
    capsys.readouterr()
    assert main(["measure", "run", *words, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_measure_is_listed_with_its_whole_declaration(capsys: Capture) -> None:
    assert main(["measure", "list", "--json"]) == 0
    declared = {each["id"]: each for each in json.loads(capsys.readouterr().out)}
    assert sorted(declared) == sorted(IDS) == sorted(MEASURES)
    for each in declared.values():
        for text in ("name", "definition", "period", "missing"):
            assert all(each[text][language] for language in ("fi", "sv", "en"))
        assert {"source", "unit", "better", "numerator", "denominator", "groups", "disclosure", "target"} <= set(each)


@pytest.mark.parametrize("id", TALLIED)
def test_json_has_the_all_row_first(id: str, county: Path, capsys: Capture) -> None:
    by = {"segments": ("unit", "segment"), "units-reaching": ("profession",)}.get(id, ("unit",))
    middle = f"{Lake(county).files('encounter')[1].stem}-15T12:00+02:00"
    at = ("--at", middle) if id == "queue" else ()
    answer = run(capsys, id, "--data", str(county), "--by", ",".join(by), "--no-suppress", *at)
    assert answer["measure"] == id
    assert {answer["rows"][0][name] for name in by} == {"all"}
    assert all("value" in each and not each.get("hidden") for each in answer["rows"])
    assert len(answer["rows"]) > 1
    assert "all" not in {each[by[0]] for each in answer["rows"][1:]}


@pytest.mark.parametrize("id", ["demand", "remote-share"])
def test_csv_and_table_have_the_same_rows(id: str, county: Path, capsys: Capture) -> None:
    said = {}
    for form in ("csv", "table"):
        capsys.readouterr()
        assert main(["measure", "run", id, "--data", str(county), "--by", "month,service", "--format", form]) == 0
        said[form] = capsys.readouterr().out
    cells = list(csv.reader(io.StringIO(said["csv"])))
    assert cells[0][:3] == ["month", "service", "value"]
    assert len(said["table"].splitlines()) == len(cells) + 2


def test_a_stamp_is_asked_for_by_its_own_name_or_by_its_clock(county: Path, capsys: Capture) -> None:
    words = ["stamp-coverage", "--data", str(county), "--no-suppress"]
    by_clock = run(capsys, *words, "--clock", "earliest-contact")
    assert by_clock == run(capsys, *words, "--stamp", "earliest-contact") != run(capsys, *words)


def test_the_groups_of_a_count_add_up(county: Path, capsys: Capture) -> None:
    rows = run(capsys, "demand", "--data", str(county), "--by", "month,unit", "--no-suppress")["rows"]
    assert rows[0]["value"] == sum(each["value"] for each in rows[1:])
    assert all(len(each["month"]) == 7 for each in rows[1:])


def test_small_groups_are_hidden_unless_asked_for(county: Path, capsys: Capture) -> None:
    words = ["heavy-users", "--data", str(county), "--by", "unit,language,service"]
    open_rows = run(capsys, *words, "--no-suppress")["rows"]
    shown = run(capsys, *words)["rows"]
    small = [n for n, each in enumerate(open_rows) if 0 < each["n"] < 5]
    assert small
    assert all(shown[n]["hidden"] and shown[n]["value"] is shown[n]["n"] is None for n in small)


def test_a_period_and_a_condition_narrow_the_rows(county: Path, capsys: Capture) -> None:
    months = [each["month"] for each in run(capsys, "remote-share", "--data", str(county), "--by", "month")["rows"][1:]]
    words = ["remote-share", "--data", str(county), "--by", "month,sex", "--where", "sex=female", "--service", "outpatient"]
    rows = run(capsys, *words, "--period", f"{months[1]}:{months[2]}", "--no-suppress")["rows"]
    assert {each["month"] for each in rows[1:]} == {months[1], months[2]}
    assert {each["sex"] for each in rows[1:]} == {"female"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["demand", "--share", "0.1"], "unknown option of demand 'share'"),
        (["continuity", "--index", "gut"], "--index 'gut'"),
        (["heavy-users", "--share", "2"], "--share '2'"),
        (["demand", "--by", "colour"], "unknown group 'colour'"),
        (["demand", "--where", "colour=red"], "unknown column 'colour'"),
        (["demand", "--where", "unit"], "--where 'unit'"),
        (["demand", "--period", "2026-13"], "--period '2026-13'"),
        (["queue", "--at", "2026-03-02T08:00"], "--at '2026-03-02T08:00'"),
        (["service-debt", "--base", "2018-03:2018-05"], "--base '2018-03:2018-05'"),
        (["heavy-users", "--of", "population", "--by", "service"], "group 'service' of a population"),
        (["demand", "--engine", "abacus"], "unknown engine 'abacus'"),
        (["access", "--share", "0.1"], "unknown option of access 'share'"),
    ],
)
def test_a_wrong_word_is_told_in_one_line(words: list[str], told: str, county: Path, capsys: Capture) -> None:
    assert main(["measure", "run", *words, "--data", str(county)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and told in said.err and said.err.count("\n") == 1


def test_the_twins_agree_over_the_county(county: Path, capsys: Capture) -> None:
    assert main(["measure", "check", "--data", str(county), "--rows", "400"]) == 0
    said = capsys.readouterr().out
    assert "DIFFERS" not in said
    assert {line.split()[1].rstrip(":") for line in said.splitlines()} == set(IDS)


def until_one_differs(lake: Lake, rows: int) -> Iterator[Compared]:
    for found in checked(lake, rows):
        yield found
        if found.differences:
            return


def test_a_difference_is_told(county: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polku.insight.measures.naive.twins.is_contact", lambda row: True)
    monkeypatch.setattr("polku.insight.measures.cli.checked", until_one_differs)
    assert main(["measure", "check", "--data", str(county), "--rows", "400"]) == 1
    assert "by the measure and" in capsys.readouterr().out


def test_avohilmo_files_are_loaded_once_each(tmp_path: Path, capsys: Capture) -> None:
    visits = [
        {**row(str(n), KAYNTI_ALKOI=f"{n + 5:02d}.03.2021 10:00"), "AMMATTIHENKILO_ID": who} for n, who in enumerate("AABACAABAD")
    ]
    for name, part in (("a.csv", visits[:6]), ("b.csv", visits[6:])):
        (tmp_path / name).write_text(csv_text(part, columns=WIDE), encoding="utf-8")
    words = [
        "lake",
        "load",
        "--from",
        "avohilmo",
        str(tmp_path / "a.csv"),
        str(tmp_path / "b.csv"),
        "--data",
        str(tmp_path / "lake"),
    ]
    assert main(words) == 0
    assert "a.csv: 6 rows added, 0 rejected" in capsys.readouterr().out
    assert main(words) == 0
    assert "b.csv: held already, 0 rows added" in capsys.readouterr().out
    (found,) = run(capsys, "continuity", "--data", str(tmp_path / "lake"), "--no-suppress")["rows"]
    assert (round(found["value"], 4), found["n"]) == (0.3556, 1)
    assert run(capsys, "continuity", "--data", str(tmp_path / "lake"))["rows"][0]["hidden"]


def test_export_gives_each_table_and_its_columns_meaning(county: Path, tmp_path: Path, capsys: Capture) -> None:
    assert main(["lake", "export", "--data", str(county), "--to", str(tmp_path)]) == 0
    assert {path.stem for path in tmp_path.glob("*.parquet")} == set(TABLES)
    assert pq.read_metadata(tmp_path / "encounter.parquet").num_rows == Lake(county).rows("encounter")
    told = list(csv.DictReader((tmp_path / "columns.csv").open(encoding="utf-8")))
    assert {(each["table"], each["column"]) for each in told} == {
        (name, f) for name, schema in TABLES.items() for f in schema.names
    }
    assert all(each["meaning"] for each in told)


@pytest.mark.parametrize("id", ["demand", "access"])
def test_a_database_gives_what_the_folder_gives(
    id: str, county: Path, postgres: tuple[Server, str], capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres[0].url("postgres", "postgres")
    by_files = run(capsys, id, "--data", str(county), "--by", "month,unit")
    assert main(["lake", "export", "--data", str(county), "--to", url]) == 0
    assert run(capsys, id, "--data", url, "--engine", "postgres", "--by", "month,unit") == by_files
    monkeypatch.setenv("DATABASE_URL", url)
    assert run(capsys, id, "--data", str(county), "--engine", "postgres", "--by", "month,unit") == by_files


def test_a_column_that_no_table_has_is_refused() -> None:
    with pytest.raises(PolkuError, match="unknown column colour"):
        shaped("booking", pa.table({"colour": ["red"]}))
