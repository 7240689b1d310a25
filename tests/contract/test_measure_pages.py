"""The pages of measures: each one in every language, the same figures in page, CSV and Parquet, found by its name."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse

from polku.foundation.ids import new_id
from polku.insight.lake import Lake
from polku.insight.leading.models import Deviation
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.shown import shown
from polku.web.board.question import offered
from tests.county import HOME, signed_in
from tests.leaders import csv_rows, leader_of, made_county

pytestmark = pytest.mark.django_db
MONTH = "2026-10"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_county(tmp_path_factory.mktemp("lake"), residents=8_000, months=14)


@pytest.fixture
def leader(db: None, made: Path, settings: Any) -> Client:
    return signed_in(leader_of(made, settings))


def lines(client: Client, measure: str, **query: str) -> list[dict[str, str]]:
    return csv_rows(client, f"measures/{measure}.csv", query)


@pytest.mark.parametrize("measure", TALLIED)
def test_every_measure_has_its_page_in_three_languages(leader: Client, measure: str) -> None:
    for language, more in (("fi", {}), ("sv", {"unit": HOME}), ("en", {"unit": "area-turku"})):
        response = leader.get(f"/{language}/board/measures/{measure}/", more)
        if response.status_code == 404:
            assert more, "the county itself must be told of"
            continue
        text = response.content.decode()
        assert TALLIED[measure].definition[language] in unescape(text)
        assert " style=" not in text and "SELECT" in text and ('id="months"' in text or more or measure == "service-debt")
        pictures = re.findall(r'<svg[^>]*role="img"[^>]*aria-labelledby="(\S+) (\S+)"', text)
        assert len(pictures) == text.count('role="img"')


def test_the_list_has_every_measure_and_a_unit_its_own(leader: Client) -> None:
    text = leader.get("/fi/board/measures/").content.decode()
    assert all(f"/measures/{measure}/" in text for measure in (*TALLIED, "access"))
    assert "/measures/remote-share/?unit=" in leader.get("/fi/board/measures/", {"unit": HOME}).content.decode()


@pytest.mark.parametrize(
    ("measure", "by"), [("remote-share", "month"), ("remote-share", "unit"), ("experience", "age"), ("queue", "service")]
)
def test_page_csv_and_parquet_tell_the_same(leader: Client, made: Path, measure: str, by: str) -> None:
    told = lines(leader, measure, by=by)
    table = pq.read_table(io.BytesIO(leader.get(f"/fi/board/measures/{measure}.parquet", {"by": by}).content)).to_pylist()
    assert len(told) == len(table) > 1
    for line, row in zip(told, table, strict=True):
        hidden = line["value"] == "hidden"
        assert row["hidden"] == hidden
        assert row["value"] == (None if hidden or line["value"] == "" else float(line["value"]))
    assert any(line["value"] != "hidden" for line in told)
    if measure == "remote-share" and by == "month":
        row = shown(Lake(made), measure).told(MONTH)
        assert row is not None
        line = next(line for line in told if line["month"] == MONTH)
        assert (int(line["numerator"]), int(line["denominator"])) == (row.figures["numerator"], row.figures["denominator"])
        share = f"{row.figures['value']:.1f}".replace(".", ",")
        assert f'<p class="figure">{share}<small>%</small>' in leader.get(f"/fi/board/measures/{measure}/").content.decode()


def test_no_small_count_in_any_file(leader: Client) -> None:
    """Where a count is told of people, it is nil or five at least; and not all of it is hidden."""
    for measure in ("remote-share", "demand", "no-shows", "experience"):
        for by in ("unit", "service"):
            for line in lines(leader, measure, by=by):
                counts = [line[name] for name in ("numerator", "denominator", "n") if line.get(name) not in ("hidden", "", None)]
                assert not {"1", "2", "3", "4"} & set(counts), (measure, by, line)


def test_options_change_the_figure_and_keep_the_rest(leader: Client) -> None:
    page = "/fi/board/measures/remote-share/"
    usual, more = (leader.get(page, query).content.decode() for query in ({"month": MONTH}, {"definition": "with-phone"}))
    figures = [re.findall(r'<p class="figure">([\d,]+)<', text)[0].replace(",", ".") for text in (usual, more)]
    assert float(figures[0]) < float(figures[1])
    assert "Myös puhelut" in usual and "definition=with-phone" in usual


def test_a_debt_whose_base_is_not_in_the_data_says_so_and_leads_to_another(leader: Client) -> None:
    text = leader.get("/fi/board/measures/service-debt/").content.decode()
    told = "Vertailukausi on maaliskuu 2018 – helmikuu 2020, mutta aineiston ensimmäinen kuukausi on lokakuu 2025."
    assert told in unescape(text)
    href = re.search(r'href="([^"]+)#debt"', text)
    assert href and 'id="debt-services"' in leader.get(href[1]).content.decode()


def test_every_choice_of_every_option_opens(leader: Client) -> None:
    for measure in TALLIED.values():
        for option in offered(measure):
            for word in option.words:
                asked = {option.name: word, "unit": HOME if "unit" in measure.groups else "all"}
                assert leader.get(f"/fi/board/measures/{measure.id}/", asked).status_code == 200, (measure.id, asked)


@pytest.mark.parametrize(
    ("measure", "query"),
    [
        ("nothing", {}), ("remote-share", {"definition": "x"}), ("remote-share", {"month": "2026-13"}),
        ("remote-share", {"unit": "nowhere"}), ("remote-share", {"service": "nowhere"}), ("access", {"unit": "nowhere"}),
    ],
)  # fmt: skip
def test_an_address_that_is_not_there(leader: Client, measure: str, query: dict[str, str]) -> None:
    assert leader.get(f"/fi/board/measures/{measure}/", query).status_code == 404
    assert leader.get("/fi/board/measures/remote-share.csv", {"by": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("etä", "/fi/board/measures/remote-share/"), ("kö", "/fi/board/measures/queue/"), ("salon terv", "unit=salo"),
        ("turun alue", "unit=area-turku"), ("hoitoon pääsy", "/fi/board/measures/access/"), ("<q>", "Sen nimistä ei löytynyt"),
    ],
)  # fmt: skip
def test_search_finds_by_name(leader: Client, asked: str, address: str) -> None:
    text = leader.get("/fi/board/search/", {"q": asked}).content.decode()
    assert address in text.split("<main")[1] and "<q>" not in text


def test_a_deviation_of_any_measure_is_followed_on_its_page(leader: Client) -> None:
    address = f"{reverse('board:open_deviation')}?measure=remote-share&definition=with-phone&unit={HOME}"
    response = leader.post(address, {"token": str(new_id())})
    assert response.status_code == 302
    found = Deviation.objects.get()
    assert (found.measure, found.service, found.clock_name) == ("remote-share", "all", "definition=with-phone")
    page = leader.get(response["Location"]).content.decode()
    assert f"measures/remote-share/?definition=with-phone&amp;unit={HOME}#definition" in page and "/access/cases/" not in page
    assert "Etäasioinnin osuus, Myös puhelut" in leader.get("/fi/board/deviations/").content.decode()
    text = leader.get("/fi/board/measures/remote-share/", {"definition": "with-phone", "unit": HOME}).content.decode()
    assert "Jatka avointa" in text or str(found.id) in text
    assert str(found.id) not in leader.get("/fi/board/measures/remote-share/", {"unit": HOME}).content.decode()
