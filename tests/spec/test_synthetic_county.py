"""The synthetic county against what was published, and against what anyone would look for in a county."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import sqrt
from pathlib import Path

import duckdb
import pytest

from polku.insight.lake import Lake
from polku.insight.synthetic.make import RESIDENTS_FILE, make_county
from polku.insight.synthetic.settings import PUBLISHED, load_county

COUNTY = load_county("varsinais-suomi")
NURSES = "nurse_or_public_health_nurse"
OUTPATIENT, ORAL = (7, 14, 30, 90), (21, 90, 180)

# Visits by days waited in Varsinais-Suomi, 2021: clock, service, profession, then the buckets.
PUBLISHED_VISITS = [
    ("need_assessment", "outpatient", "all", (52558, 7814, 9154, 4270, 114)),
    ("need_assessment", "outpatient", "physician", (15729, 6082, 7589, 3295, 40)),
    ("need_assessment", "outpatient", NURSES, (33690, 1611, 1489, 943, 67)),
    ("earliest_contact", "outpatient", "all", (445656, 70695, 87501, 59769, 4819)),
    ("earliest_contact", "outpatient", "physician", (156955, 41945, 55595, 32734, 928)),
    ("earliest_contact", "outpatient", NURSES, (242971, 17356, 15880, 12325, 3185)),
    ("need_assessment", "oral", "all", (11879, 9030, 5827, 699)),
    ("need_assessment", "oral", "dentist", (10046, 6579, 5095, 460)),
    ("need_assessment", "oral", "dental_hygienist", (1358, 1669, 670, 225)),
]
# Percent of eligible visits that the published shares of all visits imply, and how far the rounding reaches.
PUBLISHED_COVERAGE = [
    ("need_assessment", "outpatient", "physician", 10.6, 1.0),
    ("need_assessment", "outpatient", NURSES, 8.1, 0.8),
    ("earliest_contact", "outpatient", "all", 72.0, 1.0),
    ("earliest_contact", "outpatient", "physician", 93.5, 1.5),
    ("earliest_contact", "outpatient", NURSES, 62.5, 1.0),
    ("need_assessment", "oral", "all", 11.2, 0.7),
    ("need_assessment", "oral", "dentist", 13.4, 1.0),
    ("need_assessment", "oral", "dental_hygienist", 7.8, 0.7),
]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """120 000 residents and two years, as tables `encounter`, `eligible` and `resident`."""
    folder: Path = tmp_path_factory.mktemp("county")
    make_county(COUNTY, residents=120_000, months=24, seed=7, until=None, out=folder)
    with duckdb.connect() as db:
        files = [str(path) for path in Lake(folder).files("encounter")]
        db.read_parquet(files).create_view("encounter")
        db.read_parquet(str(folder / RESIDENTS_FILE)).create_view("resident")
        db.execute(
            "create view eligible as select * from encounter "
            "where realised and client_contact and urgency = 'E' and service in ('outpatient', 'oral')"
        )
        yield db


def profession_is(profession: str) -> str:
    if profession == NURSES:
        return "profession in ('nurse', 'public_health_nurse')"
    return "true" if profession == "all" else f"profession = '{profession}'"


def visits_by_bucket(db: duckdb.DuckDBPyConnection, clock: str, service: str, profession: str) -> list[int]:
    days, ends = f"days_from_{clock}", OUTPATIENT if service == "outpatient" else ORAL
    bounds = [-1, *ends, 100_000]
    counts = ", ".join(f"count(*) filter ({days} > {low} and {days} <= {high})" for low, high in pairwise(bounds))
    where = f"service = '{service}' and {profession_is(profession)}"
    return list(db.execute(f"select {counts} from eligible where {where}").fetchall()[0])


def is_as_published(made: list[int], published: tuple[int, ...]) -> bool:
    """Every share within four standard errors of the published one, and a tenth of a percentage point."""
    shares = [count / sum(published) for count in published]
    errors = [sqrt(share * (1 - share) / sum(made)) for share in shares]
    return all(
        abs(count / sum(made) - share) <= 4 * error + 0.001 for count, share, error in zip(made, shares, errors, strict=True)
    )


@pytest.mark.parametrize(("clock", "service", "profession", "published"), PUBLISHED_VISITS)
def test_waits_are_as_published(county, clock, service, profession, published):
    assert is_as_published(visits_by_bucket(county, clock, service, profession), published)


def test_another_professions_waits_would_be_noticed(county):
    nurses = visits_by_bucket(county, "need_assessment", "outpatient", NURSES)
    assert not is_as_published(nurses, PUBLISHED_VISITS[1][3])
    dentists = visits_by_bucket(county, "need_assessment", "oral", "dentist")
    assert not is_as_published(dentists, PUBLISHED_VISITS[8][3])


@pytest.mark.parametrize(("clock", "service", "profession", "percent", "reach"), PUBLISHED_COVERAGE)
def test_coverage_is_as_published(county, clock, service, profession, percent, reach):
    where = f"service = '{service}' and {profession_is(profession)}"
    query = f"select 100 * count(days_from_{clock}) / count(*) from eligible where {where}"
    assert county.execute(query).fetchall()[0][0] == pytest.approx(percent, abs=reach)


def test_settings_hold_the_published_counts_to_the_digit():
    """All professions' counts add up to the published row of all."""
    services = {stream.waits: stream.service for stream in COUNTY.streams}
    for clock, service, profession, published in PUBLISHED_VISITS:
        if profession == "all":
            parts = [
                getattr(waits, clock) for waits in COUNTY.waits if services[waits.key] == service and waits.basis == PUBLISHED
            ]
            assert tuple(map(sum, zip(*parts, strict=True))) == published


def test_everyone_is_there(county):
    ages = county.execute("select min(age), max(age) from encounter").fetchall()[0]
    assert ages[0] == 0 and ages[1] > 90
    children, adults, old = county.execute(
        "select avg((age < 18)::int), avg((age between 18 and 64)::int), avg((age >= 65)::int) from resident"
    ).fetchall()[0]
    assert 0.15 < children < 0.2 and 0.55 < adults < 0.62 and 0.22 < old < 0.28
    shares = dict(county.execute("select language, count(*) / 120000 from resident group by 1").fetchall())
    assert 0.04 < shares["sv"] < 0.08 and 0.8 < shares["fi"] < 0.9
    assert {"ru", "et", "ar", "uk", "ku", "so", "en"} <= set(shares)


def test_every_unit_service_and_municipality_is_seen(county):
    units = {row[0] for row in county.execute("select distinct unit_id from encounter").fetchall()}
    assert units == set(COUNTY.pace)
    services = {row[0] for row in county.execute("select distinct service from encounter").fetchall()}
    assert services == {service.key for service in COUNTY.services}
    homes = {row[0] for row in county.execute("select distinct municipality from encounter").fetchall()}
    assert homes == {place.code for place in COUNTY.municipalities} | {None}


def test_holidays_and_weekends_are_quiet(county):
    query = """
        select count(*) filter (month(day) = 12 and day(day) in (6, 24, 25, 26) or month(day) = 1 and day(day) in (1, 6)),
               count(*) filter (dayofweek(day) in (0, 6)), count(*) filter (dayofweek(day) = 1)
        from (select (starts_at at time zone 'Europe/Helsinki')::date as day from eligible)
    """
    holidays, weekends, mondays = county.execute(query).fetchall()[0]
    ordinary_day = mondays / 104
    assert 0 < holidays / 12 < 0.1 * ordinary_day
    assert 0 < weekends / 208 < 0.1 * ordinary_day


def test_july_is_quiet_and_contacts_fall_on_working_days(county):
    july, october = county.execute(
        "select count(*) filter (month like '%-07'), count(*) filter (month like '%-10') from eligible"
    ).fetchall()[0]
    assert july < 0.75 * october
    closed = county.execute(
        "select avg((dayofweek(assessed_at at time zone 'Europe/Helsinki') in (0, 6))::int) from eligible"
    ).fetchall()[0][0]
    assert closed < 0.05


def test_care_comes_sooner_and_stamps_are_fuller_as_time_goes(county):
    query = """
        select month < '2025-01' as first_year, avg((days_from_need_assessment <= 7)::int),
               count(assessed_at) / count(*), count(days_from_earliest_contact) / count(*)
        from eligible where service = 'outpatient' group by 1 order by 1
    """
    later, earlier = county.execute(query).fetchall()
    assert later[1] > earlier[1] + 0.01 and later[2] > 1.2 * earlier[2] and later[3] > earlier[3]


def test_units_differ_as_their_pace_says(county):
    query = """
        select unit_id, avg((days_from_earliest_contact <= 7)::int) from eligible
        where unit_id in ('kemionsaari', 'loimaa') group by 1
    """
    shares = dict(county.execute(query).fetchall())
    assert shares["kemionsaari"] > shares["loimaa"] + 0.05


def test_remote_contacts_fall_with_age_and_are_more_usual_for_women(county):
    query = """
        select {by}, avg((contact_type in ('R50', 'R52', 'R56'))::int) from eligible
        where service = 'outpatient' and age >= 18 group by 1 order by 1
    """
    by_age = [row[1] for row in county.execute(query.format(by="age >= 75")).fetchall()]
    assert by_age[0] > by_age[1] + 0.1
    by_sex = dict(county.execute(query.format(by="sex")).fetchall())
    assert by_sex["female"] > by_sex["male"] + 0.02


def test_people_tend_to_see_the_same_professional(county):
    query = """
        with seen as (select person_id, professional_id, count(*) as times from encounter
                      where profession = 'physician' and unit_id = 'turku-keskusta' and professional_id is not null
                      group by all),
             people as (select max(times) / sum(times) as same, sum(times) as visits from seen group by person_id)
        select avg(same) from people where visits >= 4
    """
    assert county.execute(query).fetchall()[0][0] > 0.5


def test_cancelled_and_unstamped_rows_are_there(county):
    cancelled, nobody, nowhere, open_end = county.execute(
        "select avg((cancelled_at is not null)::int), avg((professional_id is null)::int), "
        "avg((municipality is null)::int), avg((ended_at is null and realised)::int) from encounter"
    ).fetchall()[0]
    assert 0.02 < cancelled < 0.1
    assert all(0 < share < 0.05 for share in (nobody, nowhere, open_end))
