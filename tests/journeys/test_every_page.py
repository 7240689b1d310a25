"""Every page in three languages: nothing for axe to find, nothing wider than a phone, and a resident's page is light."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from polku.demo.launcher import Demo
from tests.journeys import axe
from tests.journeys.browsing import DESKTOP, PHONE, Person
from tests.journeys.pages import TOURS, Stop
from tests.journeys.scales import Scales

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
LANGUAGES = ("fi", "sv", "en")
SCREENS = {"fi": (PHONE,), "sv": (DESKTOP,), "en": (PHONE,)}
FOR_RESIDENTS = ("anonymous", "assessing", "resident")
HEAVIEST, LIGHTEST = 100_000, 5_000
PICTURES = os.environ.get("POLKU_PICTURES", "")
if PICTURES:
    SCREENS = dict.fromkeys(LANGUAGES, (PHONE, DESKTOP))


@pytest.mark.parametrize("tour", TOURS)
def test_every_page_serves_everyone(chromium: Browser, demo: Demo, tour: str) -> None:
    """Each page in each language at one width. ``POLKU_PICTURES=DIR`` takes both widths, and keeps a picture of each."""
    if not axe.SOURCE.is_file():
        pytest.skip("no axe-core: install Node.js, then run make test")
    found: dict[str, list[str]] = defaultdict(list)
    with Person(chromium, demo) as visitor, Person(chromium, demo, screen=DESKTOP) as helper:
        stops = TOURS[tour](visitor, helper)
        scales = Scales(visitor)
        for stop in stops:
            for language in LANGUAGES:
                scales.empty()
                arrive(visitor, stop, language)
                if tour in FOR_RESIDENTS and not LIGHTEST < (weight := scales.read()) <= HEAVIEST:
                    found[f"weighs {weight} bytes"].append(f"{stop.name}/{language}")
                if stop.press:
                    stop.press(visitor)
                for fault in faults(visitor, stop, language):
                    found[fault].append(f"{stop.name}/{language}")
    assert dict(found) == {}


def arrive(visitor: Person, stop: Stop, language: str) -> None:
    visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    visitor.language = language
    status = visitor.open(stop.path)
    assert status == stop.status, (stop.name, status)
    assert visitor.page.locator("html").get_attribute("lang") == language


def faults(visitor: Person, stop: Stop, language: str) -> Iterator[str]:
    """In light and (the same page whatever its language) dark; then narrower, then with larger text."""
    page = visitor.page
    for screen in SCREENS[language]:
        page.set_viewport_size(screen)  # type: ignore[arg-type]
        yield from axe.violations(page)
        take_picture(visitor, stop, language, screen)
    if language == LANGUAGES[0]:
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.emulate_media(color_scheme="dark")
        yield from (f"dark: {fault}" for fault in axe.violations(page, axe.COLOURS))
        page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    yield from axe.too_wide(page)


def take_picture(visitor: Person, stop: Stop, language: str, screen: dict[str, int]) -> None:
    if PICTURES:
        visitor.page.screenshot(path=Path(PICTURES) / f"{stop.name}-{language}-{screen['width']}.png", full_page=True)
