"""How another version would have answered past answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polku.assessment.actions import answer, finish, start_run
from polku.assessment.logic.answers_table import table_of
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.replay import Cell, Replay, replay
from polku.assessment.logic.synthetic_answers import synthetic_answers
from polku.assessment.replaying.queries import asked_by_versions, past_answers, version_of
from polku.config.cli import main
from polku.foundation.actor import ANONYMOUS
from polku.foundation.errors import NotFound
from tests.assessments import FOLDER, HEALTHY, Raw, changed, content

OLD = content("urinary-symptoms")
ONE_SYMPTOM: Raw = {**HEALTHY, "symptoms": ["painful"]}
TWO_SYMPTOMS: Raw = {**HEALTHY, "symptoms": ["painful", "cloudy"]}
NEW_QUESTION = """
      - linkId: travelled
        type: boolean
        text: {fi: Matkat, sv: Resor, en: Travels}
        why: {fi: Syy, sv: Skäl, en: Reason}
      - linkId: sex
"""


def with_rules(old: str, new: str) -> Assessment:
    return changed("urinary-symptoms", {"rules": lambda text: text.replace(old, new)})


def replayed(new: Assessment, *rows: Raw) -> Replay:
    return replay(OLD, new, table_of(OLD.questionnaire, rows))


def counts(found: Replay) -> list[tuple[str, str, int, str]]:
    return [(cell.old, cell.new, cell.count, cell.direction) for cell in found.cells]


def test_the_same_version_answers_the_same() -> None:
    found = replay(OLD, OLD, synthetic_answers(OLD, 500))
    assert (found.count, found.same, found.changed, found.not_asked) == (500, 500, 0, {})
    assert all(cell.cases == () for cell in found.cells)


@pytest.mark.parametrize(
    ("edit", "raw", "cell"),
    [
        (('infection_points: ">= 2"', 'infection_points: ">= 1"'), ONE_SYMPTOM, ("D3", "DAY", 1, "more")),
        (('infection_points: ">= 2"', 'infection_points: "> 3"'), TWO_SYMPTOMS, ("DAY", "SELF", 1, "less")),
        (('infection_points: ">= 2"', 'infection_points: "> 3"'), ONE_SYMPTOM, ("D3", "D3", 1, "same")),
    ],
)
def test_a_changed_rule_moves_its_people(edit: tuple[str, str], raw: Raw, cell: tuple[str, str, int, str]) -> None:
    assert counts(replayed(with_rules(*edit), raw)) == [cell]


def test_a_case_tells_its_answers_in_words_and_the_rules_that_fired() -> None:
    found = replayed(with_rules('infection_points: ">= 2"', 'infection_points: ">= 1"'), ONE_SYMPTOM, ONE_SYMPTOM)
    cell: Cell = found.cells[0]
    told = {given.link_id: given.answer for given in cell.cases[0].answers}
    assert (cell.count, len(cell.cases)) == (2, 1)
    assert told["age"] == {"fi": "34 vuotta", "sv": "34 år", "en": "34 years"}
    assert told["pregnant"] == {"fi": "Ei", "sv": "Nej", "en": "No"}
    assert (cell.cases[0].old_fired, cell.cases[0].new_fired) == (("VO-25", "VP-1"), ("VO-24", "VP-1"))


def test_a_question_that_the_old_answers_lack_counts_as_not_asked_and_is_told() -> None:
    new = changed("urinary-symptoms", {"questionnaire": lambda text: text.replace("\n      - linkId: sex\n", NEW_QUESTION, 1)})
    found = replayed(new, HEALTHY, ONE_SYMPTOM)
    assert found.not_asked == {"travelled": 2}
    assert (found.same, found.count) == (2, 2)


def test_the_matrix_counts_every_answer_once() -> None:
    found = replay(OLD, with_rules('{age: ">= 65"}', '{age: ">= 75"}'), synthetic_answers(OLD, 2_000))
    assert sum(map(sum, found.matrix())) == found.count == 2_000
    assert found.endings[:2] == ("E112", "ED") and found.endings[-1] == "SELF"
    assert found.less_urgent > 0 == found.more_urgent


def test_synthetic_answers_are_those_of_whole_walks_and_the_same_for_a_seed() -> None:
    drawn = synthetic_answers(OLD, 200, seed=3)
    again = synthetic_answers(OLD, 200, seed=3)
    assert [drawn.row(row) for row in range(200)] == [again.row(row) for row in range(200)]
    found = replay(OLD, OLD, drawn)
    assert "" not in {cell.old for cell in found.cells} and len(found.cells) >= 4


def filled(raw: Raw, *, for_real: bool = True) -> None:
    run = start_run(assessment_id="urinary-symptoms", language="fi", for_real=for_real, by=ANONYMOUS)
    for link_id in OLD.questionnaire.by_id:
        if link_id in raw:
            answer(run_id=run.id, held={str(run.id)}, link_id=link_id, raw=raw[link_id], by=ANONYMOUS)
    finish(run_id=run.id, held={str(run.id)}, by=ANONYMOUS)


@pytest.mark.django_db
def test_past_answers_are_the_finished_ones_for_real() -> None:
    filled(ONE_SYMPTOM)
    filled(HEALTHY, for_real=False)
    start_run(assessment_id="urinary-symptoms", language="fi", by=ANONYMOUS)
    past = past_answers(OLD)
    assert [past.row(row) for row in range(past.rows)] == [ONE_SYMPTOM]
    assert asked_by_versions("urinary-symptoms") == {OLD.content_hash: 1}
    assert version_of("urinary-symptoms", OLD.version).content_hash == OLD.content_hash
    with pytest.raises(NotFound):
        version_of("urinary-symptoms", "9.9.9")


@pytest.mark.django_db
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    against = ["assess", "replay", "urinary-symptoms", "--against", str(FOLDER / "urinary-symptoms"), "--synthetic", "50"]
    assert main([*against, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["count"], printed["same"], printed["changed"]) == (50, 50, 0)
    assert main(against) == 0
    assert "50 answers" in capsys.readouterr().out
    assert main([*against[:-1], "0"]) == 2
    assert main(["assess", "replay", "headache", "--against", str(FOLDER / "urinary-symptoms"), "--synthetic", "5"]) == 2
