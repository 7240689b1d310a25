"""Whatever is sent is taken or refused, never an error: answers of every type, keys of every place, mutilated questionnaires."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from polku.assessment.fhir.importing import parse_json, questionnaire_from_fhir
from polku.assessment.fhir.writing import Head, as_text, questionnaire_to_fhir
from polku.assessment.logic.answers import Problem, flat, read_answers, to_json, validate
from polku.assessment.logic.questionnaire import next_item, score, visible_items
from polku.foundation.errors import BadInput
from tests.spec.test_item_types import KINDS, PDF, REPEATED, form
from tests.spec.test_repeating_and_calculated import CALCULATED

FORMS = {"kinds": form(KINDS), "repeated": form(REPEATED), "calculated": form(CALCULATED)}
HEAD = Head("form", "1", {"fi": "x", "sv": "x", "en": "x"})
WORDS = ["dont-know", "stick", "often", "some", "2026-01-31", "2026-01-31T10:00",
         "10:30", "https://a", "12345", "-0", "1e5", "true",
         "other"]  # fmt: skip
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(WORDS), st.just(PDF))
INNER = st.sampled_from(["other", "id", "a", "name", "mg"])
ANYTHING = st.recursive(PLAIN, lambda part: st.lists(part, max_size=4) | st.dictionaries(INNER, part), max_leaves=6)
PARTS = ["medicines", "doses", "name", "mg", "low", "tired", "-", "1", "2", "0", "99", "x", "²"]
RIGHT = ["medicines-1-name", "medicines-2-daily", "medicines", "doses-1-mg", "doses", "low", "tired", "age", "born"]
KEYS = st.builds("".join, st.lists(st.sampled_from(PARTS), max_size=6)) | st.sampled_from(RIGHT)


@given(st.sampled_from([item for one in FORMS.values() for item in one.questions]), ANYTHING)
def test_an_answer_is_taken_as_it_is_kept_or_refused(item: Any, raw: object) -> None:
    taken = validate(item, raw)
    if not isinstance(taken, Problem):
        assert validate(item, json.loads(json.dumps(to_json(taken)))) == taken or (taken is None and item.required)


@given(st.sampled_from(sorted(FORMS)), st.dictionaries(KEYS, ANYTHING, max_size=6))
def test_any_answers_lead_to_a_question_or_to_the_end(name: str, raw: dict[str, object]) -> None:
    questionnaire = FORMS[name]
    answers, _ = read_answers(questionnaire, flat(questionnaire, raw))
    item = next_item(questionnaire, answers)
    assert item is None or (item.key not in answers and item in visible_items(questionnaire, answers))
    score(questionnaire, answers)


BROKEN = [None, "", "x", 0, -1, True, [], {}, [{}], Decimal("1.5"), "a" * 300, "1 +"]
TEXTS = [as_text(questionnaire_to_fhir(one, HEAD)) for one in FORMS.values()]


@given(st.sampled_from(TEXTS), st.data())
def test_a_mutilated_questionnaire_is_taken_or_refused(text: str, data: st.DataObject) -> None:
    resource = parse_json(text.encode(), "form.json")
    for _ in range(data.draw(st.integers(1, 3))):
        mutilate(resource, data)
    try:
        found = questionnaire_from_fhir(resource, "form.json")
    except BadInput:
        return
    again = as_text(questionnaire_to_fhir(found.questionnaire, found.head))
    back = questionnaire_from_fhir(parse_json(again.encode(), "form.json"))
    assert as_text(questionnaire_to_fhir(back.questionnaire, back.head)) == again


def mutilate(node: Any, data: st.DataObject) -> None:
    """Change, remove or repeat one part somewhere inside."""
    while isinstance(node, (dict, list)) and node:
        keys = sorted(node) if isinstance(node, dict) else list(range(len(node)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(node[key], (dict, list)) or data.draw(st.booleans()):
            change = data.draw(st.sampled_from(["other", "remove", "repeat"]))
            if change == "remove":
                del node[key]
            elif change == "repeat" and isinstance(node, list):
                node.append(node[key])
            else:
                node[key] = data.draw(st.sampled_from(BROKEN))
            return
        node = node[key]
