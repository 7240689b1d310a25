"""Plain search: words by their beginnings, without accents, so that inflected Finnish and compounds are found. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TypeVar

Item = TypeVar("Item")

SHORTEST_STEM = 4
LONGEST_ENDING = 3
SHORTEST_WORD = 3
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Lower case without accents: `Äitiys` → `aitiys`."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def stem(word: str) -> str:
    """The beginning of a folded word that its inflected forms share: up to three letters less, four at least."""
    ending = min(LONGEST_ENDING, max(0, len(word) - SHORTEST_STEM))
    return word[: len(word) - ending]


def weight_of(sought: str, text: str) -> int:
    """How well a text holds a folded word: 4 begins with it whole, 3 with its stem, 2 it begins with the text's stem,
    1 inside a compound, 0 not."""
    return max((_weight(sought, word) for word in words(text)), default=0)


def _weight(sought: str, word: str) -> int:
    if word.startswith(sought):
        return 4
    ours, theirs = stem(sought), stem(word)
    if len(theirs) < SHORTEST_STEM:
        return 0
    if word.startswith(ours):
        return 3
    if sought.startswith(theirs):
        return 2
    return int(len(sought) > SHORTEST_STEM and ours in word)


def rank(query: str, items: Iterable[tuple[Item, Sequence[tuple[int, str]]]]) -> list[Item]:
    """The items that hold a word of the query, best first. An item's texts come with their weights.

    More of the words found comes before any weight; the given order breaks ties.
    """
    sought = [word for word in words(query) if len(word) >= SHORTEST_WORD]
    scored = []
    for place, (item, texts) in enumerate(items):
        scores = [max((weight * weight_of(word, text) for weight, text in texts), default=0) for word in sought]
        found = sum(1 for score in scores if score)
        if found:
            scored.append((-found, -sum(scores), place, item))
    return [item for *_, item in sorted(scored, key=lambda row: row[:3])]
