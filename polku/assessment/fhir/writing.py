"""A questionnaire written as a FHIR R4 Questionnaire with the extensions of Structured Data Capture."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from polku.assessment.fhir import names
from polku.assessment.fhir.adaptive import adaptive_extensions
from polku.assessment.fhir.texts import BASE, Json, told
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.calculating import expression
from polku.assessment.logic.items import NUMBERS, Answer, EnableWhen, Item, Option, Other, Questionnaire
from polku.assessment.logic.known import KNOWN
from polku.foundation.content import Text
from polku.rules.values import Missing

STATUSES = {"approved": "active", "retired": "retired"}
_VALUE = {
    "boolean": "Boolean", "integer": "Integer", "decimal": "Decimal", "date": "Date", "dateTime": "DateTime", "time": "Time",
    "string": "String", "text": "String", "url": "Uri", "quantity": "Quantity", "choice": "Coding", "open-choice": "Coding",
}  # fmt: skip


@dataclass(frozen=True)
class Head:
    """What a questionnaire says of itself."""

    id: str
    version: str
    title: Text
    status: str = "draft"
    url: str = ""
    experimental: bool = False


def head_of(assessment: Assessment) -> Head:
    about = assessment.metadata
    return Head(about.id, about.version, about.title, STATUSES.get(about.status, "draft"), "", about.status == "demo")


def questionnaire_to_fhir(questionnaire: Questionnaire, head: Head) -> Json:
    """The resource as plain JSON values."""
    return {
        "resourceType": "Questionnaire",
        "id": head.id,
        "language": BASE,
        **_some("extension", list(_root_extensions(questionnaire))),
        "url": head.url or f"urn:polku:questionnaire:{head.id}",
        "version": head.version,
        **told("title", head.title),
        "status": head.status,
        **_some("experimental", head.experimental),
        "subjectType": ["Patient"],
        "item": [_item(questionnaire, item) for item in questionnaire.items],
    }


def as_text(resource: Json) -> str:
    """The bytes of the file: the same for the same resource."""
    return json.dumps(resource, ensure_ascii=False, indent=2, default=_number) + "\n"


def _number(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)


def _some(name: str, value: object) -> Json:
    return {name: value} if value else {}


def _root_extensions(questionnaire: Questionnaire) -> Iterator[Json]:
    sources = [item.initial_expression for item, _ in questionnaire.all_items if item.initial_expression]
    used = {name for source in sources for name in expression(source).names if name in KNOWN}
    if used:
        coding = {"system": names.LAUNCHES, "code": "patient"}
        parts = [{"url": "name", "valueCoding": coding}, {"url": "type", "valueCode": "Patient"}]
        yield {"url": names.LAUNCH, "extension": parts}
    for name in sorted(used - {"patient"}):
        yield _expression(names.VARIABLE, names.KNOWN_AS[name], name)
    for variable in questionnaire.variables:
        yield _expression(names.VARIABLE, variable.expression, variable.name)


def _expression(url: str, source: str, name: str = "") -> Json:
    return {"url": url, "valueExpression": {**_some("name", name), "language": names.FHIRPATH, "expression": source}}


def _item(questionnaire: Questionnaire, item: Item) -> Json:
    below = [_help(item)] if item.help else []
    below += [_item(questionnaire, one) for one in item.items]
    several = len(item.enable_when) > 1
    return {
        **_some("extension", list(_extensions(item))),
        "linkId": item.fhir_id,
        **told("text", item.text),
        "type": item.type,
        **_some("enableWhen", [_condition(questionnaire, condition) for condition in item.enable_when]),
        **_some("enableBehavior", item.enable_behavior if several else ""),
        **_some("required", item.required),
        **_some("repeats", item.repeats),
        **_some("readOnly", item.read_only),
        **_some("maxLength", item.max_length),
        **_some("answerOption", [_option(item, option) for option in item.options]),
        **_some("initial", [] if item.options else _initial(item)),
        **_some("item", below),
    }


def _help(item: Item) -> Json:
    control = {"coding": [{"system": names.CONTROLS, "code": "help"}]}
    mark = {"url": names.CONTROL, "valueCodeableConcept": control}
    return {"extension": [mark], "linkId": f"{item.fhir_id}/help", **told("text", item.help), "type": "display"}


def _extensions(item: Item) -> Iterator[Json]:
    if item.hidden:
        yield {"url": names.HIDDEN, "valueBoolean": True}
    yield from _limits(item)
    for url, value in (
        (names.MIN_LENGTH, item.min_length), (names.MIN_OCCURS, item.min_occurs), (names.MAX_OCCURS, item.max_occurs),
    ):  # fmt: skip
        if value:
            yield {"url": url, "valueInteger": value}
    if item.regex:
        yield {"url": names.REGEX, "valueString": item.regex}
    if item.max_size:
        yield {"url": names.MAX_SIZE, "valueDecimal": Decimal(item.max_size) / 1024}
    yield from ({"url": names.MIME_TYPE, "valueCode": one} for one in item.content_types)
    if item.unit or item.unit_code:
        yield {"url": names.UNIT_OPTION if item.type == "quantity" else names.UNIT, "valueCoding": _unit(item)}
    yield from (_expression(names.VARIABLE, one.expression, one.name) for one in item.variables)
    if item.calculated:
        yield _expression(names.CALCULATED, item.calculated)
    if item.initial_expression:
        yield _expression(names.INITIAL, item.initial_expression)
    yield from adaptive_extensions(item)
    if item.dont_know:
        yield {"url": names.DONT_KNOW, "valueBoolean": True}
    if item.why:
        parts = [{"url": language, "valueString": item.why[language]} for language in sorted(item.why)]
        yield {"url": names.WHY, "extension": parts}


def _limits(item: Item) -> Iterator[Json]:
    low, high = (item.minimum, item.maximum) if item.type in NUMBERS else (item.earliest, item.latest)
    quantity = item.type == "quantity"
    urls = (names.MIN_QUANTITY, names.MAX_QUANTITY) if quantity else (names.MIN_VALUE, names.MAX_VALUE)
    for url, limit in zip(urls, (low, high), strict=True):
        if limit is not None and limit != "":
            yield {"url": url, f"value{_VALUE[item.type]}": _value(item, limit)}


def _unit(item: Item) -> Json:
    code = {"system": names.UCUM, "code": item.unit_code} if item.unit_code else {}
    return {**code, **(told("display", item.unit) if item.unit else {})}


def _quantity(item: Item, value: object) -> Json:
    unit = {"unit": item.unit[BASE]} if item.unit else {}
    return {"value": value, **unit, **({"system": names.UCUM, "code": item.unit_code} if item.unit_code else {})}


def _value(item: Item, value: Any) -> object:
    if item.type == "quantity":
        return _quantity(item, value)
    if item.options:
        return _coding(item.option(str(value)), str(value))
    return int(value) if item.type == "integer" else value


def _coding(option: Option | None, code: str) -> Json:
    system = option.system if option else ""
    return {**_some("system", system), "code": option.original_code or code if option else code}


def _option(item: Item, option: Option) -> Json:
    chosen = item.initial if isinstance(item.initial, tuple) else (item.initial,)
    marks: list[Json] = []
    if option.score is not None:
        marks.append({"url": names.ORDINAL, "valueDecimal": option.score})
    if option.exclusive:
        marks.append({"url": names.EXCLUSIVE, "valueBoolean": True})
    return {
        **_some("extension", marks),
        "valueCoding": {**_coding(option, option.code), **told("display", option.text)},
        **_some("initialSelected", option.code in chosen),
    }


def _initial(item: Item) -> list[Json]:
    answer: Answer = item.initial
    if answer is None or isinstance(answer, (Missing, Other)):
        return []
    many = answer if isinstance(answer, tuple) else (answer,)
    return [{f"value{_VALUE[item.type]}": _value(item, one)} for one in many]


def _condition(questionnaire: Questionnaire, condition: EnableWhen) -> Json:
    asked = questionnaire.by_id[condition.question]
    head = {"question": asked.fhir_id, "operator": condition.operator}
    if condition.operator == "exists":
        return {**head, "answerBoolean": condition.answer}
    kind = "String" if asked.type == "url" else _VALUE[asked.type]
    return {**head, f"answer{kind}": _value(asked, condition.answer)}
