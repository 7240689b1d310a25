"""Questions that take more than one answer: files one by one, and a repeating group with its occurrences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from polku.assessment.logic.assessment import Walk
from polku.assessment.logic.files import ENDINGS, LARGEST_KB
from polku.assessment.logic.items import Item
from polku.assessment.logic.questionnaire import add_another, visible_items
from polku.assessment.logic.visibility import counts_of
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import Answered, assessment_of
from polku.assessment.words import answer_words, megabytes
from polku.web.resident.answered import files, row
from polku.web.resident.links import question_url


def group_of(item: Item) -> str:
    """The key of the repeating group in whose occurrence the item lies."""
    return item.prefix.rstrip("-").rpartition("-")[0]


def file_form(run: AssessmentRun, item: Item, reached: Walk) -> dict[str, Any]:
    """What may be sent, and what has been."""
    kinds = item.content_types or tuple(ENDINGS)
    given = files(run, item, reached.answers.get(item.key))
    return {
        "given": given, "repeats": item.repeats, "room": not (item.repeats and item.max_occurs and len(given) >= item.max_occurs),
        "accept": ",".join([*kinds, *(ending for kind in kinds for ending in ENDINGS.get(kind, ()))]),
        "largest": megabytes(item.max_size or LARGEST_KB), "kinds": _kinds(kinds),
    }  # fmt: skip


def _kinds(kinds: tuple[str, ...]) -> str:
    pdf, picture = "application/pdf" in kinds, any(kind.startswith("image/") for kind in kinds)
    return _("A PDF file or a picture") if pdf and picture else _("A PDF file") if pdf else _("A picture")


def group_form(run: AssessmentRun, item: Item, reached: Walk) -> dict[str, Any]:
    """The occurrences so far, and where one more begins."""
    questionnaire = assessment_of(run).questionnaire
    count = counts_of(questionnaire, reached.answers).get(item.key, 0)
    another = add_another(questionnaire, reached.answers, item.key)
    removed = run.removed if run.removed and run.removed["group"] == item.key else None
    return {
        "occurrences": [occurrence(run, item, number, reached) for number in range(1, count + 1)], "count": count,
        "add_href": question_url(run, another) if another else "", "removed": bool(removed and another),
        "add": _("Add another") if count else _("Add"),
        "done": _("No more, continue") if count else _("Nothing to add, continue"),
    }  # fmt: skip


def occurrence(run: AssessmentRun, group: Item, number: int, reached: Walk) -> dict[str, Any]:
    """One occurrence: named by its first answer, each answer with its change."""
    prefix = f"{group.key}-{number}-"
    shown = [
        Answered(item, reached.answers[item.key])
        for item in visible_items(assessment_of(run).questionnaire, reached.answers)
        if item.key.startswith(prefix) and item.asks and item.key in reached.answers
    ]
    name = ", ".join(answer_words(shown[0].item, shown[0].answer)) if shown else ""
    return {"number": number, "name": name, "answers": [row(run, one, changeable=True) for one in shown]}
