"""Answers as a FHIR R4 QuestionnaireResponse, plain JSON: what expressions read, and what is exchanged."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from polku.assessment.logic.items import Answer, Answers, Attachment, Item, One, Other, Questionnaire
from polku.assessment.logic.visibility import Counts, Seen, count, counts_of, visible
from polku.foundation.content import Text
from polku.rules.values import Missing

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
VALUES = {
    "boolean": "valueBoolean", "integer": "valueInteger", "decimal": "valueDecimal", "quantity": "valueQuantity",
    "date": "valueDate", "dateTime": "valueDateTime", "time": "valueTime", "string": "valueString", "text": "valueString",
    "url": "valueUri", "choice": "valueCoding", "open-choice": "valueCoding", "attachment": "valueAttachment",
}  # fmt: skip
Json = dict[str, Any]


class Response:
    """The items of a response to a questionnaire; what is not in force is left out, as FHIR wants it."""

    def __init__(self, questionnaire: Questionnaire, values: Answers, language: str = "", bare: bool = True) -> None:
        self.questionnaire, self.values, self.language, self.bare = questionnaire, values, language, bare
        self.counts: Counts = counts_of(questionnaire, values)
        self.seen: Seen = {}
        self.by_key: dict[str, Json] = {}
        self.by_occurrence: dict[str, Json] = {}

    def resource(self) -> Json:
        items = self.items(self.questionnaire.items, "")
        return {"resourceType": "QuestionnaireResponse", "status": "completed", **({"item": items} if items else {})}

    def items(self, items: tuple[Item, ...], prefix: str) -> list[Json]:
        found: list[Json] = []
        for item in items:
            placed = item.within(prefix) if prefix else item
            if item.type == "display" or not visible(self.questionnaire, placed, self.values, self.seen):
                continue
            if item.repeating:
                found += self.occurrences(placed)
            elif (one := self.item(placed)) is not None:
                found.append(one)
        return found

    def occurrences(self, group: Item) -> list[Json]:
        found = []
        for number in range(1, count(group, self.counts) + 1):
            prefix = f"{group.key}-{number}-"
            node = self.head(group) | {"item": self.items(group.items, prefix)}
            if node["item"]:
                self.by_occurrence[prefix] = node
                found.append(node)
        return found

    def item(self, item: Item) -> Json | None:
        node = self.head(item)
        answer = self.values.get(item.key)
        if item.holds:
            if answer is None:
                return None
            node["answer"] = answers_of(item, answer, self.language)
        below = self.items(item.items, item.prefix)
        if below and item.holds:
            node["answer"][0]["item"] = below
        elif below:
            node["item"] = below
        elif not item.holds:
            return None
        self.by_key[item.key] = node
        return node

    def head(self, item: Item) -> Json:
        text = {} if self.bare else {"text": item.text.get(self.language) or item.text["en"]}
        return {"linkId": item.fhir_id, **text}


def answers_of(item: Item, answer: Answer, language: str = "") -> list[Json]:
    """One entry for each value; "I don't know" is a value that is absent as it was asked and not known."""
    if isinstance(answer, Missing):
        reason = {"extension": [{"url": ABSENT, "valueCode": "asked-unknown"}]}
        name = VALUES[item.type]
        return [{name if name in ("valueCoding", "valueQuantity", "valueAttachment") else f"_{name}": reason}]
    many = answer if isinstance(answer, tuple) else () if answer is None else (answer,)
    return [_value(item, one, language) for one in many]


def _value(item: Item, one: One, language: str) -> Json:
    name = VALUES[item.type]
    if isinstance(one, Other):
        return {"valueString": one.text}
    if isinstance(one, Attachment):
        return {name: {"contentType": one.content_type, "url": f"urn:uuid:{one.id}", "size": one.size, "title": one.name}}
    if name == "valueCoding":
        return {name: coding(item, str(one), language)}
    if name == "valueQuantity":
        return {name: {"value": _plain(one), **_unit(item, language)}}
    return {name: _plain(one)}


def _plain(one: One) -> object:
    return one if not isinstance(one, Decimal) else int(one) if one == one.to_integral_value() else one


def coding(item: Item, code: str, language: str = "") -> Json:
    option = item.option(code)
    if option is None:
        return {"code": code}
    found: Json = {"code": option.original_code or code}
    if option.score is not None:
        found = {"extension": [{"url": ORDINAL, "valueDecimal": _plain(option.score)}], **found}
    if option.system:
        found["system"] = option.system
    return found | ({"display": _told(option.text, language)} if language else {})


def _unit(item: Item, language: str) -> Json:
    unit: Json = {"unit": _told(item.unit, language or "en")} if item.unit else {}
    return unit | ({"system": "http://unitsofmeasure.org", "code": item.unit_code} if item.unit_code else {})


def _told(text: Text, language: str) -> str:
    return text.get(language) or text.get("en") or next(iter(text.values()))
