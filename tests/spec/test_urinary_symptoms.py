"""Urinary symptoms of a woman of 16–64: the examples of the content, and the facts one by one."""

from __future__ import annotations

import pytest

from polku.assessment.logic.assessment import Example, Unfinished
from polku.assessment.logic.examples import failure, failures
from polku.definitions.urgency import Urgency
from tests.assessments import HEALTHY, Raw, changed, content, result

URINARY = content("urinary-symptoms")
SCREEN = content("emergency-screen")
EXAMPLES = [(assessment, example) for assessment in (SCREEN, URINARY) for example in assessment.examples]

FACTS: list[tuple[Raw, str, Urgency]] = [
    ({}, "SELF", Urgency.SELF_CARE),
    ({"signs": ["chest_pain"]}, "E112", Urgency.EMERGENCY),
    ({"signs": "dont-know"}, "E112", Urgency.EMERGENCY),
    ({"severe": ["mottled_skin"]}, "E112", Urgency.EMERGENCY),
    ({"flags": ["flank_pain"]}, "ED", Urgency.EMERGENCY),
    ({"fever": "high"}, "ED", Urgency.EMERGENCY),
    ({"fever": "low"}, "SELF", Urgency.SELF_CARE),
    ({"fever": "dont-know"}, "ED", Urgency.EMERGENCY),
    ({"sex": "male"}, "DAY", Urgency.TODAY),
    ({"age": 15}, "DAY", Urgency.TODAY),
    ({"age": 65}, "DAY", Urgency.TODAY),
    ({"pregnant": "dont-know"}, "DAY", Urgency.TODAY),
    ({"blood": True}, "DAY", Urgency.TODAY),
    ({"sex": "male", "flags": ["no_urine"]}, "ED", Urgency.EMERGENCY),
    ({"discharge": True, "blood": True}, "DAY", Urgency.TODAY),
    ({"symptoms": ["painful", "cloudy"]}, "DAY", Urgency.TODAY),
    ({"symptoms": ["painful"]}, "D3", Urgency.DAYS_1_3),
    ({"symptoms": ["frequent"]}, "D3", Urgency.DAYS_1_3),
    ({"lower_pain": "mild"}, "D3", Urgency.DAYS_1_3),
    ({"discharge": True}, "ROUT", Urgency.DAYS_7),
    ({"discharge": True, "symptoms": ["painful"]}, "D3", Urgency.DAYS_1_3),
]


@pytest.mark.parametrize(("assessment", "example"), EXAMPLES, ids=lambda part: getattr(part, "name", ""))
def test_an_example_of_the_content_holds(assessment, example: Example) -> None:
    assert failure(assessment, example) == ""


def test_a_wrong_example_is_found() -> None:
    wrong = changed("urinary-symptoms", {"examples": lambda text: text.replace("ending: SELF, fired: [VO-29]", "ending: D3")})
    assert "ends in SELF; expected D3" in failures(wrong)[0]


@pytest.mark.parametrize(("answers", "ending", "urgency"), FACTS)
def test_what_differs_from_a_healthy_woman_of_34_leads_to(answers: Raw, ending: str, urgency: Urgency) -> None:
    reached = result(URINARY, {**HEALTHY, **answers})
    assert (reached.ending.id, reached.urgency) == (ending, urgency)


def test_an_emergency_ends_the_questions_at_once() -> None:
    assert result(URINARY, {"signs": ["none"], "severe": ["very_ill"]}).path == ("signs", "severe")


def test_questions_about_scope_are_left_out_for_those_out_of_scope() -> None:
    path = result(URINARY, {**HEALTHY, "sex": "male"}).path
    assert path == ("signs", "severe", "flags", "fever", "age", "sex", "symptoms", "blood", "lower_pain")


def test_an_open_question_is_named() -> None:
    with pytest.raises(Unfinished, match="'fever' has no answer"):
        result(URINARY, {"signs": ["none"], "severe": ["none"], "flags": ["none"]})


def test_the_reasons_say_what_was_told_and_what_the_points_rest_on() -> None:
    reached = result(URINARY, {**HEALTHY, "symptoms": ["painful", "nocturia"]})
    assert [rule.id for rule in reached.fired] == ["VO-24", "VP-1", "VP-2"]
    assert reached.reasons["fi"][1] == "Virtsatessa kirvelee tai sattuu."
    assert reached.why_not_worse["fi"].startswith("Et kertonut korkeasta kuumeesta")


def test_doubt_is_not_told_as_a_symptom() -> None:
    reached = result(URINARY, {**HEALTHY, "blood": "dont-know"})
    assert reached.reasons["en"] == [
        "You answered “I don’t know” to “Can you see blood in your urine?” To be safe, we treat the answer as yes."
    ]


def test_every_ending_has_what_a_result_page_needs() -> None:
    for ending in URINARY.endings.values():
        assert ending.title["sv"] and ending.instruction["fi"] and ending.steps
        assert ending.stops or {worse.call for worse in ending.worse} == {"112", "116117"}


def test_the_assessment_is_short() -> None:
    assert 12 <= len(URINARY.questionnaire.questions) <= 16
