"""The table of validity fills from handled cases: rules' urgency beside the professional's, and what was done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from polku.definitions.urgency import Urgency
from polku.definitions.validity import Validity, validity
from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.guidance import actions
from polku.guidance.queries import Handled, handled_assessments
from polku.people.queries import actor_of
from polku.web.board import validity as board
from tests import county as some

pytestmark = pytest.mark.django_db


def handle(nurse: Actor, number: int, urgency: Urgency, outcome: str = "treated") -> None:
    case = some.sent_case(some.resident(number))
    assess = {"reason_code": "U71", "level": "nurse", "contact_type": "R50", "contacted": "R50", "rationale": "By phone."}
    actions.assess_need(case_id=case.id, urgency=urgency, by=nurse, **assess)
    actions.close(case_id=case.id, outcome=outcome, by=nurse)


def test_handled_cases_are_counted_by_what_was_proposed_decided_and_done() -> None:
    nurse = actor_of(some.staff())
    handle(nurse, 900, Urgency.TODAY)
    handle(nurse, 901, Urgency.TODAY)
    handle(nurse, 902, Urgency.DAYS_1_3, "advised")
    some.sent_case(some.resident(903))
    found = handled_assessments(since=clock.now() - timedelta(days=1))
    expected = [("advised", 3, 1), ("treated", 4, 2)]
    assert sorted((row.outcome, row.decided, row.count) for row in found) == expected
    assert {(row.topic, row.unit_id, row.language, row.proposed) for row in found} == {("urinary-symptoms", some.HOME, "fi", 4)}
    assert validity((row.proposed, row.decided, row.count) for row in found) == Validity(same=2, more_urgent=1)
    assert board.lines() == {}, "three cases are too few to show"


def handled(same: int, more: int, less: int, **keys: str) -> list[Handled]:
    place = {"topic": "urinary-symptoms", "unit_id": some.HOME, "language": "fi", "outcome": "treated"} | keys
    counts = {4: same, 3: more, 5: less}
    return [Handled(**place, proposed=4, decided=decided, count=count) for decided, count in counts.items() if count]


def test_the_page_shows_shares_and_hides_small_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*handled(60, 30, 10), *handled(40, 20, 2, language="sv", topic="headache", unit_id="salo", outcome="advised")]
    rows += handled(50, 25, 9, topic="cough", unit_id="oral-turku", outcome="referred")
    monkeypatch.setattr(board, "handled_assessments", lambda **_: rows)
    with override("en"):
        told = {table["id"]: {row["label"]: row["cells"] for row in table["rows"]} for table in board.page()["tables"]}
    assert set(told) == {"topic", "unit", "language", "outcome"}
    assert told["topic"]["All"] == ["246", "61.0%", "75", "21", "91.5%"]
    assert told["language"]["svenska"][3] == "under 5" and "hidden" in told["language"]["suomi"][3]
    assert "<5" in board.as_csv("topic") and "headache" in board.as_csv("topic")


def test_figures_are_for_leaders_only() -> None:
    client = Client()
    client.force_login(some.staff("T-9", role="unit_leader"), backend="polku.people.backend.AccountBackend")
    page = client.get("/fi/board/validity/")
    assert page.status_code == 200 and "liian vähän" in page.content.decode()
    assert client.get("/fi/board/validity.csv?by=person").status_code == 404
