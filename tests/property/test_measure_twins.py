"""Every measure and its plain twin agree on whatever small county hypothesis can find, on DuckDB and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from polku.foundation.postgres import Server
from polku.insight.measures.model import Asked
from polku.insight.measures.naive.checking import compared
from polku.insight.measures.naive.twins import TWINS
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Memory
from polku.insight.measures.store import postgres as in_postgres
from polku.insight.measures.tallied import OF_PEOPLE
from tests.counties_drawn import counties

OPTIONS: dict[str, dict[str, list[Any]]] = {
    "wait-percentiles": {"clock": ["need-assessment", "earliest-contact"], "percentiles": [(Decimal(50), Decimal("97.5"))]},
    "stamp-coverage": {"stamp": ["need-assessment", "contact", "booking", "earliest-contact"]},
    "remote-share": {"definition": ["electronic", "with-phone"], "min-age": [None, 20]},
    "continuity": {"index": ["coci", "upc", "secon", "mmci"], "min-contacts": [2, 3]},
    "heavy-users": {"of": ["users", "population"], "share": [Decimal("0.1"), Decimal("0.5")]},
    "first-contact-resolution": {"days": [1, 7, 14]},
    "long-covid": {"reasons": [("A04", "U09.9"), ("R74",)]},
    "within-limit": {
        "limit": ["law", "target"],
        "reach": [Decimal(50), Decimal("66.6")],
        "until": [datetime(2021, 3, 28, 0, 30, tzinfo=UTC), datetime(2021, 12, 1, tzinfo=UTC)],
    },
    "units-reaching": {"clock": ["need-assessment", "earliest-contact"], "reach": [Decimal(50), Decimal(80)]},
    "t3": {"definition": ["national", "censored"]},
    "queue": {"at": [datetime(2021, 3, 28, 0, 30, tzinfo=UTC), datetime(2021, 11, 1, tzinfo=UTC)]},
    "service-debt": {
        "base": [("2018-03", "2020-02"), ("2019-03", "2020-02")],
        "population-ratio": [Fraction(1), Fraction(11, 10)],
    },
}
WHERE: list[dict[str, tuple[str, ...]]] = [
    {}, {"unit": ("a",)}, {"service": ("outpatient", "oral")}, {"language": ("sv", "unknown")}, {"month": ("2021-03", "2021-04")},
    {"profession": ("nurse_or_public_health_nurse",)},
]  # fmt: skip
PERIODS = [None, None, ("2021-03", "2021-03"), ("2020-03", "2021-10")]


@st.composite
def questions(draw: st.DrawFn, id: str) -> Asked:
    options = {name: draw(st.sampled_from(values)) for name, values in OPTIONS.get(id, {}).items()}
    groups = list(TALLIED[id].groups)
    if options.get("of") == "population":
        groups = list(OF_PEOPLE)
    by = draw(st.permutations(groups))[: draw(st.integers(0, 2))]
    where = draw(st.sampled_from(WHERE))
    if not set(where) <= set(TALLIED[id].groups):
        where = {}
    return Asked(tuple(by), where, draw(st.sampled_from(PERIODS)), options)


@pytest.mark.parametrize("id", TALLIED)
@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_measure_agrees_with_its_twin(id: str, data: st.DataObject) -> None:
    county, asked = data.draw(counties), data.draw(questions(id))
    records = {name: table.to_pylist() for name, table in county.items()}
    assert compared(id, Memory(county), records, asked).differences == ()


def test_every_measure_has_a_twin() -> None:
    assert set(TWINS) == set(TALLIED)


@pytest.fixture(scope="module")
def address(postgres: tuple[Server, str]) -> str:
    return postgres[0].url("postgres", "postgres")


@pytest.mark.parametrize("id", TALLIED)
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_postgresql_gives_the_same(id: str, address: str, data: st.DataObject) -> None:
    county, asked = data.draw(counties), data.draw(questions(id))
    records = {name: table.to_pylist() for name, table in county.items()}
    with in_postgres(address, county) as store:
        assert compared(id, store, records, asked).differences == ()
