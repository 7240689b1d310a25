"""The residents' pages over HTTP: answering without signing in, sending, following, moving and cancelling."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from polku.assessment.models import AssessmentRun
from polku.care.scheduling.actions import book
from polku.care.scheduling.models import Appointment, Slot
from polku.definitions.urgency import Urgency
from polku.foundation import clockshift
from polku.foundation.actions import action
from polku.foundation.actor import SYSTEM, Actor
from polku.foundation.calendar import HELSINKI
from polku.guidance.actions import assess_need
from polku.guidance.models import Case
from polku.guidance.queries import case_for
from polku.guidance.routing import receptions
from polku.people.actions import new_person
from polku.people.identity_code import artificial
from polku.people.models import Account, Person
from tests.contract.bookings import a_professional, free_times, open_cases
from tests.contract.residents import START, THREE_DAYS, TODAY, URGENT, Visitor, heading, text, title, token

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.residents_only")]
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=HELSINKI)
SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=HELSINKI)


@pytest.fixture(autouse=True)
def office_hours(db: None) -> None:
    clockshift.move_to(TUESDAY)


@action("test.add_person")
def add_person(*, number: int, by: Actor) -> Person:
    person = new_person(artificial(date(1992, 10, 14), number), given_names="Tuulia", family_name="Testi", municipality="853")
    person.save(force_insert=True)
    return person


@pytest.fixture
def tuulia() -> Person:
    return add_person(number=901, by=SYSTEM)


@pytest.fixture
def stranger() -> Visitor:
    visitor = Visitor()
    visitor.sign_in(add_person(number=902, by=SYSTEM))
    return visitor


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


# answering


def test_the_whole_walk_to_today_without_signing_in(visitor: Visitor) -> None:
    assert heading(visitor.get(START)) == "Virtsaoireiden arvio"
    visitor.start()
    asked = visitor.walk(TODAY)
    assert asked[0] == "signs" and "fever" in asked and len(asked) == len(set(asked))
    assert visitor.place == visitor.url("answers")
    check = visitor.get(visitor.place)
    assert heading(check) == "Tarkista vastauksesi"
    assert check.content.decode().count("Muuta<span") == len(asked)
    result = visitor.get(visitor.url("result"))
    assert result.status_code == 200
    assert 'data-level="4"' in result.content.decode()
    assert "Lähetä arvio ammattilaiselle" in text(result) and "tänään klo 16.00" in text(result)
    assert f'href="{visitor.url("send")}"' in result.content.decode()
    visitor.run.refresh_from_db()
    assert (visitor.run.urgency, visitor.run.person_id) == (4, None)


def test_a_page_asks_one_question_and_it_is_the_heading(visitor: Visitor) -> None:
    visitor.start()
    while visitor.item:
        page = visitor.get(visitor.place)
        content = page.content.decode()
        assert heading(page).endswith("?")
        assert set(re.findall(r'<input[^>]* name="(\w+)"', content)) - {"csrfmiddlewaretoken"} == {"answer"}
        visitor.answer(TODAY[visitor.item])


def test_back_shows_the_answer_that_was_given(visitor: Visitor) -> None:
    visitor.start()
    visitor.answer("none")
    visitor.answer("none")
    assert visitor.item == "flags"
    page = visitor.get(visitor.place).content.decode()
    back = visitor.place.replace("/flags/", "/severe/")
    assert f'class="back" href="{back}"' in page
    assert re.search(r'value="none" checked', visitor.get(back).content.decode())


def test_a_change_leads_straight_back_to_the_check_of_answers(visitor: Visitor) -> None:
    visitor.start()
    visitor.walk(TODAY)
    visitor.place = visitor.place.replace("/answers/", "/q/symptoms/")
    visitor.answer("painful")
    assert visitor.place == visitor.url("answers")
    visitor.get(visitor.url("result"))
    visitor.run.refresh_from_db()
    assert visitor.run.urgency == 3


def test_a_change_that_opens_a_question_asks_it(visitor: Visitor) -> None:
    visitor.start()
    assert "pregnant" not in visitor.walk(TODAY | {"sex": "male"})
    visitor.place = visitor.place.replace("/answers/", "/q/sex/")
    visitor.answer("female")
    assert visitor.item == "pregnant"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_an_emergency_stops_at_once_on_a_page_with_nothing_else(visitor: Visitor, language: str) -> None:
    visitor.start(language)
    visitor.answer("chest_pain")
    assert visitor.place.endswith("/emergency/")
    page = visitor.get(visitor.place)
    content = page.content.decode()
    assert page.status_code == 200
    assert 'href="tel:112"' in content
    assert "<nav" not in content and "<form" not in content and "<footer" not in content
    assert visitor.get(visitor.place.replace("emergency", "result")).headers["Location"] == visitor.place
    wrong = re.findall(r'<a href="([^"]+)"', content)[-1]
    assert wrong.endswith("/q/signs/")
    assert visitor.get(wrong).status_code == 200


@pytest.mark.parametrize(
    ("item", "raw", "words"),
    [
        ("signs", [], "Valitse vastaus."),
        ("signs", ["none", "breathing"], "Valitsit sekä ”ei mitään” että jotakin muuta. Valitse jompikumpi."),
        ("age", "abc", "Kirjoita vastaus numeroina."),
        ("age", "400", "Anna luku väliltä 0–120."),
        ("age", "", "Kirjoita vastaus numeroina."),
    ],
)
def test_a_bad_answer_says_what_to_mend_and_keeps_what_was_written(visitor: Visitor, item: str, raw: object, words: str) -> None:
    visitor.start()
    while visitor.item != item:
        visitor.answer(TODAY[visitor.item])
    page = visitor.answer(raw)
    content = page.content.decode()
    assert page.status_code == 422
    assert title(page).startswith("Virhe:")
    assert content.index('id="error-summary"') < content.index("<h1")
    assert f'<a href="#answer">{words}</a>' in content
    assert text(page).count(words) == 2
    assert 'id="answer"' in content
    if isinstance(raw, list):
        assert len(re.findall(r'value="(?:none|breathing)" checked', content)) == len(raw)
    else:
        assert f'value="{raw}"' in content
    visitor.run.refresh_from_db()
    assert item not in visitor.run.answers


def test_an_urgent_answer_ends_the_questions_and_says_call(visitor: Visitor) -> None:
    visitor.start()
    assert visitor.walk(URGENT)[-1] == "fever"
    assert visitor.place == visitor.url("result")
    page = visitor.get(visitor.place)
    assert 'data-level="5"' in page.content.decode() and 'href="tel:116117"' in page.content.decode()
    assert visitor.url("send") not in page.content.decode()


main = re.compile(r'<a class="ds-button wide" href="([^"]+)"')


def few_places(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    outpatient = replace(receptions()["outpatient"], per_day=count)
    monkeypatch.setattr("polku.guidance.routing.receptions", lambda: {"outpatient": outpatient})


def test_a_day_whose_places_are_used_keeps_the_answers_for_the_next(
    visitor: Visitor, tuulia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    few_places(monkeypatch, 0)
    visitor.start()
    visitor.walk(THREE_DAYS)
    result = visitor.get(visitor.url("result"))
    assert "Voit lähettää arvion huomenna klo 8.00 alkaen" in text(result)
    assert main.findall(result.content.decode()) == [visitor.url("save")]
    visitor.sign_in(tuulia)
    assert visitor.get(visitor.url("send")).headers["Location"] == visitor.url("result")
    assert visitor.post(visitor.url("send"), {"token": token(), "phone": ""}).headers["Location"] == visitor.url("result")
    assert not Case.objects.exists()


def test_what_must_be_seen_today_is_taken_on_a_full_day(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    few_places(monkeypatch, 0)
    visitor.start()
    visitor.walk(TODAY)
    assert main.findall(visitor.get(visitor.url("result")).content.decode()) == [visitor.url("send")]


def test_what_must_be_seen_today_is_sent_to_the_helpline_when_the_office_is_closed(visitor: Visitor) -> None:
    visitor.finish()
    assert main.findall(visitor.get(visitor.url("result")).content.decode()) == [visitor.url("send")]
    clockshift.move_to(SATURDAY)
    closed = visitor.get(visitor.url("result"))
    assert main.findall(closed.content.decode()) == ["tel:116117"]
    assert "Terveysasemat ovat nyt kiinni" in text(closed) and "viimeistään ma 30.11. klo 16.00" in text(closed)
    assert f'href="{visitor.url("send")}"' in closed.content.decode()
    later = Visitor()
    later.finish(THREE_DAYS)
    assert main.findall(later.get(later.url("result")).content.decode()) == [later.url("send")]


def test_the_result_before_the_end_leads_to_the_next_question(visitor: Visitor) -> None:
    visitor.start()
    visitor.answer("none")
    for page in ("result", "rules", "answers", "emergency"):
        assert visitor.get(visitor.url(page)).headers["Location"] == visitor.place


def test_a_question_out_of_the_path_leads_to_the_next_one(visitor: Visitor) -> None:
    visitor.start()
    for item in ("pregnant", "no-such-question"):
        assert visitor.get(f"{START}{visitor.run.id}/q/{item}/").headers["Location"] == visitor.place


@pytest.mark.parametrize("page", ["q/signs", "answers", "result", "rules", "emergency", "save"])
def test_a_strangers_run_is_not_found(visitor: Visitor, stranger: Visitor, page: str) -> None:
    visitor.start()
    for other in (Visitor(), stranger):
        assert other.get(visitor.url(page)).status_code == 404
        assert other.post(visitor.url(page), {"answer": "none"}).status_code in {404, 405}
    assert visitor.get(f"{START}{uuid4()}/{page}/").status_code == 404


def test_a_code_continues_the_answers_in_another_browser(visitor: Visitor) -> None:
    visitor.start()
    visitor.answer("none")
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text(visitor.post(visitor.url("save"))))
    assert code is not None
    elsewhere = Visitor()
    wrong = elsewhere.post("/fi/assessments/continue/", {"code": "AAAA-BBBB-CCCC"})
    assert wrong.status_code == 422 and title(wrong).startswith("Virhe:") and 'value="AAAA-BBBB-CCCC"' in wrong.content.decode()
    opened = elsewhere.post("/fi/assessments/continue/", {"code": code[0].lower().replace("-", " ")})
    assert opened.headers["Location"] == visitor.place
    assert elsewhere.get(visitor.place).status_code == 200


def test_a_draft_waits_at_the_start(visitor: Visitor) -> None:
    visitor.start()
    visitor.answer("none")
    assert "Jatka kesken jäänyttä arviota" in text(visitor.get(START))
    assert "Jatka kesken jäänyttä arviota" not in text(Visitor().get(START))


# sending


def sent(visitor: Visitor, person: Person, phone: str = "040 123 4567") -> Case:
    visitor.finish()
    visitor.sign_in(person)
    answer = visitor.post(visitor.url("send"), {"token": token(), "phone": phone, "person": str(person.id)})
    assert answer.status_code == 302
    return Case.objects.get(person=person)


def test_sending_asks_to_sign_in_first_and_comes_back(visitor: Visitor) -> None:
    visitor.finish()
    answer = visitor.get(visitor.url("send"))
    assert answer.headers["Location"] == f"/signin/?next={visitor.url('send')}"
    assert visitor.post(visitor.url("send"), {"token": token()}).headers["Location"].startswith("/signin/")
    assert not Case.objects.exists()


def test_one_sees_what_is_sent_to_whom_and_for_whom_and_sends_it(visitor: Visitor, tuulia: Person) -> None:
    visitor.finish()
    visitor.sign_in(tuulia)
    page = visitor.get(visitor.url("send"))
    for words in ("Tuulia Testi", "Virtsaoireiden arvio", "Tänään", "terveysasema"):
        assert words in text(page)
    answer = visitor.post(visitor.url("send"), {"token": token(), "phone": "040-123 4567"})
    case = Case.objects.get(person=tuulia)
    assert answer.headers["Location"] == f"/fi/my/cases/{case.id}/?sent"
    tuulia.refresh_from_db()
    assert (case.urgency, tuulia.phone) == (4, "0401234567")
    seen = visitor.get(answer.headers["Location"])
    assert "Lähetetty. Sinun ei tarvitse nyt tehdä mitään." in text(seen)


def test_the_same_form_twice_has_one_effect(visitor: Visitor, tuulia: Person) -> None:
    visitor.finish()
    visitor.sign_in(tuulia)
    form = {"token": token(), "phone": "0401234567"}
    first, second = (visitor.post(visitor.url("send"), form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1
    assert visitor.post(visitor.url("send"), form | {"phone": "0509999999"}).status_code == 422
    again = visitor.post(visitor.url("send"), form | {"token": token()})
    assert Case.objects.count() == 1 and again.status_code == 302


def test_a_bad_telephone_number_is_kept_and_explained(visitor: Visitor, tuulia: Person) -> None:
    visitor.finish()
    visitor.sign_in(tuulia)
    page = visitor.post(visitor.url("send"), {"token": token(), "phone": "soita kotiin"})
    assert page.status_code == 422
    assert title(page).startswith("Virhe:")
    assert 'value="soita kotiin"' in page.content.decode()
    assert text(page).count("Kirjoita numero näin: 040 123 4567.") == 2
    assert not Case.objects.exists() and AssessmentRun.objects.get().person_id is None


def test_a_form_without_its_key_is_refused(visitor: Visitor, tuulia: Person) -> None:
    visitor.finish()
    visitor.sign_in(tuulia)
    assert visitor.post(visitor.url("send"), {"phone": "0401234567"}).status_code == 422
    assert not Case.objects.exists()


def test_a_sent_assessment_cannot_be_answered_or_sent_again(visitor: Visitor, tuulia: Person) -> None:
    sent(visitor, tuulia)
    for page in ("q/fever", "send", "save"):
        assert visitor.get(visitor.url(page)).headers["Location"] == "/fi/my/"
    result = visitor.get(visitor.url("result"))
    assert result.status_code == 200 and visitor.url("send") not in result.content.decode()


# one's own matters


def test_matters_case_answers_and_log(visitor: Visitor, tuulia: Person) -> None:
    case = sent(visitor, tuulia)
    assert f"/fi/my/cases/{case.id}/" in visitor.get("/fi/my/").content.decode()
    assert "Virtsaoireiden arvio" in text(visitor.get("/fi/"))
    page = visitor.get(f"/fi/my/cases/{case.id}/")
    assert page.status_code == 200 and "Lähetit arvion" in text(page)
    answers = visitor.get(f"/fi/my/cases/{case.id}/answers/")
    assert "Onko sinulla kuumetta?" in text(answers) and "Muuta<span" not in answers.content.decode()
    assert visitor.url("result") in answers.content.decode() and visitor.get(visitor.url("result")).status_code == 200


def test_the_log_tells_who_looked_and_on_request_what_one_did_oneself(visitor: Visitor, tuulia: Person) -> None:
    case = sent(visitor, tuulia)
    visitor.get(f"/fi/my/cases/{case.id}/")
    case_for(a_professional("staff:2", unit_id=case.unit_id), case.id)
    others, every = text(visitor.get("/fi/my/log/")), text(visitor.get("/fi/my/log/?own"))
    assert "staff:2" in others and "Asiasi: katsottu" in others and "olet ottanut yhteyttä yksikköön" in others
    assert "omat tietosi" not in others
    assert "staff:2" in every and "Sinä" in every and "omat tietosi" in every


def test_the_log_has_pages(visitor: Visitor, tuulia: Person) -> None:
    case = sent(visitor, tuulia)
    for _ in range(60):
        visitor.get(f"/fi/my/cases/{case.id}/")
    first, last = visitor.get("/fi/my/log/?own"), visitor.get("/fi/my/log/?page=99&own")
    assert first.content.decode().count("<li><strong>") == 50
    assert "?page=2&amp;own" in first.content.decode() and last.status_code == 200
    assert visitor.get("/fi/my/log/?page=x").status_code == 200


PRIVATE = ("/fi/my/", "/fi/my/log/", "/fi/my/cases/{case}/", "/fi/my/cases/{case}/answers/", "/fi/my/bookings/{booking}/")


def booked(visitor: Visitor, person: Person) -> tuple[Case, Appointment, list[Slot]]:
    case = sent(visitor, person)
    slots = free_times(a_professional(), 4)
    by = Actor(kind="resident", account_id=Account.objects.get(person=person).id, person_id=person.id)
    return case, book(slot_id=slots[0].id, case_id=case.id, by=by), slots


@pytest.mark.parametrize("address", PRIVATE)
def test_own_pages_ask_a_visitor_to_sign_in_and_refuse_staff(visitor: Visitor, tuulia: Person, address: str) -> None:
    case, made, _ = booked(visitor, tuulia)
    address = address.format(case=case.id, booking=made.id)
    assert Visitor().get(address).headers["Location"] == f"/signin/?next={address}"
    staff = Client()
    staff.force_login(Account.objects.get(subject="staff:1"))
    assert staff.get(address).status_code == 403


@pytest.mark.parametrize("address", PRIVATE[2:])
def test_anothers_case_and_booking_are_not_found(visitor: Visitor, stranger: Visitor, tuulia: Person, address: str) -> None:
    case, made, slots = booked(visitor, tuulia)
    address = address.format(case=case.id, booking=made.id)
    assert visitor.get(address).status_code == 200
    assert stranger.get(address).status_code == 404
    for act in ("move", "cancel"):
        form = {"token": token(), "slot": str(slots[1].id)}
        assert stranger.post(f"/fi/my/bookings/{made.id}/{act}/", form).status_code == 404
    made.refresh_from_db()
    assert (made.status, made.slot_id) == ("booked", slots[0].id)


def test_a_booking_is_moved(visitor: Visitor, tuulia: Person) -> None:
    _, made, slots = booked(visitor, tuulia)
    page = visitor.get(f"/fi/my/bookings/{made.id}/")
    assert page.content.decode().count('name="slot"') == 3
    form = {"token": token(), "slot": str(slots[2].id)}
    for _ in range(2):
        assert visitor.post(f"/fi/my/bookings/{made.id}/move/", form).headers["Location"] == f"/fi/my/bookings/{made.id}/?moved"
    made.refresh_from_db()
    assert (made.slot_id, made.version) == (slots[2].id, 2)
    assert "Aika on siirretty." in text(visitor.get(f"/fi/my/bookings/{made.id}/?moved"))


def test_a_booking_shows_where_the_matter_stands(visitor: Visitor, tuulia: Person) -> None:
    case, _, _ = booked(visitor, tuulia)
    nurse = a_professional("staff:2", unit_id=case.unit_id)
    assess_need(
        case_id=case.id, urgency=Urgency.DAYS_1_3, reason_code="U71", level="primary", contact_type="R50", contacted="R50",
        rationale="By phone.", by=nurse,
    )
    for address in ("/fi/", "/fi/my/"):
        assert "pe 27.11. klo 10.00 Sinulle on varattu aika." in text(visitor.get(address))
    assert "Hoito alkaa pe 27.11. klo 10.00" in text(visitor.get(f"/fi/my/cases/{case.id}/"))


@pytest.mark.parametrize("slot", ["", "not-a-slot"])
def test_moving_without_choosing_a_time_says_so(visitor: Visitor, tuulia: Person, slot: str) -> None:
    _, made, _ = booked(visitor, tuulia)
    page = visitor.post(f"/fi/my/bookings/{made.id}/move/", {"token": token(), "slot": slot})
    assert page.status_code == 422 and title(page).startswith("Virhe:") and text(page).count("Valitse aika.") == 2


def test_a_taken_time_says_someone_was_faster_and_shows_the_next(visitor: Visitor, tuulia: Person) -> None:
    _, made, slots = booked(visitor, tuulia)
    other = open_cases(1)[0]
    book(slot_id=slots[1].id, case_id=other.id, by=Actor(kind="resident", person_id=other.person_id))
    page = visitor.post(f"/fi/my/bookings/{made.id}/move/", {"token": token(), "slot": str(slots[1].id)})
    content = page.content.decode()
    assert page.status_code == 409
    assert title(page).startswith("Virhe:") and "Joku ehti ensin." in text(page)
    assert str(slots[2].id) in content and str(slots[1].id) not in content
    made.refresh_from_db()
    assert made.slot_id == slots[0].id


def test_a_booking_is_cancelled_once(visitor: Visitor, tuulia: Person) -> None:
    _, made, _ = booked(visitor, tuulia)
    for _ in range(2):
        assert visitor.post(f"/fi/my/bookings/{made.id}/cancel/", {"token": token()}).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.version) == ("cancelled", 2)
    page = visitor.get(f"/fi/my/bookings/{made.id}/")
    assert "Aika on peruttu." in text(page) and 'name="slot"' not in page.content.decode()


# services and texts

OPEN = (
    "", "assessments/", "assessments/continue/", "assessments/urinary-symptoms/", "services/",
    "accessibility/", "privacy/", "help/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("address", OPEN)
def test_open_pages_speak_each_language(visitor: Visitor, language: str, address: str) -> None:
    page = visitor.get(f"/{language}/{address}")
    content = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}"' in content
    assert heading(page) and "{" not in text(page)
    assert 'href="tel:112"' in content
    assert f'href="/{language}/accessibility/"' in content
    for other in {"fi", "sv", "en"} - {language}:
        assert f'href="/{other}/{address}" lang="{other}"' in content


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_private_pages_speak_each_language(visitor: Visitor, tuulia: Person, language: str) -> None:
    case, made, _ = booked(visitor, tuulia)
    run = visitor.run.id
    own = [page.format(case=case.id, booking=made.id).replace("/fi/", f"/{language}/") for page in PRIVATE]
    other = Visitor()
    other.finish(THREE_DAYS, language)
    done = [other.url(page).replace("/fi/", f"/{language}/") for page in ("answers", "result", "rules", "save")]
    for who, addresses in ((visitor, own), (other, done)):
        for address in addresses:
            page = who.get(address)
            assert page.status_code == 200, address
            assert f'<html lang="{language}"' in page.content.decode()
            assert heading(page)
    assert run != other.run.id


@pytest.mark.parametrize(
    ("language", "query", "found"),
    [("fi", "hammassärky", "Hampaiden ja suun arvio"), ("fi", "virtsaoire", "Virtsaoireiden arvio"), ("sv", "tandvärk", "tand"),
     ("fi", "päänsärky", "Päänsäryn arvio"), ("fi", "polvi", "Polven tai olkapään arvio"), ("sv", "hosta", "Bedömning av hosta"),
     ("en", "toothache", "ental"), ("fi", "Kaarina", "Kaarinan terveysasema")],
)  # fmt: skip
def test_search_finds_services_assessments_and_places(visitor: Visitor, language: str, query: str, found: str) -> None:
    page = visitor.get(f"/{language}/services/", {"q": query})
    assert page.status_code == 200 and found in text(page)


def test_assessments_are_listed_by_likely_need(visitor: Visitor) -> None:
    listed = re.findall(r'href="/fi/assessments/([\w-]+)/"><b>', visitor.get("/fi/assessments/").content.decode())
    assert listed[:3] == ["cough", "sore-throat", "urinary-symptoms"] and "emergency-screen" not in listed


def test_a_search_without_results_says_so_and_escapes_the_words(visitor: Visitor) -> None:
    page = visitor.get("/fi/services/", {"q": "<script>xyzzy"})
    assert "Mitään ei löytynyt." in text(page) and "<script>xyzzy" not in page.content.decode()


def test_services_and_units_have_pages(visitor: Visitor) -> None:
    for address in sorted(set(re.findall(r'href="(/fi/services/[\w-]+/)"', visitor.get("/fi/services/").content.decode()))):
        assert visitor.get(address).status_code == 200, address
    unit = text(visitor.get("/fi/units/turku-keskusta/"))
    assert "Esimerkkikatu 1, Turku" in unit and "ma 8–18" in unit and "ti–pe 8–16" in unit
    for wrong in ("/fi/services/no-such/", "/fi/units/no-such/", "/fi/assessments/no-such/", "/fi/assessments/emergency-screen/"):
        assert visitor.get(wrong).status_code == 404


def test_the_service_offers_its_assessment(visitor: Visitor) -> None:
    assert f'href="{START}"' in visitor.get("/fi/services/health-station/").content.decode()


def test_the_accessibility_statement_says_what_the_law_wants(visitor: Visitor) -> None:
    page = visitor.get("/fi/accessibility/")
    address = "saavutettavuus@polku.example"
    for words in ("306/2019", "WCAG 2.2", "EN 301 549", "osittain", "14 päivän kuluessa", address, "Traficom"):
        assert words in text(page)
    content = page.content.decode()
    assert 'id="feedback"' in content and 'href="https://www.saavutettavuusvaatimukset.fi/"' in content


def test_help_can_be_called(visitor: Visitor) -> None:
    content = visitor.get("/fi/help/").content.decode()
    assert set(re.findall(r'<p><a href="(tel:[^"]+)"', content)) == {"tel:112", "tel:116117", "tel:020000100"}


def test_every_page_within_the_texts_can_be_opened(visitor: Visitor) -> None:
    for page in ("accessibility", "privacy", "help"):
        content = visitor.get(f"/fi/{page}/").content.decode()
        for href in set(re.findall(r'href="(/fi/[^"]*)"', content)):
            address, _, anchor = href.partition("#")
            opened = visitor.get(address)
            assert opened.status_code in {200, 302}, href
            assert not anchor or f'id="{anchor}"' in opened.content.decode(), href


# trying it out


def test_what_is_tried_out_is_sent_to_no_one(visitor: Visitor, tuulia: Person) -> None:
    visitor.start(trial="1")
    visitor.walk(TODAY)
    for page in (visitor.get(visitor.url("answers")), visitor.get(visitor.url("result"))):
        assert "Kokeilet palvelua" in text(page)
    assert main.findall(visitor.get(visitor.url("result")).content.decode()) == [START]
    visitor.sign_in(tuulia)
    assert visitor.post(visitor.url("send"), {"token": token(), "phone": ""}).status_code in {302, 409}
    assert not Case.objects.exists() and not visitor.run.for_real
    assert visitor.get(visitor.url("send")).headers["Location"] == visitor.url("result")
