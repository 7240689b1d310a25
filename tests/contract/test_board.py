"""The board: the figures of `polku measure run`, small numbers hidden everywhere alike, and who may look."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from polku.config.cli import main
from polku.insight.lake import Lake
from polku.insight.measures import figures
from polku.insight.measures.disclosure import Protected, small_only, with_totals
from polku.insight.measures.store import Files
from polku.insight.tables import derive
from tests.county import resident, signed_in, staff
from tests.leaders import csv_rows, leader_of, made_county

pytestmark = pytest.mark.django_db
MONTH = "2026-10"
PAGES = ["/fi/board/", "/fi/board/measures/access/", "/fi/board/measures/access.csv"]
WAITS = ["0-7", "8-14", "15-30", "31-90", ">90"]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_county(tmp_path_factory.mktemp("lake"), residents=12_000, months=5)


@pytest.fixture
def leader(db: None, made: Path, settings: Any) -> Client:
    return signed_in(leader_of(made, settings))


def rows(client: Client, **query: str) -> list[dict[str, str]]:
    return csv_rows(client, "measures/access.csv", query)


def measured(lake: Path, capsys: pytest.CaptureFixture[str], clock: str, service: str, by: str) -> list[dict[str, Any]]:
    asked = ["measure", "run", "access", "--data", str(lake), "--clock", clock, "--service", service, "--by", by]
    assert main([*asked, "--format", "json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["rows"]
    return found


def same(shown: dict[str, str], true: dict[str, Any]) -> int:
    """Compare a line of the file with the measure's row; give the number of figures that are shown."""
    pairs = [(shown["total"], true["total"]), *((shown[name], count) for name, count in true["buckets"].items())]
    for figure, count in pairs:
        if figure == "<5":
            assert count < 5
        elif figure == "hidden":
            assert count >= 5
        else:
            assert int(figure) == count and not 0 < count < 5
    for name, share in true["shares"].items():
        assert shown[f"{name} %"] in {"hidden", "" if share is None else f"{share:.2f}"}
    return sum(figure.isdigit() for figure, _ in pairs)


@pytest.mark.parametrize("clock", ["need-assessment", "earliest-contact"])
@pytest.mark.parametrize("service", ["outpatient", "oral"])
def test_every_line_of_the_files_is_what_the_measure_gives(leader, made, capsys, clock, service):
    true = {(r["unit"], r["month"]): r for r in measured(made, capsys, clock, service, "unit,month")}
    county = {r["month"]: r for r in measured(made, capsys, clock, service, "month")}
    groups = {r["profession"]: r for r in measured(made, capsys, clock, service, "profession,month") if r["month"] == MONTH}
    shown = 0
    for line in rows(leader, clock=clock, service=service, by="unit"):
        row = county[MONTH] if line["unit"] == "all" else true[line["unit"], MONTH]
        shown += same(line, row)
        if line["coverage %"] != "hidden":
            assert (int(line["eligible"]), float(line["coverage %"])) == (row["eligible"], row["coverage"])
    by_month = rows(leader, clock=clock, service=service, by="month")
    assert len(by_month) == 4
    shown += sum(same(line, county[line["month"]]) for line in by_month)
    lines = {line["profession"]: line for line in rows(leader, clock=clock, service=service, by="profession")}
    shown += sum(same(lines[key], groups[key]) for key in lines if key in groups)
    assert len([key for key in lines if key in groups]) == 2 and shown > 30


def test_the_page_shows_the_same_share(leader, made, capsys):
    row = next(r for r in measured(made, capsys, "earliest-contact", "outpatient", "month") if r["month"] == MONTH)
    share = f"{row['shares']['0-7']:.1f}".replace(".", ",")
    for page in PAGES[:2]:
        text = leader.get(page, {"clock": "earliest-contact"}).content.decode()
        assert f'<p class="figure">{share}<small>%</small>' in text
    assert f"{row['buckets']['0-7']:,} / {row['total']:,} käyntiä".replace(",", "\u00a0") in text


def test_no_small_number_on_any_page_or_in_any_file(leader):
    units = {line["unit"] for line in rows(leader, by="unit")}
    assert len(units) == 17
    hidden = 0
    for unit in units:
        for by in ("profession", "unit", "month"):
            for line in rows(leader, by=by, unit=unit, clock="earliest-contact"):
                hidden += sum(line[name] in {"<5", "hidden"} for name in ["total", *WAITS])
                assert not {line[name] for name in ["total", *WAITS]} & {"1", "2", "3", "4"}
    assert hidden > 100
    for page in PAGES[:2]:
        text = leader.get(page, {"unit": "kemionsaari", "clock": "earliest-contact"}).content.decode()
        assert "alle 5" in text
        assert not re.findall(r"<td[^>]*>[1-4]</td>", text)


def test_hidden_numbers_cannot_be_taken_from_the_units(leader):
    """For each wait: where one unit's count is hidden, another's is too, or the county's."""
    lines = rows(leader, by="unit", clock="earliest-contact")
    for name in ["total", *WAITS]:
        assert sum(not line[name].isdigit() for line in lines) != 1
    for line in lines:
        assert sum(not line[name].isdigit() for name in ["total", *WAITS]) != 1


def test_control_a_lone_hidden_number_would_be_found(leader, monkeypatch):
    """The check above fails where small numbers alone are hidden."""

    def careless(counts, *_, **__):
        return tuple(Protected(table, small_only(table)) for table in map(with_totals, counts))

    def forget():
        figures._counted.cache_clear()
        figures._protected.cache_clear()

    monkeypatch.setattr(figures, "protect_linked", careless)
    monkeypatch.setattr(figures, "kept_always", lambda lake, what, make: make())
    forget()
    with pytest.raises(AssertionError):
        test_hidden_numbers_cannot_be_taken_from_the_units(leader)
    forget()


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_sign_in_and_come_back(client, page):
    response = client.get(page, {"month": MONTH})
    assert response.status_code == 302
    assert response["Location"].startswith("/signin/?next=") and "month%3D2026-10" in response["Location"]


@pytest.mark.parametrize("page", PAGES)
def test_who_may_look(page, leader):
    assert leader.get(page).status_code == 200
    for role in ("analyst", "nurse", "physician"):
        assert signed_in(staff(f"B-{role}", role=role)).get(page).status_code == 200
    assert signed_in(staff("B-admin", role="system_admin")).get(page).status_code == 403
    assert signed_in(resident(931)).get(page).status_code == 403
    assert leader.post(page).status_code == 405


@pytest.mark.parametrize(
    "query", [{"month": "2026-13"}, {"month": "2027-01"}, {"unit": "nowhere"}, {"service": "x"}, {"clock": "x"}, {"by": "x"}]
)
def test_an_address_that_is_not_there(leader, query):
    assert leader.get("/fi/board/measures/access.csv", query).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", ["Tilannekuva, lokakuu 2026", "Hoitoon 7 päivässä arviosta", "Tiedon laatu"]),
        ("sv", ["Lägesbild, oktober 2026", "Vård inom 7 dagar från bedömningen", "under 5"]),
        ("en", ["Overview, October 2026", "Care within 7 days of assessment", "under 5"]),
    ],
)
def test_three_languages(leader, language, words):
    text = leader.get(f"/{language}/board/").content.decode()
    assert all(word in text for word in words)
    assert leader.get(f"/{language}/board/measures/access/").status_code == 200


def test_pictures_are_named_and_pages_hold_no_inline_style(leader):
    for page in PAGES[:2]:
        text = leader.get(page, {"clock": "earliest-contact"}).content.decode()
        pictures = re.findall(r'<svg[^>]*role="img"[^>]*aria-labelledby="(\S+) (\S+)"[^>]*><title id="(\S+)">([^<]+)</title>'
                              r'<desc id="(\S+)">([^<]+)</desc>', text)  # fmt: skip
        assert len(pictures) == text.count('role="img"') >= 2
        assert all((title, summary) == (t, s) for title, summary, t, _, s, _ in pictures)
        assert " style=" not in text and "<style" not in text and "onclick" not in text


def test_a_month_without_visits_says_so(leader):
    text = leader.get("/fi/board/", {"month": "2025-01"}).content.decode()
    assert "Tässä kuussa ei ole käyntejä" in text and "month=2026-07" in text
    assert leader.get("/fi/board/measures/access/", {"month": "2025-01"}).status_code == 200
    assert rows(leader, month="2025-01", by="unit") == []


def test_a_lake_that_holds_nothing_yet(leader, settings, tmp_path):
    settings.POLKU_LAKE = tmp_path / "none"
    assert "Tässä kuussa ei ole käyntejä" in leader.get("/fi/board/").content.decode()
    assert leader.get("/fi/board/measures/access/").status_code == 200


def visit(number: int) -> dict[str, Any]:
    start = datetime(2026, 10, 14, 7, 0, tzinfo=UTC)
    return {
        "encounter_id": f"v{number}", "person_id": f"p{number}", "unit_id": "salo", "service": "outpatient",
        "profession": "nurse", "contact_type": "R10", "urgency": "E", "contacted_at": start, "assessed_at": start,
        "booked_at": start, "starts_at": start, "ended_at": start, "source": "events",
    }  # fmt: skip


def test_a_visit_recorded_moves_the_figure(leader, settings, tmp_path):
    settings.POLKU_LAKE = tmp_path / "lake"
    lake = Lake(settings.POLKU_LAKE)

    def publish(count: int) -> list[str]:
        lake.publish("encounter", source="events:2026-10", data=derive(pa.Table.from_pylist([visit(i) for i in range(count)])))
        line = next(line for line in rows(leader, by="unit") if line["unit"] == "salo")
        return [line["0-7"], line["total"], line["eligible"]]

    assert publish(12) == ["12", "12", "12"]
    assert publish(13) == ["13", "13", "13"]
    assert "13 / 13 käyntiä" in leader.get("/fi/board/measures/access/").content.decode()


def test_a_version_of_the_lake_is_counted_once(leader, settings, tmp_path, monkeypatch):
    settings.POLKU_LAKE = tmp_path / "lake"
    data = derive(pa.Table.from_pylist([visit(number) for number in range(12)]))
    Lake(settings.POLKU_LAKE).publish("encounter", source="events:2026-10", data=data)
    asked, real = [], Files.fetch
    monkeypatch.setattr(Files, "fetch", lambda self, query, tables: asked.append(query) or real(self, query, tables))
    counted = []
    for _ in range(3):
        leader.get("/fi/board/")
        leader.get("/fi/board/measures/access/", {"unit": "salo"})
        counted.append(len(asked))
    assert counted[0] > 4 and counted == counted[:1] * 3


def test_the_present_month_says_that_it_is_not_over(leader):
    for page in PAGES[:2]:
        assert "Kuukausi on kesken" in leader.get(page, {"month": "2026-11"}).content.decode()
        assert "Kuukausi on kesken" not in leader.get(page).content.decode()
