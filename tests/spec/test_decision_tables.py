"""Decision tables: what a cell accepts, what each hit policy answers, what "I don't know" counts as."""

from __future__ import annotations

from decimal import Decimal

import pytest

from polku.assessment.logic.rule_file import RuleFile, read_rules
from polku.foundation.content import parse_yaml
from polku.foundation.errors import ContentError
from polku.rules.evaluation import compute, holds
from polku.rules.sfeel import NotSFeel, parse_expression, parse_tests
from polku.rules.table import BrokenPolicy
from polku.rules.values import Input, Missing, Value

D = Decimal

CELLS: list[tuple[str, Value, bool]] = [
    ("-", True, True), ("-", None, True),
    ("true", True, True), ("true", False, False), ("true", None, False), ("true", 1, False), ("1", True, False),
    (">= 38", 38, True), (">= 38", D("37.9"), False), (">= 38", None, False), (">= 38", "40", False),
    ("< 16", 15, True), ("< 16", 16, False), ("-5", -5, True), ("> -5", -4, True), ("38.5", D("38.50"), True),
    ('"a","b"', "b", True), ('"a","b"', "c", False), ('"a"', None, False),
    ("[1..3]", 1, True), ("[1..3]", 3, True), ("(1..3)", 1, False), ("]1..3[", 3, False), ("(1..3]", 3, True),
    ("[1..3], > 9", 10, True), ("[1..3], > 9", 5, False),
    ('not("a")', "b", True), ('not("a")', "a", False), ('not("a")', None, False), ("not([1..3], 7)", 7, False),
    ("null", None, True), ("null", 0, False), ("limit", 4, True), ("> limit * 2", 8, False), ("> limit * 2", 9, True),
]  # fmt: skip

EXPRESSIONS: list[tuple[str, Value]] = [
    ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("2 ** 3 ** 2", 64), ("7 / 2", D("3.5")), ("1 / 0", None), ("-limit", -4),
    ("limit - 1 - 1", 2), ("limit >= 4", True), ('"a" = "a"', True), ("missing + 1", None), ("true + 1", None),
    ('"a" < "b"', True), ("1 != 2", True), ("signs.a", True),
]  # fmt: skip

SIZES = """
inputs:
  - {name: size, type: number}
  - {name: red, type: boolean, unknown: true}
  - {name: spots, type: boolean, unknown: false}
decisions:
  - name: answer
    hitPolicy: POLICY
    outputs:
      - {name: answer, type: number, values: [30, 20, 10, 5]}
    rules:
      - {id: A, when: {size: '> 1'}, then: {answer: 10}, text: {fi: a, sv: a, en: a}}
      - {id: B, when: {size: '> 2'}, then: {answer: 30}, text: {fi: b, sv: b, en: b}}
      - {id: C, when: {size: '> 3'}, then: {answer: 20}, text: {fi: c, sv: c, en: c}}
      - {id: D, when: {red: true}, then: {answer: 30}, text: {fi: d, sv: d, en: d}}
      - {id: E, when: {spots: true}, then: {answer: 5}, text: {fi: e, sv: e, en: e}}
"""


def table(policy: str) -> RuleFile:
    return read_rules(parse_yaml(SIZES.replace("POLICY", f"'{policy}'"), "rules.yaml"))


@pytest.mark.parametrize(("cell", "value", "accepted"), CELLS)
def test_a_cell(cell: str, value: Value, accepted: bool) -> None:
    assert holds(parse_tests(cell), value, {"limit": 4}) is accepted


@pytest.mark.parametrize(("text", "value"), EXPRESSIONS)
def test_an_expression(text: str, value: Value) -> None:
    assert compute(parse_expression(text), {"limit": 4, "signs.a": True}) == value


@pytest.mark.parametrize("cell", ["", ">=", "1 2", "not(", "[1..", '"open', "if a then b", "a or b", "- , 1"])
def test_what_is_not_s_feel_is_refused(cell: str) -> None:
    with pytest.raises(NotSFeel, match="is not S-FEEL at character"):
        parse_tests(cell)


POLICIES: list[tuple[str, dict[str, Input], object, str]] = [
    ("U", {"size": 2}, 10, "A"),
    ("A", {"size": 0, "red": True}, 30, "D"),
    ("P", {"size": 4}, 30, "B"),
    ("P", {"size": 4, "red": True}, 30, "BD"),
    ("F", {"size": 4}, 10, "A"),
    ("R", {"size": 4}, [10, 30, 20], "ABC"),
    ("O", {"size": 4}, [30, 20, 10], "BCA"),
    ("C", {"size": 3}, [10, 30], "AB"),
    ("C+", {"size": 4}, 60, "ABC"),
    ("C<", {"size": 4}, 10, "ABC"),
    ("C>", {"size": 4}, 30, "ABC"),
    ("C#", {"size": 4}, 3, "ABC"),
    ("P", {"size": 0}, None, ""),
    ("P", {}, None, ""),
    ("P", {"red": Missing.UNKNOWN}, 30, "D"),
    ("P", {"red": Missing.NOT_ASKED}, None, ""),
    ("P", {"spots": Missing.UNKNOWN}, None, ""),
    ("P", {"size": Missing.UNKNOWN}, None, ""),
]


@pytest.mark.parametrize(("policy", "inputs", "value", "fired"), POLICIES)
def test_a_hit_policy(policy: str, inputs: dict[str, Input], value: object, fired: str) -> None:
    outcome = table(policy).model.evaluate("answer", inputs)["answer"]
    assert (outcome.value, "".join(outcome.fired)) == (value, fired)


@pytest.mark.parametrize("policy", ["U", "A"])
def test_rules_that_may_not_fire_together_are_a_fault(policy: str) -> None:
    with pytest.raises(BrokenPolicy, match=f"hit policy {policy}"):
        table(policy).model.evaluate("answer", {"size": 3})


SCORE = """
inputs:
  - {name: cough, type: boolean, unknown: false}
  - {name: days, type: number}
decisions:
  - {name: score, expression: points + days * 2}
  - name: points
    hitPolicy: C+
    outputs: [{name: points, type: number, default: 0}]
    rules:
      - {id: P1, when: {cough: true}, then: {points: 3}, text: {fi: a, sv: a, en: a}}
  - name: level
    hitPolicy: F
    outputs: [{name: level, type: string}]
    rules:
      - {id: L1, when: {score: '>= 7'}, then: {level: '"high"'}, text: {fi: a, sv: a, en: a}}
      - {id: L2, then: {level: '"low"'}, text: {fi: a, sv: a, en: a}}
"""


@pytest.mark.parametrize(
    ("inputs", "score", "level"),
    [
        ({"cough": True, "days": 2}, 7, "high"),
        ({"cough": False, "days": 2}, 4, "low"),
        ({"cough": Missing.UNKNOWN, "days": 1}, 2, "low"),
        ({"cough": True}, None, "low"),
    ],
)
def test_a_score_is_a_literal_expression_over_other_decisions(inputs: dict[str, Input], score: Value, level: str) -> None:
    outcomes = read_rules(parse_yaml(SCORE, "rules.yaml")).model.evaluate("level", inputs)
    assert (outcomes["score"].value, outcomes["level"].value) == (score, level)


FAULTS: list[tuple[str, str, str]] = [
    ("size: '> 1'", "colour: '> 1'", "rules.yaml:12: unknown input 'colour'; expected one of: size, red, spots"),
    ("size: '> 1'", "size: '>> 1'", "rules.yaml:12: '>> 1' is not S-FEEL"),
    ("size: '> 1'", "size: '\"big\"'", "rules.yaml:12: a string in '\"big\"'; expected a number"),
    ("answer: 10}", "answer: 11}", "rules.yaml:12: '11' is no value of output 'answer'"),
    ("id: B", "id: A", "rules.yaml:13: rule 'A' twice"),
    (", en: c", "", "rules.yaml:14: the text has no 'en'"),
    ("then: {answer: 20}", "else: {answer: 20}", "rules.yaml:14: unknown key 'else'"),
    ("'P'", "'Q'", "rules.yaml:8: 'Q'; expected one of: U, A, P"),
    (", values: [30, 20, 10, 5]", "", "rules.yaml:9: hit policy P without an order"),
    ("type: number}\n  - {name: red", "type: count}\n  - {name: red", "rules.yaml:3: 'count'; expected one of: boolean"),
    ("unknown: true", "unknown: 3", "rules.yaml:4: a number in '3'; expected a boolean"),
    ("name: red,", "name: size,", "rules.yaml:4: input 'size' twice"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), FAULTS)
def test_a_planted_fault_is_refused_with_its_line(right: str, wrong: str, message: str) -> None:
    text = SIZES.replace("POLICY", "'P'")
    assert right in text
    with pytest.raises(ContentError) as caught:
        read_rules(parse_yaml(text.replace(right, wrong, 1), "rules.yaml"))
    assert str(caught.value).startswith(message)


def test_decisions_in_a_circle_are_refused() -> None:
    text = SCORE.replace("when: {cough: true}", "when: {score: '> 1'}")
    with pytest.raises(ContentError, match="decisions in a circle: score needs points needs score"):
        read_rules(parse_yaml(text, "rules.yaml"))
