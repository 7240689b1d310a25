"""Each symptom assessment walked on a phone: every kind of question serves all, and the answers end where its example says."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from polku.assessment.logic.items import Item
from polku.demo.launcher import Demo
from tests.assessments import content
from tests.journeys import steps
from tests.journeys.axe import violations
from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WALKS = [
    ("headache", "fi", "Painkillers on ten days"),
    ("sore-throat", "sv", "Three points: no cough, tonsils, fever"),
    ("cough", "en", "Fever came back"),
    ("low-back-pain", "fi", "Seven weeks"),
    ("tooth-and-mouth", "sv", "Ache and bone medicine"),
    ("knee-or-shoulder", "en", "A fresh mild injury"),
    ("diarrhoea", "fi", "Streaks of blood"),
]


@pytest.fixture(scope="module")
def looked_at() -> set[object]:
    """The kinds of question page that axe has seen."""
    return set()


def drawn_as(item: Item) -> object:
    return item.type, item.repeats, bool(item.help), item.dont_know, bool(item.unit)


def begin(person: Person, name: str) -> None:
    person.open("assessments/")
    person.follow(f"/assessments/{name}/")
    person.submit()


@pytest.mark.parametrize(("name", "language", "told"), WALKS, ids=[name for name, _, _ in WALKS])
def test_a_walk_ends_where_its_example_says(
    chromium: Browser, demo: Demo, looked_at: set[object], name: str, language: str, told: str
) -> None:
    assessment = content(name)
    example = next(one for one in assessment.examples if one.name == told)
    with Person(chromium, demo, language=language) as person:
        begin(person, name)
        while "/q/" in person.path:
            asked = steps.question(person)
            if (kind := drawn_as(assessment.questionnaire.by_id[asked])) not in looked_at:
                looked_at.add(kind)
                assert violations(person.page) == [], asked
            given = example.answers[asked]
            steps.answer(person, [str(one) for one in given] if isinstance(given, list) else str(given))
        person.follow("/result/")
        assert person.heading == assessment.endings[example.ending].title[language]
        assert violations(person.page) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_headache_leads_to_112_at_the_first_red_flag(chromium: Browser, demo: Demo, language: str) -> None:
    with Person(chromium, demo, language=language) as person:
        begin(person, "headache")
        steps.answer(person, ["none"])
        assert steps.question(person) == "severe"
        steps.answer(person, ["thunderclap"])
        assert person.path.endswith("/emergency/")
        reason = next(rule.text for _, rule in content("headache").rules.values() if rule.id == "PS-2")
        assert reason[language] in person.text
        assert person.page.locator("a[href='tel:112']").count() == 1
