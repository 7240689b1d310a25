"""Ways around the doors: a browser that is shared, a slot that was not offered, a relation that has ended, odd addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from polku.care.scheduling.actions import move
from polku.foundation import clock, clockshift
from polku.foundation.actor import SYSTEM
from polku.foundation.errors import NotFound
from polku.foundation.models import AuditEntry
from polku.guidance.actions import assess_need, close, reopen
from polku.guidance.logic import CLOSING_GRACE
from polku.guidance.queries import case_for, worklist
from polku.people.actions import give_role, grant_relation
from polku.people.models import Account, CareRelation
from polku.people.queries import actor_of
from tests import county as some
from tests.contract.residents import Visitor
from tests.county import County

pytestmark = pytest.mark.django_db
FAR = "salo"


@pytest.fixture
def county() -> County:
    return some.county()


def known_at(unit_id: str, account: Account, register: str = "health") -> CareRelation:
    """Another matter has brought the person to that unit."""
    assert account.person_id is not None
    return grant_relation(
        person_id=account.person_id, unit_id=unit_id, register=register, ground="contact", object_type="guidance.case",
        object_id=uuid4(), by=SYSTEM,
    )


def closed(county: County) -> None:
    by = actor_of(county.nurse)
    told = {"reason_code": "U71", "level": "nurse", "contact_type": "R50", "contacted": "R50", "rationale": "By phone."}
    assess_need(case_id=county.case.id, urgency=3, **told, by=by)
    close(case_id=county.case.id, outcome="treated", by=by)


# A look that was refused is no look


def test_one_who_knows_the_client_elsewhere_leaves_a_refusal_not_a_look(county: County) -> None:
    known_at(FAR, county.client)
    with pytest.raises(NotFound):
        case_for(actor_of(county.other_nurse), county.case.id)
    of_hers = AuditEntry.objects.filter(object_id=str(county.case.id), actor_account=county.other_nurse.id)
    assert list(of_hers.values_list("kind", flat=True)) == ["refusal"]


def test_one_who_works_in_both_registers_of_a_unit_opens_the_cases_of_each(county: County) -> None:
    give_role(account_id=county.nurse.id, role="social_worker", unit_id=some.HOME, register="social", by=SYSTEM)
    known_at(some.HOME, county.client, register="social")
    assert case_for(actor_of(county.nurse), county.case.id).ground.register == "health"


def test_a_relation_to_another_unit_does_not_reopen_what_has_ended_here(county: County, at: Any) -> None:
    closed(county)
    known_at(FAR, county.client)
    give_role(account_id=county.nurse.id, role="nurse", unit_id=FAR, register="health", by=SYSTEM)
    with at(clock.now() + CLOSING_GRACE + timedelta(hours=1)):
        for unit_id in (some.HOME, FAR):
            by = actor_of(county.nurse)
            with pytest.raises(NotFound):
                reopen(case_id=county.case.id, by=replace(by, unit_id=unit_id))


# A relation that has ended


def test_the_day_of_long_ago_no_longer_names_whose_relation_has_ended(county: County) -> None:
    closed(county)
    day = county.appointment.starts_at
    address = f"/fi/desk/times/?day={day:%Y-%m-%d}"
    assert county.client.person.family_name in some.signed_in(county.nurse).get(address).content.decode()
    clockshift.move_to(clock.now() + CLOSING_GRACE + timedelta(days=1))
    assert county.client.person.family_name not in some.signed_in(county.nurse).get(address).content.decode()


def test_a_search_shows_no_case_of_a_unit_whose_relation_has_ended(county: County) -> None:
    closed(county)
    known_at(FAR, county.client)
    give_role(account_id=county.nurse.id, role="nurse", unit_id=FAR, register="health", by=SYSTEM)
    clockshift.move_to(clock.now() + CLOSING_GRACE + timedelta(days=1))
    page = some.signed_in(county.nurse).post("/fi/desk/search/", {"q": county.client.person.family_name})
    assert county.client.person.given_names in page.content.decode()
    assert str(county.case.id) not in page.content.decode()


# The log says in which unit one looked


def test_a_look_by_the_worklist_is_logged_in_the_role_at_the_cases_unit(county: County) -> None:
    roaming = some.staff("T-9", role="physician", unit_id=FAR)
    give_role(account_id=roaming.id, role="nurse", unit_id=some.HOME, register="health", by=SYSTEM)
    assert [row.id for row in worklist(actor_of(roaming), view="all")] == [county.case.id]
    look = AuditEntry.objects.get(object_type="guidance.worklist", object_id=str(county.case.id), actor_account=roaming.id)
    assert (look.actor_role, look.actor_unit) == ("nurse", some.HOME)


# A slot that was not offered


@pytest.mark.parametrize("other", [{"unit_id": FAR}, {"profession": "physician"}, {"service": "physiotherapy"}])
def test_one_moves_ones_booking_only_to_a_time_like_it(county: County, other: dict[str, str]) -> None:
    times = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    elsewhere = some.slot(county.other_nurse, starts=times, **other)
    with pytest.raises(NotFound):
        move(appointment_id=county.appointment.id, slot_id=elsewhere.id, by=actor_of(county.client))
    alike = some.slot(county.nurse, starts=times)
    assert move(appointment_id=county.appointment.id, slot_id=alike.id, by=actor_of(county.client)).slot_id == alike.id


# A browser that is shared; addresses as nobody writes them


def test_after_signing_in_a_form_that_could_not_be_sent_leads_to_a_page(county: County) -> None:
    for act in ("move", "cancel"):
        sent = Client().post(f"/fi/my/bookings/{county.appointment.id}/{act}/", {})
        wanted = sent.headers["Location"].partition("next=")[2]
        assert some.signed_in(county.client).get(wanted).status_code == 200


@pytest.mark.parametrize("page", ["²", "9" * 5000, "-1", "x"])
def test_an_odd_page_of_the_log_is_a_page(county: County, page: str) -> None:
    assert some.signed_in(county.client).get("/fi/my/log/", {"page": page}).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1.1.99999999999", "1.1.1"])
def test_an_odd_day_is_todays(county: County, day: str) -> None:
    assert some.signed_in(county.nurse).get("/fi/desk/times/", {"day": day}).status_code == 200


@pytest.mark.parametrize("fields", [{"day": "1.1.1"}, {"day": "9999-12-31"}, {"starts": "99999999999.00"}])
def test_an_odd_moment_of_a_visit_comes_back(county: County, fields: dict[str, str]) -> None:
    form = {"token": str(uuid4()), "contact_type": "R10", "urgency_code": "E", "day": "19.11.2026", "starts": "9.20"} | fields
    nurse = some.signed_in(county.nurse)
    assert nurse.post(f"/fi/desk/cases/{county.case.id}/visit/", form).status_code == 422


def test_answers_that_call_for_help_at_once_are_not_sent_to_wait(county: County) -> None:
    visitor = Visitor()
    visitor.start()
    visitor.answer("chest_pain")
    assert "/emergency/" in visitor.place
    visitor.sign_in(county.client.person)
    assert visitor.get(visitor.url("send")).status_code == 302
    assert visitor.post(visitor.url("send"), {"token": str(uuid4())}).status_code == 302
    assert county.client.person.cases.count() == 1
