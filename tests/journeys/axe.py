"""What is wrong with a page for those who see, hear or move otherwise: axe's rules of WCAG 2.2 AA, and reflow."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "var/npm/node_modules/axe-core/axe.min.js"
WHOLE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}  # fmt: skip
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
RUN = """async (options) => (await axe.run(document, options)).violations
  .flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${(n.any[0] ?? n.all[0] ?? n.none[0] ?? {}).message ?? ""}`))"""
WIDER = """() => {
  const width = document.documentElement.clientWidth;
  const apart = ".table-scroll, .scroll, .visually-hidden, .skip-link, svg, dialog, details:not([open]) > :not(summary)";
  const reaches = e => e.getBoundingClientRect().right > width + 1 && !e.closest(apart);
  const wider = [...document.querySelectorAll("body *")].filter(reaches);
  const found = wider.slice(0, 3).map(e => `${e.tagName}.${e.className}`);
  return found.length || document.documentElement.scrollWidth <= width ? found : ["the page scrolls sideways"];
}"""
TWICE_THE_TEXT = "() => { document.documentElement.style.fontSize = '200%' }"
NARROW = {"width": 320, "height": 640}


@cache
def source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def violations(page: Page, rules: dict[str, Any] = WHOLE) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source())
    return list(page.evaluate(RUN, rules))


def too_wide(page: Page) -> Iterator[str]:
    """Parts that reach over the right edge at 320 px, and at double text. The page's text stays doubled."""
    before = page.viewport_size
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    yield from (f"wider than 320 px: {one}" for one in page.evaluate(WIDER))
    if before:
        page.set_viewport_size(before)
    page.evaluate(TWICE_THE_TEXT)
    yield from (f"wider at 200 % text: {one}" for one in page.evaluate(WIDER))
