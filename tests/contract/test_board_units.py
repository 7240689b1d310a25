"""Units compared: the same figures as on the measure's page, with their intervals, on every level; hidden ones stay hidden."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from polku.definitions.interval import wilson
from tests.county import signed_in
from tests.leaders import csv_rows, leader_of, made_county

pytestmark = pytest.mark.django_db
SHARE = "remote-share"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_county(tmp_path_factory.mktemp("lake"), residents=12_000, months=4)


@pytest.fixture
def leader(made: Path, settings: Any) -> Client:
    return signed_in(leader_of(made, settings))


def rows(client: Client, path: str = "units.csv", **query: str) -> list[dict[str, str]]:
    return csv_rows(client, path, query)


def test_access_is_what_its_own_file_says(leader):
    own = {line["unit"]: line for line in rows(leader, "measures/access.csv", by="unit", clock="earliest-contact")}
    shown = 0
    for line in rows(leader, clock="earliest-contact"):
        if line["level"] in ("county", "unit") and line["value"] != "hidden":
            assert (line["numerator"], line["denominator"]) == (own[line["place"]]["0-7"], own[line["place"]]["total"])
            assert float(line["value"]) == float(own[line["place"]]["0-7 %"])
            shown += 1
        elif line["level"] == "unit":
            assert not (own[line["place"]]["0-7"].isdigit() and own[line["place"]]["total"].isdigit())
    assert shown > 5


def test_a_tallied_measure_is_what_its_own_file_says(leader):
    own = {line["unit"]: line for line in rows(leader, f"measures/{SHARE}.csv", by="unit")}
    lines = rows(leader, measure=SHARE)
    assert {line["place"] for line in lines} == set(own)
    for line in lines:
        names = ("value", "numerator", "denominator")
        assert [line[name] for name in names] == [own[line["place"]][name] for name in names]


def test_intervals_are_of_the_counts_that_are_shown(leader):
    for line in rows(leader, measure=SHARE):
        if line["value"] != "hidden":
            low, high = wilson(int(line["numerator"]), int(line["denominator"]))
            assert (float(line["low"]), float(line["high"])) == (100 * low, 100 * high)


def test_the_same_page_at_each_level(leader):
    def levels(**query: str) -> list[str]:
        return [line["level"] for line in rows(leader, clock="earliest-contact", **query)]

    assert set(levels()) == {"county", "area", "unit"}
    assert levels(unit="area-salo")[:2] == ["county", "area"] and set(levels(unit="area-salo")[2:]) == {"unit"}
    assert levels(unit="salo") == ["county", "area", "unit", "team", "team", "team"]


def test_a_units_comparison_is_the_same_whatever_place_is_chosen(leader):
    whole, alone = (
        {line["place"]: line["limits of chance"] for line in rows(leader, measure=SHARE, unit=unit)} for unit in ("all", "salo")
    )
    assert whole["salo"] == alone["salo"] != ""


@pytest.mark.parametrize("sort", ["value", "name", "n"])
def test_units_are_sorted_and_the_levels_above_stay_first(leader, sort):
    lines = rows(leader, measure=SHARE, sort=sort)
    units = [line for line in lines if line["level"] == "unit"]
    assert [line["level"] for line in lines[: -len(units)]] == ["county", *["area"] * 4] and lines[-len(units) :] == units
    figures = [float(line["value" if sort == "value" else "denominator"]) for line in units if line["value"] != "hidden"]
    assert sort == "name" or figures == sorted(figures, reverse=True)


def test_the_page_has_a_funnel_only_of_shares(leader):
    for measure, drawn in (("", True), (SHARE, True), ("experience", False), ("demand", False)):
        query = {"measure": measure} if measure else {"clock": "earliest-contact"}
        assert ('id="funnel-title"' in leader.get("/fi/board/units/", query).content.decode()) == drawn, measure


def test_no_small_number_on_the_page(leader):
    text = leader.get("/fi/board/units/", {"clock": "earliest-contact"}).content.decode()
    assert "peitetty" in text and not re.findall(r"<td[^>]*>[1-4]</td>", text)


def test_an_address_that_is_not_there(leader):
    for query in ({"measure": "x"}, {"sort": "x"}, {"unit": "x"}, {"measure": SHARE, "unit": "x"}, {"measure": "segments"}):
        assert leader.get("/fi/board/units/", query).status_code == 404


def test_a_month_without_visits_says_so(leader):
    assert "Tässä kuussa ei ole mitään laskettavaa" in leader.get("/fi/board/units/", {"month": "2025-01"}).content.decode()
