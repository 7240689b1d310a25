"""Measures and their figures as FHIR R4: valid resources, the same figures, and nothing of what is hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.measurereport import MeasureReport

from polku.config.cli import main
from polku.definitions.third_time import BEYOND
from polku.insight.measures.fhir import ABSENT, measure_report
from polku.insight.measures.registry import MEASURES, TALLIED
from polku.insight.measures.tallied import Result, Row
from polku.insight.synthetic.make import make_county
from polku.insight.synthetic.settings import load_county
from tests.measured import NOON

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> str:
    out: Path = tmp_path_factory.mktemp("county")
    make_county(load_county("varsinais-suomi"), residents=1500, months=4, seed=7, until=None, out=out)
    return str(out)


def said(capsys: Capture, *words: str) -> Any:
    capsys.readouterr()
    assert main(["measure", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_declaration_is_a_measure(capsys: Capture) -> None:
    bundle = said(capsys, "list", "--fhir")
    Bundle.model_validate(bundle)
    assert [entry["resource"]["id"] for entry in bundle["entry"]] == [*MEASURES]
    remote = next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["id"] == "remote-share")
    assert remote["name"] == "RemoteShare" and remote["improvementNotation"]["coding"][0]["code"] == "increase"
    assert [each["code"]["coding"][0]["code"] for each in remote["group"][0]["population"]] == ["numerator", "denominator"]


@pytest.mark.parametrize("id", MEASURES)
def test_every_result_is_a_report(id: str, county: str, capsys: Capture) -> None:
    by = next(iter(MEASURES[id].groups))
    report = said(capsys, "run", id, "--data", county, "--by", by, "--format", "measurereport")
    MeasureReport.model_validate(report)
    assert report["measure"] == f"urn:polku:measure:{id}|1"


def test_a_report_tells_what_the_table_tells_and_hides_what_it_hides(county: str, capsys: Capture) -> None:
    asked = ("run", "remote-share", "--data", county, "--by", "unit", "--period", "2025-09:2025-12", "--definition", "with-phone")
    rows = said(capsys, *asked, "--format", "json")["rows"]
    report = said(capsys, *asked, "--format", "measurereport")
    assert report["period"] == {"start": "2025-09-01", "end": "2025-12-31"}
    group = report["group"][0]
    assert "definition with-phone" in group["code"]["text"]
    assert group["measureScore"]["value"] == rows[0]["value"] and group["measureScore"]["code"] == "%"
    strata = group["stratifier"][0]["stratum"]
    assert [stratum["value"]["text"] for stratum in strata] == [row["unit"] for row in rows[1:]]
    hidden = [row.get("hidden", False) for row in rows[1:]]
    assert any(hidden) and not all(hidden)
    for stratum, row, gone in zip(strata, rows[1:], hidden, strict=True):
        counts = {each["code"]["coding"][0]["code"]: each for each in stratum["population"]}
        if gone:
            absent = {"extension": [{"url": ABSENT, "valueCode": "masked"}]}
            assert stratum["measureScore"] == absent
            assert all("count" not in each and each["_count"] == absent for each in counts.values())
        else:
            assert stratum["measureScore"]["value"] == row["value"]
            assert (counts["numerator"]["count"], counts["denominator"]["count"]) == (row["numerator"], row["denominator"])


def test_access_leaves_the_house_protected(county: str, capsys: Capture) -> None:
    asked = ("run", "access", "--data", county, "--by", "unit,month", "--format", "measurereport")
    strata = said(capsys, *asked)["group"][0]["stratifier"][0]["stratum"]
    assert [part["code"]["text"] for part in strata[0]["component"]] == ["unit", "month"]
    counts = [each.get("count") for stratum in strata for each in stratum["population"]]
    assert None in counts and not any(0 < count < 5 for count in counts if count is not None)
    whole = said(capsys, *asked, "--no-suppress")["group"][0]["stratifier"][0]["stratum"]
    assert any(0 < each["count"] < 5 for stratum in whole for each in stratum["population"])


@pytest.mark.parametrize(
    ("value", "hidden", "score"),
    [
        (12.5, False, {"value": 12.5, "system": "http://unitsofmeasure.org", "code": "d", "unit": "d"}),
        (0, False, {"value": 0, "system": "http://unitsofmeasure.org", "code": "d", "unit": "d"}),
        (BEYOND, False, {"value": 182, "comparator": ">", "system": "http://unitsofmeasure.org", "code": "d", "unit": "d"}),
        (None, False, {"extension": [{"url": ABSENT, "valueCode": "unknown"}]}),
        (None, True, {"extension": [{"url": ABSENT, "valueCode": "masked"}]}),
    ],
)
def test_a_score(value: Any, hidden: bool, score: dict[str, Any]) -> None:
    row = Row({}, {"value": value, "n": None if hidden else 7}, hidden)
    report = measure_report(TALLIED["t3"], Result("t3", (), (row,)), period=None, now=NOON)
    MeasureReport.model_validate(report)
    assert report["group"][0]["measureScore"] == score
