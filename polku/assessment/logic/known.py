"""What is known of the person before the first question: given by the caller, read by `initialExpression`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from polku.assessment.logic.answers import to_json, validate
from polku.assessment.logic.calculating import compute, with_settled
from polku.assessment.logic.items import Answer, Questionnaire
from polku.assessment.logic.taking import Problem
from polku.rules.values import Missing

KNOWN = frozenset({"patient", "age", "sex", "municipality", "language"})


@dataclass(frozen=True)
class Known:
    """`sex` as in FHIR (female, male, other, unknown), `municipality` as its name or code, `language` as fi, sv or en."""

    age: int | None = None
    sex: str = ""
    municipality: str = ""
    language: str = ""
    birth_date: date | None = None

    def names(self) -> dict[str, Any]:
        """By %name; what is not known is empty."""
        plain = {"age": self.age, "sex": self.sex, "municipality": self.municipality, "language": self.language}
        given: dict[str, Any] = {name: [] if value in (None, "") else value for name, value in plain.items()}
        return {**given, "patient": self._patient()}

    def _patient(self) -> Mapping[str, Any]:
        patient: dict[str, Any] = {"resourceType": "Patient"}
        if self.sex:
            patient["gender"] = self.sex
        if self.birth_date:
            patient["birthDate"] = self.birth_date.isoformat()
        if self.municipality:
            patient["address"] = [{"city": self.municipality}]
        if self.language:
            patient["communication"] = [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": self.language}]}}]
        return patient


def prefilled(questionnaire: Questionnaire, known: Known, today: date | None = None) -> dict[str, Answer]:
    """First values by key: suggestions for questions, and the values of hidden items, to be kept with the answers.

    What is not known, or would not be taken as an answer, is left out: it is asked.
    """
    found: dict[str, Answer] = {}
    for item, _ in questionnaire.all_items:
        if questionnaire.scopes[item.link_id] or not (item.initial_expression or item.initial is not None):
            continue
        value = item.initial
        if item.initial_expression:
            values = with_settled(questionnaire, found)
            value = compute(questionnaire, item, item.initial_expression, values, known.names(), today)
        taken = None if value is None or isinstance(value, Missing) else validate(item, to_json(value))
        if taken is not None and not isinstance(taken, Problem):
            found[item.link_id] = taken
    return found
