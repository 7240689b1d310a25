"""Acting for a child or a mandate giver: chosen, shown, checked at every look and act, and closed by default."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from polku.foundation import clock
from polku.foundation.actor import SYSTEM
from polku.foundation.calendar import HELSINKI
from polku.foundation.errors import NotFound
from polku.foundation.models import AuditEntry
from polku.guidance.actions import send_assessment
from polku.guidance.models import Case
from polku.people import access
from polku.people.actions import refresh_representations
from polku.people.identity_code import artificial
from polku.people.mandates import Mandate, RegisterSilent, told
from polku.people.models import Account, Person, Representation
from polku.people.queries import acting_for, actor_of, may_act_for, own_log
from tests import county as some
from tests.contract.residents import TODAY, Visitor, text, token

pytestmark = pytest.mark.django_db
CHILD, ADULT = date(2018, 4, 17), date(1957, 2, 11)
CODES = {"child": artificial(CHILD, 948), "adult": artificial(ADULT, 971), "grown": artificial(date(2005, 1, 1), 949)}


def mandate(who: str, **more: Any) -> Mandate:
    kind = "mandate" if who == "adult" else "guardian"
    return Mandate(CODES[who], who.title(), "Esittely", kind, known={"municipality": "202"}, **more)  # type: ignore[arg-type]


def register(account: Account, *mandates: Mandate) -> None:
    assert account.person_id is not None
    refresh_representations(person_id=account.person_id, told=mandates, source="test", by=SYSTEM)


@pytest.fixture
def guardian() -> Account:
    account = some.resident(900, given_names="Paula")
    register(account, mandate("child"))
    return account


def the(name: str) -> Person:
    return Person.objects.get(given_names=name)


def sends(guardian: Account, **fields: str) -> tuple[Visitor, Any]:
    visitor = Visitor()
    visitor.finish(TODAY)
    assert guardian.person is not None
    visitor.sign_in(guardian.person)
    return visitor, visitor.post(visitor.url("send"), {"token": token(), **fields})


def test_the_guardian_chooses_actively_for_whom(guardian: Account) -> None:
    visitor, page = sends(guardian)
    assert page.status_code == 422 and "Valitse, kenen puolesta" in text(page) and not Case.objects.exists()
    shown = visitor.get(visitor.url("send")).content.decode()
    assert shown.count('name="person"') == 2 and "checked" not in shown.split('name="person"', 1)[1].split("</fieldset>")[0]


def test_the_case_is_the_childs_and_shown_as_such(guardian: Account) -> None:
    child = the("Child")
    visitor, page = sends(guardian, person=str(child.id))
    case = Case.objects.get()
    assert case.person_id == child.id and case.unit_id == "kaarina" and page.status_code == 302
    shown = text(visitor.get(page.headers["Location"]))
    assert "Child Esittely" in shown and "Asioit" in shown
    assert "Child Esittely" in text(visitor.get("/fi/my/"))
    assert str(case.id) in visitor.get("/fi/my/").content.decode()
    run = case.contacts.get().run_id
    assert AuditEntry.objects.filter(verb="assessment.claim", acting_for=child.id, actor_person=guardian.person_id).exists()
    assert visitor.get(f"/fi/my/cases/{case.id}/answers/").status_code == 200 and run


def test_for_oneself_the_childs_matters_are_out_of_sight(guardian: Account) -> None:
    child = the("Child")
    visitor, _ = sends(guardian, person=str(child.id))
    case = Case.objects.get()
    assert visitor.post("/fi/my/for/", {"person": str(guardian.person_id)}).status_code == 302
    assert visitor.get(f"/fi/my/cases/{case.id}/").status_code == 404
    assert str(case.id) not in visitor.get("/fi/my/").content.decode()


def test_the_child_sees_who_acted(guardian: Account) -> None:
    child = the("Child")
    sends(guardian, person=str(child.id))
    own = actor_of(Account.objects.create(kind="resident", subject="person:child", person=child))
    assert {line.who for line in own_log(own, others=True)} == {"Paula Testi", "system"}


def test_a_stranger_may_not_act(guardian: Account) -> None:
    child, stranger = the("Child"), some.resident(901, given_names="Outi")
    assert acting_for(actor_of(stranger), child.id) is None
    visitor, page = sends(stranger, person=str(child.id))
    assert page.status_code == 404 and not Case.objects.exists()
    assert AuditEntry.objects.filter(kind="refusal", person=child.id, actor_person=stranger.person_id).exists()
    assert visitor.post("/fi/my/for/", {"person": str(child.id)}).status_code == 422
    session = visitor.session
    session["acting_for"] = str(child.id)
    session.save()
    assert "Child" not in text(visitor.get("/fi/my/"))
    assert "acting_for" not in visitor.session


@pytest.mark.parametrize("who", ["another child", "no one", "nonsense"])
def test_a_guardian_acts_for_no_other(guardian: Account, who: str) -> None:
    other = some.resident(902, born=date(2017, 3, 3), given_names="Toinen")
    wanted = {"another child": str(other.person_id), "no one": str(uuid4()), "nonsense": "x"}[who]
    _, page = sends(guardian, person=wanted)
    assert page.status_code in {404, 422} and not Case.objects.exists()


def test_an_ended_mandate_closes_what_was_open(guardian: Account) -> None:
    child = the("Child")
    visitor, _ = sends(guardian, person=str(child.id))
    case = f"/fi/my/cases/{Case.objects.get().id}/"
    assert visitor.get(case).status_code == 200
    register(guardian)
    assert visitor.get(case).status_code == 404
    assert Representation.objects.get().valid_to is not None


def test_a_mandate_has_its_days(at: Any) -> None:
    account, now = some.resident(900), clock.now()
    register(account, mandate("adult", valid_from=now + timedelta(days=1), valid_to=now + timedelta(days=3)))
    me, adult = actor_of(account), the("Adult").id
    for days, allowed in ((0, False), (2, True), (4, False)):
        with at(now + timedelta(days=days)):
            assert (acting_for(me, adult) is not None) is allowed and bool(may_act_for(me)) is allowed


def test_a_guardian_is_one_until_the_child_is_eighteen() -> None:
    account = some.resident(900)
    register(account, mandate("child"), mandate("grown"))
    assert [each.person.given_names for each in may_act_for(actor_of(account))] == ["Child"]
    ends = Representation.objects.get(person=the("Child")).valid_to
    assert ends is not None and ends.astimezone(HELSINKI).date() == date(2036, 4, 17)


def test_the_act_itself_is_refused_without_a_representation(guardian: Account) -> None:
    child: UUID = the("Child").id
    run = some.finished_run()
    by = replace(actor_of(some.resident(901)), acting_for=child)
    with pytest.raises(NotFound):
        send_assessment(run_id=run, held=(str(run),), by=by)
    assert not Case.objects.exists()


def test_a_register_that_is_silent_lets_no_one_act(settings: Any) -> None:
    settings.POLKU_MANDATES = "tests.contract.test_acting_for.Silent"
    assert told(CODES["child"]) == ((), "silent")


class Silent:
    name = "silent"

    def held_by(self, code: object) -> list[Mandate]:
        raise RegisterSilent("no answer", "an answer of the register", "try again later")


def test_control_with_the_check_deleted_a_stranger_acts(guardian: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "represented", lambda *_: "guardian")
    _, page = sends(some.resident(901), person=str(the("Child").id))
    assert page.status_code == 302 and Case.objects.get().person_id == the("Child").id


def test_others_cannot_choose_at_all() -> None:
    assert Client().get("/fi/my/for/").status_code == 302
    assert some.signed_in(some.staff("T-1")).get("/fi/my/for/").status_code == 403
