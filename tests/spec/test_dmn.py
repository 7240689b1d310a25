"""DMN files of conformance level 2, also ones that others wrote: what their expressions, cells and tables answer."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from polku.rules.dmn import NotDmn, as_json, decide, read_dmn

FILES = Path(__file__).parents[1] / "data" / "dmn"
SPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"
NAMES = {
    "A": True, "B": False, "n": 4, "Full Name": "Anna Ek", "a-b": 7, "a": 10, "b": 3,
    "Loan": {"amount": 100, "yearly rate": 5, "made": "2020-01-31"}, "Days Off": ["2026-01-01", "2026-01-06"], "nothing": None,
}  # fmt: skip
TYPES = {
    "Loan": "tLoan", "Days Off": "tDays", "A": "boolean", "B": "boolean", "n": "number", "Full Name": "string", "nothing": "Any"
}  # fmt: skip
ITEMS = """
  <itemDefinition name="tLoan">
    <itemComponent name="amount"><typeRef>number</typeRef></itemComponent>
    <itemComponent name="yearly rate"><typeRef>number</typeRef></itemComponent>
    <itemComponent name="made"><typeRef>date</typeRef></itemComponent>
  </itemDefinition>
  <itemDefinition name="tDays" isCollection="true"><typeRef>date</typeRef></itemDefinition>
"""

EXPRESSIONS: list[tuple[str, str]] = [
    # numbers, with 34 digits
    ("10+5", "15"), ("-10+-5", "-15"), ("(10+20)-(-5+3)", "32"), ("10 + 20 / -5 - 3", "3"), ("10 / 4", "2.5"),
    ("2**3**2", "64"),
    ("10**-5", "0.00001"), ("-2**2", "4"), ("1.2*10**3", "1200"), ("1/3", "0.3333333333333333333333333333333333"),
    (".872", "0.872"),
    ("10/0", "null"), ("10 + null", "null"), ("10 + \"a\"", "null"), ("125.4321987654", "125.4321987654"),
    ("-n", "-4"), ("1.50", "1.5"),
    # texts and names
    ('"Hello " + Full Name', '"Hello Anna Ek"'), ('"šÚ横綱\\n\\u00e4\\""', '"šÚ横綱\\nä\\""'),
    ("Full   Name", '"Anna Ek"'), ("a-b", "7"), ("a -b", "7"),
    ("(a)-b", "7"), ("a - b - b", "4"), ("Nobody Knows This", "null"), ("/* why */ n // end", "4"),
    # comparisons: kinds that differ have no answer, null equals only null
    ("1 < 2", "true"), ('"a" < "b"', "true"), ('1 = "1"', "null"), ("null = null", "true"), ("1 = null", "false"),
    ("1 != null", "true"),
    ("1 < null", "null"), ("1 = 1.0", "true"), ("n between 1 and 4", "true"), ("n in [1..4)", "false"),
    ("n in (1, 4)", "true"), ("n in (> 3)", "true"),
    ("[1,2] = [1,2]", "true"), ("{a: 1} = {a: 1}", "true"),
    # three-valued logic
    ("true and null", "null"), ("false and null", "false"), ("true or null", "true"), ("false or null", "null"),
    ("null and null", "null"),
    ("not(A)", "false"), ("not(null)", "null"), ("A and not(B)", "true"), ("5 and true", "null"),
    ("if B then 1 else 2", "2"), ("if null then 1 else 2", "2"),
    # structures and lists
    ("Loan.amount * Loan.yearly rate", "500"), ("Loan.nothing", "null"), ("nothing.amount", "null"),
    ("[1, \"a\", true, null]", '[1, "a", true, null]'),
    ("{sum: 1 + 1, twice: sum * 2}", '{"sum": 2, "twice": 4}'), ("count(Days Off)", "2"), ("max(1, 3, 2)", "3"),
    ("sum([1, 2.5])", "3.5"), ("min([])", "null"),
    # dates, times and durations
    ('date("2020-01-01")', '"2020-01-01"'), ('date("2020-02-30")', "null"), ('@"2020-01-01" < Loan.made', "true"),
    ("date(2020, 2, 29)", '"2020-02-29"'),
    ('Loan.made + duration("P1M")', '"2020-02-29"'), ('date("2020-03-01") - date("2020-02-01")', '"P29D"'),
    ("Loan.made.year", "2020"),
    ('date("2020-01-01") + duration("P1DT12H")', '"2020-01-02"'),
    ('time("10:00:00") + duration("PT90M")', '"11:30:00"'),
    ('time("10:00:00Z") = time("12:00:00+02:00")', "true"),
    ('time("10:00:00@Europe/Helsinki")', '"10:00:00@Europe/Helsinki"'),
    ('date and time("2020-01-01T10:00:00") - date and time("2019-12-31T22:30:00")', '"PT11H30M"'),
    ('duration("P1Y2M") + duration("P11M")', '"P2Y1M"'),
    ('date and time("2020-01-01T10:00:00Z")', '"2020-01-01T10:00:00Z"'),
    ('date and time(date("2020-01-01"), time("08:00:00"))', '"2020-01-01T08:00:00"'),
    ('duration("P1D") * 2', '"P2D"'), ('duration("P1Y") / duration("P1M")', "12"),
    ('duration("P1Y") > duration("P1D")', "null"), ('-duration("PT1H")', '"-PT1H"'),
    ('years and months duration(date("2011-12-22"), date("2013-08-24"))', '"P1Y8M"'), ('duration("P0D")', '"PT0S"'),
    ('date("2020-01-01") = null', "false"),
    ('date("2020-01-15") in [date("2020-01-01")..date("2020-01-31")]', "true"),
    ('date(from: "2020-01-01")', '"2020-01-01"'),
]  # fmt: skip

CELLS: list[tuple[str, str, bool]] = [
    ("-", "nothing", True), ("", "nothing", True), ("true", "A", True), ("false", "A", False), ("> 3", "n", True),
    ("< n", "n", False), ("[1..4[", "n", False),
    ("]3..5]", "n", True), ("1, 4, 9", "n", True), ("< 1, > 9", "n", False), ("not(1, 2)", "n", True),
    ("not(4)", "n", False), ("? > 3 and ? < 5", "n", True),
    ('"Anna Ek","Bo Alm"', "Full Name", True), ('not("Anna Ek")', "Full Name", False), ("null", "nothing", True),
    ("> 3", "nothing", False), ("1", "A", False),
    ('date("2020-01-31")', "Loan.made", True), ('> date("2020-01-01")', "Loan.made", True), ("a - 6", "n", True),
    ("[a, n]", "n", True), ("(2 + 2)", "n", True),
    ("a > 9", "n", True), ("a > 10", "n", False), ("true", "n", False),
    ("-4", "n", False), ("!= 3", "n", True), ("even(?)", "n", True), ("not(A) or B", "B", True),
]  # fmt: skip

PEOPLE = [(20, "Low"), (20, "Medium"), (70, "Medium"), (85, "High"), (10, "Low")]
POLICIES: list[tuple[str, list[str]]] = [
    ("Unique", ['"later"', "null", "null", "null", "null"]),
    ("No Policy", ['"later"', "null", "null", "null", "null"]),
    ("Any", ['"later"', "null", "null", '"today"', "null"]),
    ("First", ['"later"', '"later"', '"later"', '"today"', "null"]),
    ("Priority", ['"later"', '"soon"', '"today"', '"today"', "null"]),
    ("Priority by Type", ['"later"', '"soon"', '"today"', '"today"', "null"]),
    ("Rule Order", ['["later"]', '["later", "soon"]', '["later", "soon", "today"]', '["today", "today"]', "null"]),
    ("Output Order", ['["later"]', '["soon", "later"]', '["today", "soon", "later"]', '["today", "today"]', "null"]),
    ("Collect", ['["later"]', '["later", "soon"]', '["later", "soon", "today"]', '["today", "today"]', "null"]),
    ("Sum", ["10", "30", "60", "60", "null"]), ("Least", ["10", "10", "10", "30", "null"]),
    ("Most", ["10", "20", "30", "30", "null"]),
    ("How Many", ["1", "2", "3", "2", "null"]),
    ("Two by First", [f'{{"Speed": "{speed}", "Points": {points}}}' for speed, points in
                      (("later", 10), ("later", 10), ("later", 10), ("today", 30), ("later", 0))]),
    ("Two by Priority", [f'{{"Speed": "{speed}", "Points": {points}}}' for speed, points in
                         (("later", 10), ("soon", 20), ("today", 30), ("today", 30), ("later", 0))]),
]  # fmt: skip

LOAN = {"amount": 600000, "yearly rate": 0.0375, "term": 360, "signed": "2020-01-31"}
DECISIONS: list[tuple[str, str, dict[str, object], str]] = [
    ("greeting", "Greeting Message", {"Full Name": "Anna Ek"}, '"Hello Anna Ek"'),
    ("greeting", "d_greeting", {"Full Name": "Anna Ek"}, '"Hello Anna Ek"'),
    ("greeting", "Greeting Message", {}, "null"),
    ("greeting", "Long Greeting", {"Full Name": "Anna", "Help / Wanted": "visit"}, '"Hello Anna, you chose visit"'),
    ("greeting", "Long Greeting", {"Full Name": "Anna", "Help / Wanted": "boat"}, "null"),
    ("greeting", "Is Anna", {"Full Name": "Bo"}, "false"),
    ("loan", "Payment by call", {"Loan": LOAN, "fee": 100}, "2878.693549432766768088520383236299"),
    ("loan", "Payment by names", {"Loan": LOAN}, "2778.693549432766768088520383236299"),
    ("loan", "Payment by invocation", {"Loan": LOAN}, "2778.693549432766768088520383236299"),
    ("loan", "Payment by invocation", {"Loan": {"amount": "much"}}, "null"),
    ("loan", "Class of applicant", {"Applicant": {"Age": 66}}, '"senior"'),
    ("loan", "Class of applicant", {"Applicant": {"Age": None}}, "null"),
    ("loan", "Last payment", {"Loan": LOAN}, '"2050-01-31"'),
    ("loan", "Approval", {"Applicant": {"Age": 12, "Debts": 3}}, '{"Approved": false, "Why": "too young"}'),
    ("loan", "Approval", {"Loan": LOAN | {"amount": 100000}, "fee": 1, "Applicant": {"Age": 20, "Debts": [900]}},
     '{"Approved": true, "Why": "can pay"}'),
    ("loan", "Approval", {"Loan": LOAN, "fee": 1, "Applicant": {"Age": 20}}, '{"Approved": null, "Why": "not known"}'),
]  # fmt: skip


def model(body: str, space: str = SPACE) -> str:
    """A file with the inputs of NAMES and one decision, `Answer`."""
    inputs = "".join(
        f'<inputData id="i{place}" name="{name}"><variable name="{name}"'
        + (f' typeRef="{TYPES[name]}"' if name in TYPES else "")
        + "/></inputData>"
        for place, name in enumerate(NAMES)
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#i{place}"/></informationRequirement>' for place in range(len(NAMES))
    )
    decision = f'<decision id="d" name="Answer"><variable name="Answer"/>{needs}{body}</decision>'
    return f'<definitions xmlns="{space}" id="m" name="m" namespace="urn:m">{ITEMS}{inputs}{decision}</definitions>'


def literal(text: str) -> str:
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def column(cell: str, of: str) -> str:
    return (
        f"<decisionTable><input><inputExpression><text>{of}</text></inputExpression></input><output/>"
        f"<rule><inputEntry><text>{escape(cell)}</text></inputEntry>"
        "<outputEntry><text>true</text></outputEntry></rule></decisionTable>"
    )


@pytest.mark.parametrize(("text", "value"), EXPRESSIONS)
def test_what_an_expression_gives(text: str, value: str) -> None:
    assert as_json(decide(read_dmn(model(literal(text))), "Answer", NAMES)) == value


@pytest.mark.parametrize(("cell", "of", "accepted"), CELLS)
def test_what_a_cell_accepts(cell: str, of: str, accepted: bool) -> None:
    assert as_json(decide(read_dmn(model(column(cell, of))), "Answer", NAMES)) == ("true" if accepted else "null")


@pytest.mark.parametrize(("decision", "answers"), POLICIES)
def test_every_hit_policy(decision: str, answers: list[str]) -> None:
    policies = read_dmn((FILES / "policies.dmn").read_bytes())
    assert [as_json(decide(policies, decision, {"Age": age, "Risk Category": risk})) for age, risk in PEOPLE] == answers


@pytest.mark.parametrize(("file", "decision", "inputs", "value"), DECISIONS)
def test_decisions_of_files(file: str, decision: str, inputs: dict[str, object], value: str) -> None:
    read = json.loads(json.dumps(inputs), parse_float=Decimal)
    assert as_json(decide(read_dmn((FILES / f"{file}.dmn").read_bytes()), decision, read)) == value


def test_a_broken_policy_says_why() -> None:
    said: list[str] = []
    policies = read_dmn((FILES / "policies.dmn").read_bytes())
    assert decide(policies, "Unique", {"Age": 20, "Risk Category": "Medium"}, said.append) is None
    assert said == ["decision 'Unique': hit policy UNIQUE, but rules rule 1, rule 2 hold together"]


def test_several_answers_stay_a_list_whatever_the_type_says() -> None:
    collected = column("4", "n").replace("<decisionTable>", '<decisionTable hitPolicy="COLLECT">')
    text = model(collected).replace('<variable name="Answer"/>', '<variable name="Answer" typeRef="boolean"/>')
    assert decide(read_dmn(text), "Answer", NAMES) == [True]
    assert decide(read_dmn(text.replace('"COLLECT"', '"FIRST"')), "Answer", NAMES) is True


def test_a_value_of_another_type_is_null_and_says_so() -> None:
    said: list[str] = []
    text = model(literal("n")).replace('<variable name="Answer"/>', '<variable name="Answer" typeRef="string"/>')
    assert decide(read_dmn(text), "Answer", {**NAMES, "A": 3}, said.append) is None
    assert said == ["input 'A' is null: a number where a boolean is expected",
                    "decision 'Answer' is null: a number where a string is expected"]  # fmt: skip


VERSIONS = (
    "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20230324/MODEL/",
)


@pytest.mark.parametrize("space", VERSIONS)
def test_every_version(space: str) -> None:
    assert decide(read_dmn(model(literal("n + 1"), space)), "Answer", NAMES) == 5


BAD: list[tuple[str, str]] = [
    ("<definitions", "f.dmn:1: this is not well-formed XML; expected a DMN file"),
    ('<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', "expected 'definitions' of DMN 1.2 to 1.5"),
    ('<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>', "f.dmn:1: the file declares XML entities"),
    ("x" * 10_000_001, "f.dmn:1: a file of 10 MB; expected at most 10 MB"),
    (model("\n<decisionTable hitPolicy='BEST'><output/></decisionTable>"), "f.dmn:9: hit policy 'BEST'"),
    (model("<decisionTable/>"), "a decision table without an output"),
    (model("<decisionTable><output/><rule/></decisionTable>"), "a rule with 0 output cells; expected 1"),
    (model('<knowledgeRequirement><requiredKnowledge href="#gone"/></knowledgeRequirement>'), "'gone' is required and not there"),
    (model('<informationRequirement><requiredDecision href="#d"/></informationRequirement>' + literal("1")),
     "a circle: Answer needs Answer"),
    (model(literal("1 +")), "decision 'Answer': '1 +' is no expression of FEEL at character 3"),
    (model("<relation/>"), "decision 'Answer' holds 'relation', which is beyond conformance level 2"),
    (model('<literalExpression expressionLanguage="javascript"><text>1</text></literalExpression>'), "the language 'javascript'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), BAD, ids=[message for _, message in BAD])
def test_a_file_that_cannot_be_used_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(NotDmn) as error:
        decide(read_dmn(text, "f.dmn"), "Answer", NAMES)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_functions_without_an_end_are_null() -> None:
    endless = (
        '<businessKnowledgeModel id="f" name="f"><encapsulatedLogic><formalParameter name="x"/>'
        f'{literal("f(x + 1)")}</encapsulatedLogic><knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>'
        "</businessKnowledgeModel>"
    )
    text = model('<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>' + literal("f(1)"))
    assert decide(read_dmn(text.replace("</definitions>", f"{endless}</definitions>")), "Answer", NAMES) is None
