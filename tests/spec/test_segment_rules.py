"""The rule table of client segments is proven: every person has a segment, no rule is dead, every segment can be reached."""

from __future__ import annotations

import pytest

from polku.assessment.logic.items import Item, Questionnaire
from polku.assessment.logic.proof_results import TableProofs
from polku.assessment.logic.proof_subject import Subject
from polku.assessment.logic.proving import proofs_of
from polku.insight.measures.library.segments import DECISION, rules


@pytest.fixture(scope="module")
def proofs() -> TableProofs:
    numbers = tuple(Item(name, "decimal", {}, required=True) for name in rules().inputs)
    return proofs_of(Subject(Questionnaire(numbers), rules().model, DECISION, {}, (), asks=False))[DECISION]


@pytest.mark.parametrize("what", ["complete", "consistent", "no_dead", "reachable"])
def test_it_is_proven(proofs: TableProofs, what: str) -> None:
    assert getattr(proofs, what).status == "proved"
