"""A sign of danger to life stops the assessment at once: a page with nothing but the call, and one way back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from tests.journeys import steps
from tests.journeys.browsing import Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_first_dangerous_answer_stops_everything(chromium: Browser, demo: Demo, script: bool) -> None:
    with Person(chromium, demo, script=script) as person:
        steps.to_emergency(person)
        assert person.path.endswith("/emergency/")
        page = person.page
        assert page.title().startswith("Soita heti 112")
        call, back = (link.get_attribute("href") or "" for link in page.locator("a:visible").all())
        assert call == "tel:112"
        assert back.endswith("/q/signs/")
        assert page.locator("header, footer, nav, form, button, input").count() == 0
        box = page.locator("a[href='tel:112']").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 844, "the call is in sight without scrolling"
        assert "112" in page.locator("a[href='tel:112']").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_who_answered_wrongly_goes_back_and_on(chromium: Browser, demo: Demo, script: bool) -> None:
    with Person(chromium, demo, script=script) as person:
        steps.to_emergency(person)
        person.follow("/q/signs/")
        assert person.page.is_checked("input[value=breathing]")
        person.page.uncheck("input[value=breathing]")
        steps.answer(person, ["none"])
        assert "/q/" in person.path
        steps.answer_all(person)
        person.follow("/result/")
        assert person.heading == "Ota yhteyttä tänään"


def test_the_browsers_own_back_keeps_the_answers(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo) as person:
        steps.to_emergency(person)
        person.page.go_back()
        assert steps.question(person) == "signs"
        assert person.page.is_checked("input[value=breathing]")


def test_the_result_of_a_dangerous_answer_is_the_same_page(chromium: Browser, demo: Demo) -> None:
    with Person(chromium, demo) as person:
        steps.to_emergency(person)
        emergency = person.path
        person.page.goto(person.page.url.replace("/emergency/", "/result/"))
        assert person.path == emergency
