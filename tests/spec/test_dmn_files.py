"""DMN files as other editors write them: older namespaces, names of every kind, and each hit policy with several outputs."""

from __future__ import annotations

from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

import pytest

from polku.rules.dmn import as_json, decide, read_dmn

OLD = "http://www.omg.org/spec/DMN/20151101/dmn.xsd"
NEW = "https://www.omg.org/spec/DMN/20191111/MODEL/"
FEEL = "http://www.omg.org/spec/FEEL/20140401"
NEEDS = '<informationRequirement><requiredInput href="#i"/></informationRequirement>'


XML = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>'


def file(body: str) -> str:
    return f'{XML}<definitions xmlns="{NEW}" namespace="urn:m" name="m">{body}</definitions>'


def literal(expression: str, needs: str = NEEDS) -> str:
    text = f"<literalExpression><text>\n  {escape(expression)}\n</text></literalExpression>"
    return f'<decision id="d" name="The Answer"><variable name="The Answer"/>{needs}{text}</decision>'


def answer(text: str, inputs: dict[str, object], decision: str = "The Answer") -> str:
    return as_json(decide(read_dmn(text), decision, inputs))


NAMES = (
    "n", "Full Name", "Applicant's Age (years)", "A+B", "a/b", "2nd Age", "x*y", "Approved/Declined", "e-mail", "Total €",
    "Åland ö", "if only", "and more", "in stock", "not ok", "Date of Birth", "date", "Line.Item", "Age?",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_be_any_words(name: str) -> None:
    data = f"<inputData id='i' name={quoteattr(name)}><variable name={quoteattr(name)} typeRef='number'/></inputData>"
    assert answer(file(data + literal(f"{name} * 2 - 1")), {name: 4}) == "7"


HEADS = {
    "DMN 1.1 with FEEL's own prefix": (
        f'<d:definitions xmlns:d="{OLD}" xmlns:feel="{FEEL}" xmlns="urn:m" namespace="urn:m" name="m"'
        f' expressionLanguage="{FEEL}">'
        '<d:decision id="d" name="The Answer"><d:variable name="The Answer" typeRef="feel:number"/>'
        '<d:informationRequirement><d:requiredInput href="urn:m#i"/></d:informationRequirement>'
        '<d:literalExpression expressionLanguage="FEEL"><d:text>12 * Pay</d:text></d:literalExpression></d:decision>'
        '<d:inputData id="i" name="Pay"><d:variable name="Pay" typeRef="feel:number"/></d:inputData></d:definitions>'
    ),
    "elements in the file's own namespace": (
        '<definitions xmlns="urn:m" xmlns:semantic="http://www.omg.org/spec/DMN/20180521/MODEL/" namespace="urn:m" name="m">'
        f'<inputData id="i" name="Pay"><variable name="Pay" typeRef="number"/></inputData>{literal("12 * Pay")}</definitions>'
    ),
    "a type by a prefix that nobody declares": file(
        '<itemDefinition name="tPay"><typeRef>feel:number</typeRef></itemDefinition>'
        f'<inputData id="i" name="Pay"><variable name="Pay" typeRef="own:tPay"/></inputData>{literal("12 * Pay")}'
    ),
    "an input without a type": file(f'<inputData id="i" name="Pay"/>{literal("12 * Pay")}'),
    "an input that only its id names": file(f'<inputData id="Pay"/>{literal("12 * Pay", NEEDS.replace("#i", "#Pay"))}'),
    "an input that only its variable names": file(f'<inputData id="i"><variable name="Pay"/></inputData>{literal("12 * Pay")}'),
    "requirements that nobody wrote": file(f'<inputData id="i" name="Pay"/>{literal("12 * Pay", "")}'),
    "no input data at all": file(literal("12 * Pay", "")),
}


@pytest.mark.parametrize("text", HEADS.values(), ids=HEADS)
def test_a_file_of_any_hand_is_read(text: str) -> None:
    assert answer(text, {"Pay": 1500}) == "18000"
    assert answer(text, {"Pay": 1500, "Nobody": "asks for this"}) == "18000"
    assert answer(text, {}) == "null"


LOGIC = [(a, b) for b in (True, False, None) for a in (True, False, None)]


@pytest.mark.parametrize(("a", "b"), LOGIC)
def test_logic_has_three_values(a: bool | None, b: bool | None) -> None:
    data = '<inputData id="i" name="A"/><inputData id="j" name="B"/>'
    needs = NEEDS + NEEDS.replace("#i", "#j")
    both = False if False in (a, b) else None if None in (a, b) else True
    either = True if True in (a, b) else None if None in (a, b) else False
    for expression, value in (("A and B", both), ("A or B", either), ("not(A)", None if a is None else not a)):
        assert decide(read_dmn(file(data + literal(expression, needs))), "The Answer", {"A": a, "B": b}) is value


ROWS = [
    (">= 18", '"medium","low"', "true", '"yes"', '"basic"'),
    ("< 18", "-", "-", '"no"', '"usual"'),
    ("-", '"high"', "-", '"yes"', '"usual"'),
    (">= 70", '"low"', "true", '"yes"', '"basic"'),
]
TYPES = (
    '<itemDefinition name="tStatus" isCollection="true"><itemComponent name="Granted/Refused"><typeRef>string</typeRef>'
    '<allowedValues><text>"yes", "no"</text></allowedValues></itemComponent>'
    '<itemComponent name="Rate"><typeRef>string</typeRef></itemComponent></itemDefinition>'
)


def status(policy: str) -> str:
    names = (("Age", "number"), ("Risk", "string"), ("fits", "boolean"))
    data = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}" typeRef="{type_}"/></inputData>' for name, type_ in names
    )
    needs = "".join(NEEDS.replace("#i", f"#{name}") for name, _ in names)
    heads = "".join(
        f'<input><inputExpression typeRef="{type_}"><text>{name}</text></inputExpression></input>' for name, type_ in names
    )
    rules = "".join(
        f'<rule id="r{place}">'
        + "".join(f"<inputEntry><text><![CDATA[{cell}]]></text></inputEntry>" for cell in row[:3])
        + "".join(f"<outputEntry><text>{cell}</text></outputEntry>" for cell in row[3:])
        + "</rule>"
        for place, row in enumerate(ROWS, start=1)
    )
    outputs = '<output name="Granted/Refused"><outputValues><text>"yes", "no"</text></outputValues></output><output name="Rate"/>'
    table = f'<decisionTable hitPolicy="{policy}" typeRef="tStatus" outputLabel="Status">{heads}{outputs}{rules}</decisionTable>'
    decision = f'<decision id="d" name="Loan Status"><variable name="Loan Status" typeRef="tStatus"/>{needs}{table}</decision>'
    return file(TYPES + decision + data)


def told(*rates: str) -> str:
    shown = [f'{{"Granted/Refused": "{rate.split()[0]}", "Rate": "{rate.split()[1]}"}}' for rate in rates]
    return ", ".join(shown)


PERSONS = [
    {"Age": 17, "Risk": "high", "fits": True},
    {"Age": 80, "Risk": "low", "fits": True},
    {"Age": 40, "Risk": "low", "fits": False},
]
SEVERAL = [
    ("COLLECT", [f"[{told('no usual', 'yes usual')}]", f"[{told('yes basic', 'yes basic')}]", "null"]),
    ("RULE ORDER", [f"[{told('no usual', 'yes usual')}]", f"[{told('yes basic', 'yes basic')}]", "null"]),
    ("OUTPUT ORDER", [f"[{told('yes usual', 'no usual')}]", f"[{told('yes basic', 'yes basic')}]", "null"]),
    ("PRIORITY", [told("yes usual"), told("yes basic"), "null"]),
    ("FIRST", [told("no usual"), told("yes basic"), "null"]),
    ("ANY", ["null", told("yes basic"), "null"]),
    ("UNIQUE", ["null", "null", "null"]),
]


@pytest.mark.parametrize(("policy", "answers"), SEVERAL)
def test_several_outputs_under_each_hit_policy(policy: str, answers: list[str]) -> None:
    assert [answer(status(policy), person, "Loan Status") for person in PERSONS] == answers


SUMS = [("MIN", ["64.32", "98.83", "null"]), ("MAX", ["205.43", "150.21", "null"]), ("SUM", ["518.79", "249.04", "null"]),
        ("COUNT", ["4", "2", "null"])]  # fmt: skip


@pytest.mark.parametrize(("how", "answers"), SUMS)
def test_one_output_without_a_name_is_gathered(how: str, answers: list[str]) -> None:
    cells = (("> 1", "98.83"), ("> 2", "150.21"), ("> 3", "205.43"), ("> 4", "64.32"))
    rules = "".join(
        f"<rule><inputEntry><text>{escape(cell)}</text></inputEntry><outputEntry><text>{result}</text></outputEntry></rule>"
        for cell, result in cells
    )
    table = (
        f'<decisionTable aggregation="{how}" hitPolicy="COLLECT" typeRef="number"><input><inputExpression typeRef="number">'
        f'<text>Years</text></inputExpression></input><output id="o"/>{rules}</decisionTable>'
    )
    decision = f'<decision id="d" name="Price"><variable name="Price" typeRef="number"/>{NEEDS}{table}</decision>'
    text = file(f'<inputData id="i" name="Years"><variable name="Years" typeRef="number"/></inputData>{decision}')
    assert [answer(text, {"Years": years}, "Price") for years in (6, 3, 1)] == answers


def test_a_part_of_a_second_is_written_as_it_was() -> None:
    clock = 'date and time("2015-12-31T23:59:59.5+02:00")'
    assert answer(file(literal(clock, "")), {}) == '"2015-12-31T23:59:59.5+02:00"'
    assert answer(file(literal("0.1 + x", "")), {"x": Decimal("0.20")}) == "0.3"
