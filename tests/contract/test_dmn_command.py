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
