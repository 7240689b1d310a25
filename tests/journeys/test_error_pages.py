"""Errors as people meet them in a running county: each page has its status, its way on, and nothing for axe to find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from tests.journeys import axe, steps
from tests.journeys.browsing import DESKTOP, PHONE, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LANGUAGES = ("fi", "sv", "en")


def test_saving_what_another_holds(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo) as person, psycopg.connect(demo.owner_url) as other:
        for person.language in LANGUAGES:
            steps.begin_assessment(person)
            run = person.path.split("/")[4]
            person.follow("/save/")
            other.execute("SELECT 1 FROM assessment_assessmentrun WHERE id = %s FOR UPDATE", [run])
            assert pressed(person, lambda: person.submit()) == 409
            other.rollback()
            assert faults(person) == []


def test_a_form_whose_key_is_gone(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo) as person:
        for person.language in LANGUAGES:
            person.open("assessments/continue/")
            person.context.clear_cookies()
            assert pressed(person, lambda: person.submit()) == 403
            assert faults(person) == []


def test_a_fault_of_our_own(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo) as person, refused(demo, "assessment_assessmentrun"):
        for person.language in LANGUAGES:
            person.open("assessments/continue/")
            person.page.fill("#code", "2345-6789-ABCD")
            assert pressed(person, lambda: person.submit()) == 500
            assert "assessmentrun" not in person.page.content()
            assert faults(person) == []


def pressed(person: Person, press: Callable[[], object]) -> int:
    """The status of the page that the press led to."""
    with person.page.expect_response(lambda response: response.request.is_navigation_request()) as led:
        press()
    return led.value.status


def faults(person: Person) -> list[str]:
    found = []
    for screen in (PHONE, DESKTOP):
        person.page.set_viewport_size(screen)  # type: ignore[arg-type]
        found += axe.violations(person.page)
        person.page.emulate_media(color_scheme="dark")
        found += [f"dark: {fault}" for fault in axe.violations(person.page, axe.COLOURS)]
        person.page.emulate_media(color_scheme="light")
    person.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert person.page.locator("html").get_attribute("lang") == person.language
    assert person.page.locator("main a, main button").count() > 0
    return [*found, *axe.too_wide(person.page)]


@contextmanager
def refused(demo: Demo, table: str) -> Iterator[None]:
    """The server may not read the table for a while."""
    with psycopg.connect(demo.owner_url, autocommit=True) as owner:
        owner.execute(f"REVOKE SELECT ON {table} FROM polku_app")
        try:
            yield
        finally:
            owner.execute(f"GRANT SELECT ON {table} TO polku_app")
