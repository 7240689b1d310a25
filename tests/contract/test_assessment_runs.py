"""Runs of an assessment: who reaches them, what an answer does, what is kept, and when they are sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from polku.assessment import library, queries
from polku.assessment.actions import InvalidAnswer, answer, claim, finish, forget_unsent, save_for_later, start_run
from polku.assessment.logic.assessment import Unfinished
from polku.assessment.models import AssessmentRun, AssessmentVersion
from polku.assessment.versions import version_by_hash
from polku.foundation import clock
from polku.foundation.actions import action
from polku.foundation.actor import ANONYMOUS, SYSTEM, Actor
from polku.foundation.errors import Conflict, NotFound, Refused
from polku.foundation.models import AuditEntry, Event
from polku.people.actions import new_person
from polku.people.identity_code import artificial
from polku.rules import ENGINE
from tests.assessments import HEALTHY, changed, content

pytestmark = pytest.mark.django_db


@action("test.add_resident")
def add_resident(*, number: int, by: Actor) -> Actor:
    person = new_person(artificial(date(1990, 1, 1), number), given_names="Testi", family_name="Henkilö")
    person.save(force_insert=True)
    return Actor(kind="resident", account_id=uuid4(), person_id=person.id, purpose="own matters")


def started(**answers: object) -> tuple[UUID, set[str]]:
    run = start_run(assessment_id="urinary-symptoms", language="fi", by=ANONYMOUS)
    held = {str(run.id)}
    for link_id, raw in answers.items():
        answer(run_id=run.id, held=held, link_id=link_id, raw=raw, by=ANONYMOUS)
    return run.id, held


def test_answers_lead_from_question_to_question() -> None:
    run_id, held = started()
    reached = answer(run_id=run_id, held=held, link_id="signs", raw=["none"], by=ANONYMOUS)
    assert reached.next is not None and reached.next.link_id == "severe"
    run = queries.run_for(run_id=run_id, held=held, by=ANONYMOUS)
    assert (run.answers, run.person_id, run.finished_at) == ({"signs": ["none"]}, None, None)


def test_an_emergency_is_written_with_the_answer() -> None:
    run_id, held = started(signs=["chest_pain"])
    run = AssessmentRun.objects.get(id=run_id)
    assert (run.ending, run.urgency, run.path, run.fired) == ("E112", 5, ["signs"], ["VO-1", "HM-3"])
    assert run.finished_at is not None and run.engine == ENGINE
    answer(run_id=run_id, held=held, link_id="signs", raw=["none"], by=ANONYMOUS)
    run.refresh_from_db()
    assert (run.ending, run.finished_at, run.engine) == ("", None, "")


@pytest.mark.parametrize(
    ("starts", "category"),
    [
        (lambda: ANONYMOUS, "anonymous"),
        (lambda: add_resident(number=900, by=SYSTEM), "oneself"),
        (lambda: replace(add_resident(number=900, by=SYSTEM), acting_for=uuid4()), "for_another"),
        (lambda: Actor(kind="staff", role="nurse", unit_id="u"), "staff"),
    ],
)
def test_a_run_tells_who_answers(starts: Callable[[], Actor], category: str) -> None:
    assert start_run(assessment_id="urinary-symptoms", language="fi", by=starts()).user_category == category


def test_answers_that_leave_the_path_are_kept_but_do_not_count() -> None:
    run_id, held = started(**{**HEALTHY, "pregnant": True})
    answer(run_id=run_id, held=held, link_id="sex", raw="male", by=ANONYMOUS)
    run = finish(run_id=run_id, held=held, by=ANONYMOUS)
    assert run.answers["pregnant"] is True and "pregnant" not in run.path
    assert run.fired == ["VO-11"]
    assert [given.item.link_id for given in queries.answers_of(run)] == run.path


def test_a_bad_answer_is_refused_and_nothing_is_written() -> None:
    run_id, held = started(signs=["none"])
    with pytest.raises(InvalidAnswer) as caught:
        answer(run_id=run_id, held=held, link_id="severe", raw=["<script>"], by=ANONYMOUS)
    assert caught.value.fields == {"severe": "not-an-option"}
    assert "<script>" not in str(caught.value)
    assert AssessmentRun.objects.get(id=run_id).answers == {"signs": ["none"]}


@pytest.mark.parametrize("link_id", ["pregnant", "no_such_question"])
def test_a_question_out_of_the_path_takes_no_answer(link_id: str) -> None:
    run_id, held = started(signs=["none"])
    with pytest.raises(NotFound):
        answer(run_id=run_id, held=held, link_id=link_id, raw=True, by=ANONYMOUS)


def test_unfinished_answers_have_no_ending() -> None:
    run_id, held = started(signs=["none"])
    with pytest.raises(Unfinished):
        finish(run_id=run_id, held=held, by=ANONYMOUS)


@pytest.mark.parametrize("held", [set(), {str(uuid4())}])
def test_an_unsent_run_is_hidden_from_those_who_do_not_hold_it(held: set[str]) -> None:
    run_id, _ = started(signs=["none"])
    resident = add_resident(number=900, by=SYSTEM)
    for attempt in (
        lambda: queries.run_for(run_id=run_id, held=held, by=resident),
        lambda: answer(run_id=run_id, held=held, link_id="severe", raw=["none"], by=resident),
        lambda: finish(run_id=run_id, held=held, by=resident),
        lambda: save_for_later(run_id=run_id, held=held, by=resident),
        lambda: claim(run_id=run_id, held=held, by=resident),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_sent_run_belongs_to_its_person_and_each_look_is_logged() -> None:
    run_id, held = started(**HEALTHY)
    finish(run_id=run_id, held=held, by=ANONYMOUS)
    mine, stranger = add_resident(number=901, by=SYSTEM), add_resident(number=902, by=SYSTEM)
    with pytest.raises(Refused):
        claim(run_id=run_id, held=held, by=ANONYMOUS)
    assert claim(run_id=run_id, held=held, by=mine).user_category == "oneself"
    assert claim(run_id=run_id, held=held, by=mine).person_id == mine.person_id
    assert Event.objects.filter(name="assessment.claimed").count() == 1
    assert queries.run_for(run_id=run_id, by=mine).ending == "SELF"
    assert AuditEntry.objects.filter(kind="look", person=mine.person_id, object_type="assessment.run").count() == 1
    for someone in (stranger, ANONYMOUS):
        with pytest.raises(NotFound):
            queries.run_for(run_id=run_id, held=held, by=someone)
    with pytest.raises(Conflict):
        claim(run_id=run_id, held=held, by=stranger)
    with pytest.raises(Conflict):
        answer(run_id=run_id, held=held, link_id="blood", raw=True, by=mine)


def test_a_code_opens_saved_answers_until_it_expires(at) -> None:
    run_id, held = started(signs=["none"])
    code = save_for_later(run_id=run_id, held=held, by=ANONYMOUS)
    assert queries.run_by_code(code=code.lower().replace("-", " ")).id == run_id
    assert code not in str(AssessmentRun.objects.filter(id=run_id).values())
    newer = save_for_later(run_id=run_id, held=held, by=ANONYMOUS)
    with pytest.raises(NotFound):
        queries.run_by_code(code=code)
    with at(clock.now() + timedelta(days=15)), pytest.raises(NotFound):
        queries.run_by_code(code=newer)


def test_old_unsent_runs_are_forgotten(at) -> None:
    started(signs=["none"])
    assert forget_unsent(older_than=timedelta(days=30), by=SYSTEM) == 0
    with at(clock.now() + timedelta(days=31)):
        assert forget_unsent(older_than=timedelta(days=30), by=SYSTEM) == 1


@pytest.fixture
def newer_rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The content folder moves on to rules in which one symptom of infection is enough for today."""
    edit = ('infection_points: ">= 2"', 'infection_points: ">= 1"')
    newer = changed("urinary-symptoms", {"rules": lambda text: text.replace(*edit)})
    version_by_hash.cache_clear()

    def move() -> None:
        monkeypatch.setattr(queries, "library", lambda root: {"urinary-symptoms": newer})

    yield move


def test_a_run_is_replayed_against_the_version_that_asked(newer_rules) -> None:
    run_id, held = started(**{**HEALTHY, "symptoms": ["painful"]})
    newer_rules()
    run = finish(run_id=run_id, held=held, by=ANONYMOUS)
    assert (run.ending, run.content_hash) == ("D3", content("urinary-symptoms").content_hash)
    assert queries.result_of(run).reasons["en"][0].startswith("You have one symptom")


def test_a_version_that_has_asked_never_changes() -> None:
    started()
    with pytest.raises(DatabaseError), transaction.atomic():
        AssessmentVersion.objects.update(version="9.9.9")


def test_production_offers_no_demonstration_content() -> None:
    assert "urinary-symptoms" in [assessment.id for assessment in queries.offered()]
    with override_settings(POLKU_MODE="production"):
        assert queries.offered() == []
        with pytest.raises(NotFound):
            start_run(assessment_id="urinary-symptoms", language="fi", by=ANONYMOUS)


def test_the_emergency_screen_is_no_assessment_of_its_own() -> None:
    assert "emergency-screen" in library.library(library.content_root())
    with pytest.raises(NotFound):
        start_run(assessment_id="emergency-screen", language="fi", by=ANONYMOUS)
