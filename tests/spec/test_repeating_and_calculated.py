"""Repeating groups, values that are calculated or known beforehand, and what expressions may do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from polku.assessment.logic.answers import facts, flat, read_answers
from polku.assessment.logic.expressions import Failed, NotAllowed, compiled
from polku.assessment.logic.known import Known, prefilled
from polku.assessment.logic.progress import place_of
from polku.assessment.logic.questionnaire import add_another, next_item, score, without_occurrence
from polku.foundation.errors import ContentError
from polku.rules.values import Missing
from tests.spec.test_item_types import REPEATED, T, form

UNKNOWN = Missing.UNKNOWN
OPTIONS = f"[{{code: never, text: {T}, score: 0}}, {{code: some, text: {T}, score: 1}}, {{code: often, text: {T}, score: 2}}]"
CALCULATED = f"""
variable:
  - {{name: answered, expression: "%resource.repeat(item).where(linkId in ('low' | 'tired')).answer"}}
item:
  - linkId: mood
    type: group
    text: {T}
    item:
      - {{linkId: low, type: choice, required: true, text: {T}, why: {T}, answerOption: {OPTIONS}}}
      - {{linkId: tired, type: choice, dontKnow: true, text: {T}, why: {T}, answerOption: {OPTIONS}}}
  - {{linkId: total, type: integer, hidden: true, text: {T}, calculatedExpression: "%answered.weight().sum()"}}
  - {{linkId: worrying, type: boolean, readOnly: true, text: {T},
     calculatedExpression: "%resource.item.where(linkId = 'total').answer.value >= 3"}}
  - linkId: doses
    type: group
    repeats: true
    text: {T}
    enableWhen: [{{question: worrying, operator: "=", answer: true}}]
    item:
      - {{linkId: mg, type: decimal, required: true, text: {T}, why: {T}}}
      - {{linkId: double, type: decimal, hidden: true, text: {T},
         calculatedExpression: "%context.item.where(linkId = 'mg').answer.value * 2"}}
  - {{linkId: all_mg, type: decimal, readOnly: true, text: {T},
     calculatedExpression: "%resource.item.where(linkId = 'doses').item.where(linkId = 'mg').answer.value.sum()"}}
  - {{linkId: age, type: integer, maxValue: 120, text: {T}, why: {T}, initialExpression: "%age"}}
  - {{linkId: town, type: string, hidden: true, text: {T}, initialExpression: "%municipality"}}
"""

NEXT: list[tuple[str, dict[str, object], str | None]] = [
    (REPEATED, {}, "medicines"),
    (REPEATED, {"medicines-1-name": "a"}, "medicines-1-daily"),
    (REPEATED, {"medicines-1-name": "a", "medicines-1-daily": True}, "medicines-1-times"),
    (REPEATED, {"medicines-1-name": "a", "medicines-1-daily": False}, "medicines"),
    (REPEATED, {"medicines-1-name": "a", "medicines-1-daily": False, "medicines": 1}, "other"),
    (REPEATED, {"medicines": 0}, "other"),
    (REPEATED, {"medicines": [{"name": "a", "daily": False}, {"name": "b"}]}, "medicines-2-daily"),
    (REPEATED, {"medicines": 1, "medicines-1-name": "a", "medicines-1-daily": False,
                "medicines-2-name": "b"}, "medicines-2-daily"),
    (REPEATED, {"medicines": 1, "medicines-1-name": "a", "medicines-1-daily": False, "medicines-2-name": "b",
                "medicines-2-daily": False}, "medicines"),
    (REPEATED.replace("maxOccurs: 3", "minOccurs: 1"), {}, "medicines-1-name"),
    (CALCULATED, {"low": "often", "tired": "some"}, "doses"),
    (CALCULATED, {"low": "often", "tired": "never"}, "age"),
    (CALCULATED, {"low": "often", "tired": "dont-know"}, "age"),
    (CALCULATED, {"low": "often", "tired": "some", "doses": [{"mg": 1}]}, "age"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "raw", "key"), NEXT)
def test_the_next_question(text: str, raw: dict[str, object], key: str | None) -> None:
    questionnaire = form(text)
    answers, problems = read_answers(questionnaire, flat(questionnaire, raw))
    item = next_item(questionnaire, answers)
    assert ((item and item.key), problems) == (key, {})


SCORES: list[tuple[dict[str, object], dict[str, object]]] = [
    ({"low": "often"}, {}),
    ({"low": "often", "tired": "some"}, {"total": 3, "worrying": True}),
    ({"low": "often", "tired": ""}, {"total": 2, "worrying": False, "all_mg": Decimal(0)}),
    ({"low": "often", "tired": "dont-know"}, {"total": UNKNOWN, "worrying": UNKNOWN, "all_mg": Decimal(0)}),
    ({"low": "often", "tired": "often", "doses": [{"mg": "1.5"}, {"mg": 2}]},
     {"total": 4, "worrying": True, "doses-1-double": Decimal(3), "doses-2-double": Decimal(4), "all_mg": Decimal("3.5")}),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "scores"), SCORES)
def test_the_calculated_values(raw: dict[str, object], scores: dict[str, object]) -> None:
    questionnaire = form(CALCULATED)
    answers, _ = read_answers(questionnaire, flat(questionnaire, raw))
    assert score(questionnaire, answers) == scores
    told = facts(questionnaire, answers)
    assert {name: told.get(name, value) for name, value in scores.items()} == scores
    assert told.keys() >= {name for name in scores if "-" not in name}


def test_one_more_and_one_less() -> None:
    questionnaire = form(REPEATED)
    raw: dict[str, object] = {"medicines-1-name": "a", "medicines-2-name": "b", "medicines": 2, "other": True}
    answers, _ = read_answers(questionnaire, raw)
    assert add_another(questionnaire, answers, "medicines") == "medicines-3-name"
    assert add_another(questionnaire, {**answers, "medicines-3-name": "c"}, "medicines") is None
    assert without_occurrence(raw, "medicines", 1) == {"medicines-1-name": "b", "other": True}
    assert place_of(questionnaire, answers, "medicines-2-name").number == 4
    assert place_of(questionnaire, answers, "other").total == 8


def test_what_is_known_is_suggested_and_what_would_not_be_taken_is_asked() -> None:
    known = Known(age=40, municipality="Turku")
    assert prefilled(form(CALCULATED), known) == {"age": 40, "town": "Turku"}
    assert prefilled(form(CALCULATED), Known(age=130)) == {}
    birth = form(CALCULATED.replace('"%age"', '"today().toString().substring(0, 4).toInteger() - 1980"'))
    assert prefilled(birth, Known(), date(2026, 1, 1)) == {"age": 46}


FAULTS: list[tuple[str, str, str]] = [
    ("%answered.weight", "%answers.weight", "form.yaml:11: unknown name %answers in an expression of 'total'"),
    ("(linkId = 'total')", "(linkId = 'totals')", "form.yaml:12: an expression of 'worrying' names the unknown item 'totals'"),
    ("'total').answer.value >= 3", "'worrying').answer.value", "form.yaml:12: circular expression: worrying needs worrying"),
    ("%answered.weight().sum()", "%answered.weight().sum() +", "form.yaml:11: no FHIRPath at character"),
    ("%answered.weight().sum()", "%answered.resolve()", "form.yaml:11: function 'resolve'"),
    ("name: answered,", "name: resource,", "form.yaml:3: variable 'resource'"),
    ("hidden: true, text", "hidden: true, initial: 1, text", "form.yaml:11: 'total' is both calculated and given"),
    ("%age", "%agent", "form.yaml:25: unknown name %agent"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "message"), FAULTS, ids=lambda part: part[:30])
def test_a_planted_fault_is_refused_with_its_line(right: str, wrong: str, message: str) -> None:
    assert right in CALCULATED
    with pytest.raises(ContentError) as caught:
        form(CALCULATED.replace(right, wrong, 1))
    assert str(caught.value).startswith(message)


RESPONSE = {"resourceType": "QuestionnaireResponse", "item": [
    {"linkId": "n", "answer": [{"valueInteger": 4}]}, {"linkId": "m", "answer": [{"valueDecimal": Decimal("1.5")}]},
    {"linkId": "b", "answer": [{"valueBoolean": True}]}, {"linkId": "d", "answer": [{"valueDate": "2020-01-01"}]},
]}  # fmt: skip
VALUES: list[tuple[str, list[object] | type]] = [
    ("%resource.item.where(linkId = 'n').answer.value", [4]),
    ("%resource.item.answer.value.ofType(integer)", [4]),
    ("%resource.item.where(linkId in ('n' | 'm')).answer.value.sum()", [Decimal("5.5")]),
    ("%resource.item.where(linkId in ('n' | 'm')).answer.value.aggregate($this + $total, 0)", [Decimal("5.5")]),
    ("%resource.item.where(linkId in ('n' | 'm')).answer.value.max()", [Decimal(4)]),
    ("%resource.item.where(linkId in ('n' | 'm')).answer.value.avg()", [Decimal("2.75")]),
    ("%resource.item.where(linkId = 'b').answer.where(value = true).count()", [1]),
    ("iif(%resource.item.where(linkId = 'x').exists(), 1, 2)", [2]),
    ("%resource.item.where(linkId = 'd').answer.value < today()", [True]),
    ("1 / 0", []), ("{}", []), ("%nothing", Failed), ("'a' + 1", Failed), ("'a'.sum()", Failed),
    ("(1 | 2)" + ".select(1 | 2)" * 60, Failed), ("1" + ".select($this * $this + 99999999)" * 40, Failed),
    ("%resource.resolve()", NotAllowed), ("'a'.matches('(a+)+')", NotAllowed), ("%resource.repeat(children())", NotAllowed),
    ("now()", NotAllowed), ("1 2", NotAllowed), ("1 +", NotAllowed), ("", NotAllowed), ("(" * 500, NotAllowed),
    ("1" * 5000, NotAllowed),
]  # fmt: skip


@pytest.mark.parametrize(("source", "values"), VALUES, ids=lambda part: str(part)[:50])
def test_an_expression(source: str, values: list[object] | type) -> None:
    if isinstance(values, type):
        with pytest.raises(values):
            compiled(source).evaluate(RESPONSE, {"resource": RESPONSE}, date(2026, 1, 1))
    else:
        assert compiled(source).evaluate(RESPONSE, {"resource": RESPONSE}, date(2026, 1, 1)) == values
