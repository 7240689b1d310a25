"""`polku assess table`, `export --format dmn` and `import FILE.dmn`: what they print, what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polku.config.cli import main

FILES = Path(__file__).parents[1] / "data" / "dmn"


def table(tmp_path: Path, inputs: object, decision: str, file: Path = FILES / "policies.dmn") -> int:
    given = tmp_path / "inputs.json"
    given.write_text(inputs if isinstance(inputs, str) else json.dumps(inputs))
    return main(["assess", "table", str(file), "--decision", decision, "--input", str(given)])


def test_the_value_of_a_decision_is_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert table(tmp_path, {"Age": 85, "Risk Category": "High"}, "Two by First") == 0
    assert json.loads(capsys.readouterr().out) == {"Speed": "today", "Points": 30}


def test_rules_that_break_their_policy_give_null_and_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert table(tmp_path, {"Age": 20, "Risk Category": "Medium"}, "Unique") == 0
    said = capsys.readouterr()
    assert said.out == "null\n"
    assert "hit policy UNIQUE, but rules rule 1, rule 2 hold together" in said.err


BAD: list[tuple[object, str, str, str]] = [
    ({}, "Fastest", "policies.dmn", "no decision 'Fastest'; expected one of: 'Unique', 'Any'"),
    ("{", "Unique", "policies.dmn", "is not JSON"),
    ([1], "Unique", "policies.dmn", "holds no object"),
    ({}, "Unique", "no-such.dmn", "expected a DMN file; correct the path"),
]


@pytest.mark.parametrize(("inputs", "decision", "file", "message"), BAD)
def test_bad_input_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], inputs: object, decision: str, file: str, message: str
) -> None:
    assert table(tmp_path, inputs, decision, FILES / file) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err and said.err.count("\n") == 1


HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="D" namespace="urn:d">'
ONE = "<literalExpression><text>1</text></literalExpression>"
NEEDS = (
    '<decision id="d" name="Unique"><informationRequirement><requiredDecision{}/></informationRequirement>' + ONE + "</decision>"
)
BROKEN: dict[str, tuple[str, str]] = {
    "cut short": ((FILES / "loan.dmn").read_text()[:3000], "this is not well-formed XML"),
    "empty": ("", "this is not well-formed XML"),
    "entities": ('<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + HEAD + "&b;</definitions>", "declares XML entities"),
    "over 10 MB": (HEAD + "<!--" + "x" * 10_000_000 + "--></definitions>", "at most 10 MB"),
    "a decision that needs itself": (
        HEAD + NEEDS.format(' href="#d"') + "</definitions>", ":1: decisions in a circle: Unique needs Unique"),
    "no href": (HEAD + NEEDS.format("") + "</definitions>", ":1: 'requiredDecision' without an href"),
    "an href to nothing": (HEAD + NEEDS.format(' href="#gone"') + "</definitions>", "'gone' is required and not there"),
    "nested without end": (
        HEAD + '<decision name="Unique">' + "<context><contextEntry>" * 3000 + "</contextEntry></context>" * 3000
        + "</decision></definitions>", "nested too deeply"),
}  # fmt: skip


@pytest.mark.parametrize("command", ["table", "prove", "import"])
@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str, command: str) -> None:
    text, message = BROKEN[case]
    file = tmp_path / "broken.dmn"
    file.write_text(text)
    assert (table(tmp_path, {}, "Unique", file) if command == "table" else main(["assess", command, str(file)])) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    assert message in said.err


@pytest.mark.django_db
def test_rules_go_out_and_come_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "export", "urinary-symptoms", "--format", "dmn"]) == 0
    sent = tmp_path / "urinary.dmn"
    sent.write_text(capsys.readouterr().out)
    assert main(["assess", "import", str(sent)]) == 0
    assert capsys.readouterr().out.startswith("inputs:\n  - {name: severe.very_ill, type: boolean, ")
    assert table(tmp_path, {"signs.chest_pain": True}, "ending", sent) == 0
    assert json.loads(capsys.readouterr().out) == "E112"


def test_a_file_of_another_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rules.dmn"
    file.write_text("<html/>")
    assert main(["assess", "import", str(file)]) == 2
    assert "rules.dmn:1: the root element is 'html'; expected 'definitions' of DMN 1.2 to 1.5" in capsys.readouterr().err
