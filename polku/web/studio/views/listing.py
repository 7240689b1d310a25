"""Every questionnaire, every table, every draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from polku.assessment.library import in_force, library
from polku.assessment.logic.assessment import Assessment
from polku.assessment.publishing import queries
from polku.foundation.content import content_root
from polku.rules.table import Table
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import page
from polku.web.studio.presenters.table import policy_words
from polku.web.studio.presenters.words import fact_words, say
from polku.web.studio.work import CURRENT


@require_safe
@content_staff_only
def questionnaires(request: HttpRequest) -> HttpResponse:
    """``?q=`` a word of the name, or a rule's id."""
    words = request.GET.get("q", "").strip()[:80].casefold()
    open_drafts: dict[str, list[Any]] = {}
    for draft in queries.drafts():
        open_drafts.setdefault(draft.assessment, []).append(draft)
    found = [a for a in in_force().values() if not words or _matches(a, words)]
    found.sort(key=lambda a: say(a.metadata.title).casefold())
    rows = [_row(assessment, open_drafts.get(assessment.id, [])) for assessment in found]
    groups = [[row for row in rows if row["listed"]], [row for row in rows if not row["listed"]]]
    return page(request, "list", "list", whole=groups[0], parts=groups[1], words=words)


def _matches(assessment: Assessment, words: str) -> bool:
    titles = " ".join([assessment.id, *assessment.metadata.title.values()]).casefold()
    return words in titles or words in {rule.casefold() for rule in assessment.rules}


def _row(assessment: Assessment, drafts: list[Any]) -> dict[str, Any]:
    published = library(content_root()).get(assessment.id) is not assessment
    return {
        "title": say(assessment.metadata.title),
        "summary": say(assessment.metadata.summary),
        "listed": assessment.metadata.listed,
        "href": reverse("studio:read", args=[assessment.id, CURRENT]),
        "rules_href": reverse("studio:rules", args=[assessment.id, CURRENT]),
        "version": assessment.version,
        "status": assessment.metadata.status,
        "published": published,
        "questions": len(assessment.questionnaire.questions),
        "rules": len(assessment.rules),
        "examples": len(assessment.examples),
        "drafts": [
            {"href": reverse("studio:rules", args=[draft.assessment, draft.id]), "state": draft.state} for draft in drafts
        ],
    }


@require_safe
@content_staff_only
def tables(request: HttpRequest) -> HttpResponse:
    """The decision tables; one that several assessments include is told once."""
    seen: dict[str, dict[str, Any]] = {}
    for assessment in sorted(in_force().values(), key=lambda a: say(a.metadata.title).casefold()):
        for decision in assessment.model.decisions.values():
            own = f"name: {decision.name}\n" in assessment.source[f"{assessment.id}/rules.yaml"]
            if isinstance(decision, Table) and own:
                seen[f"{assessment.id}/{decision.name}"] = {
                    "assessment": say(assessment.metadata.title),
                    "name": fact_words(assessment, decision.name),
                    "rules": len(decision.rules),
                    "inputs": len(decision.inputs),
                    "policy": policy_words(decision.hit_policy),
                    "gives_ending": decision.name == assessment.decision,
                    "href": f"{reverse('studio:rules', args=[assessment.id, CURRENT])}#{decision.name}",
                }
    return page(request, "tables", "tables", tables=list(seen.values()))


@require_safe
@content_staff_only
def reviews(request: HttpRequest) -> HttpResponse:
    known = in_force()
    rows = [
        {
            "title": say(known[draft.assessment].metadata.title) if draft.assessment in known else draft.assessment,
            "draft": draft,
            "href": reverse(
                "studio:approve" if draft.state == "in-review" else "studio:rules", args=[draft.assessment, draft.id]
            ),
        }
        for draft in queries.drafts()
    ]
    return page(request, "reviews", "reviews", rows=rows)
