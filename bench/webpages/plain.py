"""The statements of each page, made by hand with Django's models: what a bare view would do, and no more."""

from __future__ import annotations

from uuid import UUID

from django.db import connection, transaction

from polku.assessment.models import AssessmentRun
from polku.care.scheduling.models import Appointment
from polku.foundation import clock
from polku.foundation.actions import write_audit
from polku.foundation.actor import ANONYMOUS, Actor
from polku.guidance.models import Case, CaseClock
from polku.people.models import Account, Representation
from polku.people.queries import in_force

ANSWERED = ("answers", "changed_at", "finished_at", "ending", "urgency", "path", "fired", "engine")


def question(run_id: UUID) -> None:
    AssessmentRun.objects.filter(id=run_id).first()


def answer(run_id: UUID) -> None:
    with transaction.atomic():
        mark(str(write_audit(ANONYMOUS, kind="action", verb="assessment.answer")))
        run = AssessmentRun.objects.select_for_update().filter(id=run_id).first()
        assert run is not None
        run.changed_at = clock.now()
        run.save(update_fields=ANSWERED)
        mark("")


def mark(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('polku.action', %s, true)", [value])


def matters(client: Account) -> None:
    me = Actor(kind="resident", account_id=client.id, person_id=client.person_id, purpose="own matters")
    with transaction.atomic():
        looked(me, "guidance.own_cases")
        cases = list(Case.objects.filter(person_id=me.person_id).select_related("person").order_by("-opened_at"))
        list(CaseClock.objects.filter(case__in=cases))
        looked(me, "scheduling.own_appointments")
        booked = Appointment.objects.select_related("case").filter(person_id=me.person_id, status="booked")
        list(booked.filter(starts_at__gt=clock.now()).order_by("starts_at"))
    represented = Representation.objects.filter(in_force(), representative=me.person_id).select_related("person")
    list(represented.order_by("person__name_key", "-kind"))
    list(AssessmentRun.objects.filter(filler=me.person_id, person=None).order_by("-changed_at"))


def looked(me: Actor, what: str) -> None:
    found = {"person": me.person_id, "object_type": what, "object_id": str(me.person_id), "details": {"ground": "own"}}
    write_audit(me, kind="look", verb="look", **found)
