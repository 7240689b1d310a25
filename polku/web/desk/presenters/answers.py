"""The answers of the assessment that brought a case, against the version that asked, with the rules that fired."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.assessment.logic.assessment import Assessment, Result
from polku.assessment.logic.questionnaire import Answer, Attachment, Item
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import answers_of, assessment_of, result_of
from polku.assessment.words import answer_words, occurrence_words
from polku.web.desk.presenters import names


def answered(run: AssessmentRun, case_id: UUID) -> dict[str, Any]:
    """Questions with their answers and the ids of the rules that each caused."""
    assessment, result, asked = assessment_of(run), result_of(run), answers_of(run)
    causes = rules_by_question(assessment, result)
    label = ngettext("%(count)s answer, version %(version)s", "%(count)s answers, version %(version)s", len(asked))
    told = {True: [], False: []}  # type: dict[bool, list[dict[str, Any]]]
    for a in asked:
        shown = {
            "question": _question(assessment, a.item),
            "answer": ", ".join(answer_words(a.item, a.answer)),
            "files": files(case_id, a.answer),
            "rules": causes[a.item.link_id],
        }
        told[bool(shown["rules"]) or not says_no(a.item, a.answer)].append(shown)
    return {
        "answers": told[True],
        "denied": told[False],
        "answers_label": label % {"count": len(asked), "version": run.version},
        "fired": fired(assessment, result),
        "rules_label": _("%(title)s, rules of version %(version)s")
        % {"title": names.told(assessment.metadata.title), "version": run.version},
    }


def _question(assessment: Assessment, item: Item) -> str:
    within = f"{occurrence_words(assessment.questionnaire, item)}: " if item.prefix else ""
    return within + names.told(item.text)


def files(case_id: UUID, answer: Answer) -> list[dict[str, str]]:
    """The files of an answer, each with its address."""
    found = answer if isinstance(answer, tuple) else (answer,)
    return [
        {"name": one.name, "href": reverse("desk:file", args=[case_id, one.id])} for one in found if isinstance(one, Attachment)
    ]


def says_no(item: Item, answer: Answer) -> bool:
    """A plain no, none of these, or nothing: what may be folded away at first."""
    codes = answer if isinstance(answer, tuple) else (answer,)
    chosen = [item.option(code) for code in codes if isinstance(code, str)]
    denies = all(option and (option.exclusive or option.code == "none") for option in chosen)
    return answer is False or answer is None or (bool(chosen) and denies)


def rules_by_question(assessment: Assessment, result: Result) -> dict[str, list[str]]:
    causes: dict[str, list[str]] = defaultdict(list)
    for rule in result.fired:
        table, held = assessment.rules[rule.id]
        for question in dict.fromkeys(fact.split(".")[0] for fact in table.conditions(held)):
            causes[question].append(rule.id)
    return causes


def fired(assessment: Assessment, result: Result) -> list[dict[str, Any]]:
    """The rules in the order of their weight; those of the ending carry its urgency."""
    ending = {rule.id for rule in assessment.table.rules}
    return [
        {"id": rule.id, "text": names.told(rule.text), "urgency": int(result.urgency) if rule.id in ending else 0}
        for rule in result.fired
    ]


def deciding_rule(run: AssessmentRun) -> str:
    """The rule that proposed the urgency."""
    found = result_of(run).fired
    return found[0].id if found else ""
