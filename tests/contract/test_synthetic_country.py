"""`polku synth --county all`: a year of the whole country, county by county."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from polku.config.cli import main
from polku.insight.lake import Lake
from polku.insight.synthetic.country import TEMPLATE, busier, make_country, places, rows_a_resident, settings_of
from polku.insight.synthetic.settings import load_county

EVENTS = 30_000


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("country")
    assert main(["synth", "--county", "all", "--events", str(EVENTS), "--seed", "3", "--out", str(out)]) == 0
    return out


def test_every_county_gives_its_share_of_a_year(country: Path) -> None:
    lake, everyone = Lake(country), places()
    sources = lake.sources("encounter")
    assert sorted(sources) == sorted(f"synthetic/{place.key}" for place in everyone)
    assert 0.97 * EVENTS < lake.rows("encounter") < 1.07 * EVENTS
    whole = sum(place.residents for place in everyone)
    for place in everyone:
        expected = EVENTS * place.residents / whole
        assert abs(sources[f"synthetic/{place.key}"].rows - expected) < 6 * expected**0.5 + 0.07 * expected
    months = {path.stem for path in lake.files("encounter")}
    assert months == {f"2025-{month:02}" for month in range(1, 13)} | {"open"}


def test_nobody_lives_in_two_counties_and_no_visit_comes_twice(country: Path) -> None:
    lake = Lake(country)
    with duckdb.connect() as connection:
        connection.read_parquet([*map(str, lake.files("person_period"))]).create_view("people")
        connection.read_parquet([*map(str, lake.files("encounter"))]).create_view("visits")
        people, different, municipalities = connection.sql(
            "SELECT count(*), count(DISTINCT person_id), count(DISTINCT municipality) FROM people"
        ).fetchall()[0]
        rows, ids = connection.sql("SELECT count(*), count(DISTINCT encounter_id) FROM visits").fetchall()[0]
    assert people == different
    assert rows == ids
    assert municipalities > 150
    assert len(list((country / "resident").iterdir())) == len(places())


def test_the_country_is_whole() -> None:
    everyone = places()
    codes = [code for place in everyone for code in place.municipalities]
    assert len(everyone) == 22
    assert len(codes) == len(set(codes)) == 292
    assert 5_400_000 < sum(place.residents for place in everyone) < 5_700_000
    own = {town.code for town in load_county(TEMPLATE).municipalities}
    assert own == set(next(place.municipalities for place in everyone if place.key == TEMPLATE))


def test_more_events_than_a_usual_year_are_more_visits_of_each() -> None:
    county = load_county(TEMPLATE)
    twice = busier(county, 2)
    assert rows_a_resident(twice, date(2025, 12, 31)) == pytest.approx(2 * rows_a_resident(county, date(2025, 12, 31)))
    assert sum(twice.waits[0].need_assessment) == 2 * sum(county.waits[0].need_assessment)


def test_a_county_without_settings_has_as_many_visits_for_each_resident() -> None:
    template = load_county(TEMPLATE)
    for place in places():
        county = settings_of(template, place)
        assert rows_a_resident(county, date(2025, 12, 31)) == pytest.approx(
            rows_a_resident(template, date(2025, 12, 31)), rel=0.01
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--county", "all"], "--county all without --events"),
        (["--county", "all", "--events", "10", "--residents", "5"], "--county all with --residents"),
        (["--county", "all", "--events", "0"], "--events 0; expected from 1 to"),
        (["--county", "all", "--events", "many"], "--events 'many'; expected a whole number"),
        (["--county", "all", "--events", "10", "--seed", str(2**62)], "correct --seed"),
        (["--county", TEMPLATE, "--events", "10"], "without --residents"),
    ],
)
def test_what_it_cannot_make_it_says(words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", *words, "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_country_is_made_one_county_after_the_other_and_none_twice(tmp_path: Path) -> None:
    key, first = next(make_country(events=3000, seed=1, until=date(2024, 6, 30), out=tmp_path))
    assert key == places()[0].key
    assert Lake(tmp_path).rows("encounter") == first.rows
    version = Lake(tmp_path).version()
    assert not next(make_country(events=3000, seed=1, until=date(2024, 6, 30), out=tmp_path))[1].changed
    assert Lake(tmp_path).version() == version
