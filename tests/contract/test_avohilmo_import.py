"""`polku import avohilmo`: what comes in, what is turned away, and how it is told."""

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from polku.insight.lake import Lake
from tests.avohilmo import COLUMNS, csv_text, imported, measured, row, write

BAD = [
    # what is bad                                             column                    part of found, of expected
    ({"KAYNTI_ALKOI": "eilen"}, "KAYNTI_ALKOI", "eilen", "dd.mm.yyyy HH:MM"),
    ({"HOIDONTARVE_AJANKOHTA": "31.02.2021 10:00"}, "HOIDONTARVE_AJANKOHTA", "31.02.2021 10:00", "dd.mm.yyyy"),
    ({"YHTEYDENOTTO_AJANKOHTA": "2021-13-01 10:00"}, "YHTEYDENOTTO_AJANKOHTA", "2021-13-01", "ISO"),
    ({"PERUUTUS_AJANKOHTA": "01.03.2021 24:00"}, "PERUUTUS_AJANKOHTA", "24:00", "HH:MM"),
    ({"KAYNTI_ALKOI": "28.02.2021 10:00"}, "KAYNTI_ALKOI", "28.02.2021 10:00", "not before HOIDONTARVE_AJANKOHTA"),
    ({"KAYNTI_PALVELUMUOTO": "T99"}, "KAYNTI_PALVELUMUOTO", "T99", "T11"),
    ({"KAYNTI_PALVELUMUOTO": ""}, "KAYNTI_PALVELUMUOTO", "(empty)", "T11"),
    ({"KAYNTI_YHTEYSTAPA": "R99"}, "KAYNTI_YHTEYSTAPA", "R99", "R10"),
    ({"AVOHILMO_ID": ""}, "AVOHILMO_ID", "(empty)", "an id"),
    ({"AVOHILMO_ID": "first"}, "AVOHILMO_ID", "first", "no earlier row"),
]

SAME_DAY = [
    # one moment written in the ways that are read
    "05.03.2021 10:00", "05.03.2021 10:00:00", "5.3.2021 10:00", "2021-03-05 10:00", "2021-03-05T10:00",
    "2021-03-05T10:00:00", "2021-03-05T10:00:00+02:00", "2021-03-05T08:00:00Z", "2021-03-05T08:00Z",
    "2021-03-05T10:00:00.000+0200", " 05.03.2021 10:00 ",
]  # fmt: skip


def rejected(out: Path) -> list[dict[str, str]]:
    with (out / "rejected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moments(out: Path, column: str = "starts_at") -> list[str]:
    files = Lake(out).files("encounter")
    return [str(moment) for file in files for moment in pq.read_table(file)[column].to_pylist()]


@pytest.mark.parametrize(("change", "column", "found", "expected"), BAD)
def test_a_bad_row_is_reported_and_the_others_come_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, str], column: str, found: str, expected: str
) -> None:
    rows = [row("first"), {**row("bad"), **change}, row("last")]
    assert imported(write(tmp_path / "x.csv", rows), tmp_path / "lake") == 0
    (fault,) = rejected(tmp_path / "lake")
    assert (fault["line"], fault["column"], fault["file"]) == ("3", column, "x.csv")
    assert found in fault["found"]
    assert expected in fault["expected"]
    assert "2 rows added, 1 rejected" in capsys.readouterr().out
    assert Lake(tmp_path / "lake").rows("encounter") == 2


@pytest.mark.parametrize("written", SAME_DAY)
def test_moments_are_read_in_every_usual_way(tmp_path: Path, written: str) -> None:
    imported(write(tmp_path / "x.csv", [row("1", KAYNTI_ALKOI=written)]), tmp_path / "lake")
    assert moments(tmp_path / "lake") == ["2021-03-05 08:00:00+00:00"]


@pytest.mark.parametrize("delimiter", [";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_files_are_read_in_every_usual_form(tmp_path: Path, delimiter: str, encoding: str, newline: str) -> None:
    text = csv_text([row("1", PALVELUNTUOTTAJA_YKSIKKO="Pöytyä"), row("2")], delimiter)
    (tmp_path / "x.csv").write_bytes(text.replace("\n", newline).encode(encoding))
    assert imported(tmp_path / "x.csv", tmp_path / "lake") == 0
    (file,) = Lake(tmp_path / "lake").files("encounter")
    assert pq.read_table(file)["unit_id"].to_pylist() == ["Pöytyä", "1.2.246.10.1"]


def test_quotes_blank_lines_and_other_columns_do_no_harm(tmp_path: Path) -> None:
    lines = csv_text([row("1"), row("2"), row("3")]).splitlines()
    lines = ["MUU;" + lines[0], 'x;"1' + lines[1][1:].replace(";", '";', 1), "", ";" * 12, "x;" + lines[2], "x;" + lines[3]]
    (tmp_path / "x.csv").write_text("\n".join(lines))
    assert imported(tmp_path / "x.csv", tmp_path / "lake") == 0
    assert rejected(tmp_path / "lake") == []
    assert Lake(tmp_path / "lake").rows("encounter") == 3


def test_broken_lines_are_reported_by_their_numbers(tmp_path: Path) -> None:
    lines = csv_text([row("1"), row("2"), row("3"), row("4"), row("5", KAYNTI_PALVELUMUOTO="T99")]).splitlines()
    lines[2] += ";more"
    lines[3] = '"' + lines[3]
    lines.insert(4, "")
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    assert imported(tmp_path / "x.csv", tmp_path / "lake") == 0
    found = [(fault["line"], fault["found"]) for fault in rejected(tmp_path / "lake")]
    assert found == [("3", "13 cells"), ("4", "a quotation mark out of place"), ("7", "T99")]
    assert Lake(tmp_path / "lake").rows("encounter") == 2


@pytest.mark.parametrize("broken", ['1";"A', '"1', '"1"x', 'x"1"', '"1";"A"";', '1""'])
def test_a_quotation_mark_out_of_place_costs_its_own_line_only(tmp_path: Path, broken: str) -> None:
    lines = csv_text([row(str(number)) for number in range(5)]).splitlines()
    lines[2] = lines[2].replace("1", broken, 1)
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    assert imported(tmp_path / "x.csv", tmp_path / "lake") == 0
    assert [fault["line"] for fault in rejected(tmp_path / "lake")] == ["3"]
    assert Lake(tmp_path / "lake").rows("encounter") == 4


def test_marks_around_and_within_cells_are_read(tmp_path: Path) -> None:
    lines = [f'"{line}"'.replace(";", '";"') for line in csv_text([row("1"), row("2", ASIAKAS_ID='A""B')]).splitlines()]
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n")
    assert imported(tmp_path / "x.csv", tmp_path / "lake") == 0
    (file,) = Lake(tmp_path / "lake").files("encounter")
    assert pq.read_table(file)["person_id"].to_pylist() == ["A", 'A"B']


def test_a_missing_column_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    columns = tuple(name for name in COLUMNS if name != "KAYNTI_ALKOI")
    (tmp_path / "x.csv").write_text(csv_text([row("1")], columns=columns))
    assert imported(tmp_path / "x.csv", tmp_path / "lake") == 2
    error = capsys.readouterr().err
    assert "KAYNTI_ALKOI" in error
    assert error.count("\n") == 1
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize("rows", [[], [row("1", KAYNTI_ALKOI="x")]])
def test_no_good_row(tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[dict[str, str]]) -> None:
    assert imported(write(tmp_path / "x.csv", rows), tmp_path / "lake") == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert Lake(tmp_path / "lake").rows("encounter") == 0


@pytest.mark.parametrize("content", [b"", b"\xff\xfea\x00", b"\x00\x01\x02"])
def test_what_is_no_table_is_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert imported(tmp_path / "x.csv", tmp_path / "lake") == 2
    assert imported(tmp_path / "absent.csv", tmp_path / "lake") == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_the_same_file_adds_nothing_a_second_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = write(tmp_path / "x.csv", [row("1"), row("2"), row("3", KAYNTI_PALVELUMUOTO="T99")]), tmp_path / "lake"
    assert imported(path, out) == 0
    before = (Lake(out).version(), measured(capsys, out), rejected(out))
    copy = path.rename(tmp_path / "y.csv")
    assert imported(copy, out) == 0
    assert "0 rows added" in capsys.readouterr().out
    assert (Lake(out).version(), measured(capsys, out), rejected(out)) == before


def test_an_id_of_an_earlier_file_is_a_duplicate(tmp_path: Path) -> None:
    out = tmp_path / "lake"
    imported(write(tmp_path / "x.csv", [row("1"), row("2", KAYNTI_ALKOI="x")]), out)
    imported(write(tmp_path / "y.csv", [row("1"), row("2")]), out)
    assert Lake(out).rows("encounter") == 2
    assert [(fault["file"], fault["line"]) for fault in rejected(out)] == [("x.csv", "3"), ("y.csv", "2")]


def test_a_skipped_hour_is_read_one_hour_later_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        row("1", HOIDONTARVE_AJANKOHTA="28.03.2021 03:30", KAYNTI_ALKOI="28.03.2021 04:10"),
        row("2", HOIDONTARVE_AJANKOHTA="28.03.2021 02:30", KAYNTI_ALKOI="28.03.2021 03:30"),
    ]
    assert imported(write(tmp_path / "x.csv", rows), tmp_path / "lake") == 0
    assert "quality: 2 ×" in capsys.readouterr().out
    assert moments(tmp_path / "lake") == ["2021-03-28 01:10:00+00:00", "2021-03-28 01:30:00+00:00"]
    assert '"skipped_hour"' in (tmp_path / "lake" / "quality.json").read_text()
    assert measured(capsys, tmp_path / "lake")["rows"][0]["buckets"]["0-7"] == 2


def test_a_repeated_hour_is_the_first(tmp_path: Path) -> None:
    imported(write(tmp_path / "x.csv", [row("1", KAYNTI_ALKOI="31.10.2021 03:30")]), tmp_path / "lake")
    assert moments(tmp_path / "lake") == ["2021-10-31 00:30:00+00:00"]


def test_a_contact_without_a_visit_is_no_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = row("2", KAYNTI_ALKOI="", KAYNTI_PALVELUMUOTO="", KAYNTI_YHTEYSTAPA="")
    imported(write(tmp_path / "x.csv", [row("1"), empty]), tmp_path / "lake")
    assert rejected(tmp_path / "lake") == []
    assert measured(capsys, tmp_path / "lake")["rows"][0]["eligible"] == 1


def test_an_identity_code_never_reaches_the_lake_or_the_reports(tmp_path: Path) -> None:
    code = "010190-900C"
    rows = [row("1", ASIAKAS_ID=code), row("2", ASIAKAS_ID=code), row("3", KAYNTI_PALVELUMUOTO=code), row("4")]
    imported(write(tmp_path / "x.csv", rows), tmp_path / "lake")
    (file,) = Lake(tmp_path / "lake").files("encounter")
    people = pq.read_table(file)["person_id"].to_pylist()
    assert people[0] == people[1] != people[2] == "A"
    assert rejected(tmp_path / "lake")[0]["found"] == "(identity code)"
    for path in (tmp_path / "lake").rglob("*"):
        assert not path.is_file() or code.encode() not in path.read_bytes()
