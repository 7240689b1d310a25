"""The demonstration's county: made by the real actions, its stories true to the calendar, a second seeding without effect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Max, Q

from polku.assessment.models import AssessmentRun
from polku.care.encounters.models import Encounter
from polku.care.scheduling.models import Appointment, Slot
from polku.catalogue.queries import catalogue
from polku.demo.county import load_demo_county
from polku.demo.personas import load_personas
from polku.demo.seed import Summary, seed, top_up
from polku.demo.staffing import posts
from polku.foundation import clock
from polku.foundation.actor import ANONYMOUS
from polku.foundation.calendar import helsinki_date, in_office_hours
from polku.foundation.models import AuditEntry, Event
from polku.guidance.logic import state_of
from polku.guidance.models import Case, CaseClock, Contact
from polku.guidance.topics import topics
from polku.insight.synthetic.settings import load_county
from polku.people.actions import sign_in
from polku.people.models import Account, Person

At = Callable[[datetime], AbstractContextManager[None]]
COUNTY = "varsinais-suomi"
MONDAY_MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
FOUR_WEEKS = timedelta(days=28)


def seeded_small() -> Summary:
    return seed(residents=60, cases=24)


def rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Person, Account, Case, Slot, Appointment, Event, AuditEntry)}


def test_a_small_county_lives(fresh_database: str, at: At) -> None:
    with at(MONDAY_MORNING):
        made = seeded_small()
        assert (made.residents, made.cases) == (67, 27)
        assert Person.objects.count() == 67
        every_case_has_its_clocks()
        deadlines_are_of_every_age()
        nothing_lies_in_the_future()
        stories_run_forward()
        personas_sign_in_as_the_people_and_staff_that_are_there()
        before = rows()
        assert seeded_small() == Summary()
        assert rows() == before


def every_case_has_its_clocks() -> None:
    for case in Case.objects.prefetch_related("clocks", "need_assessments"):
        names = sorted(c.name for c in case.clocks.all())
        assert names == sorted(["contact_to_assessment", *(["assessment_to_care"] if case.need_assessments.all() else [])])
        assert case.status == "open" or all(c.stopped_at for c in case.clocks.all())
    bound_by_law = CaseClock.objects.filter(case__service__in=["outpatient", "oral", "physiotherapy", "mental_health"])
    assert bound_by_law and all(c.law_due_at for c in bound_by_law)


def deadlines_are_of_every_age() -> None:
    states = Counter(state_of(case.next_due_at, clock.now()) for case in Case.objects.filter(status="open"))
    assert states["late"] and states["today"] and states["later"], states
    assert Case.objects.filter(status="closed").exists()


def nothing_lies_in_the_future() -> None:
    now = clock.now()
    assert Event.objects.aggregate(Max("at"))["at__max"] <= now
    assert AuditEntry.objects.aggregate(Max("at"))["at__max"] <= now
    assert not Encounter.objects.filter(Q(starts_at__gt=now) | Q(ended_at__gt=now) | Q(recorded_at__gt=now)).exists()
    assert not Appointment.objects.filter(status="fulfilled", starts_at__gt=now).exists()
    assert not Appointment.objects.filter(status="booked", starts_at__lt=now - timedelta(hours=2)).exists()


def stories_run_forward() -> None:
    """Each act of a case has its event, in the order of a case's life, on the case's own stream."""
    rooms = Q(name__startswith="guidance.") | Q(name__startswith="scheduling.") | Q(name__startswith="encounters.")
    streams = {f"case:{id}" for id in Case.objects.values_list("id", flat=True)}
    assert set(Event.objects.filter(rooms).values_list("stream", flat=True)) == streams
    order = ["case_opened", "case_taken", "need_assessed", "booked", "recorded", "case_closed"]
    for stream in streams:
        told = [name.split(".")[1] for name in Event.objects.filter(stream=stream).order_by("at").values_list("name", flat=True)]
        firsts = [told.index(name) for name in order if name in told]
        assert told[0] == "case_opened"
        assert firsts == sorted(firsts), told
    for visit in Encounter.objects.all():
        moments = [visit.contacted_at, visit.assessed_at, visit.booked_at, visit.starts_at, visit.ended_at, visit.recorded_at]
        known = [moment for moment in moments if moment is not None]
        assert known == sorted(known)
    for contact in Contact.objects.exclude(channel="assessment"):
        assert in_office_hours(contact.at)


def test_on_a_weekend_night_there_are_late_cases_and_coming_ones_too(fresh_database: str, at: At) -> None:
    with at(SUNDAY_NIGHT):
        seeded_small()
        states = Counter(state_of(case.next_due_at, clock.now()) for case in Case.objects.filter(status="open"))
        assert states["late"] and states["later"], states
        sent = AssessmentRun.objects.exclude(person=None)
        assert sent and all(run.sent_at <= clock.now() for run in sent)
        assert {run.assessment for run in sent} == {"urinary-symptoms"}


def test_free_times_reach_four_weeks_ahead_and_are_topped_up_as_time_passes(fresh_database: str, at: At) -> None:
    with at(MONDAY_MORNING):
        seed(residents=30, cases=0)
        assert top_up() == 0
        horizon_is_four_weeks()
    with at(MONDAY_MORNING + timedelta(days=7)):
        assert top_up() > 0
        assert top_up() == 0
        horizon_is_four_weeks()


def horizon_is_four_weeks() -> None:
    for unit, profession in posts(load_demo_county(COUNTY), load_county(COUNTY)):
        last = Slot.objects.filter(unit_id=unit, profession=profession).aggregate(Max("starts_at"))["starts_at__max"]
        assert last is not None, (unit, profession)
        assert helsinki_date(last) > helsinki_date(clock.now() + FOUR_WEEKS - timedelta(days=9)), (unit, profession)


def personas_sign_in_as_the_people_and_staff_that_are_there() -> None:
    personas, people = load_personas(COUNTY), Person.objects.count()
    nobody = {"national_id_num": "", "staff_id": "", "given_name": "", "family_name": "", "by": ANONYMOUS}
    for resident in personas.residents:
        account = sign_in(**nobody | {"national_id_num": resident.identity_code.text})
        assert account.person is not None
        assert account.person.given_names == resident.given_name
    for member in personas.staff:
        account = sign_in(**nobody | {"staff_id": member.staff_id})
        assert {role.unit_id for role in account.roles.all()} == set(member.units)
    assert Person.objects.count() == people


@pytest.mark.parametrize("key", ["scenes", "units"])
def test_what_people_contact_about_has_a_place_that_takes_it(key: str) -> None:
    keys = {service.key for unit in catalogue().units.values() for service in catalogue().services_of(unit)}
    demo = load_demo_county(COUNTY)
    if key == "scenes":
        assert {place.service for topic in topics().values() for place in topic.places} <= keys
        assert {scene.topic for scene in demo.scenes} <= set(topics())
    else:
        needed = posts(demo, load_county(COUNTY))
        assert {unit for unit, _ in needed} <= set(catalogue().units)
        assert {profession for _, profession in needed} <= set(demo.minutes)
