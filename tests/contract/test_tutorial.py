"""The tutorial's files are an assessment: it loads, its examples hold, it is proven, and the fault it plants is caught."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from polku.assessment.logic.examples import failures
from polku.assessment.logic.loading import load_assessment, read_folder
from polku.assessment.logic.proving import failures as unproven
from polku.assessment.logic.proving import prove

TUTORIAL = Path(__file__).resolve().parents[2] / "docs/tutorials/write-an-assessment.md"
NATIONAL = TUTORIAL.parents[2] / "content/national/assessments"
BLOCK = re.compile(r'```yaml title="(tick-bite/\w+\.yaml)"\n(.*?)```', re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(NATIONAL / "emergency-screen", tmp_path / "emergency-screen")
    shutil.copy(NATIONAL / "common.yaml", tmp_path)
    (tmp_path / "tick-bite").mkdir()
    for name, text in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "tick-bite"


def test_what_the_tutorial_writes_is_proven(folder: Path) -> None:
    assessment = load_assessment("tick-bite", read_folder(folder))
    assert len(assessment.examples) == 6
    assert failures(assessment) == [] and unproven(assessment) == []


def test_the_fault_that_it_plants_is_caught(folder: Path) -> None:
    rules = folder / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    assert "when: {nerves: true}" in text and "`when: {nerves: true, rash: '\"calm\"'}`" in TUTORIAL.read_text(encoding="utf-8")
    rules.write_text(text.replace("when: {nerves: true}", "when: {nerves: true, rash: '\"calm\"'}"), encoding="utf-8")
    proofs = prove(load_assessment("tick-bite", read_folder(folder)))
    found = proofs["ending"].monotone
    assert found.status == "failed"
    assert found.counterexamples[0].endings == ("DAY", "SELF")
