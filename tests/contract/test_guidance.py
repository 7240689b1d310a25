"""A case from contact to closing: the acts stamp the clocks, and only those who may, act."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from polku.care.encounters.actions import record
from polku.care.scheduling.actions import book
from polku.definitions.urgency import Urgency
from polku.foundation import clock
from polku.foundation.calendar import at_helsinki
from polku.foundation.errors import BadInput, Conflict, NotFound
from polku.foundation.models import AuditEntry
from polku.guidance import actions
from polku.guidance.queries import case_for, own_cases, timeline, worklist
from polku.people.queries import actor_of
from tests import county as some

MONDAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def assess(case, by, urgency=Urgency.DAYS_1_3, contacted="R50", rationale="No fever."):
    return actions.assess_need(
        case_id=case.id, urgency=urgency, reason_code="U71", level="nurse", contact_type="R50", contacted=contacted,
        rationale=rationale, by=by,
    )


@pytest.mark.parametrize(
    ("urgency", "contacted", "rationale", "wrong"),
    [
        (Urgency.TODAY, "", "", {}),
        (Urgency.DAYS_1_3, "R50", "No fever.", {}),
        (Urgency.DAYS_1_3, "", "No fever.", {"contacted"}),
        (Urgency.EMERGENCY, "", "Worse by phone.", {"contacted"}),
        (Urgency.DAYS_1_3, "R60", "Talked with a colleague.", {"contacted"}),
        (Urgency.DAYS_1_3, "R50", " ", {"rationale"}),
        (Urgency.DAYS_1_3, "", "", {"contacted", "rationale"}),
    ],
)
def test_what_the_rules_proposed_is_changed_after_a_contact_and_with_a_reason(urgency, contacted, rationale, wrong) -> None:
    nurse, case = actor_of(some.staff()), some.sent_case(some.resident())
    assert case.proposed_urgency == Urgency.TODAY
    if not wrong:
        assert assess(case, nurse, urgency, contacted, rationale).urgency == urgency
        return
    with pytest.raises(BadInput) as caught:
        assess(case, nurse, urgency, contacted, rationale)
    assert set(caught.value.fields) == wrong
    case.refresh_from_db()
    assert case.urgency == Urgency.TODAY and not case.need_assessments.exists()


def test_a_contact_at_night_starts_its_clock_at_eight(at) -> None:
    with at(at_helsinki(date(2026, 11, 20), time(23, 10))):
        case = some.sent_case(some.resident())
    started = case.clocks.get(name="contact_to_assessment")
    assert started.started_at == at_helsinki(MONDAY, time(8))
    assert started.law_due_at == at_helsinki(MONDAY, time(16))


def test_the_act_stops_one_clock_and_starts_the_next(at) -> None:
    nurse = actor_of(some.staff())
    with at(at_helsinki(MONDAY, time(9, 12))):
        case = some.sent_case(some.resident())
    with at(at_helsinki(MONDAY, time(10, 30))):
        actions.take(case_id=case.id, by=nurse)
        made = assess(case, nurse)
        to_assessment, to_care = case_for(nurse, case.id).clocks
    assert to_assessment.stopped_at == made.at == to_care.started_at
    assert (to_assessment.state, to_care.due_kind) == ("done", "target")
    assert to_care.target_due_at is not None and to_care.law_due_at is not None
    assert to_care.target_due_at < to_care.law_due_at


def test_the_visit_stops_the_clock_of_care_and_carries_the_stamps(at) -> None:
    nurse = actor_of(account := some.staff())
    with at(at_helsinki(MONDAY, time(9, 12))):
        case = some.sent_case(some.resident())
        assess(case, nurse)
        made = book(slot_id=some.slot(account, starts=clock.now() + timedelta(hours=2)).id, case_id=case.id, by=nurse)
    with at(made.starts_at + timedelta(minutes=5)):
        visit = record(
            case_id=case.id, contact_type="R10", urgency_code="E", starts_at=made.starts_at, appointment_id=made.id, by=nurse
        )
        face = case_for(nurse, case.id).clocks[1]
    assert face.stopped_at == made.starts_at
    assert (visit.booked_at, visit.profession) == (made.booked_at, "nurse")
    assert visit.contacted_at is not None and visit.assessed_at is not None and visit.contacted_at < visit.assessed_at


def test_a_consultation_among_professionals_reaches_no_client() -> None:
    nurse = actor_of(some.staff())
    case = some.sent_case(some.resident())
    assess(case, nurse)
    record(case_id=case.id, contact_type="R60", urgency_code="E", by=nurse)
    assert case_for(nurse, case.id).clocks[1].stopped_at is None


def test_the_second_nurse_hears_that_someone_was_faster() -> None:
    case = some.sent_case(some.resident())
    actions.take(case_id=case.id, by=actor_of(some.staff("T-1")))
    with pytest.raises(Conflict):
        actions.take(case_id=case.id, by=actor_of(some.staff("T-2")))


def test_an_act_on_an_old_version_is_refused() -> None:
    nurse = actor_of(some.staff())
    case = some.sent_case(some.resident())
    seen = case_for(nurse, case.id).case.version
    actions.take(case_id=case.id, by=nurse)
    with pytest.raises(Conflict, match="changed"):
        actions.close(case_id=case.id, outcome="done", version=seen, by=nurse)


def test_a_case_is_not_closed_unassessed() -> None:
    nurse = actor_of(some.staff())
    case = some.sent_case(some.resident())
    with pytest.raises(BadInput):
        actions.close(case_id=case.id, outcome="done", by=nurse)


def test_the_unit_sees_a_closed_case_for_thirty_days(at) -> None:
    nurse = actor_of(some.staff())
    case = some.sent_case(some.resident())
    assess(case, nurse)
    actions.close(case_id=case.id, outcome="done", by=nurse)
    with at(clock.now() + timedelta(days=29)):
        case_for(nurse, case.id)
    with at(clock.now() + timedelta(days=31)), pytest.raises(NotFound):
        case_for(nurse, case.id)


def test_strangers_find_no_case_and_the_refusal_is_logged() -> None:
    case = some.sent_case(some.resident())
    for who in (
        some.resident(901),
        some.staff("T-2", unit_id="salo"),
        some.staff("T-3", role="unit_leader"),
        some.staff("T-4", role="social_worker", register="social"),
    ):
        with pytest.raises(NotFound):
            case_for(actor_of(who), case.id)
    assert AuditEntry.objects.filter(kind="refusal", person=case.person_id).count() == 4


def test_the_worklist_holds_one_units_cases_nearest_deadline_first_and_logs_the_looks(at) -> None:
    nurse, elsewhere = actor_of(some.staff()), actor_of(some.staff("T-2", unit_id="salo"))
    with at(at_helsinki(MONDAY, time(9))):
        later = some.sent_case(some.resident(900))
        first = some.sent_case(some.resident(901))
        assess(later, nurse)
        actions.release(case_id=later.id, by=nurse)
        rows = worklist(nurse)
        assert [row.id for row in rows] == [first.id, later.id]
        assert worklist(elsewhere) == []
    looked = AuditEntry.objects.filter(object_type="guidance.worklist").values_list("person", flat=True)
    assert set(looked) == {first.person_id, later.person_id}


def test_the_timeline_tells_the_acts_and_the_looks_in_order() -> None:
    nurse, client = actor_of(some.staff()), some.resident()
    case = some.sent_case(client)
    actions.take(case_id=case.id, by=nurse)
    view = case_for(nurse, case.id)
    assert [item.name for item in timeline(nurse, view)] == ["guidance.case_taken", "guidance.case_opened"]
    assert any(item.kind == "look" for item in timeline(nurse, view, looks=True))
    assert [view.case.id for view in own_cases(actor_of(client))] == [case.id]


def test_reopening_runs_on_the_clocks_that_closing_stopped() -> None:
    nurse = actor_of(some.staff())
    case = some.sent_case(some.resident())
    assess(case, nurse)
    assessed = case_for(nurse, case.id).clocks[0].stopped_at
    actions.close(case_id=case.id, outcome="done", by=nurse)
    actions.reopen(case_id=case.id, by=nurse)
    first, second = case_for(nurse, case.id).clocks
    assert (first.stopped_at, second.stopped_at) == (assessed, None)
    assert [row.id for row in worklist(nurse, view="mine")] == [case.id]
