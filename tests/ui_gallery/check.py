"""axe, reflow and the content policy on the gallery: ``python -m tests.ui_gallery.check --axe PATH_TO/axe.min.js [NAME …]``."""
# ruff: noqa: E501

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.ui_gallery.pages import PAGES
from tests.ui_gallery.shoot import CHROMIUM, build_locale, serve

RUN_AXE = """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}))
  .violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${(n.any[0] || n.all[0] || n.none[0] || {}).message || ""}`))"""
WIDER = """() => { const width = document.documentElement.clientWidth;
  const inside = e => e.closest(".table-scroll, .scroll, .visually-hidden, .skip-link, svg, dialog, details:not([open]) > :not(summary)");
  return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > width + 1 && !inside(e))
    .slice(0, 3).map(e => e.tagName + "." + e.className) }"""
TINY = """() => [...document.querySelectorAll("main :is(p, li, dd, dt, span, a, label, td, th)")]
  .filter(e => e.textContent.trim() && !e.closest("svg, .visually-hidden") && parseFloat(getComputedStyle(e).fontSize) < SMALLEST)
  .slice(0, 3).map(e => e.tagName + "." + e.className + " " + getComputedStyle(e).fontSize)"""


def watch(page: Page, found: list[str]) -> None:
    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    page.on("console", lambda message: found.append(f"console: {message.text}") if message.type == "error" else None)


def faults(browser: Browser, address: str, axe: str, scheme: str, width: int) -> Iterator[str]:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page.goto(address)
    page.add_script_tag(content=axe)
    yield from page.evaluate(RUN_AXE)
    smallest = "14" if "pro" in (page.get_attribute("body", "class") or "") else "15"
    yield from (f"text too small: {one}" for one in page.evaluate(TINY.replace("SMALLEST", smallest)))
    page.close()


def reflow_faults(browser: Browser, address: str) -> Iterator[str]:
    found: list[str] = []
    page = browser.new_page(viewport={"width": 320, "height": 640})
    watch(page, found)
    page.goto(address)
    yield from (f"wider than 320 px: {one}" for one in page.evaluate(WIDER))
    page.set_viewport_size({"width": 640, "height": 900})
    page.evaluate("() => { document.documentElement.setAttribute('dir', 'rtl') }")
    yield from (f"wider in rtl: {one}" for one in page.evaluate(WIDER))
    yield from found
    page.close()
    page = browser.new_page(viewport={"width": 390, "height": 844}, bypass_csp=True)
    page.goto(address)
    page.add_style_tag(content="html { font-size: 200% }")
    yield from (f"wider at 200 % text: {one}" for one in page.evaluate(WIDER))
    page.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--axe", type=Path, required=True)
    parser.add_argument("--languages", default="fi,sv,en")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    axe = given.axe.read_text(encoding="utf-8")
    build_locale()
    origin = serve()
    found: dict[str, list[str]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        for name in given.names or PAGES:
            for language in given.languages.split(","):
                address = f"{origin}/{language}/{name}/"
                for scheme, width in (("light", 390), ("dark", 1280)):
                    for fault in faults(browser, address, axe, scheme, width):
                        found.setdefault(fault, []).append(f"{name}/{language}/{scheme}")
            for fault in reflow_faults(browser, f"{origin}/fi/{name}/"):
                found.setdefault(fault, []).append(name)
        browser.close()
    for fault, places in found.items():
        print(f"{fault[:220]}  [{len(places)}× {', '.join(places[:3])}]")
    print(f"{len(found)} kinds of fault on {len(given.names or PAGES)} pages")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
