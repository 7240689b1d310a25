"""Background work that runs by the clock."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.contrib.sessions.models import Session
from procrastinate.contrib.django import app

from polku.assessment import timers
from polku.assessment.models import AssessmentRun
from polku.foundation import clock, clockshift
from polku.foundation import timers as upkeep
from polku.foundation.calendar import at_helsinki
from polku.foundation.ids import new_id
from polku.foundation.models import Submission
from tests import county as some

pytestmark = pytest.mark.django_db


def test_answers_that_nobody_sent_are_forgotten_after_their_time(at) -> None:
    old = some.finished_run()
    sent = some.sent_case(some.resident()).contacts.get().run_id
    with at(clock.now() + timers.KEPT - timedelta(days=1)):
        young = some.finished_run()
    with at(clock.now() + timers.KEPT + timedelta(hours=1)):
        timers.forget_unsent(older_than=timers.KEPT, by=timers.SYSTEM)
    assert set(AssessmentRun.objects.values_list("id", flat=True)) == {sent, young} != {old}


def test_sessions_and_form_keys_go_when_their_time_is_over() -> None:
    now = clock.real_now()
    for key, day in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=day))
    for age in (1, 8):
        Submission.objects.create(key=new_id(), owner="", digest="", answer=str(age), at=now - timedelta(days=age))
    upkeep.clear_old(timestamp=0)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
    assert list(Submission.objects.values_list("answer", flat=True)) == ["1"]


def test_every_periodic_task_is_wired() -> None:
    wired = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    insight = {"insight.look", "insight.prepare"}
    assert wired == {"assessment.forget_unsent", "foundation.clear_old", "foundation.retry_stalled", *insight}


def test_a_moved_clock_never_stands_before_the_moment_in_any_process() -> None:
    moment = at_helsinki(date(2026, 11, 24), time(10))
    for _ in range(25):
        clockshift.move_to(moment)
        clockshift.refresh()
        assert timedelta(0) <= clock.now() - moment < timedelta(seconds=2)
