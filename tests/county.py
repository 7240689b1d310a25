"""A small county for tests, made by the real actions: residents, staff, a case sent by an assessment, a booked time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.test import Client
from psycopg.types.range import Range

from polku.assessment.actions import answer, finish, start_run
from polku.assessment.library import library
from polku.assessment.models import AssessmentRun, AttachedFile
from polku.care.scheduling.actions import book
from polku.care.scheduling.models import Appointment, Slot
from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.actions import action
from polku.foundation.actor import ANONYMOUS, SYSTEM, Actor
from polku.foundation.content import content_root
from polku.guidance.actions import send_assessment
from polku.guidance.models import Case
from polku.people.actions import give_role, new_person
from polku.people.identity_code import artificial
from polku.people.models import Account, Person
from polku.people.queries import actor_of

HOME = "turku-keskusta"
DAY_ANSWERS = {"symptoms": ["painful", "nocturia", "cloudy"]}


@action("test.add_resident")
def _add(*, person: Person, by: Actor) -> Account:
    person.save(force_insert=True)
    return Account.objects.create(kind="resident", subject=f"person:{person.id}", person=person)


def resident(
    number: int = 900,
    *,
    born: date = date(1992, 10, 14),
    given_names: str = "Tiina",
    family_name: str = "Testi",
    municipality: str = "853",
    **known: object,
) -> Account:
    person = new_person(
        artificial(born, number),
        given_names=given_names,
        family_name=family_name,
        sex="female",
        municipality=municipality,
        **known,
    )
    return _add(person=person, by=SYSTEM)


def staff(
    staff_id: str = "T-1", *, role: str = "nurse", unit_id: str = HOME, register: str = "health", name: str = ""
) -> Account:
    account = Account.objects.create(kind="staff", subject=f"staff:{staff_id}", name=name or f"{role} {staff_id}", title=role)
    give_role(account_id=account.id, role=role, unit_id=unit_id, register=register, by=SYSTEM)
    return account


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="polku.people.backend.AccountBackend")
    return client


def finished_run(answers: dict[str, object] | None = None, language: str = "fi") -> UUID:
    """A run of the urinary-symptom assessment, answered as a healthy woman of 34 but for ``answers``; its ending: today."""
    assessment = library(content_root())["urinary-symptoms"]
    defaults = next(e for e in assessment.examples if e.ending == "SELF").answers
    given = {**defaults, **(answers or DAY_ANSWERS)}
    run = start_run(assessment_id="urinary-symptoms", language=language, by=ANONYMOUS)
    held = [str(run.id)]
    reached = None
    while reached is None or reached.next is not None:
        item = reached.next.link_id if reached else assessment.questionnaire.questions[0].link_id
        reached = answer(run_id=run.id, held=held, link_id=item, raw=given[item], by=ANONYMOUS)
    finish(run_id=run.id, held=held, by=ANONYMOUS)
    return run.id


def sent_case(account: Account, *, phone: str = "") -> Case:
    run = finished_run()
    case = send_assessment(run_id=run, held=(str(run),), phone=phone, by=actor_of(account))
    assert case.urgency == Urgency.TODAY
    return case


@action("test.attach_file")
def attached_file(*, run_id: UUID | str, by: Actor) -> str:
    """A file among the answers of a run; gives its id."""
    run = AssessmentRun.objects.get(id=run_id)
    file = AttachedFile.objects.create(run=run, name="a.pdf", content_type="application/pdf", size=5, content=b"%PDF-")
    run.answers["papers"] = [{"id": str(file.id), "name": "a.pdf", "contentType": "application/pdf", "size": 5}]
    run.save()
    return str(file.id)


def slot(
    professional: Account,
    *,
    starts: datetime | None = None,
    minutes: int = 30,
    unit_id: str = HOME,
    service: str = "outpatient",
    profession: str = "nurse",
) -> Slot:
    starts = starts or (clock.now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    period = Range(starts, starts + timedelta(minutes=minutes), "[)")
    return Slot.objects.create(
        unit_id=unit_id, professional=professional, profession=profession, service=service, period=period, starts_at=starts
    )


@dataclass
class County:
    """A nurse and her client with a sent case and a booked time; a stranger; staff elsewhere and in other roles."""

    client: Account
    stranger: Account
    nurse: Account
    other_nurse: Account
    social_worker: Account
    leader: Account
    case: Case
    appointment: Appointment


def county() -> County:
    client, stranger, nurse = resident(900), resident(901, given_names="Outi"), staff("T-1", name="Sairaanhoitaja 1")
    case = sent_case(client)
    return County(
        client=client,
        stranger=stranger,
        nurse=nurse,
        other_nurse=staff("T-2", unit_id="salo"),
        social_worker=staff("T-3", role="social_worker", unit_id="social-adults-turku", register="social"),
        leader=staff("T-4", role="unit_leader"),
        case=case,
        appointment=book(slot_id=slot(nurse).id, case_id=case.id, by=actor_of(nurse)),
    )
