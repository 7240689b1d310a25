"""What every symptom assessment of the content must have: an example of each rule, and a hazard behind each emergency."""

from __future__ import annotations

import pytest

from polku.assessment.library import folders, load
from polku.assessment.logic.answers import read_answers
from polku.assessment.logic.assessment import Assessment, assess
from polku.definitions.urgency import Urgency
from tests.assessments import FOLDER, content

SCREEN = "emergency-screen"
SYMPTOMS = [
    one.id for one in map(load, folders(FOLDER)) if one.metadata.theme == "symptoms" and SCREEN in one.metadata.includes
]


def own_rules(assessment: Assessment) -> set[str]:
    return set(assessment.rules) - set(content(SCREEN).rules)


@pytest.mark.parametrize("name", SYMPTOMS)
def test_every_rule_has_an_example(name: str) -> None:
    assessment = content(name)
    assert len(assessment.examples) >= 8
    fired: set[str] = set()
    for example in assessment.examples:
        answers, problems = read_answers(assessment.questionnaire, example.answers)
        assert not problems
        fired |= {rule.id for rule in assess(assessment, answers).fired}
    assert own_rules(assessment) - fired == set()


@pytest.mark.parametrize("name", SYMPTOMS)
def test_every_emergency_guards_against_a_named_hazard(name: str) -> None:
    assessment = content(name)
    urgent = {ending.id for ending in assessment.endings.values() if ending.urgency == Urgency.EMERGENCY}
    guarded = {rule for hazard in assessment.metadata.hazards for rule in hazard.rules}
    for rule in assessment.table.rules:
        if str(getattr(rule.results[0], "value", "")) in urgent:
            assert rule.id in guarded, rule.id


@pytest.mark.parametrize("name", SYMPTOMS)
def test_the_emergency_screen_comes_first(name: str) -> None:
    assert content(name).questionnaire.questions[0].link_id == "signs"


def test_all_eight_symptoms_are_there() -> None:
    assert set(SYMPTOMS) >= {
        "cough", "diarrhoea", "headache", "knee-or-shoulder", "low-back-pain", "sore-throat", "tooth-and-mouth",
        "urinary-symptoms",
    }
