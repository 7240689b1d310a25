"""Without a mouse: the desk's keys and their switch, the skip link, and where the focus goes after an error."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from tests.journeys import steps
from tests.journeys.browsing import DESKTOP, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
FOCUSED = "() => document.activeElement.id || document.activeElement.name || document.activeElement.tagName"


def key(person: Person, *names: str) -> None:
    for name in names:
        person.page.keyboard.press(name)


def key_to_page(person: Person, name: str) -> None:
    with person.page.expect_navigation():
        key(person, name)


def focus(person: Person) -> str:
    return str(person.page.evaluate(FOCUSED))


@pytest.fixture(scope="module")
def waiting(chromium: Browser, demo: Demo) -> list[str]:
    """Two cases that nobody has taken."""
    with Person(chromium, demo) as resident:
        return [steps.sent_case(resident, "ebba") for _ in range(2)]


def test_keys_move_on_the_worklist_and_open_a_case(chromium: Browser, demo: Demo, waiting: list[str]) -> None:
    with Person(chromium, demo, screen=DESKTOP) as nurse:
        nurse.sign_in("nurse-noora", "desk/")
        rows = [row.get_attribute("id") for row in nurse.page.locator("a.work-row").all()]
        key(nurse, "j")
        assert focus(nurse) == rows[0]
        key(nurse, "j")
        assert focus(nurse) == rows[1]
        key(nurse, "k", "k")
        assert focus(nurse) == rows[0]
        key(nurse, "j")
        key_to_page(nurse, "Enter")
        assert nurse.path.endswith(f"/desk/cases/{(rows[1] or '').removeprefix('row-')}/")


def test_keys_act_on_a_case(chromium: Browser, demo: Demo, waiting: list[str]) -> None:
    with Person(chromium, demo, screen=DESKTOP) as nurse:
        nurse.sign_in("nurse-noora", f"desk/cases/{waiting[0]}/")
        key(nurse, "t")
        assert focus(nurse).startswith("urgency")
        key_to_page(nurse, "a")
        assert "vastuussa Noora Näyte" in nurse.text
        key_to_page(nurse, "n")
        assert nurse.path.endswith("/note/")
        key(nurse, "/")
        assert focus(nurse) == "find"
        key(nurse, "?")
        assert nurse.page.locator("#keys-help").is_hidden(), "a key in a field is a letter"
        nurse.page.locator("h1").focus()
        key(nurse, "?")
        assert nurse.page.locator("#keys-help").is_visible()
        key(nurse, "Escape")
        assert nurse.page.locator("#keys-help").is_hidden()


def test_the_keys_can_be_turned_off_and_stay_off(chromium: Browser, demo: Demo, waiting: list[str]) -> None:
    with Person(chromium, demo, screen=DESKTOP) as nurse:
        nurse.sign_in("nurse-noora", "desk/")
        switch = nurse.page.locator("[data-keys-switch]")
        assert switch.inner_text() == "Poista pikanäppäimet käytöstä"
        switch.click()
        assert switch.inner_text() == "Ota pikanäppäimet käyttöön"
        nurse.open("desk/")
        key(nurse, "j")
        assert focus(nurse) == "BODY"
        nurse.page.locator("[data-keys-switch]").click()
        key(nurse, "j")
        assert focus(nurse).startswith("row-")


@pytest.mark.parametrize("path", ["", "assessments/urinary-symptoms/", "services/", "help/"])
def test_the_first_tab_skips_to_the_content(chromium: Browser, demo: Demo, path: str) -> None:
    with Person(chromium, demo) as person:
        person.open(path)
        key(person, "Tab")
        link = person.page.locator(".skip-link")
        assert link.evaluate("e => e === document.activeElement")
        box = link.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        key(person, "Enter")
        assert focus(person) == "content"


def test_an_assessment_is_answered_by_keys_alone(chromium: Browser, demo: Demo) -> None:
    """And an empty answer puts the focus on the summary, from which the field is one press away."""
    with Person(chromium, demo) as person:
        steps.begin_assessment(person)
        tab_to(person, "button[type=submit]", within="main")
        key_to_page(person, "Enter")
        assert person.page.title().startswith("Virhe:")
        assert focus(person) == "error-summary"
        summary = person.page.locator(".error-summary li a").first.inner_text()
        assert summary in person.page.locator(".field-error").inner_text()
        key(person, "Tab", "Enter")
        assert focus(person) == "answer"
        tab_to(person, "input[value=none]")
        key(person, "Space")
        before = person.path
        tab_to(person, "button[type=submit]", within="main")
        key_to_page(person, "Enter")
        assert person.path != before


def tab_to(person: Person, selector: str, within: str = "body") -> None:
    wanted = person.page.locator(f"{within} {selector}").first
    for _ in range(60):
        if wanted.evaluate("e => e === document.activeElement"):
            return
        key(person, "Tab")
    raise AssertionError(f"Tab never reached {selector}")
