"""People at browsers of their own: what they press, and every fault that their browser tells of."""

from __future__ import annotations

from types import TracebackType
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Response

from polku.demo.launcher import Demo

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
TELL_POLICY = """addEventListener("securitypolicyviolation",
  event => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile ?? ""}`))"""


class Person:
    """One browser context. Leaving it asserts that there was no script error, refused content or missing file.

    A form that comes back to be mended is no fault.
    """

    def __init__(
        self, chromium: Browser, demo: Demo, *, language: str = "fi", screen: dict[str, int] = PHONE, script: bool = True,
        scheme: str = "light",
    ) -> None:
        self.demo, self.language = demo, language
        self.faults: list[str] = []
        self.context = chromium.new_context(
            viewport=screen, java_script_enabled=script, reduced_motion="reduce", color_scheme=scheme,  # type: ignore[arg-type]
        )
        self.context.set_default_timeout(20_000)
        self.context.add_init_script(TELL_POLICY)
        self.context.on("console", self._heard)
        self.context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.context.on("response", self._answered)
        self.page = self.context.new_page()

    def __enter__(self) -> Person:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.context.close()
        if kind is None:
            assert self.faults == []

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"{self.path} console: {message.text}")

    def _answered(self, response: Response) -> None:
        sent_back = response.status in (409, 422) and response.request.method == "POST"
        if response.status >= 400 and response.request.resource_type != "document" and not sent_back:
            self.faults.append(f"{self.path} loads {response.url}: {response.status}")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def heading(self) -> str:
        return " ".join(self.page.locator("h1").inner_text().split())

    @property
    def text(self) -> str:
        """The words of the page as they are shown."""
        return " ".join(self.page.locator("body").inner_text().split())

    def open(self, path: str) -> int:
        """Open a page by what stands after the language, or by its whole path; gives the status."""
        whole = path.format(language=self.language) if path.startswith("/") else f"/{self.language}/{path}"
        response = self.page.goto(self.demo.address + whole)
        assert response is not None
        return response.status

    def press(self, selector: str) -> None:
        """Press a link or button that leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def follow(self, part: str) -> None:
        self.press(f"a[href*='{part}']:visible")

    def submit(self, form: str = "main form") -> None:
        self.press(f"{form} button[type=submit]")

    def choose_persona(self, key: str) -> None:
        assert self.page.url.startswith(self.demo.issuer), self.page.url
        self.press(f"button[name=persona][value='{key}']")
        assert self.page.url.startswith(self.demo.address), self.page.url

    def sign_in(self, key: str, path: str) -> None:
        """Open a page that asks to sign in, and come to it as this persona."""
        self.open(path)
        self.choose_persona(key)
