"""Twenty-five counties in one lake, one query a measure: Spark gives what DuckDB gives, and what each county's twin counts.

Not part of `make test`: `make test-spark` installs Spark, which needs Java.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from polku.insight.lake import Lake
from polku.insight.measures.access import ACCESS
from polku.insight.measures.cube import cube
from polku.insight.measures.engine import run as run_access
from polku.insight.measures.model import Asked, TalliedMeasure
from polku.insight.measures.naive.access import naive_access
from polku.insight.measures.naive.checking import differences
from polku.insight.measures.naive.rows import Record, answer
from polku.insight.measures.naive.twins import TWINS
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.spark import Spark, session
from polku.insight.measures.store import Files
from polku.insight.measures.tallied import OF_PEOPLE, complete, dated, run
from tests.counties_drawn import counties_of

MANY = 25
COUNTY = {"county": "source"}
"""A row's source tells its county."""
OPTIONS: Mapping[str, Mapping[str, Any]] = {"continuity": {"index": "secon", "min-contacts": 2}}
NOW = datetime(2021, 10, 31, 1, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Country:
    spark: Spark
    duckdb: Files
    records: Mapping[str, Mapping[str, list[Record]]]
    """Of each county, the rows of each table."""


def drawn() -> list[dict[str, pa.Table]]:
    """The same counties each time."""
    found: list[dict[str, pa.Table]] = []

    @seed(2021)
    @settings(max_examples=MANY, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(counties_of(24))
    def keep(county: dict[str, pa.Table]) -> None:
        found.append(county)

    keep()
    return found


def of_county(rows: pa.Table, county: str) -> pa.Table:
    """The rows with the county as their source; nobody and nothing of two counties has the same name, but units."""
    changed = {"source": pa.array([county] * len(rows), pa.string()).dictionary_encode()}
    for name in rows.column_names:
        if name.endswith("_id") and name != "unit_id":
            changed[name] = pc.binary_join_element_wise(county, rows[name], "-")
    for name, values in changed.items():
        rows = rows.set_column(rows.column_names.index(name), rows.schema.field(name), values)
    return rows


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Country:
    lake, records = Lake(tmp_path_factory.mktemp("country")), {}
    for number, tables in enumerate(drawn()):
        county = f"county-{number:02}"
        named = {name: of_county(rows, county) for name, rows in tables.items()}
        for name, rows in named.items():
            lake.publish(name, source=county, data=rows)
        records[county] = {name: rows.to_pylist() for name, rows in named.items()}
    return Country(Spark(lake, session("local[2]")), Files(lake), records)


def test_every_county_has_rows_to_speak_of(country: Country) -> None:
    assert len(country.records) == MANY
    assert all(len(tables["encounter"]) >= 24 for tables in country.records.values())


@pytest.mark.parametrize("clock", ACCESS.clocks)
def test_access_to_care(country: Country, clock: str) -> None:
    measure = replace(ACCESS, groups={**ACCESS.groups, **COUNTY})
    by = ("county", "profession", "month")
    ours, theirs = (
        run_access(measure, store, clock=clock, service="outpatient", by=by).rows for store in (country.spark, country.duckdb)
    )
    assert ours == theirs
    found = {tuple(row.key.values()): (dict(row.buckets), row.eligible) for row in ours[1:]}
    expected: dict[Any, Any] = {}
    for county, tables in country.records.items():
        for row in naive_access(tables["encounter"], clock=clock, service="outpatient", by=by[1:])[1:]:
            expected[county, *(word or "unknown" for word in row.key.values())] = (dict(row.buckets), row.eligible)
    assert found == expected


def test_the_access_cube(country: Country) -> None:
    ours, theirs = (cube(store) for store in (country.spark, country.duckdb))
    assert ours == theirs
    assert len(ours.cells) > MANY


def grouped(id: str) -> tuple[str, ...]:
    """The county, what the measure splits, and the first of its groups that a resident without contacts is in too."""
    measure = TALLIED[id]
    first = next(name for name in (*OF_PEOPLE, *measure.groups) if name in measure.groups and name != measure.split)
    return ("county", first, *([measure.split] if measure.split else []))


@pytest.mark.parametrize("id", TALLIED)
def test_a_measure_is_the_same_everywhere(id: str, country: Country) -> None:
    measure: TalliedMeasure = replace(TALLIED[id], groups={**TALLIED[id].groups, **COUNTY})
    asked = Asked(grouped(id), options=OPTIONS.get(id, {}), now=NOW)
    asked = dated(measure, country.duckdb, complete(measure, asked))
    ours, theirs = (run(measure, store, asked) for store in (country.spark, country.duckdb))
    assert ours == theirs
    expected: dict[Any, Record] = {}
    for county, tables in country.records.items():
        rows = answer(TWINS[id], tables, replace(asked, by=asked.by[1:]))
        expected |= {(county, *(str(row[name]) for name in asked.by[1:])): {"county": county, **row} for row in rows[1:]}
    found = {tuple(row.key.values()): {**row.key, **row.figures} for row in ours.rows[1:]}
    assert len({county for county, *_ in found}) > MANY // 2
    assert [*differences(found, expected)] == []
