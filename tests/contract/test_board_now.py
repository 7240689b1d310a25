"""The situation now: counts straight from the rooms, other units' small ones hidden, and a page that keeps itself fresh."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from psycopg.types.range import Range

from polku.care.scheduling.actions import book
from polku.care.scheduling.models import Slot
from polku.care.scheduling.queries import offered
from polku.foundation import clockshift
from polku.foundation.actions import action
from polku.foundation.actor import SYSTEM, Actor
from polku.guidance.models import Case
from polku.guidance.queries import waiting
from polku.people.actions import grant_relation
from polku.people.models import Account, Person
from polku.people.queries import actor_of
from polku.web.board import now as page
from polku.web.staying import BY_ITSELF
from tests.county import HOME, resident, signed_in, staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 19, 8, 42, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def thursday() -> None:
    clockshift.move_to(NOW)


@pytest.fixture
def person() -> Person:
    found = resident(931).person
    assert found
    return found


@pytest.fixture
def leader() -> Client:
    return signed_in(staff("N-1", role="unit_leader"))


@action("test.add_cases")
def add(*, person: Person, count: int, known: dict[str, Any], by: Actor) -> None:
    given = {"topic": "t", "unit_id": HOME, "urgency": 3, "next_due_at": NOW + 10 * DAY, "opened_at": NOW - HOUR} | known
    for _ in range(count):
        Case.objects.create(person=person, **given)


def cases(person: Person, count: int, **known: Any) -> None:
    add(person=person, count=count, known=known, by=SYSTEM)


def slots(account: Account, unit_id: str, *starts: datetime) -> None:
    for start in starts:
        Slot.objects.create(
            unit_id=unit_id, professional=account, profession="nurse", service="outpatient", starts_at=start,
            period=Range(start, start + HOUR / 2),
        )  # fmt: skip


def rows(client: Client, part: str, path: str = "/fi/board/now/") -> dict[str, list[str]]:
    """The cells of a table by its rows' headings."""
    text = client.get(path).content.decode()
    body = text.split(f'id="{part}-rows"')[1].split("</tbody>")[0]
    found = {}
    for row in re.findall(r"<tr.*?</tr>", body, re.S):
        cells = [" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        found[cells[0]] = cells[1:]
    return found


def test_counts_by_unit_urgency_deadline_and_days(person):
    cases(person, 2, next_due_at=NOW - HOUR, opened_at=NOW - 3 * DAY)
    cases(person, 1, next_due_at=NOW + HOUR, urgency=5)
    cases(person, 4, unit_id="salo", service="oral", opened_at=NOW - 8 * DAY)
    cases(person, 3, status="closed")
    found = sorted((w.unit_id, w.service, w.urgency, w.due, w.waited, w.count) for w in waiting(NOW))
    assert found == [
        ("salo", "oral", 3, "later", 3, 4), (HOME, "outpatient", 3, "late", 1, 2), (HOME, "outpatient", 5, "today", 0, 1)
    ]  # fmt: skip


def test_days_are_those_of_helsinki(person):
    cases(person, 1, opened_at=datetime(2026, 11, 18, 22, 30, tzinfo=UTC), next_due_at=datetime(2026, 11, 19, 21, 59, tzinfo=UTC))
    cases(person, 1, opened_at=datetime(2026, 11, 18, 21, 30, tzinfo=UTC), next_due_at=datetime(2026, 11, 19, 22, 1, tzinfo=UTC))
    assert sorted((w.waited, w.due) for w in waiting(NOW)) == [(0, "today"), (1, "later")]


def test_the_county_and_ones_own_unit_are_told_as_they_are(person, leader):
    cases(person, 1, urgency=5, next_due_at=NOW - HOUR)
    cases(person, 2)
    told = leader.get("/fi/board/now/").content.decode()
    assert "<dt>Avoimet asiat</dt><dd>3</dd>" in told and "<dt>Määräaika ohi</dt><dd>1</dd>" in told
    assert rows(leader, "urgency")["Hätä, heti"] == ["1", "1", "0", "0"]
    assert rows(leader, "unit")["Turun keskustan terveysasema omasi"] == ["3", "1", "0", "2"]


def test_other_units_small_counts_are_hidden(person, leader):
    for unit, late, later in (("salo", 2, 20), ("kaarina", 9, 30), ("lieto", 8, 40)):
        cases(person, late, unit_id=unit, next_due_at=NOW - HOUR)
        cases(person, later, unit_id=unit)
    told = rows(leader, "unit")
    late = [cells[1] for cells in told.values()]
    assert told["Salon terveysasema"][1] == "alle 5" and late.count("0") == 0
    assert sum(not cell.isdigit() for cell in late) > 1, "the county's sum would give a lone one away"
    own = signed_in(staff("N-2", role="nurse", unit_id="salo"))
    assert rows(own, "unit")["Salon terveysasema omasi"] == ["22", "2", "0", "20"]


def test_few_cases_are_told_of_no_other_unit(person, leader):
    cases(person, 2, unit_id="salo")
    cases(person, 1, unit_id="kaarina", next_due_at=NOW - HOUR)
    assert rows(leader, "unit") == {"Avoimia asioita on niin vähän, ettei tarkempaa voi näyttää.": []}
    assert rows(leader, "service") == rows(leader, "unit")


def test_free_times_by_day_and_the_first_and_third(leader):
    nurse, other = staff("N-3"), staff("N-4")
    slots(nurse, HOME, *(NOW + HOUR * place for place in (1, 2)), NOW + DAY, NOW - HOUR)
    slots(other, "salo", NOW + 5 * DAY)
    first, second = sorted(offered([NOW.date(), NOW.date() + DAY]), key=lambda each: each.unit_id)
    assert (first.unit_id, first.third) == ("salo", None) and first.first == NOW + 5 * DAY
    assert list(second.by_day.values()) == [2, 1] and (second.first, second.third) == (NOW + HOUR, NOW + DAY)
    told = rows(leader, "free")
    cells = ["Sairaanhoitaja", "2", "1", "0", "0", "0", "tänään klo 11.42", "huomenna klo 10.42"]
    assert told["Turun keskustan terveysasema"] == cells
    assert told["Salon terveysasema"][-1] == "ei yhtään"
    assert list(rows(leader, "free", "/fi/board/now/?of=physician")) == ["Minkään yksikön kalenterissa ei ole aikoja."]
    assert leader.get("/fi/board/now/?of=alchemist").status_code == 404


def test_a_full_calendar_is_told_too(person, leader):
    nurse = staff("N-3")
    slots(nurse, HOME, NOW + HOUR)
    cases(person, 1, unit_id=HOME)
    case = Case.objects.get()
    grant_relation(
        person_id=person.id, unit_id=HOME, register="health", ground="contact", object_type="guidance.case", object_id=case.id,
        by=SYSTEM,
    )  # fmt: skip
    book(slot_id=Slot.objects.get().id, case_id=case.id, by=actor_of(nurse))
    (found,) = offered([NOW.date()])
    assert (found.first, found.third, [*found.by_day.values()]) == (None, None, [0])


def test_it_refreshes_unless_told_to_stay(leader):
    told = leader.get("/fi/board/now/").content.decode()
    assert f'hx-trigger="every {page.EVERY_SECONDS}s"' in told
    assert "hx-trigger" not in leader.get("/fi/board/now/?still").content.decode()
    names = set(re.search(r'hx-select-oob="([^"]+)"', told).group(1).replace("#", "").split(","))
    assert len(names) == 8 and all(f'id="{name}"' in told for name in names)


def test_refreshing_by_itself_does_not_keep_a_session_alive(leader):
    leader.get("/fi/board/now/")
    leader.session.save()
    before = leader.session["seen_at"]
    clockless = {"headers": {BY_ITSELF: "1"}}
    session = leader.session
    session["seen_at"] = before - 1000
    session.save()
    leader.get("/fi/board/now/", **clockless)
    assert leader.session["seen_at"] == before - 1000
    leader.get("/fi/board/now/")
    assert leader.session["seen_at"] >= before


def test_a_page_left_open_is_told_that_the_session_has_ended(client):
    assert client.get("/fi/board/now/").status_code == 302
    ended = client.get("/fi/board/now/", headers={BY_ITSELF: "1"})
    assert ended.status_code == page.STOP_ASKING and 'id="at"' in ended.content.decode()


def test_who_may_look(leader):
    assert leader.get("/fi/board/now/").status_code == 200
    assert signed_in(staff("N-9", role="system_admin")).get("/fi/board/now/").status_code == 403
    assert signed_in(staff("N-9b", role="system_admin")).get("/fi/board/now/", headers={BY_ITSELF: "1"}).status_code == 403
