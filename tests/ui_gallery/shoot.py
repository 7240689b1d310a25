"""Pictures of the gallery: ``python -m tests.ui_gallery.shoot --out DIR [--wide] [--dark] [--language fi] [NAME …]``."""

import argparse
import os
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import sync_playwright

from tests.ui_gallery.pages import PAGES

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "args": [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ],
}  # fmt: skip


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def build_locale() -> None:
    """The gallery reads the translation parts directly, so that a new text is seen at once."""
    for language in ("fi", "sv"):
        catalog = Catalog(locale=language)
        for part in sorted((ROOT / "polku/locale/parts").glob("*.yaml")):
            for entry in yaml.safe_load(part.read_text(encoding="utf-8")) or []:
                if "en_plural" in entry:
                    catalog.add((entry["en"], entry["en_plural"]), tuple(entry[language]))
                else:
                    catalog.add(entry["en"], entry[language])
        target = ROOT / "var/gallery-locale" / language / "LC_MESSAGES/django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, catalog)


def serve() -> str:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.ui_gallery.settings"
    django.setup()
    server = make_server("127.0.0.1", 0, StaticFilesHandler(get_wsgi_application()), handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", default="390x844")
    parser.add_argument("--scale", type=float, default=2)
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--language", default="fi")
    parser.add_argument("--viewport-only", action="store_true")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    build_locale()
    origin = serve()
    width, height = map(int, given.size.split("x"))
    given.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        page = browser.new_page(
            viewport={"width": width, "height": height},
            device_scale_factor=given.scale,
            color_scheme="dark" if given.dark else "light",
        )
        page.on("console", lambda message: print("console:", message.text))
        page.on("pageerror", lambda error: print("error:", error))
        for name in given.names or PAGES:
            page.goto(f"{origin}/{given.language}/{name}/")
            page.wait_for_timeout(150)
            target = given.out / f"{name}-{width}{'-dark' if given.dark else ''}-{given.language}.png"
            page.screenshot(path=target, full_page=not given.viewport_only)
            print(target)
        browser.close()


if __name__ == "__main__":
    main()
