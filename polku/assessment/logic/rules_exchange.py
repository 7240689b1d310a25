"""The rules of an assessment as one DMN file."""

from __future__ import annotations

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.rules_out import rules_to_dmn

_RULES = "/rules.yaml"


def assessment_to_dmn(assessment: Assessment) -> str:
    """Its rules with those that it includes, and the order of its endings."""
    own = assessment.metadata.id
    parts = {name.removesuffix(_RULES): text for name, text in assessment.source.items() if name.endswith(_RULES)}
    ordered = {part: parts[part] for part in [*sorted(parts.keys() - {own}), own]}
    return rules_to_dmn(ordered, own, [(ending.id, ending.urgency.key) for ending in assessment.endings.values()])
