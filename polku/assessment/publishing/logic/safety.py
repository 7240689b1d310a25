"""The clinical safety file: what the content is for, and for each hazard the rules that stand against it and their tests."""

from __future__ import annotations

from dataclasses import dataclass

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.metadata import Hazard
from polku.assessment.publishing.logic.findings import tried
from polku.foundation.content import Text
from polku.rules.sfeel import Literal


@dataclass(frozen=True)
class Guard:
    """A rule that stands against a hazard: the facts it tests, which of them are red flags, and its examples."""

    rule: str
    text: Text
    ending: str
    facts: tuple[str, ...]
    red_flags: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    hazard: Hazard
    guards: tuple[Guard, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """The rules of the hazard that no example tries; all is wrong where no rule stands against it."""
        return tuple(guard.rule for guard in self.guards if not guard.examples) or (() if self.guards else (self.hazard.id,))


@dataclass(frozen=True)
class SafetyFile:
    assessment: Assessment
    lines: tuple[Line, ...]

    @property
    def faults(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.faults)

    def as_json(self) -> dict[str, object]:
        metadata = self.assessment.metadata
        return {
            "id": metadata.id, "version": metadata.version, "status": metadata.status,
            "content_hash": self.assessment.content_hash,
            "intended_use": {key: dict(text) for key, text in metadata.intended_use.items()},
            "regulatory": {"status": metadata.regulatory_status, "reference": metadata.regulatory_reference},
            "incident_contact": metadata.incident_contact,
            "hazards": [_line_json(line) for line in self.lines],
            "faults": [f"{line.hazard.id}: no example tries {', '.join(line.faults)}" for line in self.faults],
        }  # fmt: skip


def safety_file(assessment: Assessment) -> SafetyFile:
    outcomes = tried(assessment)
    lines = []
    for hazard in assessment.metadata.hazards:
        guards = [_guard(assessment, rule, [one.example.name for one in outcomes if rule in one.fired]) for rule in hazard.rules]
        lines.append(Line(hazard, tuple(guards)))
    return SafetyFile(assessment, tuple(lines))


def _guard(assessment: Assessment, rule_id: str, examples: list[str]) -> Guard:
    table, rule = assessment.rules[rule_id]
    facts = table.conditions(rule)
    flags = tuple(fact for fact in facts if (clause := assessment.table_inputs.get(fact)) is not None and clause.red_flag)
    result = rule.results[0]
    ending = str(result.value) if isinstance(result, Literal) and table.name == assessment.decision else ""
    return Guard(rule_id, rule.text, ending, facts, flags, tuple(examples))


def _line_json(line: Line) -> dict[str, object]:
    return {
        "id": line.hazard.id, "text": dict(line.hazard.text), "faults": list(line.faults),
        "rules": [_guard_json(guard) for guard in line.guards],
    }  # fmt: skip


def _guard_json(guard: Guard) -> dict[str, object]:
    return {
        "id": guard.rule, "ending": guard.ending, "facts": list(guard.facts), "red_flags": list(guard.red_flags),
        "examples": list(guard.examples),
    }  # fmt: skip
