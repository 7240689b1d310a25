"""The words of a question, an ending, a table or the assessment itself, as people edit them: each at its place in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from polku.assessment.publishing.logic import editing
from polku.foundation.content import REQUIRED_LANGUAGES, Text

Source = Mapping[str, str]
Place = tuple[str | int, ...]
Typed = Mapping[str, Mapping[str, str]]
"""By the key of the words, then by part."""

SOURCE = ("title", "date", "licence")
USE = ("purpose", "user", "population", "setting", "exclusions")


@dataclass(frozen=True)
class Words:
    """What stands at a place, by part: languages, the parts of a source, or "" for a single value.

    `optional` ones may be left out altogether. `there` tells whether the file has them now; `listed`, whether they are an
    entry of a list.
    """

    key: str
    path: Place
    parts: Mapping[str, str]
    optional: bool = False
    there: bool = True
    listed: bool = False


@dataclass(frozen=True)
class Sheet:
    file: str
    words: tuple[Words, ...]


def sheet(source: Source, name: str, kind: str, thing: str) -> Sheet:
    """`kind` is question, ending, table or about. Raises NoSuchPlace for what the assessment's own files do not hold."""
    if kind not in _KINDS:
        raise editing.NoSuchPlace(f"nothing of the kind '{kind}'")
    file, words = _KINDS[kind]
    text = source[f"{name}/{file}"]
    return Sheet(f"{name}/{file}", tuple(words(text, thing)))


def with_sheet(source: Source, sheet: Sheet, typed: Typed) -> Source:
    """The source with these words; what is the same as before is not touched."""
    text = source[sheet.file]
    changed = [words for words in sheet.words if dict(words.parts) != dict(typed[words.key])]
    for words in changed:
        if words.there and any(typed[words.key].values()):
            text = _set(text, words, typed[words.key])
    for words in reversed(changed):
        if words.there and not any(typed[words.key].values()):
            text = _without(text, words)
    for words in changed:
        if not words.there and any(typed[words.key].values()):
            text = _added(text, words, typed[words.key])
    return {**source, sheet.file: text}


def _set(text: str, words: Words, parts: Mapping[str, str]) -> str:
    if tuple(parts) == ("",):
        return editing.set_entry(text, words.path[:-1], str(words.path[-1]), parts[""])
    for part, value in parts.items():
        if words.parts.get(part) != value:
            text = editing.set_entry(text, words.path, part, value)
    return text


def _without(text: str, words: Words) -> str:
    *path, last = words.path
    return editing.remove(text, path, int(last)) if words.listed else editing.unset_entry(text, path, str(last))


def _added(text: str, words: Words, parts: Mapping[str, str]) -> str:
    *path, last = words.path
    value: editing.Plain = parts[""] if tuple(parts) == ("",) else dict(parts)
    if words.listed:
        return editing.append(text, path, value)
    return editing.set_entry(text, path, str(last), value, after=("text", "name"))


def _question(text: str, link_id: str) -> Iterator[Words]:
    path, item = _item(cast(list[Any], _at(text, ("item",))), link_id, ("item",))
    yield _words("text", (*path, "text"), item["text"])
    if item["type"] != "display":
        yield _words("help", (*path, "help"), item.get("help"), optional=True)
    if item["type"] not in ("display", "group"):
        told = item.get("why")
        yield _words("why", (*path, "why"), told, optional=not told)
    for number, option in enumerate(item.get("answerOption", ())):
        yield _words(f"option-{option['code']}", (*path, "answerOption", number, "text"), option["text"])


def _item(items: list[Any], link_id: str, path: Place) -> tuple[Place, dict[str, Any]]:
    waiting = [((*path, number), item) for number, item in enumerate(items)]
    while waiting:
        place, item = waiting.pop(0)
        if item.get("linkId") == link_id:
            return place, item
        waiting += [((*place, "item", number), below) for number, below in enumerate(item.get("item", ()))]
    raise editing.NoSuchPlace(f"no question '{link_id}' in this file")


def _ending(text: str, name: str) -> Iterator[Words]:
    path: Place = ("endings", name)
    ending = cast(dict[str, Any], _at(text, path))
    for key in ("title", "instruction", "whyTitle"):
        yield _words(key, (*path, key), ending[key])
    if ending["whyNotWorse"]:
        yield _words("whyNotWorse", (*path, "whyNotWorse"), ending["whyNotWorse"])
    for number, step in enumerate(ending["steps"]):
        for key in ("title", "text"):
            yield _words(f"step-{number + 1}-{key}", (*path, "steps", number, key), step[key])
    yield from _list("selfCare", (*path, "selfCare"), ending["selfCare"], REQUIRED_LANGUAGES)
    for number, worse in enumerate(ending["worse"]):
        yield _words(f"worse-{worse['call']}", (*path, "worse", number, "text"), worse["text"])


def _table(text: str, name: str) -> Iterator[Words]:
    path: Place = ("decisions", editing.find(text, ["decisions"], "name", name))
    decision = cast(dict[str, Any], _at(text, path))
    yield _words("title", (*path, "title"), decision.get("title"), optional=True)


def _about(text: str, _: str) -> Iterator[Words]:
    about = cast(dict[str, Any], _at(text, ()))
    for key in ("title", "summary"):
        yield _words(key, (key,), about[key])
    for key in USE:
        yield _words(f"use-{key}", ("intendedUse", key), about["intendedUse"][key])
    yield from _list("source", ("sources",), about["sources"], SOURCE)
    yield _words("attribution", ("attribution",), about["attribution"])
    yield Words("reviewBy", ("reviewBy",), {"": about["reviewBy"]})
    yield Words("incidentContact", ("incidentContact",), {"": about["incidentContact"]})
    reference = about["regulatory"].get("reference", "")
    yield Words("regulatory", ("regulatory", "reference"), {"": reference}, optional=True, there=bool(reference))


def _words(key: str, path: Place, found: Any, *, optional: bool = False) -> Words:
    texts: Text = found or {}
    parts = {language: texts.get(language, "") for language in dict.fromkeys((*REQUIRED_LANGUAGES, *texts))}
    return Words(key, path, parts, optional, bool(found))


def _list(key: str, path: Place, found: Any, parts: tuple[str, ...]) -> Iterator[Words]:
    """The entries, of which the first stays, and an empty place for one more."""
    entries = found or []
    for number, entry in enumerate(entries):
        yield Words(f"{key}-{number + 1}", (*path, number), dict(entry), number > 0, listed=True)
    empty = dict.fromkeys(parts, "")
    yield Words(f"{key}-{len(entries) + 1}", (*path, len(entries)), empty, True, there=False, listed=True)


def _at(text: str, path: Place) -> object:
    return editing.read(text, path)


_KINDS: Mapping[str, tuple[str, Callable[[str, str], Iterator[Words]]]] = {
    "question": ("questionnaire.yaml", _question), "ending": ("endings.yaml", _ending), "table": ("rules.yaml", _table),
    "about": ("assessment.yaml", _about),
}  # fmt: skip
