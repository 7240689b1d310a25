"""The rules of an assessment as one DMN file."""

from __future__ import annotations

from collections.abc import Mapping

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.rules_out import rules_to_dmn

_RULES = "/rules.yaml"


def assessment_to_dmn(assessment: Assessment) -> str:
    """Its rules with those that it includes, the order of its endings, and the codes that its choices offer."""
    own = assessment.metadata.id
    parts = {name.removesuffix(_RULES): text for name, text in assessment.source.items() if name.endswith(_RULES)}
    ordered = {part: parts[part] for part in [*sorted(parts.keys() - {own}), own]}
    endings = [(ending.id, ending.urgency.key) for ending in assessment.endings.values()]
    return rules_to_dmn(ordered, own, endings, _codes(assessment))


def _codes(assessment: Assessment) -> Mapping[str, list[str]]:
    questions = assessment.questionnaire.questions
    return {item.link_id: [option.code for option in item.options] for item in questions if item.type == "choice"}
