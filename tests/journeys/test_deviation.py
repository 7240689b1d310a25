"""A deviation from signal to outcome, without scripts too: the leader acts, the unit's nurse sees the cases, no leader does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from tests.journeys import steps
from tests.journeys.browsing import DESKTOP, PHONE, Person
from tests.journeys.conftest import office_day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
MEASURE = f"board/measures/access/?unit={steps.UNIT}"
STEP = "Etälääkäri ottaa vastaan maanantaista torstaihin."


def test_from_signal_to_definition_to_cases_and_outcome(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo, screen=DESKTOP, script=False) as leader:
        leader.sign_in("leader-johanna", f"board/?unit={steps.UNIT}")
        leader.press(".measures a[href*='/measures/access/']")
        assert leader.path.endswith("/board/measures/access/")
        signal = leader.page.locator(".measure-now .signal b").inner_text()
        leader.press("form[action*='/deviations/open/'] button")
        page = leader.path
        assert signal in leader.text and leader.heading == "Turun keskustan terveysasema"
        leader.press("a[href$='#definition']")
        assert leader.page.locator("#definition").is_visible()
        leader.open(page)
        leader.press("a[href*='/access/cases/']")
        assert "Asiat eivät avaudu sinulle" in leader.text and "Noora Näyte" in leader.text
        follow(leader, page)
        leader.open(MEASURE)
        assert STEP in leader.text and "Kirjaa poikkeama" in leader.text
    with Person(chromium, demo, screen=PHONE) as nurse:
        nurse.sign_in("nurse-noora", f"board/measures/access/cases/{steps.UNIT}/?month={office_day()[:7]}")
        rows = nurse.page.locator("tbody tr")
        assert rows.count() > 0
        nurse.press("tbody a[href*='/desk/cases/']")
        assert nurse.page.locator("main h1").is_visible()
        nurse.open(page)
        assert STEP in nurse.text and nurse.page.locator("main form.act-form").count() == 0


def test_a_measure_found_by_the_keyboard_is_followed(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo, screen=DESKTOP) as leader:
        leader.sign_in("leader-johanna", "board/")
        leader.page.keyboard.press("/")
        leader.page.keyboard.type("etäasi")
        with leader.page.expect_navigation():
            leader.page.keyboard.press("Enter")
        leader.press(".found a")
        assert leader.heading == "Etäasioinnin osuus"
        leader.press(".table a[href*='unit=']")
        leader.press("form[action*='/deviations/open/'] button")
        assert "Etäasioinnin osuus" in leader.text
        leader.press("a[href$='#definition']")
        assert "/board/measures/remote-share/" in leader.path


def follow(leader: Person, page: str) -> None:
    """Cause, an action that is done, a follow-up, and the outcome; an empty form is refused with its reasons."""
    leader.open(page)
    leader.submit("form:has(input[value=cause])")
    assert leader.page.locator("#error-summary").is_visible()
    leader.page.fill("#f-cause", "Kaksi lääkärin tointa täyttämättä.")
    leader.submit("form:has(input[value=cause])")
    leader.page.fill("#f-what", STEP)
    leader.page.fill("#f-who", "Vastaava lääkäri")
    leader.page.fill("#f-by_when", "2099-12-01")
    leader.submit("form:has(input[value=act])")
    leader.submit("form:has(input[value=done])")
    leader.submit("form:has(input[value=follow])")
    leader.page.check("input[name=outcome][value=returned]")
    leader.page.fill("#f-words", "Luku palasi tavanomaiseen vaihteluun.")
    leader.submit("form:has(input[value=close])")
    assert "Päättynyt" in leader.text and leader.page.locator("form.act-form").count() == 0
