"""Questionnaires as FHIR R4: nothing is lost on the way out and back; what cannot be asked safely is refused whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire as R4Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse as R4Response

from polku.assessment.fhir.answers import answers_from_fhir, answers_to_fhir
from polku.assessment.fhir.importing import parse_json, questionnaire_from_fhir
from polku.assessment.fhir.writing import Head, as_text, head_of, questionnaire_to_fhir
from polku.assessment.library import library
from polku.assessment.logic.answers import flat, read_answers
from polku.assessment.logic.items import Item, Questionnaire
from polku.foundation.content import content_root
from polku.foundation.errors import BadInput
from tests.spec.test_item_types import KINDS, PDF, REPEATED, form
from tests.spec.test_repeating_and_calculated import CALCULATED

HEAD = Head("form", "1.0.0", {"fi": "Lomake", "sv": "Blankett", "en": "Form"})
EVERY: dict[str, tuple[Questionnaire, Head]] = {
    "kinds": (form(KINDS), HEAD), "repeated": (form(REPEATED), HEAD), "calculated": (form(CALCULATED), HEAD),
    **{name: (assessment.questionnaire, head_of(assessment)) for name, assessment in library(content_root()).items()},
}  # fmt: skip
Json = dict[str, Any]


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_lost_on_the_way_out_and_back(name: str) -> None:
    questionnaire, head = EVERY[name]
    text = as_text(questionnaire_to_fhir(questionnaire, head))
    R4Questionnaire.model_validate_json(text)
    back = questionnaire_from_fhir(parse_json(text.encode(), "form.json"))
    assert back.ignored == ()
    assert [*map(plain, back.questionnaire.items)] == [*map(plain, questionnaire.items)]
    assert back.questionnaire.variables == questionnaire.variables
    assert as_text(questionnaire_to_fhir(back.questionnaire, back.head)) == text


def plain(item: Item) -> dict[str, object]:
    """What an item says, apart from the line it stands on."""
    said = {field.name: getattr(item, field.name) for field in fields(item) if field.name not in ("line", "items")}
    return {**said, "items": [*map(plain, item.items)]}


ANSWERED: list[tuple[str, Json]] = [
    ("kinds", {"born": "1950-02-28", "began": "2026-01-31T10:00:00+02:00", "woke": "06:30:00", "weight": "72.5", "phone": "12345",
               "story": "dont-know", "link": "https://thl.fi/", "aids": ["stick", {"other": "pyörä"}], 
               "lives": {"other": "laivalla"}, "letter": PDF, "doses": ["1", "2.5"]}),
    ("repeated", {"medicines": [{"name": "a", "daily": True, "times": 2}, {"name": "b", "daily": False}], "other": True}),
    ("calculated", {"low": "often", "tired": "often", "doses": [{"mg": "1.5"}, {"mg": "2"}], "age": 40, "town": "Turku"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "raw"), ANSWERED)
def test_answers_go_out_and_come_back(name: str, raw: Json) -> None:
    questionnaire, head = EVERY[name]
    answers, problems = read_answers(questionnaire, flat(questionnaire, raw))
    assert problems == {}
    text = as_text(answers_to_fhir(questionnaire, answers, head, authored="2026-01-31T10:00:00Z"))
    R4Response.model_validate_json(text)
    assert read_answers(questionnaire, answers_from_fhir(questionnaire, json.loads(text))) == (answers, {})


Edit = Callable[[Json], object]
BASE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"


def foreign() -> Json:
    """A questionnaire of others: in one language, with names and codes of its own."""
    yes_no = [{"valueCoding": {"system": "http://loinc.org", "code": "LA33-6", "display": "Yes"}},
              {"valueCoding": {"system": "http://loinc.org", "code": "LA32-8", "display": "No"}}]  # fmt: skip
    return {
        "resourceType": "Questionnaire", "status": "active", "language": "en-GB", "title": "Falls", "item": [
            {"linkId": "/1.1", "type": "choice", "text": "Fallen?", "answerOption": yes_no},
            {"linkId": "/1.2", "type": "integer", "text": "How often?",
             "enableWhen": [{"question": "/1.1", "operator": "=", "answerCoding": {"code": "LA33-6"}}]},
        ],
    }  # fmt: skip


def mark(url: str, **value: object) -> list[Json]:
    return [{"url": url, **value}]


def at(place: int, **change: object) -> Edit:
    return lambda form: form["item"][place].update(change)


IGNORED: list[tuple[Edit, str]] = [
    (at(0, extension=mark("http://example.org/colour", valueString="red")),
     "extension http://example.org/colour is ignored (/1.1)"),
    (at(0, prefix="1."), "element 'prefix' is ignored (/1.1)"),
    (at(0, text="<script>alert(1)</script>"), "no text in fi, sv: another language stands in its place"),
    (at(1, maxLength=5), "'maxLength' has no meaning for type integer and is ignored (/1.2)"),
    (lambda form: form.pop("language"), "the file names no language: taken for English"),
    (lambda form: form.update(answerConstraint="x"), "element 'answerConstraint' is ignored"),
    (lambda form: form["item"][0]["answerOption"].append({"valueString": "Perhaps"}),
     "options that are texts or numbers become codes (/1.1)"),
    (lambda form: None, "why it is asked is not said: a general reason was written (/1.1, /1.2)"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "line"), IGNORED, ids=[line[:40] for _, line in IGNORED])
def test_a_foreign_questionnaire_loads_and_says_what_was_ignored(edit: Edit, line: str) -> None:
    resource = foreign()
    edit(resource)
    found = questionnaire_from_fhir(resource)
    assert any(said.startswith(line) for said in found.ignored), found.ignored
    text = as_text(questionnaire_to_fhir(found.questionnaire, found.head))
    again = questionnaire_from_fhir(parse_json(text.encode(), "form.json"))
    assert as_text(questionnaire_to_fhir(again.questionnaire, again.head)) == text
    out = [item["linkId"] for item in json.loads(text)["item"]]
    assert out == ["/1.1", "/1.2"]


def calculated(source: str, language: str = "text/fhirpath") -> Edit:
    expression = {"language": language, "expression": source}
    return at(1, extension=mark(SDC + "calculatedExpression", valueExpression=expression))


REFUSED: list[tuple[Edit, str]] = [
    (calculated("%resource.resolve()"), "function 'resolve'"),
    (calculated("1 +"), "no FHIRPath at character 4"),
    (calculated("Age()", "text/cql"), "an expression in text/cql at item '/1.2'"),
    (calculated("%resource.item.where(linkId='/9').answer.value"), "names the unknown item '/9'"),
    (calculated("%resource.item.where(linkId='/1.2').answer.value"), "circular expression"),
    (at(0, extension=mark(SDC + "enableWhenExpression", valueExpression={})), "a condition by an expression at item '/1.1'"),
    (at(0, extension=mark(BASE + "questionnaire-constraint")), "a constraint by an expression at item '/1.1'"),
    (at(0, modifierExtension=mark("http://example.org/not")), "a modifierExtension at item '/1.1'"),
    (lambda form: form.update(modifierExtension=mark("http://example.org/not")), "a modifierExtension"),
    (lambda form: form.update(implicitRules="http://example.org/rules"), "implicitRules"),
    (at(0, type="reference"), "type 'reference' at item '/1.1'"),
    (at(0, type="coding"), "type 'coding' at item '/1.1'"),
    (at(1, linkId="/1.1"), "linkId '/1.1' twice"),
    (at(1, linkId=""), "an item without linkId"),
    (at(1, linkId=5), "'linkId' is int"),
    (at(0, answerOption=[]), "a choice without options at item '/1.1'"),
    (at(0, answerOption=[], answerValueSet="http://example.org/set"), "options in the value set 'http://example.org/set'"),
    (at(0, text="x" * 20_001), "'text' of 20001 characters at item '/1.1'"),
    (at(0, text="a\x00b"), "'text' holds control characters"),
    (at(0, enableWhen=[{"question": "/1.2", "operator": "exists", "answerBoolean": True}]), "circular enableWhen"),
    (at(1, enableWhen=[{"question": "/7", "operator": "exists", "answerBoolean": True}]), "a condition on the unknown item '/7'"),
    (at(1, enableWhen=[{"question": "/1.1", "operator": "~", "answerBoolean": True}]), "a value that is no option"),
    (at(1, enableWhen=[{"question": "/1.1", "operator": "exists", "answerBoolean": True}] * 2),
     "several conditions without enableBehavior"),
    (at(1, extension=mark(BASE + "regex", valueString="(a+)+"), type="string"), "pattern '(a+)+'"),
    (lambda form: form.update(item=[]), "a questionnaire without items"),
    (lambda form: form.update(item=[5]), "int where an object is needed"),
    (lambda form: form.update(resourceType="Patient"), "resourceType 'Patient'"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "message"), REFUSED, ids=[message[:50] for _, message in REFUSED])
def test_one_that_cannot_be_asked_safely_is_refused_whole(edit: Edit, message: str) -> None:
    resource = foreign()
    edit(resource)
    with pytest.raises(BadInput) as caught:
        questionnaire_from_fhir(resource, "foreign.json")
    assert str(caught.value).startswith(f"foreign.json: {message}") or message in str(caught.value)


BYTES: list[tuple[bytes, str]] = [
    (b"\xff\xfe{}", "bad.json: not UTF-8 at byte 0"), (b"{\n,}", "bad.json:2: not JSON"), (b"[]", "bad.json holds no object"),
    (b'{"a": NaN}', "bad.json: numbers or nesting"), (b'{"a": 1, "a": 2}', "bad.json: key 'a' twice"),
    (b"[" * 200_000, "bad.json: numbers or nesting"), (b" " * 10_000_001, "bad.json: 10000001 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "message"), BYTES, ids=[message[10:40] for _, message in BYTES])
def test_a_file_that_cannot_be_read_is_told_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_json(data, "bad.json")
    assert str(caught.value).startswith(message)
