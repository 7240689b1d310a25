"""`polku measure run`: the shapes that others read."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from polku.config.cli import main
from tests.avohilmo import imported, measured, row, write


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    rows = [
        row("1"),
        row("2", KAYNTI_AMMATTI="SH", KAYNTI_ALKOI="09.03.2021 10:00"),
        row("3", KAYNTI_AMMATTI="TH", HOIDONTARVE_AJANKOHTA=""),
        row("4", KAYNTI_AMMATTI="TH", PALVELUNTUOTTAJA_YKSIKKO="unit-2", KAYNTI_ALKOI="01.04.2021 00:10"),
        row("5", PERUUTUS_AJANKOHTA="02.03.2021 10:00"),
        row("6", KAYNTI_PALVELUMUOTO="T60", KAYNTI_AMMATTI="HL", KAYNTI_ALKOI="01.03.2021 10:00"),
    ]
    assert imported(write(tmp_path / "x.csv", rows), tmp_path / "lake") == 0
    return tmp_path / "lake"


def test_json_by_profession(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = measured(capsys, lake, "--by", "profession")
    assert (answer["measure"], answer["clock"], answer["service"]) == ("access", "need-assessment", "outpatient")
    assert answer["rows"][0] == {
        "profession": "all",
        "total": 3,
        "buckets": {"0-7": 1, "8-14": 1, "15-30": 0, "31-90": 1, ">90": 0},
        "shares": {"0-7": 33.33, "8-14": 33.33, "15-30": 0.0, "31-90": 33.33, ">90": 0.0},
        "eligible": 4,
        "coverage": 75.0,
    }
    names = ["all", "physician", "nurse", "public_health_nurse", "nurse_or_public_health_nurse"]
    assert [entry["profession"] for entry in answer["rows"]] == names
    assert (answer["rows"][4]["total"], answer["rows"][4]["eligible"]) == (2, 3)


def test_the_earliest_contact_covers_more(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = measured(capsys, lake, "--clock", "earliest-contact")
    assert answer["rows"] == [
        {
            "total": 4,
            "buckets": {"0-7": 2, "8-14": 1, "15-30": 0, "31-90": 1, ">90": 0},
            "shares": {"0-7": 50.0, "8-14": 25.0, "15-30": 0.0, "31-90": 25.0, ">90": 0.0},
            "eligible": 4,
            "coverage": 100.0,
        }
    ]


@pytest.mark.parametrize("by", [["--by", "month,unit"], ["--by", "month", "--by", "unit"]])
def test_groups_in_the_order_asked(lake: Path, capsys: pytest.CaptureFixture[str], by: list[str]) -> None:
    answer = measured(capsys, lake, *by)
    assert [(entry["month"], entry["unit"], entry["eligible"]) for entry in answer["rows"]] == [
        ("all", "all", 4),
        ("2021-03", "1.2.246.10.1", 3),
        ("2021-04", "unit-2", 1),
    ]


def test_oral_care_has_buckets_of_its_own(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (entry,) = measured(capsys, lake, "--service", "oral")["rows"]
    assert entry["buckets"] == {"0-21": 1, "22-90": 0, "91-180": 0, ">180": 0}


def test_nothing_is_nothing(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (entry,) = measured(capsys, lake, "--service", "mental_health")["rows"]
    assert (entry["total"], entry["eligible"], entry["coverage"]) == (0, 0, None)
    assert set(entry["shares"].values()) == {None}


def test_csv_and_table_say_the_same(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ["measure", "run", "access", "--data", str(lake), "--by", "profession", "--format"]
    capsys.readouterr()
    assert main([*run, "csv"]) == 0
    cells = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert cells[0][:3] == ["profession", "total", "0-7"]
    assert cells[1] == ["all", "3", "1", "1", "0", "1", "0", "33.33", "33.33", "0.00", "33.33", "0.00", "4", "75.00"]
    assert main([*run, "table"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.split() for line in shown[3:]] == cells[1:]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--clock", "sundial"], "unknown clock 'sundial'"),
        (["--service", "magic"], "unknown service 'magic'"),
        (["--by", "colour"], "unknown group 'colour'"),
        (["--format", "stone"], "unknown format 'stone'"),
        (["--data", "/absent"], "no data in /absent"),
    ],
)
def test_a_wrong_word_is_told_in_one_line(lake: Path, capsys: pytest.CaptureFixture[str], options: list[str], found: str) -> None:
    capsys.readouterr()
    assert main(["measure", "run", "access", "--data", str(lake), *options]) == 2
    error = capsys.readouterr().err
    assert found in error
    assert error.count("\n") == 1


def lost(lake: Path) -> None:
    next(lake.rglob("*.parquet")).unlink()


def cut(lake: Path) -> None:
    file = next(lake.rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:500])


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lost, "damaged encounter/"),
        (cut, "damaged encounter/"),
        (lambda lake: (lake / "manifest.json").write_text('{"format":'), "a manifest that is not JSON"),
        (lambda lake: (lake / "manifest.json").write_text('{"format": 1}'), "a manifest that is not whole"),
        (lambda lake: (lake / "manifest.json").write_text("[]"), "a manifest that is not whole"),
        (lambda lake: (lake / "manifest.json").unlink(), "no data in"),
    ],
)
def test_a_damaged_folder_is_told_in_one_line(
    lake: Path, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], object], found: str
) -> None:
    harm(lake)
    capsys.readouterr()
    assert main(["measure", "run", "access", "--data", str(lake)]) == 2
    error = capsys.readouterr().err
    assert found in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("harm", [lost, cut])
def test_nothing_is_added_to_a_damaged_folder(
    lake: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: Callable[[Path], object]
) -> None:
    harm(lake)
    capsys.readouterr()
    assert imported(write(tmp_path / "y.csv", [row("7")]), lake) == 2
    error = capsys.readouterr().err
    assert "damaged encounter/" in error
    assert error.count("\n") == 1


def test_a_file_in_place_of_a_folder_is_told_in_one_line(lake: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["measure", "run", "access", "--data", str(lake / "manifest.json")]) == 2
    assert "no data in" in capsys.readouterr().err


def test_the_measures_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["measure", "list"]) == 0
    assert capsys.readouterr().out.startswith("access  Access to care")
