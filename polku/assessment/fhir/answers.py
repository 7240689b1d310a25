"""Answers as a FHIR R4 QuestionnaireResponse, and back."""

from __future__ import annotations

import re
from typing import Any

from polku.assessment.fhir import names
from polku.assessment.fhir.texts import BASE, Json
from polku.assessment.fhir.writing import Head
from polku.assessment.logic.calculating import with_settled
from polku.assessment.logic.items import CHOICES, DONT_KNOW, Answers, Item, Questionnaire
from polku.assessment.logic.responses import Response
from polku.foundation.errors import BadInput

_STORED = re.compile(r"urn:uuid:([0-9A-Za-z-]{1,64})\Z")
_MOST = 20_000


def answers_to_fhir(questionnaire: Questionnaire, answers: Answers, head: Head, *, authored: str, language: str = BASE) -> Json:
    """The response to a version, with its calculated values; answers that are not in force are left out, as FHIR wants."""
    items = Response(questionnaire, with_settled(questionnaire, answers), language, bare=False).resource()
    return {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        "questionnaire": f"{head.url or f'urn:polku:questionnaire:{head.id}'}|{head.version}",
        "status": "completed",
        "authored": authored,
        **({"item": items["item"]} if "item" in items else {}),
    }


def answers_from_fhir(questionnaire: Questionnaire, resource: Json) -> dict[str, object]:
    """The answers by key, as `read_answers` takes them. Raises BadInput for what is no response to this questionnaire."""
    if resource.get("resourceType") != "QuestionnaireResponse":
        raise _bad(f"resourceType '{str(resource.get('resourceType'))[:60]}'", "QuestionnaireResponse")
    by_fhir_id = {item.fhir_id: item for item, _ in questionnaire.all_items}
    found: dict[str, object] = {}
    _read(resource.get("item"), by_fhir_id, "", found)
    return found


def _bad(found: str, expected: str) -> BadInput:
    return BadInput({"response": "not-readable"}, found, expected, "send a response to this questionnaire")


def _read(raw_items: object, items: dict[str, Item], prefix: str, found: dict[str, object]) -> None:
    if raw_items is None:
        return
    if not isinstance(raw_items, list) or len(raw_items) > _MOST:
        raise _bad("items that are no list", "a list of items")
    for raw in raw_items:
        item = items.get(str(raw.get("linkId"))) if isinstance(raw, dict) else None
        if item is None:
            raise _bad("an item that the questionnaire does not have", f"one of: {', '.join(items)}")
        inside = prefix
        if item.repeating:
            number = int(str(found.get(prefix + item.link_id, 0))) + 1
            found[prefix + item.link_id] = number
            inside = f"{prefix}{item.link_id}-{number}-"
        entries = raw.get("answer") or []
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise _bad(f"answers to '{item.fhir_id}' that are no list", "a list of answers")
        if item.holds and entries and not item.calculated:
            values = [_value(item, entry) for entry in entries]
            found[prefix + item.link_id] = values if item.repeats and DONT_KNOW not in values else values[0]
        for below in (raw, *entries):
            _read(below.get("item"), items, inside, found)


def _value(item: Item, entry: Json) -> object:
    name = next((key for key in entry if key.startswith("value")), None)
    value: Any = entry.get(name) if name else None
    beside = next((part for key, part in entry.items() if key.startswith("_value")), value)
    if isinstance(beside, dict) and any(
        mark.get("url") == names.ABSENT for mark in beside.get("extension", []) if isinstance(mark, dict)
    ):
        return DONT_KNOW
    if name == "valueCoding" and item.type in CHOICES and isinstance(value, dict):
        codes = {option.original_code or option.code: option.code for option in item.options}
        return codes.get(str(value.get("code")), str(value.get("code")))
    if name == "valueString" and item.type == "open-choice":
        return {"other": value}
    if name == "valueQuantity" and isinstance(value, dict):
        return _quantity(item, value)
    if name == "valueAttachment" and isinstance(value, dict):
        stored = _STORED.match(str(value.get("url")))
        return {
            "id": stored.group(1) if stored else "", "name": value.get("title"), "contentType": value.get("contentType"),
            "size": value.get("size"),
        }  # fmt: skip
    return value


def _quantity(item: Item, value: Json) -> object:
    """The number, where it is in the unit that was asked for."""
    code, unit = value.get("code"), value.get("unit")
    if (item.unit_code and code not in (None, item.unit_code)) or (
        not item.unit_code and unit and unit not in item.unit.values()
    ):
        raise _bad(f"an answer to '{item.fhir_id}' in {str(code or unit)[:40]}", f"in {item.unit_code or item.unit.get('en')}")
    return value.get("value")
