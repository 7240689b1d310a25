"""The board on paper: nothing is cut off at the edge of an upright A4 page, and nothing is printed that can only be pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from tests.journeys.browsing import DESKTOP, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAPER = {"width": 703, "height": 1000}
"""The width of A4 between its margins, in CSS pixels."""
PAGES = ("deviations/", "programme/", "validity/", "quality/", "now/", "units/", "compare/", "measures/access/")
CUT = """() => [...document.querySelectorAll("main *")]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest("svg, .visually-hidden"))
  .map(e => `${e.tagName}.${e.className}`).slice(0, 3)"""
PRESSED = "() => [...document.querySelectorAll('main :is(button, select, summary.pick)')].filter(e => e.offsetParent).length"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_prints_whole(chromium: Browser, demo: Demo, page: str) -> None:
    with Person(chromium, demo, screen=DESKTOP) as leader:
        leader.sign_in("leader-johanna", f"board/{page}")
        leader.page.emulate_media(media="print")
        leader.page.set_viewport_size(PAPER)  # type: ignore[arg-type]
        assert leader.page.evaluate(CUT) == []
        assert leader.page.evaluate(PRESSED) == 0
        assert len(leader.page.pdf(format="A4", prefer_css_page_size=True)) > 10_000
