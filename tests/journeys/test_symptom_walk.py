"""The symptom walk in Chromium: from an answer on a phone to the leader's figure, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from tests.journeys import axe, steps
from tests.journeys.browsing import DESKTOP, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.mark.parametrize(("script", "persona"), [(True, "tuulia"), (False, "ebba")], ids=["script", "no-script"])
def test_from_a_symptom_to_the_figure(chromium: Browser, demo: Demo, script: bool, persona: str) -> None:
    with (
        Person(chromium, demo, script=script) as resident,
        Person(chromium, demo, script=script, screen=DESKTOP) as nurse,
        Person(chromium, demo, script=script, screen=DESKTOP) as leader,
    ):
        case = a_resident_sends(resident, persona)
        nurse.sign_in("nurse-noora", "desk/")
        steps.take_and_assess(nurse, case)
        steps.book(nurse, case)
        assert nurse.page.locator(".notice[data-tone=done]").count() == 1
        moment = steps.visit_moment(nurse, case)
        month = moment[:7]
        before = steps.figure(demo, month)
        steps.move_time(nurse, moment)
        steps.record_visit(nurse, case)
        after = steps.figure_after(demo, month, before)
        assert (after.numerator, after.denominator) == (before.numerator + 1, before.denominator + 1)
        leader.sign_in("leader-johanna", f"board/?month={month}&unit={steps.UNIT}")
        assert "Turun keskustan" in leader.text
        the_log_shows_the_looks(resident)


def a_resident_sends(resident: Person, persona: str) -> str:
    steps.to_result(resident)
    assert resident.heading == "Ota yhteyttä tänään"
    case = steps.send(resident, persona)
    assert resident.path == f"/fi/my/cases/{case}/"
    assert "Lähetetty. Sinun ei tarvitse nyt tehdä mitään." in resident.text
    resident.open("my/")
    assert resident.page.locator(f"main a[href*='{case}']").count() == 1
    return case


def the_log_shows_the_looks(resident: Person) -> None:
    resident.open("my/log/")
    looks = resident.page.locator(".log-list li", has_text="Noora Näyte")
    assert looks.count() > 0
    assert "Sairaanhoitaja" in looks.first.inner_text()


@pytest.mark.parametrize(
    ("language", "home", "result"),
    [
        ("fi", "Miten voimme auttaa?", "Ota yhteyttä tänään"),
        ("sv", "Hur kan vi hjälpa?", "Ta kontakt i dag"),
        ("en", "How can we help?", "Get in touch today"),
    ],
)
def test_up_to_the_result_in_each_language(chromium: Browser, demo: Demo, language: str, home: str, result: str) -> None:
    with Person(chromium, demo, language=language) as resident:
        resident.open("")
        assert resident.heading == home
        steps.begin_assessment(resident)
        while "/q/" in resident.path:
            assert resident.page.locator("html").get_attribute("lang") == language
            answer = steps.TODAY.get(steps.question(resident))
            assert list(axe.too_wide(resident.page)) == []
            steps.answer(resident, answer)
        resident.follow("/result/")
        assert resident.page.locator("html").get_attribute("lang") == language
        assert resident.heading == result
