"""The page of one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from polku.assessment.logic.assessment import Walk
from polku.assessment.logic.progress import place_of
from polku.assessment.logic.questionnaire import Item, visible_items
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import assessment_of
from polku.web.resident.present import question_url, run_url
from polku.web.resident.questions import Filled, kept, question_of, told


def question_page(
    run: AssessmentRun, item: Item, reached: Walk, *, filled: Filled | None = None, error: str = ""
) -> dict[str, Any]:
    """The page of one question: as it was sent, else as it was answered."""
    assessment = assessment_of(run)
    shown = [one for one in visible_items(assessment.questionnaire, reached.answers)]
    asked = [one.key for one in shown if one.asks]
    before = asked.index(item.key)
    place = place_of(assessment.questionnaire, reached.answers, item.key)
    left = max(1, round(assessment.metadata.minutes[1] * (len(asked) - before) / len(asked)))
    stages = [{"name": told(stage.text), "state": stage.state} for stage in place.stages]
    current = next((n for n, stage in enumerate(stages) if stage["state"] == "now"), 0)
    return {
        "assessment": {"title": told(assessment.metadata.title)}, "trial": not run.for_real,
        "step": {"number": current + 1, "total": len(stages), "name": stages[current]["name"], "minutes_left": left} if stages
        else {"number": place.number, "total": place.total, "name": "", "minutes_left": left},
        "stages": stages,
        "question": {**question_of(item, filled or kept(item, reached.answers.get(item.key))), "notes": notes(shown, item)},
        "error": error,
        "errors": [{"target": "answer", "text": error}] if error else [],
        "back_href": question_url(run, asked[before - 1]) if before else reverse("resident:start", args=[run.assessment]),
        "leave_href": run_url("save", run),
        "save_href": run_url("save", run),
    }


def notes(shown: Sequence[Item], item: Item) -> list[str]:
    """The texts between the question before and this one."""
    found: list[str] = []
    for one in shown:
        if one.key == item.key:
            return found
        found = [*found, told(one.text)] if one.type == "display" else [] if one.asks else found
    return found
