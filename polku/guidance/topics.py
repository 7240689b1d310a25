"""What cases are about: topics from ``content/national/topics.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from polku.foundation.content import Node, Text, content_root, in_language, load_yaml, text3

REGISTERS = ("health", "social")


@dataclass(frozen=True, slots=True)
class Place:
    """`service` is the service key that takes a case, `register` whose records it belongs to."""

    service: str = "outpatient"
    register: str = "health"


@dataclass(frozen=True, slots=True)
class Topic:
    """`endings` holds those endings of the assessment of the same name that another service takes."""

    key: str
    title: Text
    place: Place
    endings: Mapping[str, Place]

    @property
    def service(self) -> str:
        return self.place.service

    @property
    def register(self) -> str:
        return self.place.register


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by its key, in the order of the file, read once; raises `ContentError`."""
    return load_topics(content_root() / "national" / "topics.yaml")


def title(key: str, language: str) -> str:
    """The topic's name; the key itself for a topic that the file no longer holds, so that history stays readable."""
    found = topics().get(key)
    return in_language(found.title, language) if found else key


def place_of(key: str, ending: str = "") -> Place:
    """Who takes a case of this topic after this ending: outpatient care for a topic that the file does not hold."""
    found = topics().get(key)
    return found.endings.get(ending, found.place) if found else Place()


def load_topics(path: Path) -> dict[str, Topic]:
    return read_topics(load_yaml(path))


def read_topics(root: Node) -> dict[str, Topic]:
    entries = root.mapping(["topics"])["topics"].entries()
    return {key: _topic(key, node) for key, node in entries.items()}


def _topic(key: str, node: Node) -> Topic:
    parts = node.mapping(["service", "register", "title"], ["endings"])
    others = parts["endings"].entries() if "endings" in parts else {}
    endings = {ending: _place(other.mapping(["service", "register"])) for ending, other in others.items()}
    return Topic(key, text3(parts["title"]), _place(parts), endings)


def _place(parts: Mapping[str, Node]) -> Place:
    return Place(parts["service"].text(), parts["register"].word(REGISTERS))
