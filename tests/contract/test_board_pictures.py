"""The run chart as a file: well-formed, with plain colours, the page's own points, for those who may open the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.county import HOME, signed_in, staff
from tests.leaders import leader_of, made_county

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = r'<polyline class="line"[^>]*>|<(?:circle|path) class="point[^>]*>|<line class="(?:target|mean|limit)[^>]*>'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_county(tmp_path_factory.mktemp("lake"), residents=6_000, months=14)


@pytest.fixture
def leader(db: None, made: Path, settings: Any) -> Client:
    return signed_in(leader_of(made, settings))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    ("measure", "query"),
    [("access", {"unit": HOME}), ("access", {"service": "oral"}), ("remote-share", {"definition": "with-phone"}), ("demand", {})],
)
def test_the_file_is_the_pages_picture(leader: Client, language: str, measure: str, query: dict[str, str]) -> None:
    address = f"/{language}/board/measures/{measure}"
    page = leader.get(f"{address}/", query).content.decode()
    href = re.search(rf'href="([^"]*{measure}\.svg[^"]*)" download', page)
    assert href
    response = leader.get(href[1].replace("&amp;", "&"))
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert re.search(rf'attachment; filename="{measure}-by-month-[\w-]+\.svg"', response.headers["Content-Disposition"])
    text = response.content.decode()
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg" and "var(" not in text and ":is(" not in text
    wide = page.split('class="chart measure-wide"')[1].split("</svg>")[0]
    assert re.findall(SHAPES, text) == re.findall(SHAPES, wide) != []
    told = [each.text or "" for each in root.iter(f"{SVG}text")]
    title = re.search(r"<h1>([^<]+)</h1>", page)
    assert title and told[0] == title[1] and "2026" in told[1]


def test_every_class_of_the_file_has_its_rule(leader: Client) -> None:
    text = leader.get("/fi/board/measures/access.svg", {"unit": HOME}).content.decode()
    style = text.split("<style>")[1].split("</style>")[0]
    for name in set(" ".join(re.findall(r'class="([^"]+)"', text)).split()):
        assert f".{name}" in style, name
    assert set(re.findall(r"(?:fill|stroke): ([^;]+);", style)) >= {"#12504B", "none"}


def test_no_file_where_there_is_no_picture(leader: Client) -> None:
    page = leader.get("/fi/board/measures/service-debt/").content.decode()
    assert "service-debt.csv" in page and "service-debt.svg" not in page
    assert leader.get("/fi/board/measures/service-debt.svg").status_code == 404


def test_it_opens_for_those_who_open_the_csv(leader: Client, made: Path) -> None:
    author = signed_in(staff("B-4", role="content_author"))
    for measure in ("access", "demand"):
        for ending in ("svg", "csv"):
            address = f"/fi/board/measures/{measure}.{ending}"
            assert leader.get(address).status_code == 200
            assert author.get(address).status_code == 403 and Client().get(address).status_code == 302
