"""The items of a questionnaire: how each type is written, which answers it takes, and which it refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from polku.assessment.logic.answers import Problem, fact_types, read_answers, to_json, validate
from polku.assessment.logic.checks import check_questionnaire
from polku.assessment.logic.items import Answer, Attachment, Other, Questionnaire
from polku.assessment.logic.reading import Read, read_items
from polku.foundation.content import parse_yaml
from polku.foundation.errors import ContentError
from polku.rules.values import Missing

T = "{fi: x, sv: x, en: x}"
KINDS = f"""
item:
  - {{linkId: born, type: date, minValue: 1900-01-01, maxValue: 2026-12-31, text: {T}, why: {T}}}
  - {{linkId: began, type: dateTime, text: {T}, why: {T}}}
  - {{linkId: woke, type: time, minValue: "05:00", text: {T}, why: {T}}}
  - {{linkId: weight, type: quantity, unit: {{fi: kg, sv: kg, en: kg}}, unitCode: kg, minValue: 1, text: {T}, why: {T}}}
  - {{linkId: phone, type: string, regex: "[0-9 +-]{{5,20}}", text: {T}, why: {T}}}
  - {{linkId: story, type: text, minLength: 3, maxLength: 20, dontKnow: true, text: {T}, why: {T}}}
  - {{linkId: link, type: url, text: {T}, why: {T}}}
  - {{linkId: aids, type: open-choice, repeats: true, maxOccurs: 2, text: {T}, why: {T},
     answerOption: [{{code: stick, text: {T}}}, {{code: frame, text: {T}}}]}}
  - {{linkId: lives, type: open-choice, text: {T}, why: {T},
     answerOption: [{{code: alone, text: {T}}}, {{code: family, text: {T}}}]}}
  - {{linkId: letter, type: attachment, maxSize: 100, contentType: [application/pdf], text: {T}, why: {T}}}
  - {{linkId: doses, type: decimal, repeats: true, minOccurs: 2, maxOccurs: 3, text: {T}, why: {T}}}
"""
PDF = {"id": "a-1", "name": "epikriisi.pdf", "contentType": "application/pdf", "size": 102400}


def form(text: str) -> Questionnaire:
    read = Read()
    items = read_items(parse_yaml(text, "form.yaml"), read)
    questionnaire = Questionnaire(items, tuple(read.variables))
    check_questionnaire(questionnaire, read)
    return questionnaire


ANSWERS: list[tuple[str, object, Answer | Problem]] = [
    ("born", "1950-02-28", "1950-02-28"), ("born", "28.2.1950", "1950-02-28"), ("born", "", None),
    ("born", "1950-02-30", Problem("not-a-date")), ("born", "1950", Problem("not-a-date")), ("born", 1950, Problem("not-a-date")),
    ("born", "1899-12-31", Problem("too-early", "1900-01-01")), ("born", "1.1.2027", Problem("too-late", "2026-12-31")),
    ("began", "2026-01-31T10:00", "2026-01-31T10:00:00+02:00"), ("began", "2026-07-01T07:00:00Z", "2026-07-01T10:00:00+03:00"),
    ("began", "2026-01-31", Problem("not-a-moment")), ("began", "9999-12-31T23:59:59-12:00", Problem("not-a-moment")),
    ("woke", "6.30", "06:30:00"), ("woke", "04:59", Problem("too-early", "05:00:00")), ("woke", "25:00", Problem("not-a-time")),
    ("weight", "72,5", Decimal("72.5")), ("weight", "0", Problem("too-small", Decimal(1))),
    ("phone", "+358 40 1234567", "+358 40 1234567"), ("phone", "call me", Problem("not-the-form")),
    ("phone", "1\n23456", Problem("not-text")), ("phone", "1" * 10_000_000, Problem("too-long", Decimal(255))),
    ("story", "  kaksi\r\nriviä ", "kaksi\nriviä"), ("story", "ab", Problem("too-short", Decimal(3))),
    ("story", "x" * 21, Problem("too-long", Decimal(20))), ("story", "nul\x00l", Problem("not-text")),
    ("story", "<script>alert()</", "<script>alert()</"), ("story", "dont-know", Missing.UNKNOWN),
    ("story", ["a", "b"], Problem("not-text")),
    ("link", "https://thl.fi/a?b=1", "https://thl.fi/a?b=1"), ("link", "javascript:alert(1)", Problem("not-an-address")),
    ("aids", ["frame", "stick"], ("stick", "frame")), ("aids", ["stick", "pyörä"], ("stick", Other("pyörä"))),
    ("aids", ["stick", "frame", "x"], Problem("too-many", Decimal(2))), ("aids", ["", "stick"], ("stick",)),
    ("lives", "alone", "alone"), ("lives", {"other": "laivalla"}, Other("laivalla")), ("lives", " laivalla ", Other("laivalla")),
    ("lives", {"other": 5}, Problem("not-text")), ("lives", ["alone", "family"], Problem("one-only")),
    ("letter", PDF, Attachment("a-1", "epikriisi.pdf", "application/pdf", 102400)),
    ("letter", {**PDF, "size": 102401}, Problem("file-too-large", Decimal(100))),
    ("letter", {**PDF, "contentType": "image/png"}, Problem("file-type", "application/pdf")),
    ("letter", {**PDF, "path": "/etc/passwd"}, Problem("not-a-file")), ("letter", "a-1", Problem("not-a-file")),
    ("doses", ["1", "2,5"], (Decimal(1), Decimal("2.5"))), ("doses", ["1"], Problem("too-few", Decimal(2))),
    ("doses", ["1", "2", "3", "4"], Problem("too-many", Decimal(3))), ("doses", ["1", "x"], Problem("not-a-number")),
]  # fmt: skip


@pytest.mark.parametrize(("link_id", "raw", "answer"), ANSWERS, ids=lambda part: repr(part)[:40])
def test_an_answer(link_id: str, raw: object, answer: Answer | Problem) -> None:
    item = form(KINDS).by_id[link_id]
    taken = validate(item, raw)
    assert taken == answer and type(taken) is type(answer)
    if not isinstance(taken, Problem) and taken is not None:
        assert validate(item, to_json(taken)) == taken


def test_which_facts_each_gives_to_the_rules() -> None:
    given = {name: type_ for item in form(KINDS).questions for name, type_ in fact_types(item).items()}
    assert given == {"weight": "number", "aids.stick": "boolean", "aids.frame": "boolean", "lives": "string"}


REPEATED = f"""
item:
  - linkId: medicines
    type: group
    repeats: true
    maxOccurs: 3
    text: {T}
    item:
      - {{linkId: name, type: string, required: true, text: {T}, why: {T}}}
      - {{linkId: daily, type: boolean, text: {T}, why: {T}}}
      - {{linkId: times, type: integer, text: {T}, why: {T}, enableWhen: [{{question: daily, operator: "=", answer: true}}]}}
  - {{linkId: other, type: boolean, text: {T}, why: {T}}}
"""

FAULTS: list[tuple[str, str, str, str]] = [
    (KINDS, "maxLength: 20", "maxLength: 2", "form.yaml:8: minLength 3 above 2"),
    (KINDS, "minValue: 1900-01-01", "minValue: 2100-01-01", "form.yaml:3: minValue 2100-01-01 above maxValue 2026-12-31"),
    (KINDS, "minValue: 1900-01-01", "minValue: soon", "form.yaml:3: 'soon'; expected a date"),
    (KINDS, '"[0-9 +-]{5,20}"', '"[0-9"', "form.yaml:7: '[0-9' is no pattern"),
    (KINDS, '"[0-9 +-]{5,20}"', '"(a|aa)+b"', "form.yaml:7: pattern '(a|aa)+b'; expected no choice or repetition inside"),
    (KINDS, "type: url,", "type: url, minValue: 1,", "form.yaml:9: unknown key 'minValue'"),
    (KINDS, "type: url,", "type: url, maxOccurs: 2,", "form.yaml:9: 'link' has minOccurs or maxOccurs"),
    (KINDS, "code: alone", "code: other", "form.yaml:13: option 'other' of an open choice"),
    (KINDS, "type: url,", "type: url, initial: x,", "form.yaml:9: initial value is not-an-address"),
    (REPEATED, "linkId: other, type: boolean,",
     "linkId: other, type: boolean, enableWhen: [{question: daily, operator: exists, answer: true}],",
     "form.yaml:12: condition on 'daily' inside a repeating group"),
    (REPEATED, "maxOccurs: 3", "maxOccurs: many", "form.yaml:6: 'many'; expected a whole number"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong", "message"), FAULTS, ids=lambda part: part[:30])
def test_a_planted_fault_is_refused_with_its_line(text: str, right: str, wrong: str, message: str) -> None:
    assert right in text
    with pytest.raises(ContentError) as caught:
        form(text.replace(right, wrong, 1))
    assert str(caught.value).startswith(message)


def test_unknown_places_are_left_aside() -> None:
    raw = {"medicines-1-name": "a", "medicines-9-name": "b", "medicines-x-name": "c", "name": "d", "medicines-1-other": True}
    assert read_answers(form(REPEATED), raw) == ({"medicines-1-name": "a"}, {})
