"""An adaptive test on a phone: from the first question to the T-score, in each language, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from polku.assessment.library import library
from polku.assessment.logic.questionnaire import score
from polku.demo.launcher import Demo
from polku.foundation.content import content_root
from tests.journeys import axe, steps
from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

FATIGUE = library(content_root())["fatigue"]


def begin(person: Person) -> None:
    person.open("assessments/")
    person.follow("/assessments/fatigue/")
    person.submit()


def take(person: Person, place: int) -> dict[str, str]:
    """Answer each question by the option in this place; gives the answers in the order of asking."""
    given: dict[str, str] = {}
    while "/q/" in person.path:
        name = steps.question(person)
        given[name] = FATIGUE.questionnaire.by_id[name].options[place].code
        assert list(axe.too_wide(person.page)) == []
        steps.answer(person, given[name])
    return given


@pytest.mark.parametrize(
    ("language", "script", "title", "source"),
    [("fi", True, "Pisteesi", "Lähde"), ("sv", False, "Dina poäng", "Källa"), ("en", True, "Your scores", "Source")],
    ids=["fi", "sv-no-script", "en"],
)
def test_from_the_first_question_to_the_t_score(
    chromium: Browser, demo: Demo, language: str, script: bool, title: str, source: str
) -> None:
    with Person(chromium, demo, language=language, script=script) as resident:
        begin(resident)
        given = take(resident, 2)
        assert 4 <= len(given) < 12
        resident.follow("/result/")
        assert not script or axe.violations(resident.page) == []
        value = score(FATIGUE.questionnaire, given)["fatigue_t"]
        scores = resident.page.locator("section[aria-labelledby=scores-title]").inner_text()
        assert "/5" not in resident.page.locator(".verdict").inner_text()
        assert title in scores and f": {float(str(value)):.0f}" in scores and source in scores


def test_another_answer_brings_another_question_and_a_changed_one_another_path(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo) as resident:
        begin(resident)
        first = steps.question(resident)
        steps.answer(resident, "not_at_all")
        healthy = steps.question(resident)
        resident.page.go_back()
        assert steps.question(resident) == first
        steps.answer(resident, "very_much")
        assert steps.question(resident) not in (first, healthy)
        take(resident, 4)
        resident.follow("/result/")
        assert resident.page.locator("#scores-title").count() == 1
