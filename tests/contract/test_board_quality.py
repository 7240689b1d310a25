"""The page of the data's quality: each thing amiss named with its mend, small counts hidden, loads and published figures told."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from django.test import Client

from polku.foundation import clockshift
from polku.insight import checking
from polku.insight.lake import Lake
from polku.insight.quality import Finding
from polku.insight.tables import ENCOUNTER, derive
from polku.web.board import finding_words
from tests.county import signed_in, staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 19, 8, 42, tzinfo=UTC)
START = datetime(2026, 10, 14, 7, 0, tzinfo=UTC)


def visit(number: int, **more: Any) -> dict[str, Any]:
    stamps = {name: START + timedelta(minutes=place) for place, name in enumerate(("contacted_at", "assessed_at", "booked_at"))}
    return {
        "encounter_id": f"v{number}", "person_id": f"p{number}", "unit_id": "salo", "service": "outpatient",
        "profession": "nurse", "contact_type": "R10", "urgency": "E", **stamps, "starts_at": START + timedelta(days=1),
        "ended_at": START + timedelta(days=1, hours=1), "source": "events",
    } | more  # fmt: skip


def publish(lake: Lake, rows: list[dict[str, Any]], source: str = "events:2026-10") -> None:
    lake.publish("encounter", source=source, data=derive(pa.Table.from_pylist(rows, schema=ENCOUNTER)))


@pytest.fixture
def lake(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Lake:
    settings.POLKU_LAKE = tmp_path / "lake"
    monkeypatch.setattr(checking.checked, "__defaults__", ((), 60.0))
    return Lake(settings.POLKU_LAKE)


@pytest.fixture
def leader(lake: Lake) -> Client:
    clockshift.move_to(NOW)
    return signed_in(staff("B-1", role="unit_leader"))


def text(client: Client, language: str = "fi") -> str:
    response = client.get(f"/{language}/board/quality/")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def lines(client: Client, by: str) -> list[dict[str, str]]:
    response = client.get("/fi/board/quality.csv", {"by": by})
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_a_lake_without_faults_says_so(lake, leader):
    publish(lake, [visit(n) for n in range(12)])
    assert "Ei mikään: jokaisen tiedoston voi lukea" in text(leader)
    assert lines(leader, "findings") == []


def test_what_is_amiss_is_named_counted_and_mended(lake, leader):
    late = {"ended_at": NOW + timedelta(days=1)}
    rows = [visit(n, unit_id="salo" if n < 30 else "kaarina", **(late if n % 2 else {})) for n in range(60)]
    publish(lake, rows)
    told = text(leader)
    assert "Ajankohta tulevaisuudessa" in told and "30 riviä 50 %" in told and "Tarkista lähettäjän kello" in told
    counts = {(line["finding"], line["unit"]): line["count"] for line in lines(leader, "findings")}
    assert counts == {("in-the-future", unit): n for unit, n in {"all": "30", "salo": "15", "kaarina": "15"}.items()}


def test_small_counts_are_hidden_and_cannot_be_taken_from_the_sum(lake, leader):
    late = {"ended_at": NOW + timedelta(days=1)}
    bad = {"salo": 3, "kaarina": 9, "raisio": 8}
    units = [(unit, place < count) for unit, count in bad.items() for place in range(20)]
    publish(lake, [visit(n, unit_id=unit, **(late if is_late else {})) for n, (unit, is_late) in enumerate(units)])
    counts = {line["unit"]: line["count"] for line in lines(leader, "findings")}
    assert counts["salo"] == "<5"
    assert counts["all"] == "hidden" or "hidden" in (counts["kaarina"], counts["raisio"])
    assert not re.search(r"\b3 riviä", text(leader))


def test_newer_data_are_looked_at_again(lake, leader):
    publish(lake, [visit(n) for n in range(12)])
    assert lines(leader, "findings") == []
    publish(lake, [visit(n, service="alchemy") for n in range(12)])
    for _ in range(100):
        if found := lines(leader, "findings"):
            break
        checking._running[str(lake.path)].join(1)
    assert {(line["finding"], line["where"]) for line in found} == {("unknown-group", "service: alchemy")}


def test_loads_tell_their_source_and_what_was_refused(lake, leader):
    publish(lake, [visit(n) for n in range(12)])
    publish(lake, [visit(n, source="avohilmo") for n in range(7)], source="avohilmo:abc")
    report = {"imports": {"kevat.csv": {"source": "avohilmo:abc", "rows": 7, "rejected": 2, "findings": []}}}
    (lake.path / "quality.json").write_text(json.dumps(report))
    found = {line["source"]: (line["table"], line["rows"], line["refused"]) for line in lines(leader, "loads")}
    assert found == {"events:2026-10": ("encounter", "12", ""), "avohilmo:abc": ("encounter", "7", "2")}
    assert "AvoHILMO-tiedostot kevat.csv" in text(leader) and "omat tapahtumat (12)" in text(leader)


def test_synthetic_data_are_told_of(lake, leader):
    publish(lake, [visit(n) for n in range(12)])
    assert "synteettisen alueen tiedoista" not in text(leader)
    publish(lake, [visit(n, source="synthetic") for n in range(12)], source="synthetic/varsinais-suomi")
    assert "synteettisen alueen tiedoista" in text(leader)


def test_a_published_figure_that_contradicts_itself(lake, leader):
    assert "Nakkila 2021" in text(leader) and "3,7 % av de arbetslösa" in text(leader, "sv")


def test_stamps_by_unit_and_month(lake, leader):
    publish(lake, [visit(n, assessed_at=None if n < 6 else START) for n in range(24)])
    assert [(line["unit"], line["month"], line["counted"], line["eligible"]) for line in lines(leader, "stamps")] == [
        ("all", "2026-10", "18", "24"), ("salo", "2026-10", "18", "24")
    ]  # fmt: skip


def test_every_finding_has_its_words():
    names = [*finding_words.FILES, *finding_words.COLUMNS, *finding_words.MONTHS, "duplicate-key", "in-the-future",
             "reversed-order", "missing-values", "unknown-group", "changed-code"]  # fmt: skip
    for name in names:
        assert finding_words.title(name) and finding_words.meaning(name) and finding_words.mend(name)
    changed = Finding("changed-code", "encounter", "salo, kaarina: 2026-03", 3, 9)
    assert "→" in finding_words.where(changed)
    assert finding_words.where(Finding("empty-period", "encounter", "2026-03, 2026-04 …", 2, 9)).endswith(" …")


def test_no_such_file(lake, leader):
    assert leader.get("/fi/board/quality.csv", {"by": "x"}).status_code == 404
