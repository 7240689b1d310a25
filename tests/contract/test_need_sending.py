"""Needs, navigators and forms: each is answered to its end as a person would, and reaches the service that takes it."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from polku.assessment.actions import answer, finish, start_run
from polku.assessment.logic.assessment import Example
from polku.catalogue.queries import catalogue, services_of_key, unit
from polku.foundation.actor import ANONYMOUS
from polku.guidance.actions import send_assessment
from polku.people.queries import actor_of
from tests import county as some
from tests.assessments import content

pytestmark = pytest.mark.django_db

SENT = [
    ("work-ability", "Unemployed with poor ability", "outpatient", "health"),
    ("wellbeing-check", "Moderate diabetes risk", "outpatient", "health"),
    ("therapy-navigator", "Item 9 only: never self-help", "mental_health", "health"),
    ("therapy-navigator-youth", "Cutting lately", "mental_health", "health"),
    ("therapy-navigator-child", "Refuses school", "mental_health", "health"),
    ("therapy-navigator-child", "An adult's drinking", "family_services", "social"),
    ("service-need-older", "A spouse cannot go on, person of 80", "older_people", "social"),
    ("service-need-disability", "Applies for personal assistance and has two helpers", "disability", "social"),
    ("other-contact", "A message without haste", "outpatient", "health"),
    ("other-contact", "Money", "adult_social_work", "social"),
    ("other-contact", "A child's matter", "family_services", "social"),
    ("concern-notification", "A teacher suspects violence at home", "child_protection", "social"),
    ("concern-notification", "A neighbour's failing memory", "older_people", "social"),
    ("concern-notification", "An adult's substance use", "adult_social_work", "social"),
]


def example(assessment: str, name: str) -> Example:
    return next(one for one in content(assessment).examples if one.name == name)


def answered(assessment: str, name: str) -> UUID:
    """A finished run, answered question by question as the example says; a repeating group is closed after its occurrences."""
    told = example(assessment, name)
    run = start_run(assessment_id=assessment, language="fi", by=ANONYMOUS)
    held = [str(run.id)]
    key = content(assessment).questionnaire.questions[0].key
    while key:
        for part in (*(name for name in told.answers if name.startswith(f"{key}-")), key):
            reached = answer(run_id=run.id, held=held, link_id=part, raw=told.answers[part], by=ANONYMOUS)
        key = reached.next.key if reached.next else ""
    assert reached.ending is not None and reached.ending.id == told.ending
    finish(run_id=run.id, held=held, by=ANONYMOUS)
    return run.id


@pytest.mark.parametrize(("assessment", "name", "service", "register"), SENT, ids=lambda part: part)
def test_a_sent_need_reaches_its_service_and_register(assessment: str, name: str, service: str, register: str) -> None:
    run = answered(assessment, name)
    case = send_assessment(run_id=run, held=(str(run),), by=actor_of(some.resident()))
    assert (case.service, case.register) == (service, register)
    assert service in {one.key for one in catalogue().services_of(unit(case.unit_id))}
    assert case.urgency == content(assessment).endings[example(assessment, name).ending].urgency


def test_the_result_shows_services_that_may_help_besides(client: Client) -> None:
    told = example("work-ability", "All is well")
    page = client.post("/fi/assessments/work-ability/", follow=True)
    while (key := page.request["PATH_INFO"].split("/")[-2]) in told.answers:
        page = client.post(page.request["PATH_INFO"], {"answer": told.answers[key]}, follow=True)
    run = page.request["PATH_INFO"].split("/")[-3]
    text = client.get(f"/fi/assessments/work-ability/{run}/result/").content.decode()
    for service in services_of_key("community"):
        assert f'href="/fi/services/{service.slug}/"' in text


@pytest.mark.parametrize("name", sorted({assessment for assessment, *_ in SENT}))
def test_services_of_endings_are_in_the_catalogue(name: str) -> None:
    named = {key for ending in content(name).endings.values() for key in ending.services}
    assert all(services_of_key(key) for key in named)


def test_the_list_is_grouped_by_theme(client: Client) -> None:
    page = client.get("/en/assessments/").content.decode()
    groups = dict(part.split('" aria-labelledby', 1) for part in page.split('<section id="')[1:])
    assert list(groups) == ["symptoms", "mind", "everyday", "forms", "saved"]
    some_of_each = {"symptoms": "headache", "mind": "therapy-navigator", "everyday": "work-ability", "forms": "other-contact"}
    for group, name in some_of_each.items():
        assert f"/en/assessments/{name}/" in groups[group]
