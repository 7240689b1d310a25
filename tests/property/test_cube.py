"""The access cube, counted in one pass, has what access and the remote share have when they are asked one by one."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings

from polku.definitions.contacts import REMOTE
from polku.foundation.postgres import Server
from polku.insight.codes import codes
from polku.insight.measures.access import ACCESS
from polku.insight.measures.cube import BY, Cube, cube
from polku.insight.measures.engine import UNKNOWN, run
from polku.insight.measures.naive.access import naive_access
from polku.insight.measures.naive.rows import Record, is_contact, month
from polku.insight.measures.store import Memory, Store, postgres
from tests.counties_drawn import counties_of


def agrees(found: Cube, store: Store, visits: list[Record]) -> None:
    for service in codes().services:
        for clock in ACCESS.clocks:
            assert found.access(clock=clock, service=service) == run(ACCESS, store, clock=clock, service=service, by=BY)
            assert found.access(clock=clock, service=service).all == naive_access(visits, clock=clock, service=service, by=BY)[0]
    contacts: dict[tuple[str, ...], list[Record]] = {}
    for visit in filter(is_contact, visits):
        words = (visit["service"], visit["unit_id"], visit["profession"], month(visit["starts_at"]))
        contacts.setdefault(tuple(word or UNKNOWN for word in words), []).append(visit)
    assert set(found.cells) == set(contacts)
    for key, rows in contacts.items():
        remote = {name: sum(row["contact_type"] in types for row in rows) for name, types in REMOTE.items()}
        assert (found.cells[key].contacts, found.cells[key].remote) == (len(rows), remote)


@settings(max_examples=12)
@given(counties_of(10))
def test_one_pass_tells_what_many_questions_tell(county: dict[str, pa.Table]) -> None:
    store = Memory(county)
    agrees(cube(store), store, county["encounter"].to_pylist())


@pytest.fixture(scope="module")
def address(postgres: tuple[Server, str]) -> str:
    return postgres[0].url("postgres", "postgres")


@settings(max_examples=3)
@given(county=counties_of(24))
def test_postgresql_counts_the_same_cube(address: str, county: dict[str, pa.Table]) -> None:
    with postgres(address, {"encounter": county["encounter"]}) as store:
        agrees(cube(store), store, county["encounter"].to_pylist())
