"""Trials 1, 2 and 4: what booking must never do, each with a control that must fail.

The full first trial (64 processes, 500 rounds) is ``python -m bench.booking_race``; here it runs small.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.range import Range

from bench.booking_race import drop_constraints, is_clean, race
from polku.care.scheduling import actions as scheduling
from polku.care.scheduling.actions import OwnOverlap, SlotTaken, book, cancel, mark, move
from polku.care.scheduling.models import Appointment, Slot
from polku.foundation.actions import action
from polku.foundation.actor import SYSTEM, Actor
from polku.foundation.errors import Conflict, NotFound, Refused
from polku.foundation.models import Event
from polku.guidance.models import Case
from polku.people.actions import grant_relation
from tests.contract.bookings import HALF_AN_HOUR, UNIT, a_professional, free_times, open_cases, person_of
from tests.contract.concurrency import at_once


def as_owner(url: str) -> str:
    return url.replace("polku_app@", "polku_owner@")


# Trial 1: many processes, one slot


def test_of_many_who_race_for_a_slot_one_gets_it_and_each_other_hears_that_it_is_taken(fresh_database: str) -> None:
    result = race(fresh_database, racers=16, rounds=15)
    assert result["ends"] == {"booked": 15, "SlotTaken": 15 * 15}
    assert is_clean(result)


def test_control_without_the_constraints_the_race_overbooks(fresh_database: str) -> None:
    drop_constraints(as_owner(fresh_database))
    result = race(fresh_database, racers=16, rounds=4)
    assert result["most_bookings_of_a_slot"] > 1
    assert not is_clean(result)


# Trial 2: the constraint against a naive oracle

DAY = datetime(2030, 1, 1, tzinfo=UTC)
MINUTES = st.integers(0, 12)
WISH = st.tuples(st.integers(0, 1), st.integers(0, 2), MINUTES, st.integers(1, 5), st.booleans())


def naive(wishes: Sequence[tuple[int, int, int, int, bool]]) -> list[bool]:
    """Which wishes are accepted, first come first served: minute by minute, nobody in two places. Cancelled ones take no room."""
    taken: set[tuple[str, int, int]] = set()
    accepted = []
    for professional, person, start, length, cancelled in wishes:
        minutes = range(start, start + length)
        room = {("professional", professional, m) for m in minutes} | {("person", person, m) for m in minutes}
        accepted.append(cancelled or not room & taken)
        if accepted[-1] and not cancelled:
            taken |= room
    return accepted


@action("test.place")
def place(*, case: Case, slot: Slot, status: str, by: Actor) -> None:
    Appointment.objects.create(
        person_id=case.person_id, case=case, slot=slot, professional_id=slot.professional_id, unit_id=UNIT, period=slot.period,
        starts_at=slot.starts_at, status=status,
    )


def accepts(case: Case, professional: Actor, start: int, length: int, cancelled: bool) -> bool:
    begins = DAY + timedelta(minutes=start)
    slot = Slot.objects.create(
        unit_id=UNIT, professional_id=professional.account_id, profession="nurse", service="outpatient", starts_at=begins,
        period=Range(begins, begins + timedelta(minutes=length)), withdrawn_at=DAY,
    )
    try:
        with transaction.atomic():
            place(case=case, slot=slot, status="cancelled" if cancelled else "booked", by=SYSTEM)
    except IntegrityError:
        return False
    return True


@given(wishes=st.lists(WISH, min_size=2, max_size=9))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_constraint_agrees_with_a_naive_oracle(db: None, wishes: list[tuple[int, int, int, int, bool]]) -> None:
    with transaction.atomic():
        professionals = [a_professional(f"staff:{n}") for n in (1, 2)]
        cases = open_cases(3)
        found = [accepts(cases[who], professionals[by], *rest) for by, who, *rest in wishes]
        transaction.set_rollback(True)
    assert found == naive(wishes)


def test_control_without_the_constraints_it_disagrees(fresh_database: str) -> None:
    drop_constraints(as_owner(fresh_database))
    wishes = [(0, 0, 0, 3, False), (0, 1, 2, 3, False)]
    professional, cases = a_professional(), open_cases(2)
    assert [accepts(cases[who], professional, *rest) for _, who, *rest in wishes] == [True, True]
    assert naive(wishes) == [True, False]


@pytest.mark.parametrize(
    "period",
    [Range(DAY, DAY), Range(None, DAY), Range(DAY, None), Range(DAY + HALF_AN_HOUR, DAY + 2 * HALF_AN_HOUR)],
    ids=["empty", "no start", "no end", "another start"],
)
def test_a_period_that_could_slip_past_the_constraint_is_refused(db: None, period: Range[datetime]) -> None:
    professional = a_professional()
    with pytest.raises(IntegrityError, match="a_slot_has_a_period"), transaction.atomic():
        Slot.objects.create(
            unit_id=UNIT, professional_id=professional.account_id, profession="nurse", service="outpatient", starts_at=DAY,
            period=period,
        )


# Trial 4: two changes of one appointment at once


class Booked:
    """A booked appointment with two more free times, a nurse, its person, and another person who wants a time."""

    def __init__(self, nurse: Actor, number: int = 0) -> None:
        self.nurse = nurse
        self.slots = [s.id for s in free_times(self.nurse, 3, first=DAY + timedelta(days=number))]
        self.case, self.other = open_cases(2, born=(DAY - timedelta(days=20_000 + number)).date())
        self.appointment = book(slot_id=self.slots[0], case_id=self.case.id, by=self.nurse).id

    def do(self, name: str) -> Callable[[], str]:
        return lambda: self.named()[name]().status

    def named(self) -> dict[str, Callable[[], Appointment]]:
        its = {"appointment_id": self.appointment, "by": self.nurse}
        return {
            "cancel": lambda: cancel(appointment_id=self.appointment, by=person_of(self.case)),
            "fulfil": lambda: mark(status="fulfilled", **its),
            "miss": lambda: mark(status="noshow", **its),
            "move": lambda: move(slot_id=self.slots[1], **its),
            "move elsewhere": lambda: move(slot_id=self.slots[2], **its),
            "other books": lambda: book(slot_id=self.slots[0], case_id=self.other.id, by=person_of(self.other)),
            "other books there": lambda: book(slot_id=self.slots[1], case_id=self.other.id, by=person_of(self.other)),
        }

    def state(self) -> tuple[Any, ...]:
        """The appointment, who holds which slot, and the story that the events tell."""
        made = Appointment.objects.get(id=self.appointment)
        held = Appointment.objects.filter(slot__in=self.slots, status="booked").values_list("slot", "case")
        story = Event.objects.filter(stream=f"case:{self.case.id}").order_by("at").values_list("name", flat=True)
        places = sorted((self.slots.index(slot), "own" if case == self.case.id else "other") for slot, case in held)
        return made.status, self.slots.index(made.slot_id), made.version, places, list(story)


PAIRS = [
    ("cancel", "fulfil"), ("cancel", "miss"), ("cancel", "cancel"), ("cancel", "move"), ("cancel", "other books"),
    ("fulfil", "move"), ("fulfil", "miss"), ("move", "move elsewhere"), ("move", "other books"), ("move", "other books there"),
]  # fmt: skip


def one_after_the_other(booked: Booked, first: str, second: str) -> tuple[dict[str, str], tuple[Any, ...]]:
    answers = {name: at_once(booked.do(name))[0] for name in (first, second)}
    return answers, booked.state()


@pytest.fixture
def nurse(fresh_database: str) -> Actor:
    return a_professional()


@pytest.fixture
def both_have_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each who has read the appointment waits a moment for the other to have read it too, which a lock does not allow."""
    real_look, meeting = scheduling.look, threading.Barrier(2)

    def look_and_wait(*args: Any, **kwargs: Any) -> Any:
        ground = real_look(*args, **kwargs)
        if threading.current_thread() is not threading.main_thread():
            try:
                meeting.wait(0.15)
            except threading.BrokenBarrierError:
                meeting.reset()
        return ground

    monkeypatch.setattr(scheduling, "look", look_and_wait)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_changes_at_once_end_as_one_after_the_other(nurse: Actor, both_have_read: None, one: str, other: str) -> None:
    legal = [one_after_the_other(Booked(nurse, 0), one, other), one_after_the_other(Booked(nurse, 1), other, one)]
    for round_ in range(2, 4):
        booked = Booked(nurse, round_)
        answers = dict(zip((one, other), at_once(booked.do(one), booked.do(other)), strict=True))
        assert (answers, booked.state()) in legal


def test_control_without_the_row_lock_a_cancelled_visit_is_also_made(
    nurse: Actor, both_have_read: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_: rows)
    booked = Booked(nurse)
    answers = at_once(booked.do("cancel"), booked.do("fulfil"))
    _, _, version, _, story = booked.state()
    assert answers == ["cancelled", "fulfilled"], "both believe that they won"
    assert {"scheduling.cancelled", "scheduling.fulfilled"} <= set(story)
    assert version == 2, "one change has overwritten the other"


def test_a_row_that_another_holds_too_long_is_a_clean_conflict(nurse: Actor, fresh_database: str) -> None:
    booked = Booked(nurse)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    with psycopg.connect(fresh_database) as holder:
        holder.execute("SELECT 1 FROM scheduling_appointment WHERE id = %s FOR UPDATE", [booked.appointment])
        with pytest.raises(Conflict, match="someone else"):
            cancel(appointment_id=booked.appointment, by=nurse)
    assert booked.state()[0] == "booked"


@action("test.close_slowly")
def close_slowly(*, case_id: UUID, closing: threading.Event, by: Actor) -> None:
    Case.objects.filter(id=case_id).update(status="closed")
    closing.set()
    time.sleep(0.2)


def test_booking_while_the_case_is_being_closed_waits_and_hears_of_it(nurse: Actor) -> None:
    booked, closing = Booked(nurse), threading.Event()

    def book_meanwhile() -> Appointment:
        closing.wait(5)
        return booked.named()["other books there"]()

    answers = at_once(lambda: close_slowly(case_id=booked.other.id, closing=closing, by=SYSTEM), book_meanwhile)
    assert answers == ["None", "Conflict"]


# Who may book what


def test_a_slot_that_is_taken_names_the_slot_and_an_own_overlap_is_another_error(nurse: Actor) -> None:
    booked, second = Booked(nurse), a_professional("staff:2")
    with pytest.raises(SlotTaken) as taken:
        book(slot_id=booked.slots[0], case_id=booked.other.id, by=person_of(booked.other))
    assert taken.value.slot.id == booked.slots[0]
    same_time = free_times(second, 1, first=DAY)[0]
    with pytest.raises(OwnOverlap):
        book(slot_id=same_time.id, case_id=booked.case.id, by=nurse)


def test_booking_twice_is_once_also_at_the_same_moment(nurse: Actor) -> None:
    booked = Booked(nurse)
    again = book(slot_id=booked.slots[0], case_id=booked.case.id, by=nurse)
    assert again.id == booked.appointment
    ids = at_once(*[lambda: book(slot_id=booked.slots[1], case_id=booked.case.id, by=nurse).id] * 8)
    assert len(set(ids)) == 1
    assert UUID(ids[0]) == Appointment.objects.get(slot=booked.slots[1]).id


def test_staff_of_another_unit_who_know_the_person_otherwise_may_not_touch_the_booking(nurse: Actor) -> None:
    booked, there = Booked(nurse), a_professional("staff:2", unit_id="salo")
    grant_relation(
        person_id=booked.case.person_id, unit_id="salo", register="health", ground="contact", object_type="guidance.case",
        object_id="another", by=SYSTEM,
    )
    with pytest.raises(NotFound):
        cancel(appointment_id=booked.appointment, by=there)
    with pytest.raises(NotFound):
        mark(appointment_id=booked.appointment, status="noshow", by=there)
    with pytest.raises(NotFound):
        book(slot_id=booked.slots[1], case_id=booked.case.id, by=there)


def test_a_resident_marks_no_visit(nurse: Actor) -> None:
    booked = Booked(nurse)
    with pytest.raises(Refused):
        mark(appointment_id=booked.appointment, status="fulfilled", by=person_of(booked.case))
