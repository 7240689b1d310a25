"""Proofs of DMN files: ours bring red flags and urgencies along, a foreign one is proven over the values it declares."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from polku.assessment.logic.proof_dmn import prove_dmn
from polku.assessment.logic.proof_results import TableProofs
from polku.assessment.logic.rules_exchange import assessment_to_dmn
from polku.config.cli import main
from tests.assessments import changed, content

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="Discount" namespace="urn:example">
  <inputData id="i_type" name="Customer Type"><variable name="Customer Type" typeRef="string"/></inputData>
  <inputData id="i_size" name="Order Size"><variable name="Order Size" typeRef="number"/></inputData>
  <decision id="d_discount" name="Given Discount"><variable name="Given Discount" typeRef="string"/>
    <informationRequirement><requiredInput href="#i_type"/></informationRequirement>
    <informationRequirement><requiredInput href="#i_size"/></informationRequirement>
    <decisionTable hitPolicy="POLICY">
      <input><inputExpression typeRef="string"><text>Customer Type</text></inputExpression>
        <inputValues><text>"business","private"</text></inputValues></input>
      <input><inputExpression typeRef="number"><text>Order Size</text></inputExpression></input>
      <output name="Discount" typeRef="string"><outputValues><text>"high","low","none"</text></outputValues></output>
"""
TAIL = "</decisionTable></decision></definitions>"
Row = tuple[str, str, str]
SOUND: list[Row] = [('"business"', ">= 10", '"high"'), ('"business"', "< 10", '"low"'), ('"private"', "-", '"none"')]


def dmn(rows: list[Row], policy: str = "UNIQUE") -> str:
    def cell(kind: str, text: str) -> str:
        return f"<{kind}><text>{text.replace('<', '&lt;')}</text></{kind}>"

    rules = "".join(
        f'<rule id="r{n}">{cell("inputEntry", row[0])}{cell("inputEntry", row[1])}{cell("outputEntry", row[2])}</rule>'
        for n, row in enumerate(rows, start=1)
    )
    return HEAD.replace("POLICY", policy) + rules + TAIL


def proofs(rows: list[Row], policy: str = "UNIQUE") -> TableProofs:
    return prove_dmn(dmn(rows, policy))["Given Discount"]


def test_a_foreign_table_is_complete_consistent_and_alive() -> None:
    assert proofs(SOUND).as_json() == {
        "complete": "proved", "consistent": "proved", "no_dead": "proved", "reachable": "proved",
        "monotone": "not-applicable", "texts": "not-applicable", "asked": "not-applicable",
    }  # fmt: skip


FAULTS: list[tuple[str, list[Row], str, str, str]] = [
    ("a gap", [('"business"', "> 10", '"high"'), *SOUND[1:]], "UNIQUE", "complete", "”Order Size” → 10"),
    ("an overlap", [('"business"', ">= 9", '"high"'), *SOUND[1:]], "UNIQUE", "consistent", "rules r1, r2 hold together"),
    ("a disagreement", [('"business"', "-", '"high"'), *SOUND[1:]], "ANY", "consistent", "hit policy A does not allow"),
    ("a shadowed rule", [*SOUND, ('"private"', "> 5", '"low"')], "FIRST", "no_dead", "Rule r4 never decides"),
    ("an impossible rule", [*SOUND, ('"guest"', "-", '"low"')], "UNIQUE", "no_dead", "rule r4 can never be met"),
    ("a value never given", [SOUND[0], ('"business"', "< 10", '"high"'), SOUND[2]], "UNIQUE", "reachable", "lead to low"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "policy", "wanted", "words"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_planted_fault_of_a_foreign_table_is_shown(rows: list[Row], policy: str, wanted: str, words: str) -> None:
    found = proofs(rows, policy)
    assert next(iter(found.failed)) == wanted
    assert words in found.failed[wanted].counterexamples[0].words["en"]


def test_a_file_of_ours_keeps_its_red_flags_and_urgencies() -> None:
    proven = prove_dmn(assessment_to_dmn(content("urinary-symptoms")))
    assert proven["ending"].monotone.status == "proved" and proven["ending"].texts.status == "proved"
    broken = changed("urinary-symptoms", {"rules": lambda text: text.replace("unknown: '\"high\"'", "unknown: '\"none\"'")})
    found = prove_dmn(assessment_to_dmn(broken))["ending"]
    assert list(found.failed) == ["monotone"] and found.monotone.counterexamples[0].endings[0] == "ED"


def test_a_file_of_ours_that_another_hand_changed_is_proven_as_a_foreign_one() -> None:
    text = assessment_to_dmn(content("urinary-symptoms")).replace("<text>true</text>", "<text>even(2)</text>", 1)
    found = prove_dmn(text)["ending"]
    assert found.monotone.status == "not-applicable" and found.consistent.status != "failed"
    assert found.notes[0].startswith("the file was changed elsewhere and is proven without its red flags and endings")


def test_the_command_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "discount.dmn"
    file.write_text(dmn(FAULTS[0][1]))
    assert main(["assess", "prove", str(file), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)["tables"]["Given Discount"]
    assert told["consistent"] == "proved" and "Order Size” → 10" in told["complete"]["counterexample"]
    file.write_text(dmn(SOUND))
    assert main(["assess", "prove", str(file)]) == 0
    assert "Given Discount: proven (complete, consistent, no dead, reachable)" in capsys.readouterr().out
    assert main(["assess", "prove", str(tmp_path / "none.dmn")]) == 2
    assert "no file" in capsys.readouterr().err
