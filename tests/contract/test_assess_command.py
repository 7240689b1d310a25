"""`polku assess` and `polku content check`: what they print, what they refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from polku.assessment.cli.running import read_file
from polku.config.cli import main
from tests.assessments import FOLDER, HEALTHY, content, drawn, result

pytestmark = pytest.mark.django_db


def run(tmp_path: Path, answers: object, *options: str, name: str = "urinary-symptoms") -> int:
    file = tmp_path / "answers.json"
    file.write_text(answers if isinstance(answers, str) else json.dumps(answers))
    return main(["assess", "run", name, "--answers", str(file), *options])


def test_the_result_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {**HEALTHY, "symptoms": ["painful", "cloudy"]}, "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["ending"], printed["urgency"], printed["version"]) == ("DAY", "today", "1.0.0")
    assert printed["fired"] == ["VO-24", "VP-1", "VP-3"]
    assert set(printed["reasons"]) == {"fi", "sv", "en"}
    assert printed["path"][:3] == ["signs", "severe", "flags"]


def test_the_command_ends_where_the_engine_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    random, urinary = Random(5), content("urinary-symptoms")
    for _ in range(30):
        raw = drawn(urinary, random)
        assert run(tmp_path, raw, "--json") == 0
        assert json.loads(capsys.readouterr().out) == result(urinary, raw).as_json()


BAD: list[tuple[object, str, str]] = [
    ({}, "urinary-symptoms", "question 'signs' has no answer"),
    ({**HEALTHY, "fever": "hot"}, "urinary-symptoms", "the answer to 'fever' is not-an-option; expected one of: none, low, high"),
    ({**HEALTHY, "shoe": 1}, "urinary-symptoms", "unknown question 'shoe'"),
    ({**HEALTHY, "age": 200}, "urinary-symptoms", "the answer to 'age' is too-large"),
    ([1], "urinary-symptoms", "holds no object"),
    ("{", "urinary-symptoms", "is not JSON"),
    ({}, "no-such", "no assessment 'no-such'; expected one of: "),
]


@pytest.mark.parametrize(("answers", "name", "message"), BAD)
def test_bad_input_gives_one_line_and_exit_2(
    answers: object, name: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, answers, name=name) == 2
    printed = capsys.readouterr()
    assert message in printed.err and printed.err.count("\n") == 1 and printed.out == ""


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no file"):
        read_file(tmp_path / "none.json")


def test_content_check_passes_on_the_content(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["content", "check"]) == 0
    assert re.fullmatch(r"\d+ assessments checked, 0 faults\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("file", "right", "wrong", "message"),
    [
        ("rules.yaml", "{blood: true}", "{blod: true}", "rules.yaml:214: unknown input 'blod'; expected one of:"),
        ("questionnaire.yaml", "          sv: Mår du så här just nu?\n", "", "questionnaire.yaml:11: the text has no 'sv'"),
        ("examples.yaml", "ending: ROUT", "ending: SELF", "examples.yaml:49: example 'New discharge only' ends in ROUT"),
        ("endings.yaml", "whyTitle", "whyTitel", "endings.yaml:14: unknown key 'whyTitel'; expected one of:"),
    ],
)
def test_content_check_names_file_line_and_mend(
    file: str, right: str, wrong: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copytree(FOLDER, tmp_path / "assessments")
    path = tmp_path / "assessments" / "urinary-symptoms" / file
    assert right in path.read_text()
    path.write_text(path.read_text().replace(right, wrong, 1))
    assert main(["content", "check", str(tmp_path)]) == 1
    assert message in capsys.readouterr().err


def test_content_check_needs_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["content", "check", str(tmp_path)]) == 2
    assert "no assessment under" in capsys.readouterr().err
