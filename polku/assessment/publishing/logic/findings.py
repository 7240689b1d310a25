"""Everything that is checked of a source: it loads, its examples come out as written, its tables are proven."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from polku.assessment.logic.answers import read_answers
from polku.assessment.logic.assessment import Assessment, Example, Unfinished, assess
from polku.assessment.logic.examples import failure
from polku.assessment.logic.loading import load_assessment
from polku.assessment.logic.proving import TableProofs, prove
from polku.foundation.errors import ContentError, PolkuError

SHOWN = "draft"


@dataclass(frozen=True)
class Tried:
    """An example with what it came to: the ending and the rules; `fault` says what is wrong with it."""

    example: Example
    ending: str
    fired: tuple[str, ...]
    fault: str


@dataclass(frozen=True)
class Findings:
    """`fault` says why the source does not load: then there is nothing else."""

    fault: str = ""
    assessment: Assessment | None = None
    examples: tuple[Tried, ...] = ()
    proofs: Mapping[str, TableProofs] = field(default_factory=dict)

    @property
    def failed_examples(self) -> tuple[Tried, ...]:
        return tuple(one for one in self.examples if one.fault)

    @property
    def failed_proofs(self) -> int:
        return sum(len(proofs.failed) for proofs in self.proofs.values())

    @property
    def holds(self) -> bool:
        """May it be sent to review and approved?"""
        return self.assessment is not None and not self.failed_examples and not self.failed_proofs

    @property
    def coverage(self) -> Mapping[str, int]:
        """How many examples each rule decides in, itself or behind what decided."""
        return Counter(rule for one in self.examples for rule in one.fired)

    def as_json(self) -> dict[str, object]:
        """What a version's record keeps of it."""
        return {
            "examples": len(self.examples),
            "failed": [one.fault for one in self.failed_examples],
            "proofs": {table: _statuses(proofs) for table, proofs in self.proofs.items()},
        }


def _statuses(proofs: TableProofs) -> dict[str, str]:
    return {name: verdict.status for name, verdict in proofs.verdicts.items()}


def findings(name: str, source: Mapping[str, str]) -> Findings:
    return _findings(name, tuple(sorted(source.items())))


@lru_cache(maxsize=48)
def _findings(name: str, source: tuple[tuple[str, str], ...]) -> Findings:
    try:
        assessment = load_assessment(name, dict(source), shown=SHOWN)
    except (ContentError, KeyError) as error:
        return Findings(fault=str(error))
    return Findings("", assessment, tuple(tried(assessment)), prove(assessment))


def tried(assessment: Assessment) -> list[Tried]:
    return [_tried(assessment, example) for example in assessment.examples]


def _tried(assessment: Assessment, example: Example) -> Tried:
    fault = failure(assessment, example)
    answers, _ = read_answers(assessment.questionnaire, example.answers)
    try:
        result = assess(assessment, answers)
    except (Unfinished, PolkuError):
        return Tried(example, "", (), fault or "no ending")
    return Tried(example, result.ending.id, tuple(rule.id for rule in result.fired), fault)
