"""Needs, navigators and forms of the content: an example of each rule, a hazard behind urgent endings, safety before totals."""

from __future__ import annotations

from random import Random

import pytest

from polku.assessment.logic.answers import read_answers
from polku.assessment.logic.assessment import Assessment, assess
from polku.definitions.urgency import Urgency
from tests.assessments import Raw, content, result

NAMES = (
    "concern-notification", "other-contact", "service-need-disability", "service-need-older", "therapy-navigator",
    "therapy-navigator-child", "therapy-navigator-youth", "wellbeing-check", "work-ability",
)  # fmt: skip
NAVIGATOR = content("therapy-navigator")
FREQUENCY = ("not_at_all", "several_days", "over_half", "nearly_every_day")


def included(assessment: Assessment) -> set[str]:
    return {rule for name in assessment.metadata.includes for rule in content(name).rules}


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_an_example(name: str) -> None:
    assessment = content(name)
    assert len(assessment.examples) >= 8
    fired: set[str] = set()
    for example in assessment.examples:
        answers, problems = read_answers(assessment.questionnaire, example.answers)
        assert not problems
        fired |= {rule.id for rule in assess(assessment, answers).fired}
    assert set(assessment.rules) - included(assessment) - fired == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_ending_of_today_or_sooner_guards_against_a_named_hazard(name: str) -> None:
    assessment = content(name)
    urgent = {ending.id for ending in assessment.endings.values() if ending.urgency >= Urgency.TODAY}
    guarded = {rule for hazard in assessment.metadata.hazards for rule in hazard.rules}
    leading = {rule.id for rule in assessment.table.rules if str(getattr(rule.results[0], "value", "")) in urgent}
    assert leading - guarded == set()


@pytest.mark.parametrize("name", NAMES)
def test_the_first_question_finds_an_emergency(name: str) -> None:
    """Danger to life, or in the check of work ability thoughts of self-harm, comes before everything else."""
    first = content(name).questionnaire.questions[0].link_id
    assert first in {"signs", "danger", "now", "self_harm"} or name == "other-contact"


@pytest.mark.parametrize("item9", FREQUENCY[1:])
def test_item_9_never_ends_in_self_help_whatever_else_is_told(item9: str) -> None:
    random = Random(9)
    calm = {**NAVIGATOR.examples[0].answers, "phq9_9": item9}
    scored = [name for name in calm if name[:5] in ("phq9_", "gad7_") and name not in ("phq9_9", "phq9_function")]
    for _ in range(60):
        raw: Raw = {
            **calm,
            **{name: random.choice(FREQUENCY) for name in scored},
            "safety_intent": random.choice(("no", "unsure", "yes", "dont-know")),
            "safety_plan": random.choice((False, True, "dont-know")),
            "preference": random.choice(("self_help", "online", "any")),
            "age": random.choice((15, 22, 70)),
        }
        reached = result(NAVIGATOR, raw)
        assert reached.urgency >= Urgency.TODAY and reached.ending.main != "none"
        assert {"safety_today", "safety_intent"} & set(reached.path)


STEPS: list[tuple[int, int, int, bool, str]] = [
    (4, 4, 3, False, "STEP0"),
    (5, 0, 0, False, "STEP1"),
    (0, 5, 0, False, "STEP1"),
    (9, 9, 0, False, "STEP1"),
    (10, 0, 0, False, "STEP2"),
    (0, 10, 0, False, "STEP2"),
    (14, 14, 3, False, "STEP2"),
    (15, 0, 0, False, "STEP3"),
    (0, 15, 0, False, "STEP3"),
    (0, 0, 4, False, "STEP3"),
    (19, 21, 5, False, "STEP3"),
    (20, 0, 0, False, "STEP4"),
    (4, 0, 0, True, "STEP1"),
    (9, 0, 0, True, "STEP2"),
    (14, 0, 0, True, "STEP3"),
    (15, 0, 0, True, "STEP4"),
    (24, 0, 0, True, "STEP4"),
]


@pytest.mark.parametrize(("phq9", "gad7", "pcptsd5", "no_change", "ending"), STEPS)
def test_stepped_care_by_the_totals(phq9: int, gad7: int, pcptsd5: int, no_change: bool, ending: str) -> None:
    raw: Raw = {
        **NAVIGATOR.examples[0].answers,
        **{f"phq9_{n}": FREQUENCY[min(3, max(0, phq9 - 3 * (n - 1)))] for n in range(1, 9)},
        **{f"gad7_{n}": FREQUENCY[min(3, max(0, gad7 - 3 * (n - 1)))] for n in range(1, 8)},
        "pcptsd5_event": pcptsd5 > 0,
        **{f"pcptsd5_{n}": n <= pcptsd5 for n in range(1, 6)},
        "earlier": "no_change" if no_change else "none",
    }
    assert result(NAVIGATOR, raw).ending.id == ending
