"""The desk over HTTP: who may open it, and what happens to a form that is wrong, late or sent twice."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from polku.care.encounters.models import Encounter
from polku.care.scheduling.models import Appointment, Slot
from polku.foundation.ids import new_id
from polku.foundation.models import AuditEntry
from polku.guidance.models import Case, CaseClock, NeedAssessment, Note
from polku.people.models import Account
from tests.contract.bookings import free_times
from tests.contract.desk_county import (
    ASSESSMENT,
    BORN,
    OTHER_UNIT,
    address,
    artificial,
    browser,
    client_with_assessment,
    client_with_case,
    sent,
    staff,
)

pytestmark = pytest.mark.django_db
FORMS = ("assess", "book", "visit", "note", "close")
ACTS = ("take", "release", "reopen")


@pytest.fixture
def nurse() -> Account:
    return staff("noora", name="Nurse Noora")


@pytest.fixture
def desk(nurse: Account) -> Client:
    return browser(nurse)


@pytest.fixture
def case() -> Case:
    return client_with_case()


def assessed(desk: Client, case: Case) -> Case:
    assert desk.post(address(case.id, "assess"), sent(case, **ASSESSMENT)).status_code == 302
    case.refresh_from_db()
    return case


def text_of(page: Any) -> str:
    return page.content.decode()


# Who may open the desk


def pages(case: Case) -> list[str]:
    return ["/en/desk/", "/en/desk/times/", "/en/desk/search/", address(case.id), *(address(case.id, name) for name in FORMS)]


def test_anonymous_visitors_sign_in_and_come_back(case: Case) -> None:
    for page in pages(case):
        answer = browser().get(page)
        assert answer.status_code == 302
        assert answer.url.startswith("/signin/?next=%2Fen%2Fdesk%2F")


def test_a_resident_is_refused_everywhere(case: Case) -> None:
    resident = Account.objects.create(kind="resident", subject="person:1", person=case.person)
    for page in pages(case):
        assert browser(resident).get(page).status_code == 403
    for name in (*ACTS, *FORMS):
        assert browser(resident).post(address(case.id, name), sent(case)).status_code == 403


@pytest.mark.parametrize("role", ["unit_leader", "analyst", "system_admin"])
def test_staff_without_a_care_role_are_refused(case: Case, role: str) -> None:
    leader = browser(staff("leader", role))
    assert {leader.get(page).status_code for page in pages(case)} == {403}


def test_a_stranger_to_the_client_finds_nothing(case: Case) -> None:
    other = browser(staff("sari", unit_id=OTHER_UNIT))
    for name in ("", *FORMS):
        assert other.get(address(case.id, name)).status_code == 404
    for name in (*ACTS, *FORMS):
        assert other.post(address(case.id, name), sent(case, **ASSESSMENT)).status_code == 404
    assert other.get(address(uuid4())).status_code == 404
    assert AuditEntry.objects.filter(kind="refusal", object_id=str(case.id)).exists()


def test_staff_of_two_units_open_the_cases_of_both(case: Case) -> None:
    physician = staff("pekka", "physician", OTHER_UNIT)
    staff_role = {"role": "physician", "register": "health"}
    physician.roles.create(unit_id="turku-keskusta", **staff_role)
    away = client_with_case(901, given="Salo", unit_id=OTHER_UNIT)
    for each in (case, away):
        assert browser(physician).get(address(each.id)).status_code == 200


# The worklist


def test_the_worklist_shows_free_cases_with_the_nearest_deadline_first(desk: Client, case: Case) -> None:
    later = client_with_case(902, given="Toinen")
    page = text_of(desk.get("/en/desk/"))
    assert "Urinary" in page or "urinary" in page
    assert page.index(str(case.id)) < page.index(str(later.id))
    assert "Tuulia" not in page.split("<main")[1]
    assert AuditEntry.objects.filter(kind="look", object_type="guidance.worklist", object_id=str(case.id)).exists()


def test_the_address_is_the_view(desk: Client, case: Case) -> None:
    assert str(case.id) not in text_of(desk.get("/en/desk/?view=mine"))
    desk.post(address(case.id, "take"), sent(case))
    assert f"{case.id}/?view=mine" in text_of(desk.get("/en/desk/?view=mine"))
    assert str(case.id) not in text_of(desk.get("/en/desk/"))
    assert str(case.id) not in text_of(desk.get("/en/desk/?view=all&channel=phone"))
    assert str(case.id) in text_of(desk.get("/en/desk/?view=all&channel=web"))


@pytest.mark.parametrize("query", ["view=none", "page=0", "page=-1", "page=x", "page=9999", "unit=%00", "channel=%00", "looks=9"])
def test_a_broken_address_of_the_worklist_is_still_a_page(desk: Client, case: Case, query: str) -> None:
    assert desk.get(f"/en/desk/?{query}").status_code == 200


# Take


def test_taking_gives_the_case_and_taking_twice_is_once(desk: Client, nurse: Account, case: Case) -> None:
    form = sent(case)
    first, second = desk.post(address(case.id, "take"), form), desk.post(address(case.id, "take"), form)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    case.refresh_from_db()
    assert (case.assignee_id, case.version) == (nurse.id, int(form["version"]) + 1)


def test_the_second_to_take_hears_who_was_faster(desk: Client, case: Case) -> None:
    form = sent(case)
    desk.post(address(case.id, "take"), form)
    late = browser(staff("second")).post(address(case.id, "take"), {**form, "token": str(new_id())})
    assert late.status_code == 409
    assert "Nurse Noora has taken the case" in text_of(late)


def test_release_puts_the_case_back(desk: Client, case: Case) -> None:
    desk.post(address(case.id, "take"), sent(case))
    desk.post(address(case.id, "release"), sent(case))
    case.refresh_from_db()
    assert case.assignee_id is None


# Assess


def test_the_answers_stand_beside_the_form_with_the_rules_they_caused(desk: Client) -> None:
    brought = client_with_assessment()
    page = desk.get(address(brought.id))
    every = [*page.context["answers"], *page.context["denied"]]
    shown = {line["question"]: line for line in every}
    fired = [rule["id"] for rule in page.context["fired"]]
    assert len(shown) == len(every) > 5
    assert all(line["rules"] == [] for line in page.context["denied"])
    assert {rule for line in shown.values() for rule in line["rules"]} <= set(fired)
    assert page.context["assess"]["rule_urgency"] == page.context["assess"]["urgency"] == 4
    assert f"rule {fired[0]}" in text_of(page)
    assert AuditEntry.objects.filter(kind="look", object_type="assessment.run", actor_kind="staff").exists()


def test_the_assessment_stamps_the_clocks_and_leads_to_booking(desk: Client, nurse: Account, case: Case) -> None:
    answer = desk.post(address(case.id, "assess"), sent(case, **ASSESSMENT))
    assert answer.url.startswith(address(case.id, "book"))
    made = NeedAssessment.objects.get(case=case)
    clocks = {c.name: c for c in CaseClock.objects.filter(case=case)}
    assert (made.reason_code, made.level, made.contact_type, made.by_id) == ("U71", "nurse", "R10", nurse.id)
    assert clocks["contact_to_assessment"].stopped_at == made.at == clocks["assessment_to_care"].started_at


def test_a_form_sent_twice_has_one_effect(desk: Client, case: Case) -> None:
    form = sent(case, **ASSESSMENT)
    answers = [desk.post(address(case.id, "assess"), form) for _ in range(2)]
    assert {a.status_code for a in answers} == {302} and answers[0].url == answers[1].url
    assert NeedAssessment.objects.filter(case=case).count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("urgency", "", "Choose the urgency."),
        ("urgency", "6", "Choose the urgency."),
        ("reason", "", "Write the reason for contact"),
        ("reason", "headache?!", "not a code of ICPC-2"),
        ("profession", "wizard", "Choose the level of care."),
        ("mode", "R80", "Choose how the care is given."),
        ("rationale", "x" * 8001, "The text is too long"),
    ],
)
def test_a_wrong_assessment_comes_back_with_its_answers(desk: Client, case: Case, field: str, value: str, told: str) -> None:
    answer = desk.post(address(case.id, "assess"), sent(case, **{**ASSESSMENT, "rationale": "Kept words.", field: value}))
    page = text_of(answer)
    assert answer.status_code == 422
    assert page.count(told) == 2, "in the summary and at the field"
    assert "<title>Error: " in page
    assert ("Kept words." in page) or field == "rationale"
    assert not NeedAssessment.objects.filter(case=case).exists()


@pytest.mark.parametrize("written", ["u71", "U71", "U71 anything", "Bladder infection", "virtsarakon tulehdus", "K99"])
def test_the_reason_is_a_code_or_the_name_of_a_common_one(desk: Client, case: Case, written: str) -> None:
    assert desk.post(address(case.id, "assess"), sent(case, **{**ASSESSMENT, "reason": written})).status_code == 302


def test_an_assessment_of_an_old_version_shows_what_changed_and_keeps_the_answers(desk: Client, case: Case) -> None:
    form = {**sent(case, **ASSESSMENT), "seen": "1"}
    colleague = browser(staff("second", name="Second Nurse"))
    colleague.post(address(case.id, "take"), sent(case))
    answer = desk.post(address(case.id, "assess"), form)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "Your answers are kept" in page and "Took the case, Second Nurse" in page
    assert ASSESSMENT["rationale"] in page
    assert not NeedAssessment.objects.filter(case=case).exists()


def test_a_form_without_its_key_is_refused(desk: Client, case: Case) -> None:
    form = sent(case, **ASSESSMENT)
    for token in ("", "x"):
        assert desk.post(address(case.id, "assess"), {**form, "token": token}).status_code == 422
    assert not NeedAssessment.objects.filter(case=case).exists()


def test_a_key_used_for_other_answers_asks_to_look_again(desk: Client, case: Case) -> None:
    form = sent(case, text="First.")
    desk.post(address(case.id, "note"), form)
    answer = desk.post(address(case.id, "note"), {**form, "text": "Second."})
    assert answer.status_code == 409 and "Second." in text_of(answer)
    assert [note.text for note in Note.objects.filter(case=case)] == ["First."]


# Book


@pytest.fixture
def times(nurse: Account) -> list[Slot]:
    return free_times(nurse, 4)


def test_a_free_time_is_booked_once(desk: Client, case: Case, times: list[Slot]) -> None:
    assessed(desk, case)
    page = desk.get(address(case.id, "book"))
    assert text_of(page).count('name="slot"') == len(times)
    form = sent(case, slot=str(times[0].id))
    answers = [desk.post(address(case.id, "book"), form) for _ in range(2)]
    assert [a.url for a in answers] == [f"{address(case.id)}?said=booked"] * 2
    assert Appointment.objects.filter(case=case).count() == 1
    assert "The time is booked." in text_of(desk.get(answers[0].url))


def test_a_taken_time_gives_the_next_free_ones(desk: Client, case: Case, times: list[Slot]) -> None:
    assessed(desk, case)
    rival = assessed(desk, client_with_case(903, given="Nopea"))
    desk.post(address(rival.id, "book"), sent(rival, slot=str(times[0].id)))
    late = desk.post(address(case.id, "book"), sent(case, slot=str(times[0].id)))
    page = text_of(late)
    assert late.status_code == 409
    assert "Someone was faster" in page
    assert str(times[0].id) not in page and all(str(t.id) in page for t in times[1:])
    assert not Appointment.objects.filter(case=case).exists()


def test_a_client_is_not_booked_in_two_places_at_once(desk: Client, case: Case, times: list[Slot]) -> None:
    assessed(desk, case)
    same_hour = free_times(staff("second"), 1, first=times[0].starts_at)
    desk.post(address(case.id, "book"), sent(case, slot=str(times[0].id)))
    answer = desk.post(address(case.id, "book"), sent(case, slot=str(same_hour[0].id)))
    assert answer.status_code == 409 and "another appointment at that time" in text_of(answer)


def test_a_colleagues_booking_is_told_before_a_second_one(desk: Client, case: Case, times: list[Slot]) -> None:
    assessed(desk, case)
    form = {**sent(case, slot=str(times[1].id)), "seen": "2"}
    browser(staff("second", name="Second Nurse")).post(address(case.id, "book"), sent(case, slot=str(times[0].id)))
    answer = desk.post(address(case.id, "book"), form)
    assert answer.status_code == 409 and "Booked a time" in text_of(answer)
    assert Appointment.objects.filter(case=case).count() == 1


@pytest.mark.parametrize("slot", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_time_that_is_none_is_not_booked(desk: Client, case: Case, times: list[Slot], slot: str) -> None:
    assessed(desk, case)
    assert desk.post(address(case.id, "book"), sent(case, slot=slot)).status_code in {409, 422}
    assert not Appointment.objects.filter(case=case).exists()


def test_a_time_of_another_unit_is_not_booked(desk: Client, case: Case, times: list[Slot]) -> None:
    assessed(desk, case)
    Slot.objects.filter(id=times[0].id).update(unit_id=OTHER_UNIT)
    assert desk.post(address(case.id, "book"), sent(case, slot=str(times[0].id))).status_code == 409
    assert not Appointment.objects.exists()


# Visit, note, close


def visit(desk: Client, case: Case, **fields: str) -> Any:
    page = desk.get(address(case.id, "visit"))
    first = {f["name"]: f["value"] for f in page.context["side"]["fields"]}
    return desk.post(address(case.id, "visit"), sent(case, **{**first, **fields}))


def test_a_visit_begins_now_unless_told_and_stops_the_clock_of_care(desk: Client, case: Case) -> None:
    assessed(desk, case)
    assert visit(desk, case).status_code == 302
    made = Encounter.objects.get(case=case)
    assert (made.contact_type, made.urgency_code, made.profession) == ("R10", "E", "nurse")
    assert CaseClock.objects.get(case=case, name="assessment_to_care").stopped_at == made.starts_at


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"day": "31.2.2026"}, "Write the day"),
        ({"starts": "25.99"}, "Write the time"),
        ({"day": "1.1.2020"}, "before its assessment"),
        ({"day": "2999-01-01"}, "in the future"),
        ({"contact_type": "R00"}, "Choose the way of contact."),
        ({"urgency_code": ""}, "Choose whether the visit was urgent."),
    ],
)
def test_a_wrong_visit_comes_back_with_its_answers(desk: Client, case: Case, fields: dict[str, str], told: str) -> None:
    assessed(desk, case)
    answer = visit(desk, case, **fields)
    page = text_of(answer)
    assert answer.status_code == 422 and page.count(told) == 2
    assert all(f'value="{value}"' in page for name, value in fields.items() if name in {"day", "starts"})
    assert not Encounter.objects.exists()


def test_a_visit_of_a_booked_time_waits_for_its_day(desk: Client, case: Case, times: list[Slot]) -> None:
    assessed(desk, case)
    desk.post(address(case.id, "book"), sent(case, slot=str(times[0].id)))
    booked = Appointment.objects.get(case=case)
    assert visit(desk, case, appointment=str(booked.id)).status_code == 422
    assert not Encounter.objects.exists() and Appointment.objects.get(case=case).status == "booked"


def test_an_empty_note_comes_back_and_a_written_one_stands_on_the_case(desk: Client, case: Case) -> None:
    assert desk.post(address(case.id, "note"), sent(case, text="  ")).status_code == 422
    desk.post(address(case.id, "note"), sent(case, text="Called, no answer.\0"))
    assert "Called, no answer." in text_of(desk.get(address(case.id)))


def test_closing_opens_the_next_case_and_can_be_undone_there(desk: Client, case: Case) -> None:
    following = client_with_case(904, given="Seuraava")
    assert desk.post(address(case.id, "close"), sent(case, outcome="advised")).status_code == 422, "assess first"
    assessed(desk, case)
    closed = desk.post(address(case.id, "close"), sent(case, outcome="advised"))
    assert closed.url == f"{address(following.id)}?closed={case.id}"
    page = desk.get(closed.url)
    undo = page.context["said"]["undo"]
    assert undo["href"] == address(case.id, "reopen") and "Undo" in text_of(page)
    case.refresh_from_db()
    assert case.status == "closed"
    desk.post(undo["href"], {"token": str(undo["token"])})
    case.refresh_from_db()
    assert case.status == "open"


def test_a_closed_case_takes_no_assessment(desk: Client, case: Case) -> None:
    assessed(desk, case)
    desk.post(address(case.id, "close"), sent(case, outcome="advised"))
    assert "Reopen the case" in text_of(desk.get(address(case.id)))
    assert desk.post(address(case.id, "assess"), sent(case, **ASSESSMENT)).status_code == 409


# Looks, times, search


def test_looks_stand_on_the_timeline_on_request(desk: Client, case: Case) -> None:
    desk.get(address(case.id))
    told = "Nurse Noora opened the case"
    assert told not in text_of(desk.get(address(case.id)))
    assert told in text_of(desk.get(f"{address(case.id)}?looks=1"))


def test_the_day_shows_booked_and_free_times_of_ones_unit_alone(desk: Client, case: Case, times: list[Slot]) -> None:
    assessed(desk, case)
    desk.post(address(case.id, "book"), sent(case, slot=str(times[0].id)))
    day = times[0].starts_at.astimezone().date().isoformat()
    states = [row["state"] for row in desk.get(f"/en/desk/times/?day={day}&unit=salo").context["days"][0]["rows"]]
    assert sorted(states)[0] == "booked" and "free" in states
    other = browser(staff("sari", unit_id=OTHER_UNIT))
    assert "Tuulia" not in text_of(other.get(f"/en/desk/times/?day={day}&unit=turku-keskusta"))


def test_search_finds_ones_own_clients_by_name_or_code_and_logs_the_look(desk: Client, case: Case) -> None:
    stranger = client_with_case(905, given="Tuulia", family="Toisaalla", unit_id=OTHER_UNIT)
    for words in ("tuul", "Testi Tuulia", artificial(BORN, 900).text.lower()):
        page = text_of(desk.post("/en/desk/search/", {"q": words}))
        assert str(case.id) in page and str(stranger.id) not in page
    assert str(stranger.id) not in text_of(desk.post("/en/desk/search/", {"q": artificial(BORN, 905).text}))
    assert AuditEntry.objects.filter(kind="look", object_type="people.search", person=case.person_id).count() == 3
    assert not AuditEntry.objects.filter(kind="look", object_type="people.search", person=stranger.person_id).exists()


def test_search_takes_nothing_from_the_address(desk: Client, case: Case) -> None:
    assert str(case.id) not in text_of(desk.get("/en/desk/search/?q=Tuulia"))
    assert 'method="post"' in text_of(desk.get("/en/desk/")).split('class="find"')[1][:200]
    assert desk.post("/en/desk/search/", {"q": "t"}).status_code == 422


def test_a_case_shows_why_one_may_see_it(desk: Client, case: Case) -> None:
    assert "Care relation: contact" in text_of(desk.get(address(case.id)))
