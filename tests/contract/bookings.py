"""A small county to book in: one unit, its staff, people with open cases, free times."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from psycopg.types.range import Range

from polku.care.scheduling.models import Slot
from polku.foundation import clock
from polku.foundation.actions import action
from polku.foundation.actor import SYSTEM, Actor
from polku.guidance.models import Case
from polku.people.actions import grant_relation, new_person
from polku.people.identity_code import artificial
from polku.people.models import Account, StaffRole

UNIT = "turku-keskusta"
HALF_AN_HOUR = timedelta(minutes=30)


def a_professional(subject: str = "staff:1", role: str = "nurse", unit_id: str = UNIT) -> Actor:
    account = Account.objects.create(kind="staff", subject=subject, name=subject)
    StaffRole.objects.create(account=account, role=role, unit_id=unit_id, valid_from=clock.now() - timedelta(days=1))
    return Actor(kind="staff", account_id=account.id, role=role, unit_id=unit_id)


def free_times(professional: Actor | Account, count: int, *, first: datetime | None = None) -> list[Slot]:
    """That many times one after the other, from three days ahead."""
    account_id = professional.account_id if isinstance(professional, Actor) else professional.id
    begins = first or clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    starts = [begins + n * HALF_AN_HOUR for n in range(count)]
    return Slot.objects.bulk_create(
        Slot(
            unit_id=UNIT, professional_id=account_id, profession="nurse", service="outpatient",
            period=Range(start, start + HALF_AN_HOUR), starts_at=start,
        )
        for start in starts
    )


def open_cases(count: int, *, born: date = date(1980, 1, 1)) -> list[Case]:
    """Open cases of that many people (at most a hundred born on a day)."""
    return _open_cases(count=count, born=born, by=SYSTEM)


def person_of(case: Case) -> Actor:
    return Actor(kind="resident", person_id=case.person_id)


@action("test.open_cases")
def _open_cases(*, count: int, born: date, by: Actor) -> list[Case]:
    return [_open_case(born, 900 + number, by) for number in range(count)]


def _open_case(born: date, number: int, by: Actor) -> Case:
    person = new_person(artificial(born, number), given_names="Testi", family_name="Henkilö")
    person.save(force_insert=True)
    case = Case.objects.create(person=person, topic="test", unit_id=UNIT, urgency=3)
    grant_relation(
        person_id=person.id, unit_id=UNIT, register="health", ground="contact", object_type="guidance.case", object_id=case.id,
        by=by,
    )
    return case
