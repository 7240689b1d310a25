"""A visitor who reads pages and sends their forms, as a person without JavaScript would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

from polku.foundation.errors import PolkuError


@dataclass
class Form:
    """A form of a page: where it goes and what it would send as it stands."""

    action: str = ""
    method: str = "get"
    id: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def offers(self, name: str) -> bool:
        return name in self.values or name in self.choices or any(name == button for button, _ in self.buttons)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text: list[str] = []
        self.title = self.heading = ""
        self._form: Form | None = None
        self._select = self._area = self._link = None  # type: ignore[var-annotated]
        self._in: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag in {"title", "h1", "script", "style"}:
            self._in.append(tag)
        if tag == "a" and "href" in a:
            self._link = [a["href"], ""]
        if tag == "form":
            self._form = Form(a.get("action", ""), a.get("method", "get").lower(), a.get("id", ""))
            self.forms.append(self._form)
        if self._form is not None and ("name" in a or tag == "option"):
            self._field(tag, a, self._form)

    def _field(self, tag: str, a: dict[str, str], form: Form) -> None:
        name, value = a.get("name", ""), a.get("value", "")
        if tag == "input" and a.get("type") in {"radio", "checkbox"}:
            form.choices.setdefault(name, []).append(value or "on")
            if "checked" in a:
                form.values.setdefault(name, []).append(value or "on")
        elif tag == "button" or (tag == "input" and a.get("type") == "submit"):
            form.buttons.append((name, value))
        elif tag == "input":
            form.values.setdefault(name, []).append(value)
        elif tag == "textarea":
            self._area = name
            form.values[name] = [""]
        elif tag == "select":
            self._select = name
            form.choices.setdefault(name, [])
        elif tag == "option" and self._select:
            form.choices[self._select].append(value)
            if "selected" in a or self._select not in form.values:
                form.values[self._select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if self._in and self._in[-1] == tag:
            self._in.pop()
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "a" and self._link:
            self.links.append((self._link[0], " ".join(self._link[1].split())))
            self._link = None

    def handle_data(self, data: str) -> None:
        if "title" in self._in:
            self.title += data
            return
        if "script" in self._in or "style" in self._in:
            return
        if "h1" in self._in:
            self.heading += data
        if self._area and self._form is not None:
            self._form.values[self._area] = [self._form.values[self._area][0] + data]
        if self._link:
            self._link[1] += data
        self.text.append(data)


@dataclass(frozen=True)
class Page:
    url: str
    status: int
    title: str
    heading: str
    text: str
    forms: list[Form]
    links: list[tuple[str, str]]

    def form(self, *names: str) -> Form:
        """The first form that offers all the names."""
        for form in self.forms:
            if all(form.offers(name) for name in names):
                return form
        raise PolkuError(f"no form with {', '.join(names)} on {self.title!r}", "such a form", f"the page is {self.url}")

    def link(self, part: str) -> str:
        for href, _text in self.links:
            if part in href:
                return urljoin(self.url, href)
        raise PolkuError(f"no link to {part} on {self.title!r}", "such a link", f"the page is {self.url}")


class Visitor:
    """One person's browser: cookies, redirects, forms."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.session = requests.Session()
        self.session.trust_env = False

    def open(self, url: str) -> Page:
        return self._page(self.session.get(url, timeout=30))

    def follow(self, page: Page, part: str) -> Page:
        return self.open(page.link(part))

    def send(self, page: Page, form: Form, **answers: str | list[str]) -> Page:
        """Send the form with these answers in place of what stood there; other fields as they stand."""
        values = {**form.values, **{k: v if isinstance(v, list) else [v] for k, v in answers.items()}}
        pairs = [(name, value) for name, many in values.items() for value in many]
        target = urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self._page(self.session.get(target, params=pairs, timeout=30))
        headers = {"Referer": page.url}
        return self._page(self.session.post(target, data=pairs, headers=headers, timeout=30))

    def _page(self, response: requests.Response) -> Page:
        reader = _Reader()
        if "html" in response.headers.get("Content-Type", ""):
            reader.feed(response.text)
        text = " ".join(" ".join(reader.text).split())
        page = Page(
            response.url, response.status_code, " ".join(reader.title.split()), " ".join(reader.heading.split()), text,
            reader.forms, reader.links,
        )
        if page.status >= 400:
            raise PolkuError(f"{self.name} got {page.status} {page.title!r}", "a page", f"at {response.url.split('?')[0]}")
        return page
