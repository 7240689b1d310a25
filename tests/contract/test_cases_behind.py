"""The cases behind every figure that counts contacts one by one: each visit is what the measure's declaration makes of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from polku.care.encounters.actions import record
from polku.definitions.urgency import Urgency
from polku.foundation import clockshift
from polku.foundation.actor import Actor
from polku.foundation.models import AuditEntry
from polku.guidance import actions as guidance
from polku.insight.lake import Lake
from polku.insight.loading import load_month
from polku.insight.measures.figures import ALL
from polku.insight.measures.model import Asked, Figures
from polku.insight.measures.naive.rows import answer
from polku.insight.measures.naive.twins import TWINS
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import read_all
from polku.insight.measures.tallied import complete
from polku.people.models import Account
from polku.people.queries import actor_of
from polku.web.board.question import Question
from polku.web.board.subject import of_question
from tests.county import HOME, resident, sent_case, signed_in, staff

pytestmark = pytest.mark.django_db
LISTED = {name for name, measure in TALLIED.items() if measure.dated_by}
NOON = datetime(2026, 10, 28, 10, tzinfo=UTC)
VISITS = {
    "in time": (0, 6, "R10", "E", None),
    "late by network": (5, 15, "R52", "E", None),
    "urgent call": (6, 6, "R50", "A", None),
    "among professionals": (6, 7, "R60", "E", None),
    "never ended": (7, 9, "R10", "E", timedelta(hours=30)),
    "in October": (0, 1, "R10", "E", None),
}
"""Days from 28 October to contact and to visit, way of contact, urgency, how long it took."""


@pytest.fixture
def nurse(db: None, tmp_path: Path, settings: Any) -> Account:
    """At a unit whose visits are all that the lake holds."""
    settings.POLKU_LAKE = tmp_path
    clockshift.move_to(NOON)
    found = staff("B-5", name="Sairaanhoitaja 5")
    for number, (began, met, way, urgency, took) in enumerate(VISITS.values(), start=900):
        _visit(resident(number), actor_of(found), began, met, way, urgency, took)
    clockshift.move_to(datetime(2026, 11, 19, 8, 42, tzinfo=UTC))
    for month in (10, 11):
        load_month(date(2026, month, 1), Lake(tmp_path))
    return found


def _visit(client: Account, by: Actor, began: int, met: int, way: str, urgency: str, took: timedelta | None) -> None:
    clockshift.move_to(NOON + timedelta(days=began, minutes=5))
    case = sent_case(client)
    guidance.assess_need(
        case_id=case.id, urgency=Urgency.TODAY, reason_code="U71", level="nurse", contact_type="R50", rationale="", by=by
    )
    at = NOON + timedelta(days=met, hours=1)
    clockshift.move_to(at + timedelta(hours=1))
    record(case_id=case.id, contact_type=way, urgency_code=urgency, starts_at=at, ended_at=at + took if took else None, by=by)


def looks() -> int:
    return AuditEntry.objects.filter(kind="look", object_type="encounters.behind_figure").count()


def address(measure: str, month: str, **query: str) -> str:
    asked = "".join(f"&{name}={word}" for name, word in query.items())
    return reverse("board:measure_cases", args=[measure, HOME]) + f"?month={month}{asked}"


def listed(nurse: Account, measure: str, month: str, **query: str) -> list[list[str]]:
    """The cells of each row."""
    before = looks()
    page = signed_in(nurse).get(address(measure, month, **query))
    assert page.status_code == 200
    rows = page.content.decode().split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:] if b"<tbody>" in page.content else []
    assert looks() == before + len(rows)
    return [[re.sub("<[^>]+>", "", cell).replace("\xa0", " ") for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def figure(measure: str, month: str, options: Mapping[str, str], service: str, lake: Path) -> Figures:
    """Of the unit in the month by the measure's twin, before any of it is hidden."""
    where = {"unit": (HOME,), **({"service": (service,)} if service else {})}
    asked = complete(TALLIED[measure], Asked(by=("unit",), where=where, period=(month, month), options=options))
    return dict(answer(TWINS[measure], {"encounter": read_all(Lake(lake), "encounter").to_pylist()}, asked)[0])


@pytest.mark.parametrize(
    ("measure", "options", "months"),
    [
        ("remote-share", {}, (1, 4)), ("remote-share", {"definition": "with-phone"}, (1, 4)), ("stamp-coverage", {}, (1, 3)),
        ("stamp-coverage", {"stamp": "booking"}, (1, 3)), ("wait-percentiles", {}, (1, 3)),
        ("wait-percentiles", {"clock": "earliest-contact"}, (1, 3)), ("demand", {}, (2, 3)), ("throughput", {}, (1, 4)),
        ("documentation-quality", {}, (1, 5)),
    ],
)  # fmt: skip
def test_the_visits_listed_make_the_figure(
    nurse: Account, tmp_path: Path, measure: str, options: dict[str, str], months: tuple[int, int]
) -> None:
    service = "outpatient" if measure in ("stamp-coverage", "wait-percentiles") else ""
    for month, many in zip(("2026-10", "2026-11"), months, strict=True):
        rows, told = listed(nurse, measure, month, **options), figure(measure, month, options, service, tmp_path)
        words = [row[2] for row in rows]
        assert len(rows) == many == told["n"], (month, rows)
        if "numerator" in told:
            assert words.count("nostaa osuutta") == told["numerator"]
            assert words.count("laskee osuutta") == told["denominator"] - told["numerator"]
        else:
            assert set(words) == {"laskettu mukaan"}
        if measure == "wait-percentiles":
            waits = sorted(int(row[-2].split()[0]) for row in rows)
            assert (waits[(len(waits) - 1) // 2], waits[(len(waits) - 1) * 9 // 10]) == (told["p50"], told["p90"])


def test_each_row_says_what_decides(nurse: Account) -> None:
    waits = [row[2:-1] for row in listed(nurse, "wait-percentiles", "2026-11")]
    assert waits[0] == ["laskettu mukaan", "ke 28.10.", "6 päivää"] and waits[-1] == ["laskettu mukaan", "ma 2.11.", "10 päivää"]
    rules = [row[2:-1] for row in listed(nurse, "documentation-quality", "2026-11")]
    assert rules.count(["laskee osuutta", "–"]) == 4 and ["nostaa osuutta", "Yli 24 tunnin käynti"] in rules
    assert listed(nurse, "demand", "2026-10")[0][2:-1] == ["laskettu mukaan", "ke 28.10.", "Vastaanottokäynti"]


def test_the_same_visits_behind_access(nurse: Account) -> None:
    """As the percentiles have them, with the word of the limit."""
    page = signed_in(nurse).get(reverse("board:cases", args=[HOME]) + "?month=2026-11").content.decode()
    assert (page.count("rajan sisällä"), page.count("yli rajan")) == (2, 1)


def test_others_are_refused_and_nothing_is_logged(nurse: Account) -> None:
    leader, elsewhere = staff("B-1", role="unit_leader"), staff("B-6", unit_id="salo")
    for measure in LISTED:
        for account in (leader, elsewhere):
            refused = signed_in(account).get(address(measure, "2026-11"))
            text = refused.content.decode()
            assert refused.status_code == 403 and "/desk/cases/" not in text and "<tbody>" not in text
            assert "Sairaanhoitaja 5" in text, "whom to ask"
    assert looks() == 0


def test_the_link_is_on_a_units_page_alone_and_on_its_deviations(nurse: Account) -> None:
    client = signed_in(nurse)
    for measure, unit in product(TALLIED, (ALL, HOME)):
        page = client.get(f"/fi/board/measures/{measure}/", {"unit": unit, "month": "2026-11"}).content.decode()
        assert (f"/{measure}/cases/" in page) == (unit == HOME and measure in LISTED), (measure, unit)
        assert bool(of_question(Question(TALLIED[measure], "2026-11", unit)).cases) == (unit == HOME and measure in LISTED)


@pytest.mark.parametrize(
    ("measure", "unit", "query"),
    [
        ("continuity", HOME, ""), ("first-contact-resolution", HOME, ""), ("service-debt", HOME, ""), ("demand", "nowhere", ""),
        ("demand", "area-turku", ""), ("demand", HOME, "?service=x"), ("remote-share", HOME, "?definition=x"),
        ("no-such", HOME, ""),
    ],
)  # fmt: skip
def test_what_has_no_list(nurse: Account, measure: str, unit: str, query: str) -> None:
    assert signed_in(nurse).get(f"/fi/board/measures/{measure}/cases/{unit}/{query}").status_code == 404


def test_control_with_the_role_check_deleted_a_leader_sees_the_cases(nurse: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polku.care.encounters.queries.require_care_role", lambda *_, **__: None)
    assert len(listed(staff("B-1", role="unit_leader"), "throughput", "2026-11")) == 4
