"""`polku synth` as it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from polku.config.cli import main
from polku.foundation.content import content_root, parse_yaml
from polku.foundation.errors import ContentError
from polku.insight.lake import Lake
from polku.insight.synthetic.settings import KEYS, counties, load_county, read_county

SETTINGS = (content_root() / "varsinais-suomi" / "synthetic.yaml").read_text(encoding="utf-8")


def synth(out: Path, **options: str) -> int:
    given = {"county": "varsinais-suomi", "residents": "800", "months": "3", "seed": "5", "out": str(out)} | options
    return main(["synth", *(word for name, text in given.items() for word in (f"--{name}", text))])


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for folder, seed in (("one", "5"), ("two", "5"), ("other", "6")):
        assert synth(tmp_path / folder, seed=seed) == 0
    one, two, other = (bytes_of(tmp_path / folder) for folder in ("one", "two", "other"))
    assert one == two
    drawn = {name for name in one if name.endswith(".parquet") and not name.startswith(("unit/", "cost/"))}
    assert not {one[name] for name in drawn} & set(other.values())


def test_months_are_files_and_residents_a_table(tmp_path):
    assert synth(tmp_path, until="2024-03-10") == 0
    files = Lake(tmp_path).files("encounter")
    assert [path.name for path in files] == ["2024-01.parquet", "2024-02.parquet", "2024-03.parquet", "open.parquet"]
    assert (tmp_path / "resident" / "residents.parquet").is_file()
    assert Lake(tmp_path).damaged() == []


def test_a_second_run_adds_nothing_and_another_seed_replaces(tmp_path, capsys):
    synth(tmp_path)
    version, rows = Lake(tmp_path).version(), Lake(tmp_path).rows("encounter")
    assert synth(tmp_path) == 0
    assert "already there" in capsys.readouterr().out
    assert Lake(tmp_path).version() == version
    synth(tmp_path, seed="6")
    assert list(Lake(tmp_path).sources("encounter")) == ["synthetic/varsinais-suomi"]
    assert Lake(tmp_path).rows("encounter") < 2 * rows


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("county", "lintukoto", "no county 'lintukoto'; expected one of: "),
        ("residents", "0", "--residents 0; expected from 1 to "),
        ("residents", "many", "--residents 'many'; expected a whole number"),
        ("months", "-1", "--months -1; expected from 1 to 240"),
        ("seed", "-5", "--seed -5; expected from 0 to "),
        ("until", "31.12.2025", "--until '31.12.2025'; expected a day such as "),
        ("until", "1850-01-01", "--until 1850 as its year; expected from "),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_2(tmp_path, capsys, option, text, said):
    assert synth(tmp_path / "out", **{option: text}) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path, capsys):
    (tmp_path / "file").write_text("not a folder")
    assert synth(tmp_path / "file") == 2
    error = capsys.readouterr().err
    assert "cannot write to" in error and error.count("\n") == 1


@pytest.mark.parametrize(
    ("found", "put", "said"),
    [
        ("season:", "seasons:", "unknown key 'seasons'"),
        ("swedish: 0.054", "swedish: 1.5", "1.5, expected a number from 0 to 1"),
        ("last_day: [7, 14, 30, 90, 150]", "last_day: [7, 15, 30, 90, 150]", "[7, 14, 30, 90] and a later last day"),
        ("visits: 308000", "visits: 200000", "at most the 200000 visits of its streams"),
        ("{kaarina: 1}", "{karina: 1}", "unit 'karina'"),
        ("need_assessment: [15729,", "need_assessment: [999999,", "fewer visits than with a need assessment"),
        ("hours: [8, 16]", "hours: [16, 8]", "the first hour before the last"),
    ],
)
def test_bad_settings_are_refused_with_their_line(found, put, said):
    assert found in SETTINGS
    with pytest.raises(ContentError) as refused:
        read_county(parse_yaml(SETTINGS.replace(found, put, 1), "synthetic.yaml"))
    shown = str(refused.value).replace("; expected", ", expected")
    assert shown.startswith("synthetic.yaml:") and said in shown


def test_every_county_can_be_read():
    assert "varsinais-suomi" in counties()
    for key in counties():
        assert load_county(key).key == key
    assert set(parse_yaml(SETTINGS, "synthetic.yaml").entries()) == set(KEYS)
