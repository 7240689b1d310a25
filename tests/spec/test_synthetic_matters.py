"""What the synthetic county tells beside its visits: its tables agree with each other, and know nothing after its last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from polku.insight.canonical import KEYS, TABLES
from polku.insight.lake import Lake
from polku.insight.synthetic.make import make_county
from polku.insight.synthetic.settings import load_county

END = "TIMESTAMPTZ '2025-09-15 21:00:00+00'"
"""The end of the last day in Helsinki."""


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """12 000 residents, eight months to 15 September 2025; every canonical table by its name."""
    folder: Path = tmp_path_factory.mktemp("matters")
    make_county(load_county("varsinais-suomi"), residents=12_000, months=8, seed=3, until=date(2025, 9, 15), out=folder)
    with duckdb.connect() as db:
        db.execute("SET TimeZone = 'UTC'")
        for table in TABLES:
            db.read_parquet([str(path) for path in Lake(folder).files(table)]).create_view(table)
        yield db


def one(db: duckdb.DuckDBPyConnection, query: str) -> Any:
    ((value,),) = db.execute(query).fetchall()
    return value


WAITING = """
    SELECT count(*) FROM encounter
    WHERE least(contacted_at, assessed_at, booked_at) <= {at}
      AND (starts_at IS NULL OR starts_at > {at}) AND (cancelled_at IS NULL OR cancelled_at > {at})
"""


def test_a_snapshot_of_the_queue_counts_those_who_waited_then(county: duckdb.DuckDBPyConnection) -> None:
    snapshots = county.execute("SELECT snapshot_at::VARCHAR, sum(contacts) FROM queue_snapshot GROUP BY 1 ORDER BY 1").fetchall()
    assert len(snapshots) == 8
    for at, waiting in snapshots:
        assert waiting == one(county, WAITING.format(at=f"TIMESTAMPTZ '{at}'")) > 100


def test_contacts_are_open_at_the_end_as_at_any_other_time(county: duckdb.DuckDBPyConnection) -> None:
    last = one(county, "SELECT sum(contacts) FROM queue_snapshot WHERE month = '2025-09'")
    assert 0.7 * last < one(county, WAITING.format(at=END)) < 1.4 * last
    latest = "greatest(contacted_at, assessed_at, booked_at, starts_at)"
    assert one(county, f"SELECT count(*) FROM encounter WHERE {latest} >= {END}") == 0
    assert one(county, "SELECT count(*) FROM encounter WHERE starts_at IS NULL AND (realised OR month IS NOT NULL)") == 0


def test_nothing_is_known_of_what_comes_after_the_end(county: duckdb.DuckDBPyConnection) -> None:
    assert one(county, f"SELECT count(*) FROM wait WHERE started_at >= {END} OR ended_at >= {END}") == 0
    running, late = county.execute(
        f"SELECT count(*), count(*) FILTER (WHERE law_due_at < {END}) FROM wait WHERE ended_at IS NULL"
    ).fetchall()[0]
    assert 0 < late < running


def test_limits_are_those_of_the_day(county: duckdb.DuckDBPyConnection) -> None:
    """Since 2025 the law gives 14 days to those under 23 and three months to others; the county's own target is 7 days."""
    query = """
        SELECT min(date_diff('day', w.started_at, w.law_due_at)), max(date_diff('day', w.started_at, w.law_due_at)),
               min(date_diff('day', w.started_at, w.target_due_at)), max(date_diff('day', w.started_at, w.target_due_at))
        FROM wait w JOIN encounter e ON w.wait_id = e.encounter_id
        WHERE w.service = 'mental_health' AND w.month >= '2025-01' AND (e.age < 22) = {young} AND (e.age < 22 OR e.age > 23)
    """
    assert county.execute(query.format(young="true")).fetchall()[0] == (14, 14, 7, 7)
    least, most, *target = county.execute(query.format(young="false")).fetchall()[0]
    assert 89 <= least <= most <= 92 and target == [7, 7]


def test_social_services_wait_too(county: duckdb.DuckDBPyConnection) -> None:
    services = dict(county.execute("SELECT service, count(law_due_at) FROM wait WHERE register = 'social' GROUP BY 1").fetchall())
    assert set(services) == {"income_support", "child_protection", "older_people", "adult_social_work", "disability"}
    assert services["income_support"] and services["child_protection"] and services["disability"]
    assert one(county, "SELECT count(*) FROM wait w ANTI JOIN unit u ON u.unit_id = w.unit_id") == 0


def test_assessments_have_reasons_and_some_are_for_fatigue(county: duckdb.DuckDBPyConnection) -> None:
    assert one(county, "SELECT count(*) FROM assessment WHERE kind = 'need' AND reason IS NULL") == 0
    tired = "SELECT count(*) FROM assessment WHERE reason IN ('A04', 'R53', 'G93.3', 'U09.9')"
    assert 0 < one(county, tired) < 0.05 * one(county, "SELECT count(*) FROM assessment")
    assert one(county, "SELECT count(*) FROM assessment WHERE kind = 'symptom' AND person_id IS NULL") > 0


def test_every_table_has_rows_and_each_key_once(county: duckdb.DuckDBPyConnection) -> None:
    for table, key in KEYS.items():
        if table != "slot":
            query = f"SELECT count(*) - count(DISTINCT row({', '.join(key)})) FROM {table}"
            assert one(county, query) == 0 < one(county, f"SELECT count(*) FROM {table}"), table
