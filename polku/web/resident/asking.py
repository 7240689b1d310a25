"""The page of one question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from polku.assessment.logic.assessment import Walk
from polku.assessment.logic.progress import place_of
from polku.assessment.logic.questionnaire import Item, add_another, visible_items
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import assessment_of, suggested
from polku.assessment.words import occurrence_words
from polku.foundation.actor import Actor
from polku.web.resident.links import question_url, run_url
from polku.web.resident.parts import file_form, group_form, group_of
from polku.web.resident.questions import Filled, kept, question_of, told


def question_page(
    run: AssessmentRun, item: Item, reached: Walk, *, by: Actor, filled: Filled | None = None, error: str = ""
) -> dict[str, Any]:
    """The page of one question: as it was sent, else as it was answered."""
    assessment = assessment_of(run)
    shown = [one for one in visible_items(assessment.questionnaire, reached.answers)]
    asked = [one.key for one in shown if one.asks]
    stands = item.key if item.key in asked else group_of(item)
    before = asked.index(stands)
    place = place_of(assessment.questionnaire, reached.answers, stands)
    back = stands if stands != item.key else asked[before - 1] if before else ""
    answer = reached.answers.get(item.key)
    suggestion = None if item.key in reached.answers or item.prefix else suggested(run, item, by)
    left = max(1, round(assessment.metadata.minutes[1] * (len(asked) - before) / len(asked)))
    stages = [{"name": told(stage.text), "state": stage.state} for stage in place.stages]
    current = next((n for n, stage in enumerate(stages) if stage["state"] == "now"), 0)
    return {
        "assessment": {"title": told(assessment.metadata.title)}, "trial": not run.for_real,
        "step": {"number": current + 1, "total": len(stages), "name": stages[current]["name"], "minutes_left": left} if stages
        else {"number": place.number, "total": place.total, "name": "", "minutes_left": left},
        "stages": stages,
        "question": {
            **question_of(item, filled or kept(item, answer if suggestion is None else suggestion)), "notes": notes(shown, item),
            "within": occurrence_words(assessment.questionnaire, item) if item.prefix else "",
            "known": suggestion is not None and filled is None,
            "file": file_form(run, item, reached) if item.type == "attachment" else None,
            "group": group_form(run, item, reached) if item.repeating else None,
        },
        "error": error,
        "errors": [{"target": "answer", "text": error}] if error else [],
        "back_href": question_url(run, back) if back else reverse("resident:start", args=[run.assessment]),
        "leave_href": run_url("save", run),
        "save_href": run_url("save", run),
    }


def asked_at(run: AssessmentRun, reached: Walk, key: str) -> Item | None:
    """The question, if it is in force after these answers, or begins one more occurrence of a repeating group."""
    if reached.next is not None and reached.next.key == key:
        return reached.next
    questionnaire = assessment_of(run).questionnaire
    item = questionnaire.at(key)
    if item is None or not item.asks:
        return None
    shown = {one.key for one in visible_items(questionnaire, reached.answers)}
    begins = item.prefix and group_of(item) in shown and add_another(questionnaire, reached.answers, group_of(item)) == key
    return item if key in shown or begins else None


def notes(shown: Sequence[Item], item: Item) -> list[str]:
    """The texts between the question before and this one."""
    found: list[str] = []
    for one in shown:
        if one.key == item.key:
            return found
        found = [*found, told(one.text)] if one.type == "display" else [] if one.asks else found
    return found
