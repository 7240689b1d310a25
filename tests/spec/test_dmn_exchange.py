"""Rule files as DMN and back: nothing is lost on the way, and a foreign file becomes a rule file as far as tables can say it."""

from __future__ import annotations

from pathlib import Path
from random import Random
from xml.etree.ElementTree import fromstring

import pytest

from polku.assessment.library import folders, library, load
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.rule_file import RuleFile, read_rules
from polku.assessment.logic.rules_exchange import assessment_to_dmn
from polku.assessment.logic.rules_in import RulesOfDmn, dmn_to_parts, dmn_to_rules_yaml, rules_of_dmn
from polku.assessment.logic.rules_out import rules_to_dmn
from polku.foundation.content import content_root, parse_yaml
from polku.foundation.errors import ContentError
from polku.rules.dmn import as_json, decide, read_dmn
from polku.rules.table import BrokenPolicy, Table
from polku.rules.values import Value

FILES = Path(__file__).parents[1] / "data" / "dmn"
ODD = """
inputs:
  - {name: 'odd name', type: string, unknown: '"true"', redFlag: [none, 'true', a b]}
  - {name: fever, type: number, redFlag: rising}
  - {name: ok, type: boolean, unknown: false}
decisions:
  - {name: points, title: {sv: "true", fi: 'Pisteet, "<&>"', en: Points}, expression: 'fever * 2 + 1'}
  - name: answer
    title: {en: Answer, fi: Vastaus, sv: Svar, se: Vástádus}
    hitPolicy: C>
    outputs:
      - {name: answer, type: number, values: [3, 2, 1], default: 0}
    rules:
      - id: 1 odd/id
        when: {fever: 'not([1..3], 7)', odd name: 'not("a,b", "c\\"")', points: '-'}
        then: {answer: 3}
        text: {fi: "Teksti: <&> ”ö” # ei", sv: "'a' - b", en: "true", se: "rivi\\nrivi"}
      - id: R2
        then: {answer: 'points - 1'}
        text: {fi: a, sv: b, en: "null"}
"""


def rules(text: str) -> RuleFile:
    return read_rules(parse_yaml(text, "rules.yaml"))


@pytest.mark.parametrize("name", [path.parent.name for path in sorted(content_root().glob("national/assessments/*/rules.yaml"))])
def test_every_table_of_the_content_is_the_same_bytes_after_a_round(name: str) -> None:
    text = (content_root() / "national" / "assessments" / name / "rules.yaml").read_text(encoding="utf-8")
    sent = rules_to_dmn(text, name)
    assert rules_to_dmn(dmn_to_rules_yaml(sent), name) == sent


@pytest.mark.parametrize("name", [folder.name for folder in folders(content_root() / "national" / "assessments")])
def test_every_assessment_ends_alike_as_dmn(name: str) -> None:
    """Drawn answers, also missing ones, lead the whole file and the assessment's own tables to the same ending."""
    assessment = load(content_root() / "national" / "assessments" / name)
    sent, random = assessment_to_dmn(assessment), Random(name)
    found, model = rules_of_dmn(sent), read_dmn(sent)
    assert rules_to_dmn(dmn_to_parts(sent), name, found.endings, words(found)) == sent
    for _ in range(10):
        drawn = {
            data.name: random.choice((None, *found.values.get(data.name, OF_TYPE.get(data.type or "", ()))))
            for data in model.inputs.values()
        }
        assert ending(assessment, drawn) == decide(model, assessment.decision, drawn)


def test_what_people_call_a_decision_comes_back() -> None:
    sent, titles = rules(ODD).model.decisions, {"fi": "Pisteet, \"<&>\"", "sv": "true", "en": "Points"}
    back = rules(dmn_to_rules_yaml(rules_to_dmn(ODD, "odd"))).model.decisions
    assert dict(sent["points"].title) == dict(back["points"].title) == titles
    assert dict(sent["answer"].title) == dict(back["answer"].title) and len(back["answer"].title) == 4


@pytest.mark.parametrize("name", [folder.name for folder in folders(content_root() / "national" / "assessments")])
def test_every_decision_behind_the_ending_is_called_something(name: str) -> None:
    model = load(content_root() / "national" / "assessments" / name).model
    assert [one.name for one in model.decisions.values() if one.name != "ending" and not one.title] == []


OF_TYPE = {"boolean": (True, False), "number": (0, 1, 3, 18, 40, 70)}


def words(found: RulesOfDmn) -> dict[str, list[str]]:
    return {name: [str(value) for value in values] for name, values in found.values.items()}


def ending(assessment: Assessment, inputs: dict[str, Value]) -> object:
    try:
        return assessment.model.evaluate(assessment.decision, inputs)[assessment.decision].value
    except BrokenPolicy:
        return None


def test_what_a_round_keeps() -> None:
    sent = rules_to_dmn(ODD, "odd")
    back = dmn_to_rules_yaml(sent)
    assert rules_to_dmn(back, "odd") == sent
    before, after = rules(ODD), rules(back)
    assert before.inputs == after.inputs
    first, second = before.model.decisions["answer"], after.model.decisions["answer"]
    assert isinstance(first, Table) and isinstance(second, Table)
    assert (first.hit_policy, first.outputs) == (second.hit_policy, second.outputs)
    assert [(rule.id, rule.text, rule.results) for rule in first.rules] == [
        (rule.id, rule.text, rule.results) for rule in second.rules
    ]


def test_an_assessment_stands_alone_with_what_it_includes() -> None:
    assessment = library(content_root())["urinary-symptoms"]
    sent = assessment_to_dmn(assessment)
    parts = dmn_to_parts(sent)
    assert list(parts) == ["emergency-screen", "urinary-symptoms"]
    endings = rules_of_dmn(sent).endings
    assert endings[0] == ("E112", "emergency") and endings[-1] == ("SELF", "self_care")
    found = rules_of_dmn(sent)
    assert found.values["fever"] == ("none", "low", "high")
    assert rules_to_dmn(parts, "urinary-symptoms", endings, words(found)) == sent
    assert rules(rules_of_dmn(sent).yaml).inputs == {
        name: clause for part in parts.values() for name, clause in rules_inputs(part).items()
    }


def rules_inputs(text: str) -> dict[str, object]:
    """Of a part whose decisions may use those of another part."""
    return dict(rules(text.split("\ndecisions:")[0] + "\ndecisions: []\n").inputs)


def test_the_exported_file_is_plain_dmn() -> None:
    root = fromstring(rules_to_dmn(ODD, "odd"))
    space = "{https://www.omg.org/spec/DMN/20191111/MODEL/}"
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {element.get("href", "")[1:] for element in root.iter() if element.get("href")}
    assert targets <= set(ids)
    assert [table.get("aggregation") for table in root.iter(f"{space}decisionTable")] == ["MAX"]
    assert [note.get("name") for note in root.iter(f"{space}annotation")] == ["fi", "sv", "en", "se"]
    assert decide(read_dmn(rules_to_dmn(ODD, "odd")), "answer", {"fever": 8, "odd name": "x"}) == 16


FOREIGN = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="f" name="f" namespace="urn:f">
  <itemDefinition name="tPerson"><itemComponent name="Age"><typeRef>number</typeRef></itemComponent></itemDefinition>
  <inputData id="p" name="The Person"><variable name="The Person" typeRef="tPerson"/></inputData>
  <inputData id="h" name="How Bad"><variable name="How Bad" typeRef="string"/></inputData>
  <decision id="d" name="Where To">
    <variable name="Where To" typeRef="string"/>
    <informationRequirement><requiredInput href="#p"/></informationRequirement>
    <informationRequirement><requiredInput href="#h"/></informationRequirement>
    <decisionTable hitPolicy="PRIORITY">
      <input><inputExpression typeRef="number"><text>The Person.Age</text></inputExpression></input>
      <input><inputExpression typeRef="string"><text>How Bad</text></inputExpression>
        <inputValues><text>"mild", "bad"</text></inputValues></input>
      <input><inputExpression typeRef="number"><text>The Person.Age - 1</text></inputExpression></input>
      <output typeRef="string"><outputValues><text>"now","home"</text></outputValues></output>
      <rule id="r1"><description>Bad.</description>
        <inputEntry><text>]5..18[</text></inputEntry><inputEntry><text>not("mild")</text></inputEntry>
        <inputEntry><text>-</text></inputEntry><outputEntry><text>"now"</text></outputEntry></rule>
      <rule id="r2"><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>
        <inputEntry><text>&lt; 10</text></inputEntry><outputEntry><text>"home"</text></outputEntry></rule>
    </decisionTable>
  </decision>
</definitions>"""


def test_a_foreign_file_becomes_a_rule_file() -> None:
    found = rules_of_dmn(FOREIGN)
    file = rules(found.yaml)
    assert {name: clause.type for name, clause in file.inputs.items()} == {"The_Person.Age": "number", "How_Bad": "string"}
    assert found.values == {"How_Bad": ("mild", "bad")}
    for age, bad in ((8, "bad"), (8, "mild"), (18, "bad")):
        ours = file.model.evaluate("Where_To", {"The_Person.Age": age, "How_Bad": bad})["Where_To"].value
        theirs = decide(read_dmn(FOREIGN), "Where To", {"The Person": {"Age": age}, "How Bad": bad})
        assert ours == theirs
    with pytest.raises(ContentError, match="key 'text' is missing"):
        rules(dmn_to_rules_yaml(FOREIGN))


DATES = FOREIGN.replace("The Person.Age - 1", 'date("2020-01-01")').replace("&lt; 10", '&lt; date("2021-01-01")')
TOO_MUCH = [
    ((FILES / "loan.dmn").read_text(), "a business knowledge model; expected tables"),
    ((FILES / "greeting.dmn").read_text(), "texts put together"),
    (DATES, "'call' in an expression; expected what a cell of our tables can say"),
    (
        FOREIGN.replace('typeRef="tPerson"', 'typeRef="date"'),
        "'The Person' of type 'date'; expected one of: boolean, number, string",
    ),
]


@pytest.mark.parametrize(("text", "message"), TOO_MUCH, ids=[message for _, message in TOO_MUCH])
def test_what_tables_cannot_say_is_refused(text: str, message: str) -> None:
    with pytest.raises(ContentError) as error:
        rules_of_dmn(text)
    assert message in str(error.value)


def test_values_are_json() -> None:
    assert as_json({"å": [1, None, True, "x"]}) == '{"å": [1, null, true, "x"]}'
