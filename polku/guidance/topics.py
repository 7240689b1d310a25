"""What cases are about: topics from ``content/national/topics.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from polku.foundation.content import Node, Text, content_root, in_language, load_yaml, text3

REGISTERS = ("health", "social")


@dataclass(frozen=True, slots=True)
class Topic:
    """`service` is the service key that takes it, `register` whose records it belongs to."""

    key: str
    title: Text
    service: str
    register: str


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by its key, in the order of the file, read once; raises `ContentError`."""
    return load_topics(content_root() / "national" / "topics.yaml")


def title(key: str, language: str) -> str:
    """The topic's name; the key itself for a topic that the file no longer holds, so that history stays readable."""
    found = topics().get(key)
    return in_language(found.title, language) if found else key


def load_topics(path: Path) -> dict[str, Topic]:
    return read_topics(load_yaml(path))


def read_topics(root: Node) -> dict[str, Topic]:
    entries = root.mapping(["topics"])["topics"].entries()
    return {key: _topic(key, node) for key, node in entries.items()}


def _topic(key: str, node: Node) -> Topic:
    parts = node.mapping(["service", "register", "title"])
    return Topic(key, text3(parts["title"]), parts["service"].text(), parts["register"].word(REGISTERS))
