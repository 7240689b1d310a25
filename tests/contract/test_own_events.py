"""The county's own bookings and calendars in the canonical tables: pseudonyms only, each once however often loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from polku.care.encounters.actions import record
from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.foundation.outbox import deliver_pending, undelivered
from polku.guidance.actions import assess_need, close
from polku.insight.lake import Lake
from polku.insight.own_events import load_bookings, load_calendars
from polku.insight.refreshing import load_everything, refresh_task
from polku.people.queries import actor_of
from tests.county import County, county, slot, staff

pytestmark = pytest.mark.django_db


def rows(lake: Lake, name: str) -> list[dict[str, object]]:
    return [row for file in lake.files(name) for row in pq.read_table(file).to_pylist()]


def assessed(made: County) -> None:
    assess_need(
        case_id=made.case.id, urgency=Urgency.TODAY, reason_code="U71", level="nurse", contact_type="R50", contacted="R50",
        by=actor_of(made.nurse),
    )  # fmt: skip


def test_bookings_and_calendars_are_loaded_once(tmp_path: Path) -> None:
    made, lake = county(), Lake(tmp_path)
    slot(staff("T-8"))
    for _ in range(2):
        assert (load_bookings(lake, helsinki_date(clock.now())), load_calendars(lake)) == (1, 2)
    (booking,) = rows(lake, "booking")
    assert (booking["ending"], booking["service"], booking["profession"]) == ("open", "outpatient", "nurse")
    assert str(made.client.person_id) not in str(booking) and len(str(booking["person_id"])) == 32
    assert sorted(bool(each["free"]) for each in rows(lake, "slot")) == [False, True]
    assert {each["days"] for each in rows(lake, "slot")} == {2}


def test_a_case_is_a_contact_until_it_has_a_visit(tmp_path: Path) -> None:
    made, lake = county(), Lake(tmp_path)
    nurse = actor_of(made.nurse)
    counts = load_everything(lake)
    assert {name: counts[name] for name in ("visits", "cases", "queue")} == {"visits": 0, "cases": 3, "queue": 1}
    (contact,) = rows(lake, "encounter")
    assert contact["starts_at"] is None and not contact["realised"] and contact["contacted_at"] is not None
    assessed(made)
    record(case_id=made.case.id, contact_type="R50", urgency_code="E", by=nurse)
    load_everything(lake)
    (visit,) = rows(lake, "encounter")
    assert visit["realised"] and visit["contacted_at"] == contact["contacted_at"]
    assert rows(lake, "queue_snapshot") == []
    need, symptom = sorted(rows(lake, "assessment"), key=lambda row: str(row["kind"]))
    assert (need["reason"], need["urgency"], symptom["content"]) == ("U71", 4, "urinary-symptoms")
    assert need["person_id"] == symptom["person_id"] == visit["person_id"] != str(made.client.person_id)


def test_waits_people_units_and_prices(tmp_path: Path) -> None:
    made, lake = county(), Lake(tmp_path)
    load_everything(lake)
    (wait,) = rows(lake, "wait")
    assert (wait["clock"], wait["ended_at"], wait["register"]) == ("contact_to_assessment", None, "health")
    assert wait["law_due_at"] is not None
    people = rows(lake, "person_period")
    assert len(people) == 2 and all(len(str(one["person_id"])) == 32 for one in people)
    assert {unit["unit_id"] for unit in rows(lake, "unit")} >= {made.case.unit_id}
    assert {price["source"] for price in rows(lake, "cost")} == {"events"}


def test_what_an_event_changes_is_put_in_line_once_and_then_loaded(tmp_path: Path, settings: Any) -> None:
    settings.POLKU_LAKE = tmp_path
    made = county()
    deliver_pending()
    deliver_pending()
    waiting = list(ProcrastinateJob.objects.filter(task_name="insight.refresh", status="todo").values_list("args", flat=True))
    month = f"{helsinki_date(clock.now()):%Y-%m}-01"
    expected = [("bookings", month), ("calendars", ""), ("cases", month), ("queue", "")]
    assert sorted((job["part"], job["month"]) for job in waiting) == expected
    for job in waiting:
        refresh_task(**job)
        refresh_task(**job)
    lake = Lake(tmp_path)
    assert [len(rows(lake, name)) for name in ("encounter", "booking", "wait", "queue_snapshot")] == [1, 1, 1, 1]
    nurse = actor_of(made.nurse)
    assessed(made)
    record(case_id=made.case.id, contact_type="R50", urgency_code="E", by=nurse)
    deliver_pending()
    (visit,) = rows(lake, "encounter")
    assert visit["realised"], "the visit is there at once, and its contact no more waits"


def test_a_made_up_past_reaches_no_subscriber() -> None:
    with undelivered():
        county()
    assert not ProcrastinateJob.objects.filter(task_name="foundation.deliver").exists()


def test_a_case_closed_without_a_visit_was_cancelled(tmp_path: Path) -> None:
    made, lake = county(), Lake(tmp_path)
    nurse = actor_of(made.nurse)
    assessed(made)
    close(case_id=made.case.id, outcome="advised", by=nurse)
    load_everything(lake)
    (contact,) = rows(lake, "encounter")
    assert contact["cancelled_at"] is not None and contact["assessed_at"] is not None
    assert rows(lake, "queue_snapshot") == []
