"""A small unit for the desk's tests: its staff, clients with cases, free times, and a browser for each."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.test import Client

from polku.assessment.actions import answer, claim, finish, start_run
from polku.assessment.library import current
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import progress
from polku.definitions.urgency import Urgency
from polku.foundation.actions import action
from polku.foundation.actor import SYSTEM, Actor
from polku.foundation.ids import new_id
from polku.guidance.actions import open_case
from polku.guidance.models import Case
from polku.people.actions import give_role, new_person
from polku.people.identity_code import artificial
from polku.people.models import Account, Person

UNIT, OTHER_UNIT = "turku-keskusta", "salo"
BORN = date(1992, 10, 14)


def staff(subject: str, role: str = "nurse", unit_id: str = UNIT, name: str = "") -> Account:
    account = Account.objects.create(kind="staff", subject=f"staff:{subject}", name=name or subject)
    give_role(account_id=account.id, role=role, unit_id=unit_id, register="health", by=SYSTEM)
    return account


@action("test.person")
def make_person(*, number: int, given: str, family: str, by: Actor) -> Person:
    person = new_person(artificial(BORN, number), given_names=given, family_name=family, sex="female")
    person.save(force_insert=True)
    return person


def client_with_case(
    number: int = 900, *, given: str = "Tuulia", family: str = "Testi", unit_id: str = UNIT, **more: Any
) -> Case:
    person = make_person(number=number, given=given, family=family, by=SYSTEM)
    return open_case(
        person_id=person.id, topic="urinary-symptoms", channel="web", unit_id=unit_id, urgency=Urgency.TODAY, by=SYSTEM, **more
    )


def client_with_assessment(number: int = 910) -> Case:
    """A case that a finished assessment brought: low fever and two typical symptoms."""
    person = make_person(number=number, given="Tuulia", family="Testi", by=SYSTEM)
    resident = Actor(kind="resident", person_id=person.id)
    run = start_run(assessment_id="urinary-symptoms", language="fi", by=resident)
    held = [str(run.id)]
    answers = next(e.answers for e in current("urinary-symptoms").examples if e.ending == "DAY")
    while (asked := progress(AssessmentRun.objects.get(id=run.id)).next) is not None:
        answer(run_id=run.id, held=held, link_id=asked.link_id, raw=answers[asked.link_id], by=resident)
    finish(run_id=run.id, held=held, by=resident)
    sent_run = claim(run_id=run.id, held=held, by=resident)
    return open_case(
        person_id=person.id, topic="urinary-symptoms", channel="web", unit_id=UNIT, urgency=Urgency(sent_run.urgency),
        run_id=run.id, by=resident,
    )


def browser(account: Account | None = None) -> Client:
    opened = Client()
    if account is not None:
        opened.force_login(account, backend="polku.people.backend.AccountBackend")
    return opened


def address(case_id: UUID, name: str = "") -> str:
    return f"/en/desk/cases/{case_id}/" + (f"{name}/" if name else "")


def sent(case: Case, **fields: str) -> dict[str, str]:
    """A form as the page would send it: a key of its own, the version and the acts that the page showed."""
    case.refresh_from_db()
    return {"token": str(new_id()), "version": str(case.version), **fields}


ASSESSMENT = {
    "urgency": "4", "reason": "U71 Bladder infection", "profession": "nurse", "mode": "R10", "rationale": "Fever, no flank pain.",
}
