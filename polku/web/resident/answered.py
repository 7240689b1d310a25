"""Answers as they are shown: in sheets, each occurrence of a repeating group under its own heading, files as links."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse

from polku.assessment.logic.items import Answer, Attachment, Item
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import Answered, assessment_of
from polku.assessment.words import answer_words, megabytes, occurrence_words
from polku.web.resident.links import question_url
from polku.web.resident.questions import told


def sheets(run: AssessmentRun, answered: Sequence[Answered], *, changeable: bool) -> list[dict[str, Any]]:
    """The answers in the order of asking; those inside an occurrence have a heading."""
    questionnaire = assessment_of(run).questionnaire
    return [
        {
            "title": occurrence_words(questionnaire, one.item) if prefix else "",
            "answers": [row(run, each, changeable=changeable) for each in [one, *rest]],
        }
        for prefix, (one, *rest) in groupby(answered, key=lambda each: each.item.prefix)
    ]


def row(run: AssessmentRun, one: Answered, *, changeable: bool) -> dict[str, Any]:
    return {
        "question": told(one.item.text), "answer": ", ".join(answer_words(one.item, one.answer)),
        "files": files(run, one.item, one.answer), "change_href": question_url(run, one.item.key) if changeable else "",
    }


def files(run: AssessmentRun, item: Item, answer: Answer) -> list[dict[str, Any]]:
    """The files of an answer, each with its address."""
    found = answer if isinstance(answer, tuple) else (answer,)
    return [
        {"id": one.id, "name": one.name, "size": megabytes_at_least(one.size),
         "href": reverse("resident:file", args=[run.assessment, run.id, one.id])}
        for one in found if isinstance(one, Attachment)
    ]


def megabytes_at_least(size: int) -> str:
    return megabytes(max(100, size // 1000))
