"""A FHIR element read with care: what is taken is remembered, so that what is left over can be told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NoReturn

from polku.assessment.fhir.names import FHIRPATH, TRANSLATION, UNSAFE
from polku.foundation.content import REQUIRED_LANGUAGES
from polku.foundation.errors import BadInput

Json = dict[str, Any]
LONGEST_TEXT = 20_000
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


class NotSafe(BadInput):
    """The questionnaire cannot be asked as it is meant; it is refused whole."""


def refuse(found: str, expected: str, mend: str = "change the questionnaire and import it again") -> NoReturn:
    raise NotSafe({"questionnaire": "not-safe"}, found, expected, mend)


class Notes:
    """What was left aside or filled in: each kind once, with where it was."""

    def __init__(self) -> None:
        self.kinds: dict[str, list[str]] = {}

    def add(self, kind: str, place: str) -> None:
        self.kinds.setdefault(kind, []).append(place)

    def lines(self) -> list[str]:
        return [_line(kind, list(dict.fromkeys(filter(None, places)))) for kind, places in self.kinds.items()]


def _line(kind: str, places: list[str]) -> str:
    if not places:
        return kind
    shown = ", ".join(places[:5])
    return f"{kind} ({len(places)}: {shown}, …)" if len(places) > 5 else f"{kind} ({shown})"


class Element:
    """One object of the JSON. `place` is the linkId it belongs to, or nothing at the top."""

    def __init__(self, value: object, place: str, notes: Notes, language: str) -> None:
        if not isinstance(value, dict):
            refuse(f"{type(value).__name__} where an object is needed{_at(place)}", "a JSON object")
        self.value: Json = value
        self.place, self.notes, self.language = place, notes, language
        self.taken: set[str] = set()
        if value.get("modifierExtension"):
            refuse(f"a modifierExtension{_at(place)}", "a questionnaire without one: it may change what the rest means")

    def below(self, value: object, place: str = "") -> Element:
        return Element(value, place or self.place, self.notes, self.language)

    def get(self, name: str, *types: type) -> Any:
        """The value under the name, of one of the types; None where there is none."""
        self.taken.add(name)
        value = self.value.get(name)
        wrong_truth = isinstance(value, bool) and bool not in types
        if value is not None and types and (wrong_truth or not isinstance(value, types)):
            refuse(f"'{name}' is {type(value).__name__}{_at(self.place)}", f"{' or '.join(one.__name__ for one in types)}")
        if isinstance(value, str):
            self.check_text(value, name)
        return value

    def text(self, name: str) -> str:
        return str(self.get(name, str) or "")

    def number(self, name: str) -> Decimal | None:
        value = self.get(name, int, Decimal)
        return None if value is None else Decimal(value)

    def check_text(self, value: str, name: str) -> None:
        if len(value) > LONGEST_TEXT:
            refuse(f"'{name}' of {len(value)} characters{_at(self.place)}", f"at most {LONGEST_TEXT}")
        if _NOT_TEXT.search(value):
            refuse(f"'{name}' holds control characters{_at(self.place)}", "plain text")

    def list(self, name: str) -> list[Any]:
        return list(self.get(name, list) or [])

    def text3(self, name: str) -> dict[str, str] | None:
        """The text with its translations; a language that is missing is filled with the text there is, and told."""
        plain, beside = self.get(name, str), self.get(f"_{name}", dict)
        found: dict[str, str] = {}
        if plain is not None and plain.strip():
            found[self.language] = plain.strip()
        for mark in self.below(beside or {}).list("extension"):
            self._translation(self.below(mark), found)
        if not found:
            return None
        base = next(iter(found.values()))
        missing = [language for language in REQUIRED_LANGUAGES if language not in found]
        if missing:
            self.notes.add(f"no text in {', '.join(missing)}: another language stands in its place", self.place)
        return {language: found.get(language, base) for language in (*REQUIRED_LANGUAGES, *sorted(found))}

    def _translation(self, mark: Element, found: dict[str, str]) -> None:
        if mark.text("url") != TRANSLATION:
            self.notes.add(f"extension {mark.text('url')[:200]} is ignored", self.place)
            return
        parts = {part.text("url"): part for part in map(mark.below, mark.list("extension"))}
        language = short(parts["lang"].text("valueCode")) if "lang" in parts else ""
        content = (parts["content"].text("valueString") or parts["content"].text("valueMarkdown")) if "content" in parts else ""
        if language and content.strip():
            found[language] = content.strip()

    def extensions(self) -> Iterator[tuple[str, Element]]:
        """Each extension with its url; an unsafe one is refused."""
        for raw in self.list("extension"):
            mark = self.below(raw)
            url = mark.text("url")
            if url in UNSAFE:
                refuse(
                    f"{UNSAFE[url]}{_at(self.place)} ({url.rsplit('/', 1)[-1]})", "conditions and options that are in the file"
                )
            yield url, mark

    def expression(self) -> tuple[str, str]:
        """The name and source of a FHIRPath expression."""
        value = self.below(self.get("valueExpression", dict) or {})
        if value.text("language") != FHIRPATH or not value.text("expression"):
            refuse(f"an expression in {value.text('language') or 'no language'}{_at(self.place)}", f"an expression in {FHIRPATH}")
        return value.text("name"), value.text("expression")

    def left_over(self) -> None:
        """Tell what nobody took."""
        for name in self.value:
            if name not in self.taken and name.removeprefix("_") not in ("id", "extension", "modifierExtension", "fhir_comments"):
                self.notes.add(f"element '{name[:60]}' is ignored", self.place)


def short(language: str) -> str:
    """The language as ours are named: fi for fi-FI; other languages as they are."""
    code = language.strip().replace("_", "-")
    plain = code.split("-")[0].lower()
    return plain if plain in REQUIRED_LANGUAGES else code if _CODE.match(code) else ""


def _at(place: str) -> str:
    return f" at item '{place[:60]}'" if place else ""
