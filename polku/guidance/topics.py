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
    """`endings` and `answers` (by question and option) hold what another service takes, in the assessment of the same name."""

    key: str
    title: Text
    place: Place
    endings: Mapping[str, Place]
    answers: Mapping[str, Mapping[str, Place]]

    @property
    def service(self) -> str:
        return self.place.service

    @property
    def register(self) -> str:
        return self.place.register

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that may take it."""
        by_answer = (place for options in self.answers.values() for place in options.values())
        return (self.place, *self.endings.values(), *by_answer)

    def taken_by(self, ending: str, answers: Mapping[str, object]) -> Place:
        """The place of the ending, else of the first answer that leads elsewhere, else of the topic itself."""
        by_answer = (options.get(str(answers.get(question))) for question, options in self.answers.items())
        return self.endings.get(ending) or next((place for place in by_answer if place), self.place)


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by its key, in the order of the file, read once; raises `ContentError`."""
    return load_topics(content_root() / "national" / "topics.yaml")


def title(key: str, language: str) -> str:
    """The topic's name; the key itself for a topic that the file no longer holds, so that history stays readable."""
    found = topics().get(key)
    return in_language(found.title, language) if found else key


def place_of(key: str, ending: str = "", answers: Mapping[str, object] | None = None) -> Place:
    """Who takes a case of this topic after this ending and these answers; outpatient care where the file has no such topic."""
    found = topics().get(key)
    return found.taken_by(ending, answers or {}) if found else Place()


def load_topics(path: Path) -> dict[str, Topic]:
    return read_topics(load_yaml(path))


def read_topics(root: Node) -> dict[str, Topic]:
    entries = root.mapping(["topics"])["topics"].entries()
    return {key: _topic(key, node) for key, node in entries.items()}


def _topic(key: str, node: Node) -> Topic:
    parts = node.mapping(["service", "register", "title"], ["endings", "answers"])
    questions = parts["answers"].entries() if "answers" in parts else {}
    endings = _places(parts["endings"]) if "endings" in parts else {}
    answers = {question: _places(options) for question, options in questions.items()}
    return Topic(key, text3(parts["title"]), _place(parts), endings, answers)


def _places(node: Node) -> dict[str, Place]:
    return {name: _place(place.mapping(["service", "register"])) for name, place in node.entries().items()}


def _place(parts: Mapping[str, Node]) -> Place:
    return Place(parts["service"].text(), parts["register"].word(REGISTERS))
