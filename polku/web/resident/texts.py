"""The pages of text, from ``content/national/pages.yaml``: accessibility, privacy, help."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from polku.catalogue.queries import county
from polku.foundation.content import REQUIRED_LANGUAGES, Node, Text, content_root, in_language, load_yaml, text3

PAGES = ("accessibility", "privacy", "help")
LINKED = (*PAGES, "home", "assessments", "resume", "services", "my", "log")
ADDRESSES = ("https://", "mailto:", "tel:")
_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Link:
    """To a page of ours, with an anchor where given, or to an address."""

    label: Text
    page: str
    anchor: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: Text
    text: Text | None
    points: tuple[Text, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Page:
    title: Text
    intro: Text
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """The pages by name, and the contacts that stand in their texts in braces."""

    contacts: Mapping[str, Text]
    pages: Mapping[str, Page]


def accessibility_page() -> dict[str, Any]:
    return shown("accessibility")


def privacy_page() -> dict[str, Any]:
    return shown("privacy")


def help_page() -> dict[str, Any]:
    return shown("help")


def shown(name: str) -> dict[str, Any]:
    """The page in the current language, as ``resident/text.html`` takes it."""
    language = get_language() or "fi"
    page = texts().pages[name]
    places = {key: in_language(text, language) for key, text in texts().contacts.items()} | {"county": county(language).name}

    def told(text: Text | None) -> str:
        return _PLACE.sub(lambda found: places[found[1]], in_language(text, language)) if text else ""

    def href(link: Link) -> str:
        if link.address:
            return _PLACE.sub(lambda found: places[found[1]], link.address).replace(" ", "")
        return reverse(f"resident:{link.page}") + (f"#{link.anchor}" if link.anchor else "")

    return {
        "title": told(page.title), "intro": told(page.intro),
        "sections": [
            {"id": s.id, "title": told(s.title), "text": told(s.text), "points": [told(point) for point in s.points],
             "links": [{"label": told(link.label), "href": href(link)} for link in s.links]}
            for s in page.sections
        ],
    }  # fmt: skip


@cache
def texts() -> Texts:
    """Every page, read once; raises `ContentError`."""
    return load_texts(content_root() / "national" / "pages.yaml")


def load_texts(path: Path) -> Texts:
    return read_texts(load_yaml(path))


def read_texts(root: Node) -> Texts:
    parts = root.mapping(["contacts", *PAGES])
    contacts = {key: _contact(node) for key, node in parts["contacts"].entries().items()}
    known = {*contacts, "county"}
    return Texts(contacts, {name: _page(parts[name], known) for name in PAGES})


def _contact(node: Node) -> Text:
    """A contact that is the same in every language, or one with a text for each."""
    return text3(node) if isinstance(node.value, dict) else dict.fromkeys(REQUIRED_LANGUAGES, node.text())


def _page(node: Node, known: Collection[str]) -> Page:
    parts = node.mapping(["title", "intro", "sections"])
    sections = tuple(_section(each, known) for each in parts["sections"])
    _refuse_repeats(parts["sections"])
    return Page(_text(parts["title"], known), _text(parts["intro"], known), sections)


def _section(node: Node, known: Collection[str]) -> Section:
    parts = node.mapping(["id", "title"], ["text", "points", "links"])
    return Section(
        id=parts["id"].text(), title=_text(parts["title"], known), text=_text(parts["text"], known) if "text" in parts else None,
        points=tuple(_text(each, known) for each in parts["points"]) if "points" in parts else (),
        links=tuple(_link(each, known) for each in parts["links"]) if "links" in parts else (),
    )


def _link(node: Node, known: Collection[str]) -> Link:
    parts = node.mapping(["label"], ["page", "anchor", "address"])
    if ("page" in parts) == ("address" in parts):
        node.fail("neither or both of page and address", "one of them", "say where the link leads")
    address = parts["address"].text() if "address" in parts else ""
    if address and not address.startswith(ADDRESSES):
        parts["address"].fail(f"'{address}'", f"an address that begins {', '.join(ADDRESSES)}", "correct it, or name a page")
    if address:
        _places(parts["address"], address, known)
    return Link(
        _text(parts["label"], known), parts["page"].word(LINKED) if "page" in parts else "",
        parts["anchor"].text() if "anchor" in parts else "", address,
    )


def _text(node: Node, known: Collection[str]) -> Text:
    text = text3(node)
    for words in text.values():
        _places(node, words, known)
    return text


def _places(node: Node, words: str, known: Collection[str]) -> None:
    for name in _PLACE.findall(words):
        if name not in known:
            node.fail(f"'{{{name}}}'", f"one of: {', '.join(sorted(known))}", "correct the word or add it to contacts")


def _refuse_repeats(sections: Node) -> None:
    seen: set[str] = set()
    for node in sections:
        name = node.entries()["id"].text()
        if name in seen:
            node.fail(f"section '{name}' twice", "each id once on a page", "rename one of them")
        seen.add(name)
