"""Questionnaires: which question comes next, which answers are taken, which faults of a file are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from polku.assessment.logic.answers import Problem, read_answers, to_json, validate
from polku.assessment.logic.checks import check_questionnaire
from polku.assessment.logic.progress import place_of
from polku.assessment.logic.questionnaire import Answer, Questionnaire, next_item, visible_items
from polku.assessment.logic.reading import Read, read_items
from polku.foundation.content import parse_yaml
from polku.foundation.errors import ContentError
from polku.rules.values import Missing
from tests.assessments import changed, content

T = "{fi: x, sv: x, en: x}"
FORM = f"""
item:
  - {{linkId: intro, type: display, text: {T}}}
  - {{linkId: fever, type: boolean, required: true, dontKnow: true, text: {T}, why: {T}}}
  - linkId: temperature
    type: decimal
    minValue: 34
    maxValue: 43
    text: {T}
    why: {T}
    enableWhen: [{{question: fever, operator: "=", answer: true}}]
  - linkId: about
    type: group
    text: {T}
    enableWhen: [{{question: fever, operator: exists, answer: true}}]
    item:
      - {{linkId: age, type: integer, required: true, minValue: 0, maxValue: 120, text: {T}, why: {T}}}
      - linkId: signs
        type: choice
        repeats: true
        text: {T}
        why: {T}
        enableBehavior: any
        enableWhen:
          - {{question: temperature, operator: ">=", answer: 38}}
          - {{question: age, operator: ">", answer: 64}}
        answerOption:
          - {{code: chills, text: {T}}}
          - {{code: pain, text: {T}}}
          - {{code: none, text: {T}, exclusive: true}}
  - linkId: more
    type: boolean
    text: {T}
    why: {T}
    enableWhen: [{{question: signs, operator: "=", answer: pain}}]
"""


def form(text: str = FORM) -> Questionnaire:
    read = Read()
    questionnaire = Questionnaire(read_items(parse_yaml(text, "form.yaml"), read))
    check_questionnaire(questionnaire, read)
    return questionnaire


NEXT: list[tuple[dict[str, Answer], str | None]] = [
    ({}, "fever"),
    ({"fever": False}, "age"),
    ({"fever": Missing.UNKNOWN}, "age"),
    ({"fever": True}, "temperature"),
    ({"fever": True, "temperature": Decimal("38.5")}, "age"),
    ({"fever": True, "temperature": None, "age": 30}, None),
    ({"fever": True, "temperature": Decimal("38.5"), "age": 30}, "signs"),
    ({"fever": False, "temperature": Decimal("38.5"), "age": 30}, None),
    ({"fever": False, "age": 70}, "signs"),
    ({"fever": False, "age": 70, "signs": ("chills", "pain")}, "more"),
    ({"fever": False, "age": 70, "signs": ("none",)}, None),
    ({"fever": False, "age": 30, "signs": ("pain",)}, None),
]


@pytest.mark.parametrize(("answers", "link_id"), NEXT)
def test_the_next_question(answers: dict[str, Answer], link_id: str | None) -> None:
    item = next_item(form(), answers)
    assert (item and item.link_id) == link_id


def test_what_is_in_force_at_the_start() -> None:
    assert [item.link_id for item in visible_items(form(), {})] == ["intro", "fever"]


ANSWERS: list[tuple[str, object, Answer | Problem]] = [
    ("fever", "true", True), ("fever", "no", False), ("fever", True, True), ("fever", "dont-know", Missing.UNKNOWN),
    ("fever", "", Problem("required")), ("fever", None, Problem("required")), ("fever", "maybe", Problem("not-yes-or-no")),
    ("fever", 1, Problem("not-yes-or-no")), ("fever", ["true"], True),
    ("temperature", "38,5", Decimal("38.5")), ("temperature", " 38.5 ", Decimal("38.5")), ("temperature", "", None),
    ("temperature", "33.9", Problem("too-small", Decimal(34))), ("temperature", 50, Problem("too-large", Decimal(43))),
    ("temperature", "warm", Problem("not-a-number")), ("temperature", "1e9", Problem("not-a-number")),
    ("temperature", "dont-know", Problem("no-dont-know")), ("temperature", True, Problem("not-a-number")),
    ("age", "1 0", 10), ("age", 30.0, 30), ("age", "30,5", Problem("not-whole")),
    ("age", "9" * 10_000_000, Problem("not-a-number")),
    ("age", {"a": 1}, Problem("not-a-number")), ("age", ["1", "2"], Problem("not-a-number")),
    ("age", "NaN", Problem("not-a-number")),
    ("signs", ["pain", "chills"], ("chills", "pain")), ("signs", "pain", ("pain",)), ("signs", [], None),
    ("signs", ["pain", "none"], Problem("none-with-others")), ("signs", ["pain", "<script>"], Problem("not-an-option")),
    ("signs", ["pain"] * 1000, Problem("not-an-option")), ("signs", [{"a": 1}], Problem("not-an-option")),
    ("signs", [["pain"]], Problem("not-an-option")), ("signs", ["pain", "dont-know"], Problem("no-dont-know")),
]  # fmt: skip


@pytest.mark.parametrize(("link_id", "raw", "answer"), ANSWERS, ids=lambda part: repr(part)[:40])
def test_an_answer(link_id: str, raw: object, answer: Answer | Problem) -> None:
    item = form().by_id[link_id]
    taken = validate(item, raw)
    assert taken == answer and type(taken) is type(answer)
    if not isinstance(taken, Problem) and taken is not None:
        assert validate(item, to_json(taken)) == taken


def test_unknown_questions_are_left_aside() -> None:
    assert read_answers(form(), {"fever": "true", "shoe_size": 40}) == ({"fever": True}, {})


FAULTS: list[tuple[str, str, str]] = [
    ("linkId: age, type: integer", "linkId: age, typo: 1, type: integer", "form.yaml:17: unknown key 'typo'"),
    ("linkId: age,", "linkId: fever,", "form.yaml:17: linkId 'fever' twice; expected each once; first in form.yaml:4"),
    ("text: {fi: x, sv: x, en: x}}", "text: {fi: x, en: x}}", "form.yaml:3: the text has no 'sv'"),
    ("question: fever, operator: exists", "question: more, operator: exists",
     "form.yaml:31: circular enableWhen: more needs signs needs more"),
    ("question: fever, operator: \"=\", answer: true", "question: fewer, operator: \"=\", answer: true",
     "form.yaml:11: condition on unknown question 'fewer'"),
    ("answer: pain", "answer: itch", "form.yaml:35: 'itch' is no option of 'signs'; expected one of: chills, pain, none"),
    ("operator: \"=\", answer: true", "operator: \"=\", answer: 1", "form.yaml:11: a number as answer; expected a boolean"),
    ("operator: \">\", answer: 64", "operator: \"~\", answer: 64", "form.yaml:26: '~'; expected one of: exists"),
    ("        enableBehavior: any\n", "", "form.yaml:23: several conditions; expected 'enableBehavior: all' or 'any'"),
    ("enableBehavior: any", "enableBehavior: some", "form.yaml:23: 'some'; expected one of: all, any"),
    ("type: decimal", "type: reference", "form.yaml:6: a question for a reference; expected one of: boolean"),
    ("    why: {fi: x, sv: x, en: x}\n    enableWhen: [{question: fever", "    enableWhen: [{question: fever",
     "form.yaml:5: question 'temperature' does not say why it is asked"),
    ("required: true, dontKnow", "required: yes, dontKnow", "form.yaml:4: 'yes'; expected true or false"),
    ("code: pain", "code: chills", "form.yaml:29: option 'chills' twice"),
    ("code: pain", "code: dont-know", "form.yaml:29: option code 'dont-know'"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "message"), FAULTS, ids=lambda part: part[:30])
def test_a_planted_fault_is_refused_with_its_line(right: str, wrong: str, message: str) -> None:
    assert right in FORM
    with pytest.raises(ContentError) as caught:
        form(FORM.replace(right, wrong, 1))
    assert str(caught.value).startswith(message)


def test_an_item_that_no_answers_reach_is_refused() -> None:
    never = FORM.replace("operator: exists, answer: true", "operator: exists, answer: false")
    with pytest.raises(ContentError, match=r"form.yaml:\d+: item 'signs' is never asked"):
        form(never.replace('{question: temperature, operator: ">=", answer: 38}', '{question: age, operator: ">", answer: 200}')
             .replace('answer: 64', 'answer: 120'))  # fmt: skip


Edit = Callable[[str], str]
WHOLE: list[tuple[str, Edit, str]] = [
    ("rules", lambda t: t.replace("{name: blood,", "{name: bleeding,").replace("{blood: t", "{bleeding: t"),
     "input 'bleeding' is no question"),
    ("rules", lambda t: t.replace("{name: age, type: number", "{name: age, type: string").replace("age: \"< 16\"", "age: '\"a\"'")
     .replace("age: \">= 65\"", "age: '\"b\"'"), "input 'age' is a string; expected a number"),
    ("rules", lambda t: t.replace("blood, type: boolean, unknown: true", "blood, type: boolean"),
     "'blood' may be answered \"I don't know\""),
    ("rules", lambda t: t.replace("lower_pain: '\"severe\"'", "lower_pain: '\"awful\"'"), "'awful' is no option of 'lower_pain'"),
    ("rules", lambda t: t.replace("unknown: '\"high\"'", "unknown: '\"hot\"'"), "'hot' is no option of 'fever'"),
    ("rules", lambda t: t.replace("'\"D3\"', '\"ROUT\"'", "'\"ROUT\"', '\"D3\"'"), "a less urgent ending stands before"),
    ("rules", lambda t: t.replace("when: {severe.very_ill: true}\n        ", ""), "'E112' is reached before any answer"),
    ("rules", lambda t: t.replace("ending: '\"ROUT\"'", "ending: '\"SELF\"'"), "no rule leads to ending 'ROUT'"),
    ("endings", lambda t: t.replace("urgency: days_7", "urgency: soon"), "'soon'; expected one of: emergency"),
    ("endings", lambda t: t.replace("  ROUT:", "  ROUTE:"), "ending 'ROUT' has no texts"),
    ("examples", lambda t: t.replace("ending: ROUT", "ending: NEVER"), "'NEVER'; expected one of: E112"),
    ("examples", lambda t: t.replace("{discharge: true}", "{discharged: true}"), "unknown question 'discharged'"),
    ("assessment", lambda t: t.replace("VO-28]", "VO-99]"), "hazard 'H-4' names unknown rule 'VO-99'"),
    ("assessment", lambda t: t.replace("status: demo", "status: ready"), "'ready'; expected one of: demo, draft"),
    ("assessment", lambda t: t.replace("version: 1.0.0", "version: 1.1.0", 1), "no change entry for 1.1.0"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "edit", "message"), WHOLE, ids=[message[:30] for _, _, message in WHOLE])
def test_a_fault_between_files_is_refused(file: str, edit: Edit, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        changed("urinary-symptoms", {file: edit})
    assert message in str(caught.value)
    assert re.match(r"content/urinary-symptoms/\w+\.yaml:\d+: ", str(caught.value))


PLACES: list[tuple[dict[str, Answer], str, tuple[int, int], list[str]]] = [
    ({}, "signs", (1, 14), ["now", "next", "next", "next"]),
    ({"signs": ("none",)}, "severe", (2, 14), ["done", "now", "next", "next"]),
    ({"sex": "female", "age": 60}, "background", (7, 13), ["done", "done", "now", "next"]),
    ({"sex": "male", "age": 60}, "symptoms", (7, 9), ["done", "done", "done", "now"]),
]


@pytest.mark.parametrize(("answers", "link_id", "place", "states"), PLACES)
def test_the_place_among_the_questions(
    answers: dict[str, Answer], link_id: str, place: tuple[int, int], states: list[str]
) -> None:
    here = place_of(content("urinary-symptoms").questionnaire, answers, link_id)
    assert ((here.number, here.total), [stage.state for stage in here.stages]) == (place, states)
