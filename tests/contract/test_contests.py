"""Two at the same moment: first sign-ins of one person; a case that another holds."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from polku.foundation.actor import ANONYMOUS, SYSTEM
from polku.foundation.errors import Conflict
from polku.guidance.actions import take
from polku.people.actions import set_phone, sign_in
from polku.people.identity_code import artificial
from polku.people.models import Person
from tests.contract.bookings import a_professional, open_cases
from tests.contract.concurrency import at_once


def arrive(number: int) -> UUID:
    code = artificial(date(1990, 5, 5), number).text
    return sign_in(national_id_num=code, staff_id="", given_name="Testi", family_name="Uusi", by=ANONYMOUS).id


def test_first_sign_ins_at_the_same_moment_make_one_person(fresh_database: str) -> None:
    for number in range(900, 910):
        assert len(set(at_once(*[lambda number=number: arrive(number)] * 6))) == 1
    assert Person.objects.count() == 10


def test_a_case_that_another_holds_too_long_is_a_clean_conflict(fresh_database: str) -> None:
    nurse, case = a_professional(), open_cases(1)[0]
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    with psycopg.connect(fresh_database) as holder:
        holder.execute("SELECT 1 FROM guidance_case WHERE id = %s FOR UPDATE", [case.id])
        with pytest.raises(Conflict, match="someone else"):
            take(case_id=case.id, by=nurse)
    assert take(case_id=case.id, by=nurse).assignee_id == nurse.account_id


def test_work_on_a_case_does_not_hold_up_the_other_matters_of_its_person(fresh_database: str) -> None:
    nurse, case = a_professional(), open_cases(1)[0]
    with psycopg.connect(fresh_database) as other:
        other.execute("SELECT 1 FROM people_person WHERE id = %s FOR KEY SHARE", [case.person_id])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '200ms'")
        assert take(case_id=case.id, by=nurse).assignee_id == nurse.account_id
    set_phone(person_id=case.person_id, phone="0401234567", by=SYSTEM)
