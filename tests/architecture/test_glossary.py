"""GLOSSARY.md holds every word that code and content key by, in three languages, in Finnish order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from polku.catalogue.queries import catalogue
from polku.definitions.urgency import Urgency
from polku.foundation.content import Text
from polku.guidance.limits import CIRCUMSTANCES, CLOCKS
from polku.insight.codes import codes

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"\| (?P<fi>.+?) \| (?P<sv>.+?) \| (?P<en>.+?) \| (?P<code>.+?) \|\Z")
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzåäö"


def rows(text: str) -> list[dict[str, str]]:
    found = [LINE.match(line) for line in text.splitlines() if line.startswith("| ")]
    return [match.groupdict() for match in found if match][1:]


ROWS = rows((ROOT / "GLOSSARY.md").read_text(encoding="utf-8"))
IN_CODE = {word for row in ROWS for word in re.findall(r"`([^`]+)`", row["code"])}


def finnish_order(word: str) -> list[int]:
    return [ALPHABET.index(letter) for letter in word.lower() if letter in ALPHABET]


def missing(keys: set[str], known: set[str]) -> set[str]:
    return keys - known


KEYS = {
    "urgency": {level.key for level in Urgency},
    "professions": set(codes().professions) | set(catalogue().professions),
    "services": set(codes().services) | {service.key for service in catalogue().services.values()},
    "contact types": set(codes().contact_types),
    "clocks": set(CLOCKS),
    "circumstances": set(CIRCUMSTANCES),
    "registers": {unit.register for unit in catalogue().units.values()},
}


@pytest.mark.parametrize("list_name", KEYS)
def test_every_key_stands_in_the_glossary(list_name: str) -> None:
    assert KEYS[list_name]
    assert missing(KEYS[list_name], IN_CODE) == set()


def test_a_key_that_the_glossary_lacks_is_found() -> None:
    assert missing({"physician", "astrologer"}, IN_CODE) == {"astrologer"}


def test_it_holds_sixty_words_and_each_once_in_finnish_order() -> None:
    words = [row["fi"] for row in ROWS]
    assert len(words) >= 60
    assert len(set(words)) == len(words)
    assert words == sorted(words, key=finnish_order)


def test_no_cell_is_empty() -> None:
    assert all(cell.strip() for row in ROWS for cell in row.values())


NAMED: dict[str, Text] = {
    **{key: code.name for key, code in codes().services.items()},
    **{key: profession.name for key, profession in catalogue().professions.items()},
    **{key: contact_type.name for key, contact_type in codes().contact_types.items()},
}


def test_the_glossary_and_the_code_lists_say_the_same_name() -> None:
    told = {(row["code"], row["fi"].lower(), row["sv"].lower(), row["en"].lower()) for row in ROWS}
    named = {(f"`{key}`", name["fi"].lower(), name["sv"].lower(), name["en"].lower()) for key, name in NAMED.items()}
    assert named - told == set()


def test_classes_that_it_names_exist() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "polku").rglob("*.py"))
    classes = set(re.findall(r"^\s*class (\w+)", source, re.M))
    named = {word for word in IN_CODE if re.fullmatch(r"(?:[A-Z][a-z]+)+", word)}
    assert named
    assert missing(named, classes) == set()
