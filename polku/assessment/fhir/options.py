"""The options of a choice: listed at the item, or in a value set inside the file."""

from __future__ import annotations

import re
from typing import Any

from polku.assessment.fhir import names
from polku.assessment.fhir.elements import Element, Json, refuse
from polku.assessment.logic.items import DONT_KNOW, OTHER

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_MOST = 2_000


def options_of(element: Element, root: Element, quiet: bool = False) -> tuple[list[Json], dict[str, str], list[str]]:
    """The options as our notation writes them, our code by that of the file, and the codes chosen at the start."""
    raw_options = element.list("answerOption") or _from_value_set(element, root)
    if not raw_options:
        refuse(f"a choice without options at item '{element.place[:60]}'", "answerOption, or a value set in the file")
    if len(raw_options) > _MOST:
        refuse(f"{len(raw_options)} options at item '{element.place[:60]}'", f"at most {_MOST}")
    options: list[Json] = []
    codes: dict[str, str] = {}
    chosen: list[str] = []
    taken = {OTHER} if element.text("type") == "open-choice" else set()
    for raw in raw_options:
        part = element.below(raw)
        option, original = _option(part, taken, quiet)
        taken.add(option["code"])
        if codes.setdefault(original, option["code"]) != option["code"]:
            refuse(f"option '{original[:60]}' twice at item '{element.place[:60]}'", "each code once")
        options.append(option)
        if part.get("initialSelected", bool):
            chosen.append(option["code"])
    return options, codes, chosen


def _from_value_set(element: Element, root: Element) -> list[Any]:
    wanted = element.text("answerValueSet")
    if not wanted:
        return []
    for raw in root.list("contained"):
        value_set = root.below(raw)
        if value_set.text("resourceType") == "ValueSet" and wanted == f"#{value_set.text('id')}":
            return _listed(value_set)
    refuse(f"options in the value set '{wanted[:80]}' at item '{element.place[:60]}'", "options that are in the file")


def _listed(value_set: Element) -> list[Any]:
    expansion = value_set.get("expansion", dict)
    if expansion:
        return [_as_option(coding) for coding in value_set.below(expansion).list("contains")]
    compose = value_set.below(value_set.get("compose", dict) or {})
    found: list[Any] = []
    for raw in compose.list("include"):
        part = compose.below(raw)
        if part.get("filter") or part.get("valueSet") or not part.list("concept"):
            refuse("a value set that is not listed in the file", "options that are in the file")
        found += [_as_option({"system": part.text("system"), **concept}) for concept in part.list("concept")]
    return found


def _as_option(coding: Any) -> Json:
    marks = coding.pop("extension", []) if isinstance(coding, dict) else []
    return {"valueCoding": coding, **({"extension": marks} if marks else {})}


def _option(part: Element, taken: set[str], quiet: bool) -> tuple[Json, str]:
    found = [name for name in part.value if name.startswith("value")]
    if len(found) != 1:
        refuse(f"an option with {len(found)} values at item '{part.place[:60]}'", "one value for each option")
    if found[0] == "valueCoding":
        coding = part.below(part.get("valueCoding", dict))
        original, system, text = coding.text("code"), coding.text("system"), coding.text3("display")
    elif found[0] in ("valueString", "valueInteger", "valueDate", "valueTime"):
        original, system, coding = str(part.get(found[0])), "", part
        text = part.text3("valueString") if found[0] == "valueString" else dict.fromkeys(("fi", "sv", "en"), original)
        if not quiet:
            part.notes.add("options that are texts or numbers become codes", part.place)
    else:
        refuse(f"an option of {found[0]} at item '{part.place[:60]}'", "options with codes")
    original = original or (next(iter(text.values())) if text else "")
    if not original:
        refuse(f"an option without code and text at item '{part.place[:60]}'", "a code for each option")
    code = _usable(original, taken)
    option: Json = {
        "code": code,
        **({"originalCode": original} if code != original else {}),
        **({"system": system} if system else {}),
    }
    option["text"] = text or dict.fromkeys(("fi", "sv", "en"), original)
    for source in (part, *([coding] if coding is not part else [])):
        _marks(source, option, quiet)
    return option, original


def _marks(source: Element, option: Json, quiet: bool) -> None:
    for url, mark in source.extensions():
        if url in (names.ORDINAL, names.WEIGHT):
            option["score"] = mark.number("valueDecimal")
        elif url == names.EXCLUSIVE:
            if mark.get("valueBoolean", bool):
                option["exclusive"] = True
        elif not quiet:
            source.notes.add(f"extension {url[:200]} is ignored", source.place)


def _usable(code: str, taken: set[str]) -> str:
    if _NAME.match(code) and code not in taken:
        return code
    name = re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")[:40] or "option"
    name = name if name[0].isalpha() else f"o_{name}"
    number, found = 2, name
    while found in taken or found == DONT_KNOW:
        found, number = f"{name}_{number}", number + 1
    return found
