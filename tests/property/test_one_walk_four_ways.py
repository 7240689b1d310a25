"""Answers → path → ending never differ: page by page with its actions, by the command, and by columns for many at once."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polku.assessment.actions import answer, finish, start_run
from polku.assessment.cli.running import assess_raw
from polku.assessment.library import library
from polku.assessment.logic.answers_table import read_row, table_of
from polku.assessment.logic.assessment import Assessment, decide, fired_rules, walk
from polku.assessment.logic.runs_plan import Walked
from polku.assessment.logic.runs_table import walk_table
from polku.assessment.logic.synthetic_answers import synthetic_answers
from polku.assessment.queries import offered
from polku.foundation.actor import ANONYMOUS
from polku.foundation.content import content_root
from tests.questionnaires import assessments, filled

Raw = dict[str, object]
ALL = tuple(library(content_root()))


def alone(assessment: Assessment, raw: Raw, *, lenient: bool = False) -> Walked:
    """One walk by the reference; `lenient` leaves every question without an answer open."""
    table = table_of(assessment.questionnaire, [raw])
    given_answers = read_row(assessment.questionnaire, table, 0)
    answers = {**({item.key: None for item in assessment.questionnaire.questions} if lenient else {}), **given_answers}
    reached = walk(assessment, answers)
    outcomes = decide(assessment, reached.answers)
    assert reached.ending is None or outcomes[assessment.decision].value == reached.ending.id
    fired = tuple(rule.id for _, rule in fired_rules(assessment, assessment.decision, outcomes)) if reached.ending else ()
    lacking = tuple(key for key in reached.path if key not in given_answers)
    left_open, ending = reached.next, reached.ending
    return Walked(reached.path, lacking, left_open.key if left_open else None, ending.id if ending else None, fired)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(assessments(), st.lists(filled(), min_size=1, max_size=6), st.booleans())
def test_many_walks_at_once_and_one_by_one_agree(assessment: Assessment, rows: list[Raw], lenient: bool) -> None:
    walks = walk_table(assessment, table_of(assessment.questionnaire, rows), lenient=lenient)
    assert [walks.domain[code] for code in walks.codes] == [alone(assessment, raw, lenient=lenient) for raw in rows]


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 2**31))
def test_content_by_columns_and_by_the_command(name: str, seed: int) -> None:
    assessment = library(content_root())[name]
    drawn = synthetic_answers(assessment, 12, seed)
    walks = walk_table(assessment, drawn)
    for row in range(drawn.rows):
        walked, told = walks.domain[walks.codes[row]], assess_raw(assessment, drawn.row(row))
        assert (walked.path, walked.ending, walked.fired) == (told.path, told.ending.id, tuple(rule.id for rule in told.fired))


def page_by_page(assessment: Assessment, raw: Raw) -> tuple[list[str], str, list[str]]:
    """As a browser does: one answer after another to the question that comes next, then the end."""
    run = start_run(assessment_id=assessment.id, language="fi", by=ANONYMOUS)
    held = {str(run.id)}
    reached = walk(assessment, {})
    while reached.next is not None:
        reached = answer(run_id=UUID(str(run.id)), held=held, link_id=reached.next.key, raw=raw[reached.next.key], by=ANONYMOUS)
    run = finish(run_id=run.id, held=held, by=ANONYMOUS)
    return run.path, run.ending, run.fired


@pytest.mark.django_db
def test_pages_and_columns_end_alike() -> None:
    for assessment in offered():
        drawn = synthetic_answers(assessment, 3, seed=len(assessment.id))
        walks = walk_table(assessment, drawn)
        for row in range(drawn.rows):
            raw, walked = json.loads(json.dumps(drawn.row(row))), walks.domain[walks.codes[row]]
            assert page_by_page(assessment, raw) == (list(walked.path), walked.ending, list(walked.fired)), assessment.id
