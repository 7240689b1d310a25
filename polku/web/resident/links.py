"""The addresses of a run's pages."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from polku.assessment.logic.assessment import Ending
from polku.assessment.models import AssessmentRun


def run_url(name: str, run: AssessmentRun) -> str:
    return reverse(f"resident:{name}", args=[run.assessment, run.id])


def question_url(run: AssessmentRun, key: str) -> str:
    return reverse("resident:question", args=[run.assessment, run.id, key])


def ending_url(run: AssessmentRun, ending: Ending) -> str:
    return run_url("emergency" if ending.main == "call-112" else "result", run)


def case_url(case_id: UUID) -> str:
    return reverse("resident:case", args=[case_id])
