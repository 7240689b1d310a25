"""Counties and periods compared: sums of the months as they are shown, counties beside each other, and the service debt."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from polku.definitions.debt import BASE
from polku.foundation import clockshift
from polku.insight import counties
from polku.insight.canonical import shaped
from polku.insight.lake import Lake
from polku.insight.measures.model import Asked
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Files
from polku.insight.measures.tallied import run
from polku.insight.tables import ENCOUNTER, derive
from polku.web.board import debt, periods
from tests.county import signed_in, staff
from tests.leaders import NOW, csv_rows, leader_of, made_county

pytestmark = pytest.mark.django_db
CLOCK = {"clock": "earliest-contact"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_county(tmp_path_factory.mktemp("lake"), residents=12_000, months=15)


@pytest.fixture
def leader(made: Path, settings: Any) -> Client:
    return signed_in(leader_of(made, settings))


def rows(client: Client, path: str = "compare.csv", **query: str) -> list[dict[str, str]]:
    return csv_rows(client, path, query)


def test_a_period_is_the_sum_of_its_months(leader):
    own = {line["month"]: line for line in rows(leader, "measures/access.csv", by="month", **CLOCK)}
    asked = {"before": "2026-01:2026-03", "during": "2026-04:2026-07", "after": "2026-08:2026-10"}
    found = {line["period"]: line for line in rows(leader, **CLOCK, **asked) if line["place"] == "all"}
    for name, span in asked.items():
        months = [line for month, line in own.items() if span[:7] <= month <= span[8:] and line["0-7"] != "hidden"]
        assert int(found[name]["months shown"]) == len(months) > 0
        within, total = (sum(int(line[column]) for line in months) for column in ("0-7", "total"))
        assert (int(found[name]["numerator"]), int(found[name]["denominator"])) == (within, total)
        assert float(found[name]["value"]) == 100 * within / total


def test_hidden_months_are_left_out_and_told(leader):
    lines = [line for line in rows(leader, **CLOCK) if line["place"].startswith("area-")]
    part = [line for line in lines if line["months shown"] != line["months"]]
    assert part, "some month of some area is hidden in so small a county"
    for line in part:
        assert (line["value"] == "hidden") == (int(line["months shown"]) < periods.MOST_MONTHS * int(line["months"]))


def test_one_county_says_so_and_shows_what_has_been_published(leader):
    text = leader.get("/fi/board/compare/", CLOCK).content.decode()
    assert "Tiedoissa on yksi hyvinvointialue" in text and "66,7\u00a0%" in text and "445\u00a0656 / 668\u00a0440" in text


def visit(number: int, unit: str) -> dict[str, Any]:
    start = datetime(2026, 10, 14, 7, 0, tzinfo=UTC)
    return {
        "encounter_id": f"v{number}", "person_id": f"p{number}", "unit_id": unit, "service": "outpatient", "profession": "nurse",
        "contact_type": "R10", "urgency": "E", "contacted_at": start, "assessed_at": start, "booked_at": start,
        "starts_at": start + timedelta(days=1 if number % 3 else 9), "ended_at": start + timedelta(days=9, hours=1),
        "source": "events",
    }  # fmt: skip


def test_counties_come_beside_each_other_when_the_data_have_several(settings, tmp_path):
    clockshift.move_to(NOW)
    lake = Lake(tmp_path / "lake")
    settings.POLKU_LAKE = lake.path
    units = {"salo": "734", "turku-keskusta": "853", "satakunta-609-1": None, "rauma": "684"}
    visits = [visit(100 * place + n, unit) for place, unit in enumerate(units) for n in range(40)]
    lake.publish("encounter", source="events:2026-10", data=derive(pa.Table.from_pylist(visits, schema=ENCOUNTER)))
    known = [{"unit_id": unit, "from_day": date(2026, 1, 1), "municipality": code, "register": "health", "source": "events"}
             for unit, code in units.items()]  # fmt: skip
    lake.publish("unit", source="events", data=shaped("unit", pa.Table.from_pylist(known)))
    found = counties.of_units(lake.pinned(), set(units))
    assert found == {"varsinais-suomi": ("salo", "turku-keskusta"), "satakunta": ("rauma", "satakunta-609-1")}
    lines = rows(signed_in(staff("C-1", role="unit_leader")), after="2026-10:2026-10", before="2026-09:2026-09")
    told = {line["place"]: (line["numerator"], line["denominator"]) for line in lines if line["period"] == "after"}
    assert told == {"all": ("106", "160"), "varsinais-suomi": ("53", "80"), "satakunta": ("53", "80")}
    text = signed_in(staff("C-2", role="unit_leader")).get("/sv/board/compare/").content.decode()
    assert "Egentliga Finland" in text and "omfattar ett välfärdsområde" not in text


PERIODS = [
    # the months of the data, then the usual periods
    (["2018-03", "2020-02", "2021-02"], [BASE, ("2020-03", "2020-08"), ("2020-09", "2021-02")]),
    (["2025-12", "2026-10"], [("2025-12", "2026-02"), ("2026-03", "2026-05"), ("2026-06", "2026-10")]),
    (["2026-10"], [("2026-10", "2026-10")] * 3),
]


@pytest.mark.parametrize(("held", "expected"), PERIODS)
def test_the_usual_periods(held, expected):
    clockshift.move_to(NOW)
    assert list(periods.usual_periods(held).values()) == expected


def test_a_debt_from_its_highest_to_now():
    found = debt.Debt(Fraction(300), 260, {"2026-01": Fraction(10), "2026-02": Fraction(80), "2026-03": Fraction(40)})
    assert (found.now, found.highest, found.recovered) == (40.0, ("2026-02", 80.0), 50.0)
    assert debt.Debt(Fraction(1), 2, {"2026-01": Fraction(-1)}).recovered is None


def test_the_service_debt_is_the_measures_own(leader, made):
    """The same sum as the measure gives from unprotected rows."""
    from_page = debt.debt(debt.shown(Lake(made), debt.COUNTED, **debt.OPTIONS), ("2025-09", "2026-08"))
    measured = debt_of_measure(made)
    assert from_page is not None and from_page.known
    assert {month: float(value) for month, value in from_page.by_month.items()} == pytest.approx(measured)


def debt_of_measure(made: Path) -> dict[str, float]:
    asked = Asked(by=("month",), options={"base": ("2025-09", "2026-08")}, period=("2026-09", "2026-10"))
    found = run(TALLIED["service-debt"], Files(Lake(made)), asked)
    return {row.key["month"]: row.figures["value"] for row in found.rows if row.key["month"] != "all"}


def test_an_address_that_is_not_there(leader):
    for query in ({"measure": "x"}, {"before": "2026-13:2026-14"}, {"before": "2026-05:2026-04"}, {"base": "x"}):
        assert leader.get("/fi/board/compare/", query).status_code == 404


def test_periods_are_chosen_by_a_form(leader):
    query = {"before-from": "2026-01", "before-to": "2026-02", "during-from": "2026-03", "during-to": "2026-03",
             "after-from": "2026-04", "after-to": "2026-05"}  # fmt: skip
    lines = rows(leader, **query, **CLOCK)
    assert {(line["period"], line["from"], line["to"]) for line in lines} == {
        ("before", "2026-01", "2026-02"), ("during", "2026-03", "2026-03"), ("after", "2026-04", "2026-05")
    }  # fmt: skip
