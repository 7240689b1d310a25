"""An adaptive group inside a questionnaire: the engine chooses the order, stops by the rule, and gives the T-score."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from polku.assessment.cli.exchange import from_fhir, to_fhir
from polku.assessment.library import library
from polku.assessment.logic.answers import facts, read_answers
from polku.assessment.logic.assessment import assess, walk
from polku.assessment.logic.checks import check_questionnaire
from polku.assessment.logic.progress import place_of
from polku.assessment.logic.questionnaire import Answer, Questionnaire, next_item, score, visible_items
from polku.assessment.logic.reading import Read, read_items
from polku.foundation.content import content_root, parse_yaml
from polku.foundation.errors import ContentError
from polku.rules.values import Missing

ORACLE = json.loads((Path(__file__).parents[1] / "data" / "adaptive" / "oracle.json").read_text())
FATIGUE = library(content_root())["fatigue"]
GROUP = FATIGUE.questionnaire.by_id["fatigue"]
OWN = {(item.graded.a, item.graded.b): item for item in GROUP.items if item.graded}
ITEM_OF = {one["id"]: OWN[one["a"], tuple(one["b"])] for one in ORACLE["bank"]}
"""The demonstration's questions by the bank item whose parameters they have."""


def answered(pattern: dict[str, int]) -> dict[str, Answer]:
    return {ITEM_OF[name].link_id: ITEM_OF[name].options[category].code for name, category in pattern.items()}


PATTERNS = {form["pattern"]: form["responses"] for form in ORACLE["fixed_form_all_12_items"]}
RUNS = [run for run in ORACLE["cat_runs"] if (run["criterion"], run["rule"]) == ("MFI", "adult_standard")]


@pytest.mark.parametrize("known", RUNS, ids=lambda run: run["pattern"])
def test_the_walk_asks_what_the_engine_chooses_and_gives_its_t_score(known: dict[str, object]) -> None:
    steps = known["steps"]
    assert isinstance(steps, list)
    answers = answered(PATTERNS[str(known["pattern"])])
    result = assess(FATIGUE, answers)
    assert list(result.path) == [ITEM_OF[step["item"]].link_id for step in steps]
    values = score(FATIGUE.questionnaire, {name: answers[name] for name in result.path})
    assert float(str(values["fatigue_t"])) == pytest.approx(50 + 10 * steps[-1]["theta"], abs=1e-5)
    assert float(str(values["fatigue_se"])) == pytest.approx(10 * steps[-1]["se"], abs=1e-5)


def test_the_next_question_hangs_on_the_answer() -> None:
    questionnaire = FATIGUE.questionnaire
    first = next_item(questionnaire, {})
    assert first is not None
    seconds = {
        option.code: found.link_id
        for option in first.options
        if (found := next_item(questionnaire, {first.link_id: option.code})) is not None
    }
    assert len(seconds) == 5 and len(set(seconds.values())) > 1


def test_only_the_questions_chosen_so_far_are_shown_in_their_order_and_the_total_is_at_most() -> None:
    questionnaire, steps = FATIGUE.questionnaire, RUNS[0]["steps"]
    names = [ITEM_OF[step["item"]].link_id for step in steps]
    told = answered({step["item"]: step["response"] for step in steps[:2]})
    assert [item.link_id for item in visible_items(questionnaire, told) if item.asks] == names[:3]
    place = place_of(questionnaire, told, names[2])
    assert (place.number, place.total) == (3, 12)
    done = answered({step["item"]: step["response"] for step in steps})
    assert place_of(questionnaire, done, names[0]).total == len(names)


def test_there_is_no_t_score_before_the_test_is_over_and_an_unknown_one_when_all_was_left_open() -> None:
    questionnaire = FATIGUE.questionnaire
    told = answered({step["item"]: step["response"] for step in RUNS[0]["steps"][:3]})
    assert "fatigue_t" not in score(questionnaire, told)
    empty: dict[str, Answer] = {item.link_id: None for item in GROUP.items}
    assert score(questionnaire, empty)["fatigue_t"] is Missing.UNKNOWN
    assert len(walk(FATIGUE, empty).path) == 12


def test_a_changed_answer_leaves_aside_what_is_no_longer_on_the_path() -> None:
    answers = answered(PATTERNS["A_middle"])
    before = assess(FATIGUE, answers).path
    after = assess(FATIGUE, {**answers, before[0]: GROUP.items[0].options[0].code.replace("never", "not_at_all")}).path
    assert before[0] == after[0] and before != after


def test_the_t_score_is_a_fact_for_rules() -> None:
    answers = answered(PATTERNS["A_middle"])
    taken = {name: answers[name] for name in assess(FATIGUE, answers).path}
    assert isinstance(facts(FATIGUE.questionnaire, taken)["fatigue_t"], Decimal)
    again, problems = read_answers(FATIGUE.questionnaire, {**taken, "fatigue_t": "99"})
    assert "fatigue_t" not in again and not problems


T = "{fi: x, sv: x, en: x}"
FORM = f"""
item:
  - linkId: group
    type: group
    text: {T}
    adaptive: {{criterion: MFI, rule: recommended}}
    item:
      - {{linkId: one, type: choice, text: {T}, why: {T}, graded: {{a: 2, b: [0]}},
         answerOption: [{{code: no, text: {T}}}, {{code: yes, text: {T}}}]}}
      - {{linkId: two, type: choice, text: {T}, why: {T}, graded: {{a: 1, b: [1]}},
         answerOption: [{{code: no, text: {T}}}, {{code: yes, text: {T}}}]}}
  - {{linkId: t, type: decimal, hidden: true, text: {T}, adaptiveScore: {{group: group, give: T}}}}
"""


def read(text: str) -> Questionnaire:
    found = Read()
    questionnaire = Questionnaire(read_items(parse_yaml(text, "form.yaml"), found))
    check_questionnaire(questionnaire, found)
    return questionnaire


def test_the_form_itself_is_sound() -> None:
    assert next_item(read(FORM), {}) is not None


FAULTS = [
    ("criterion: MFI", "criterion: BEST", "'BEST'; expected one of: MFI, MPWI"),
    ("rule: recommended", "rule: soon", "'soon'; expected one of: adult_standard"),
    ("a: 2,", "a: 0,", "discrimination 0; expected a number above 0"),
    ("b: [1]", "b: [1, 0]", "thresholds that do not rise"),
    ("b: [1]", "b: [1, 2]", "'two' has 2 thresholds for 2 options; expected one less than options"),
    ("graded: {a: 1, b: [1]},", "", "'two' has no parameters; expected 'graded: {a, b}'"),
    ("linkId: two, type: choice,", "linkId: two, type: choice, repeats: true,", "'two' in an adaptive group"),
    ("group: group", "group: one", "score of 'one'; expected the linkId of an adaptive group"),
    ("hidden: true, ", "hidden: false, ", "'t' is no hidden decimal"),
    ("    adaptive: {criterion: MFI, rule: recommended}\n", "", "'one' is graded outside an adaptive group"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), FAULTS, ids=lambda value: str(value)[:40])
def test_faults_of_an_adaptive_group_are_refused_with_their_line(right: str, wrong: str, message: str) -> None:
    assert right in FORM
    with pytest.raises(ContentError) as caught:
        read(FORM.replace(right, wrong))
    assert message in str(caught.value) and str(caught.value).startswith("form.yaml:")


def test_an_adaptive_group_goes_to_fhir_and_back_without_loss() -> None:
    first = to_fhir(FATIGUE)
    back = from_fhir(first.encode(), "fatigue.json")
    assert not back.ignored
    found = read(back.text)
    assert found.by_id["fatigue"].bank == GROUP.bank and found.by_id["fatigue"].adaptive == GROUP.adaptive
    assert found.by_id["fatigue_t"].adaptive_score == FATIGUE.questionnaire.by_id["fatigue_t"].adaptive_score
    assert to_fhir(replace(FATIGUE, questionnaire=found)) == first
