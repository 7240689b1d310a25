"""Background work that runs by the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from procrastinate.contrib.django import app

from polku.assessment import timers
from polku.assessment.models import AssessmentRun
from polku.foundation import clock
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


def test_every_periodic_task_is_wired() -> None:
    wired = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert wired == {"assessment.forget_unsent", "foundation.retry_stalled"}
