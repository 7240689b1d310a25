"""Staff enter a form that a client filled on paper: the same questions, the client's case, everything in the client's log."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from polku.assessment.models import AssessmentRun
from polku.foundation.models import AuditEntry
from polku.guidance.models import Case
from polku.people.identity_code import artificial
from polku.people.models import Account, CareRelation, Person
from tests import county as some
from tests.contract.residents import TODAY, Visitor, text, token

pytestmark = pytest.mark.django_db
CODE = artificial(some.date(1940, 2, 2), 955)
SENT = {
    "code": CODE.text, "given_names": "Vilho", "family_name": "Vanhanen", "municipality": "853", "assessment": "urinary-symptoms",
}  # fmt: skip


@pytest.fixture
def nurse() -> Account:
    return some.staff("T-1")


def test_a_form_that_tells_of_an_emergency_says_what_to_do_and_opens_a_case_all_the_same(nurse: Account) -> None:
    client = some.signed_in(nurse)
    begun = client.post("/fi/desk/enter/", SENT)
    run = AssessmentRun.objects.latest("started_at")
    first = client.get(begun.headers["Location"]).headers["Location"]
    there = client.post(first, {"answer": "breathing"}).headers["Location"]
    page = client.get(there)
    assert there.endswith("/emergency/") and "Jos asiakas on luonasi" in text(page)
    assert f"/fi/desk/enter/{run.id}/" in page.content.decode()
    assert "Hätä" in text(client.get(f"/fi/desk/enter/{run.id}/"))
    client.post(f"/fi/desk/enter/{run.id}/", {"token": token()})
    case = Case.objects.get()
    assert (case.urgency, case.person.family_name, case.contacts.get().run_id) == (5, "Vanhanen", run.id)


def test_a_resident_is_told_of_no_client_in_an_emergency() -> None:
    visitor = Visitor()
    visitor.start()
    visitor.answer("breathing")
    assert "Jos asiakas on luonasi" not in text(visitor.get(visitor.place))


def answered(client: Client, sent: dict[str, Any] = SENT) -> AssessmentRun:
    """Begun, and answered to the end."""
    begun = client.post("/fi/desk/enter/", sent)
    assert begun.status_code == 302
    run = AssessmentRun.objects.latest("started_at")
    place = client.get(begun.headers["Location"]).headers["Location"]
    while "/q/" in place:
        place = client.post(place, {"answer": (TODAY | {"age": "84"})[place.split("/")[-2]]}).headers["Location"]
    assert "Avaa asia asiakkaalle" in text(client.get(place.replace("answers", "result")))
    return run


def test_a_paper_form_opens_a_case_as_usual(nurse: Account) -> None:
    client = some.signed_in(nurse)
    run = answered(client)
    shown = client.get(f"/fi/desk/enter/{run.id}/")
    assert "Vilho Vanhanen" in text(shown)
    there = client.post(f"/fi/desk/enter/{run.id}/", {"token": token()}).headers["Location"]
    case, person = Case.objects.get(), Person.objects.get(family_name="Vanhanen")
    contact = case.contacts.get()
    assert (case.person, contact.channel, contact.run_id, there) == (person, "paper", run.id, f"/fi/desk/cases/{case.id}/")
    run.refresh_from_db()
    assert (run.user_category, run.person_id) == ("staff", person.id)
    assert "paperilomake" in text(client.get(there)) and client.get(run_page(run)).status_code == 404
    assert AuditEntry.objects.filter(person=person.id, kind="look", actor_account=nurse.id, object_type="people.person").exists()


def run_page(run: AssessmentRun) -> str:
    return f"/fi/assessments/{run.assessment}/{run.id}/answers/"


def test_sent_twice_it_is_one_case(nurse: Account) -> None:
    client, key = some.signed_in(nurse), token()
    run = answered(client)
    addresses = {client.post(f"/fi/desk/enter/{run.id}/", {"token": key}).headers.get("Location") for _ in range(1)}
    assert client.post(f"/fi/desk/enter/{run.id}/", {"token": key}).status_code == 404
    assert Case.objects.count() == 1 and len(addresses) == 1


def test_a_known_client_is_found_by_the_code_alone(nurse: Account) -> None:
    known = some.resident(955, born=some.date(1940, 2, 2), given_names="Vilho", family_name="Tunnettu")
    answered(some.signed_in(nurse), SENT | {"given_names": "", "family_name": ""})
    assert CareRelation.objects.get().person_id == known.person_id and Person.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": "010101-123X"}, "Tarkista henkilötunnus"),
        ({"assessment": "no-such"}, "Valitse lomake"),
        ({"given_names": " "}, "Kirjoita nimi"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_kept(nurse: Account, wrong: dict[str, str], words: str) -> None:
    page = some.signed_in(nurse).post("/fi/desk/enter/", SENT | wrong)
    assert page.status_code == 422 and words in text(page) and "Vanhanen" in page.content.decode()
    assert not AssessmentRun.objects.exists() and not CareRelation.objects.exists()


def test_a_colleague_does_not_reach_a_form_that_another_enters(nurse: Account) -> None:
    run = answered(some.signed_in(nurse))
    for other in (some.signed_in(some.staff("T-2")), some.signed_in(some.resident(901)), Client()):
        assert other.get(run_page(run)).status_code == 404
        assert other.get(f"/fi/desk/enter/{run.id}/").status_code in {302, 403, 404}
        assert other.post(f"/fi/desk/enter/{run.id}/", {"token": token()}).status_code in {302, 403, 404}
    assert not Case.objects.exists()
