"""The items of a FHIR Questionnaire as entries of our notation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from polku.assessment.fhir import names
from polku.assessment.fhir.adaptive import ADAPTIVE_TAKERS
from polku.assessment.fhir.elements import Element, Json, refuse, short
from polku.assessment.fhir.options import options_of
from polku.assessment.logic.items import CHOICES, MOMENTS, NUMBERS, TYPES, Item
from polku.assessment.logic.taking import Problem, take
from polku.foundation.content import REQUIRED_LANGUAGES

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_DEEPEST = 30
_ASKED_FOR = {
    "fi": "Kysymys kuuluu lomakkeeseen.", "sv": "Frågan hör till blanketten.", "en": "The question belongs to the form.",
}  # fmt: skip


class Items:
    """`ids` gives each linkId of the file the one that we use: the same where it can be."""

    def __init__(self, root: Element) -> None:
        self.root, self.notes = root, root.notes
        self.ids: dict[str, str] = {}
        self.types: dict[str, str] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self._name(root.list("item"), 0)

    def read(self) -> list[Json]:
        return [self.item(self.root.below(raw, _place(raw))) for raw in self.root.list("item")]

    def _name(self, raw_items: list[Any], depth: int) -> None:
        """Names for all items first: conditions may point forward."""
        if depth > _DEEPEST:
            refuse(f"items nested more than {_DEEPEST} deep", "fewer levels")
        for raw in raw_items:
            element = self.root.below(raw, _place(raw))
            link_id = element.text("linkId")
            if not link_id:
                refuse("an item without linkId", "a linkId on every item")
            if link_id in self.ids:
                refuse(f"linkId '{link_id[:60]}' twice", "each linkId once")
            self.ids[link_id] = _usable(link_id, set(self.ids.values()))
            self.types[link_id] = element.text("type")
            self._name(element.list("item"), depth + 1)

    def item(self, element: Element) -> Json:
        link_id, type_ = element.text("linkId"), element.text("type")
        if type_ not in TYPES:
            refuse(f"type '{type_[:40]}' at item '{link_id[:60]}'", f"one of: {', '.join(TYPES)}")
        ours = self.ids[link_id]
        entry: Json = {"linkId": ours, **({"originalId": link_id} if ours != link_id else {}), "type": type_}
        entry["text"] = self._text(element, link_id)
        self._below(element, entry)
        for key in ("required", "repeats", "readOnly"):
            if element.get(key, bool):
                entry[key] = True
        if element.get("maxLength", int):
            entry["maxLength"] = element.get("maxLength")
        if type_ in CHOICES:
            entry["answerOption"], self.codes[link_id], chosen = options_of(element, self.root)
            if chosen:
                entry["initial"] = chosen if entry.get("repeats") else chosen[0]
        self._extensions(element, entry)
        self._initial(element, entry)
        self._conditions(element, entry)
        element.taken |= {"linkId", "type", "item"}
        element.left_over()
        return self._fitting(entry, element)

    def _text(self, element: Element, link_id: str) -> Json:
        text = element.text3("text")
        if text is None:
            self.notes.add("no text: its linkId stands in its place", link_id)
            return dict.fromkeys(("fi", "sv", "en"), link_id)
        return text

    def _below(self, element: Element, entry: Json) -> None:
        """Items inside; one that is a help text becomes the help of this one."""
        inside: list[Json] = []
        for raw in element.list("item"):
            below = element.below(raw, _place(raw))
            if "help" not in entry and entry["type"] != "display" and _is_help(below):
                entry["help"] = self._text(below, below.place)
            else:
                inside.append(self.item(below))
        if inside:
            entry["item"] = inside

    def _extensions(self, element: Element, entry: Json) -> None:
        for url, mark in element.extensions():
            taker = _TAKERS.get(url)
            if taker is not None:
                taker(mark, entry)
            elif not (url == names.CONTROL and _is_help(element)):
                self.notes.add(f"extension {url[:200]} is ignored", element.place)

    def _initial(self, element: Element, entry: Json) -> None:
        values = [_value(element.below(raw), entry, self.codes.get(element.place, {})) for raw in element.list("initial")]
        if values:
            entry["initial"] = values if entry.get("repeats") else values[0]

    def _conditions(self, element: Element, entry: Json) -> None:
        conditions = [self._condition(element.below(raw)) for raw in element.list("enableWhen")]
        behavior = element.text("enableBehavior")
        if conditions:
            entry["enableWhen"] = conditions
        if len(conditions) > 1:
            if behavior not in ("all", "any"):
                refuse(f"several conditions without enableBehavior at item '{element.place[:60]}'", "all or any")
            entry["enableBehavior"] = behavior

    def _condition(self, element: Element) -> Json:
        question, operator = element.text("question"), element.text("operator")
        if question not in self.ids:
            refuse(f"a condition on the unknown item '{question[:60]}'", "a linkId of this questionnaire")
        entry = {"type": self.types[question]}
        answer = element.get("answerBoolean", bool) if operator == "exists" else None
        if answer is None:
            answer = _value(element, entry, self.all_codes(question), "answer")
        return {"question": self.ids[question], "operator": operator, "answer": answer}

    def all_codes(self, link_id: str) -> dict[str, str]:
        """The codes of a question's options, also when it comes later in the file."""
        if link_id not in self.codes:
            found = _find(self.root.list("item"), link_id)
            is_choice = self.types[link_id] in CHOICES and found is not None
            self.codes[link_id] = options_of(self.root.below(found, link_id), self.root, quiet=True)[1] if is_choice else {}
        return self.codes[link_id]

    def _fitting(self, entry: Json, element: Element) -> Json:
        """The entry without what its type has no use for, and with a reason for asking."""
        type_ = entry["type"]
        unused = _UNUSED.get(type_, ())
        for key in [key for key in entry if key in unused or (key in _OF_TYPE and type_ not in _OF_TYPE[key])]:
            del entry[key]
            self.notes.add(f"'{key}' has no meaning for type {type_} and is ignored", element.place)
        asked = type_ not in ("display", "group") and not {"hidden", "readOnly", "calculatedExpression"} & entry.keys()
        if asked and "why" not in entry:
            self.notes.add("why it is asked is not said: a general reason was written", element.place)
            entry["why"] = dict(_ASKED_FOR)
        if type_ == "group" and "item" not in entry:
            refuse(f"group '{element.place[:60]}' without items", "items in every group")
        if entry.get("calculatedExpression"):
            entry.pop("initial", None)
            entry.pop("initialExpression", None)
        if not entry.get("repeats"):
            for key in [key for key in ("minOccurs", "maxOccurs") if key in entry]:
                del entry[key]
        return {key: entry[key] for key in _ORDER if key in entry}


def _usable(link_id: str, used: set[str]) -> str:
    if _NAME.match(link_id) and link_id not in used:
        return link_id
    name = re.sub(r"[^a-z0-9]+", "_", link_id.lower()).strip("_")[:40] or "item"
    name = name if name[0].isalpha() else f"q_{name}"
    number, found = 2, name
    while found in used:
        found, number = f"{name}_{number}", number + 1
    return found


def _place(raw: object) -> str:
    return str(raw.get("linkId") or "") if isinstance(raw, dict) else ""


def _find(raw_items: list[Any], link_id: str) -> Any:
    for raw in raw_items:
        if isinstance(raw, dict):
            found = raw if raw.get("linkId") == link_id else _find(raw.get("item") or [], link_id)
            if found is not None:
                return found
    return None


def _is_help(element: Element) -> bool:
    codes = []
    for raw in element.list("extension"):
        mark = element.below(raw)
        if mark.text("url") == names.CONTROL:
            concept = mark.below(mark.get("valueCodeableConcept", dict) or {})
            codes += [concept.below(coding).text("code") for coding in concept.list("coding")]
    return element.text("type") == "display" and "help" in codes and not element.list("item")


def _value(element: Element, entry: Json, codes: Mapping[str, str], stem: str = "value") -> Any:
    """The one value[x] or answer[x] of the element, as our notation writes it."""
    found = [name for name in element.value if name.startswith(stem)]
    if len(found) != 1:
        refuse(f"{len(found)} values at item '{element.place[:60]}'", f"one {stem}[x]")
    value, type_ = element.get(found[0]), entry["type"]
    if found[0] in (f"{stem}Coding", f"{stem}Quantity"):
        inner = element.below(value)
        value = inner.text("code") if found[0].endswith("Coding") else inner.number("value")
    if type_ in CHOICES:
        value = codes.get(str(value))
        if value is None:
            refuse(f"a value that is no option at item '{element.place[:60]}'", f"one of: {', '.join(codes)}")
    elif type_ in MOMENTS:
        taken = take(Item("", type_, {}), value)
        if isinstance(taken, Problem):
            refuse(f"'{str(value)[:40]}' at item '{element.place[:60]}'", f"a whole {type_}")
        value = taken
    if not isinstance(value, (bool, int, Decimal, str)):
        refuse(f"a {found[0]} at item '{element.place[:60]}'", "a value that can be asked")
    return value


def _whole(key: str) -> Callable[[Element, Json], None]:
    def read(mark: Element, entry: Json) -> None:
        entry[key] = mark.get("valueInteger", int)

    return read


def _limit(key: str) -> Callable[[Element, Json], None]:
    def read(mark: Element, entry: Json) -> None:
        found = [name for name in mark.value if name.startswith("value")]
        value: Any = mark.get(found[0]) if found else None
        entry[key] = mark.below(value).number("value") if isinstance(value, dict) else value

    return read


def _flag(key: str) -> Callable[[Element, Json], None]:
    def read(mark: Element, entry: Json) -> None:
        if mark.get("valueBoolean", bool):
            entry[key] = True

    return read


def _source(key: str) -> Callable[[Element, Json], None]:
    def read(mark: Element, entry: Json) -> None:
        entry[key] = mark.expression()[1]

    return read


def _size(mark: Element, entry: Json) -> None:
    megabytes = mark.number("valueDecimal")
    entry["maxSize"] = max(1, int((megabytes or Decimal(1)) * 1024))


def _kind(mark: Element, entry: Json) -> None:
    entry.setdefault("contentType", []).append(mark.text("valueCode"))


def _unit(mark: Element, entry: Json) -> None:
    if "unit" in entry or "unitCode" in entry:
        refuse(f"several units at item '{mark.place[:60]}'", "one unit for a question")
    coding = mark.below(mark.get("valueCoding", dict) or {})
    if (text := coding.text3("display")) is not None:
        entry["unit"] = text
    if coding.text("code") and coding.text("system") in (names.UCUM, ""):
        entry["unitCode"] = coding.text("code")


def _variable(mark: Element, entry: Json) -> None:
    name, source = mark.expression()
    entry.setdefault("variable", []).append({"name": name, "expression": source})


def _why(mark: Element, entry: Json) -> None:
    parts = {part.text("url"): part.text("valueString") for part in map(mark.below, mark.list("extension"))}
    if all(parts.get(language, "").strip() for language in REQUIRED_LANGUAGES):
        entry["why"] = {language: parts[language] for language in (*REQUIRED_LANGUAGES, *sorted(parts)) if short(language)}


def _regex(mark: Element, entry: Json) -> None:
    entry["regex"] = mark.text("valueString")


_TAKERS: Mapping[str, Callable[[Element, Json], None]] = {
    names.HIDDEN: _flag("hidden"), names.DONT_KNOW: _flag("dontKnow"), names.WHY: _why,
    names.MIN_VALUE: _limit("minValue"), names.MAX_VALUE: _limit("maxValue"),
    names.MIN_QUANTITY: _limit("minValue"), names.MAX_QUANTITY: _limit("maxValue"),
    names.MIN_LENGTH: _whole("minLength"), names.MIN_OCCURS: _whole("minOccurs"), names.MAX_OCCURS: _whole("maxOccurs"),
    names.REGEX: _regex, names.MAX_SIZE: _size, names.MIME_TYPE: _kind, names.UNIT: _unit, names.UNIT_OPTION: _unit,
    names.VARIABLE: _variable, names.CALCULATED: _source("calculatedExpression"), names.INITIAL: _source("initialExpression"),
    **ADAPTIVE_TAKERS,
}  # fmt: skip
_WRITTEN = ("string", "text", "url", "open-choice")
_OF_TYPE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("minLength", "maxLength", "regex"), _WRITTEN), **dict.fromkeys(("unit", "unitCode"), NUMBERS),
    **dict.fromkeys(("minValue", "maxValue"), (*NUMBERS, *MOMENTS)), **dict.fromkeys(("maxSize", "contentType"), ("attachment",)),
}  # fmt: skip
_UNUSED = {
    "display": ("required", "repeats", "readOnly", "initial", "why", "dontKnow", "variable", "calculatedExpression",
                "initialExpression", "minOccurs", "maxOccurs", "item"),
    "group": ("readOnly", "initial", "dontKnow", "calculatedExpression", "initialExpression"),
}  # fmt: skip
_ORDER = (
    "linkId", "originalId", "type", "required", "repeats", "minOccurs", "maxOccurs", "hidden", "readOnly", "dontKnow", "text",
    "help", "why", "unit", "unitCode", "minValue", "maxValue", "minLength", "maxLength", "regex", "maxSize", "contentType",
    "initial", "initialExpression", "variable", "calculatedExpression", "enableBehavior", "enableWhen", "answerOption",
    "graded", "adaptive", "adaptiveScore", "item",
)  # fmt: skip
