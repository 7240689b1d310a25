"""Reading: the questions as they are asked, the tables with their proofs, the safety file."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.assessment.logic.questionnaire import EnableWhen, Item
from polku.assessment.publishing.logic.findings import Tried
from polku.assessment.publishing.logic.safety import safety_file
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import work_page
from polku.web.studio.presenters import proofs, story
from polku.web.studio.presenters.table import ending, own_rules, tables
from polku.web.studio.presenters.texts import use_words
from polku.web.studio.presenters.words import fact_words, say, value_words
from polku.web.studio.work import Work, opened

FEW = 8


@require_safe
@content_staff_only
def read(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    work = opened(request, slug, which)
    metadata = work.assessment.metadata
    use, own = use_words(), own_questions(work)
    return work_page(
        work,
        "read",
        "read",
        stages=[_stage(work, item, own) for item in work.assessment.questionnaire.items],
        summary=say(metadata.summary),
        use=[(use[key], say(text)) for key, text in metadata.intended_use.items()],
        sources=metadata.sources,
        endings=[
            {**ending(work.assessment, name), "edit": work.editing("ending", name)} for name in work.assessment.endings
        ],
        about_edit=work.editing("about", work.slug),
        cards=proofs.cards(work.findings) if work.draft else [],
        stops=story.stops(work),
    )


def own_questions(work: Work) -> frozenset[str]:
    """The items of the assessment's own file: those of its parts are written elsewhere."""
    return frozenset(re.findall(r"\blinkId: ?['\"]?(\w+)", work.source[f"{work.slug}/questionnaire.yaml"]))


def _stage(work: Work, item: Item, own: Collection[str]) -> dict[str, Any]:
    inside = _questions(item)
    return {
        "title": say(item.text) if item.text else "",
        "edit": work.editing("question", item.link_id) if item.type == "group" and item.link_id in own else "",
        "questions": [_question(work, one, one.link_id in own) for one in inside],
    }


def _questions(item: Item) -> list[Item]:
    found = [] if item.type == "group" else [item]
    return found + [one for part in item.items for one in _questions(part)]


def _question(work: Work, item: Item, own: bool) -> dict[str, Any]:
    kinds = {
        "boolean": _("yes or no"),
        "choice": _("several answers") if item.repeats else _("one answer"),
        "open-choice": _("one answer or own words"),
        "integer": _("whole number"),
        "decimal": _("number"),
        "quantity": _("number"),
        "date": _("date"),
        "dateTime": _("day and time"),
        "time": _("time"),
        "string": _("own words"),
        "text": _("own words"),
        "url": _("web address"),
        "attachment": _("file"),
        "display": _("text only"),
    }
    return {
        "id": item.link_id,
        "edit": work.editing("question", item.link_id) if own else "",
        "text": say(item.text) if item.text else "",
        "help": say(item.help) if item.help else "",
        "why": say(item.why) if item.why else "",
        "kind": _("computed") if item.calculated else kinds.get(item.type, item.type),
        "required": item.required,
        "dont_know": item.dont_know,
        "options": [say(option.text) for option in item.options],
        "when": [_condition(work, one) for one in item.enable_when],
        "any": item.enable_behavior == "any",
        "expression": item.calculated,
    }


def _condition(work: Work, condition: EnableWhen) -> str:
    asked = fact_words(work.assessment, condition.question)
    if condition.operator == "exists":
        return (
            _("“%(question)s” is answered") % {"question": asked}
            if condition.answer
            else _("“%(question)s” is not answered") % {"question": asked}
        )
    value = value_words(work.assessment, condition.question, condition.answer)
    signs = {"=": "", "!=": "≠ ", ">=": "≥ ", "<=": "≤ "}
    return f"{asked} {signs.get(condition.operator, condition.operator + ' ')}{value}"


@require_safe
@content_staff_only
def rules(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    return rules_page(opened(request, slug, which))


def rules_page(work: Work, *, status: int = 200, **more: Any) -> HttpResponse:
    """The tables with their proofs; ``?examples=all`` shows every example."""
    found = work.findings
    failed = proofs.failures(found)
    marked = set(failed[0].example.rules) if failed else set()
    every = work.request.GET.get("examples") == "all"
    shown = sorted(found.examples, key=lambda one: not one.fault)
    coverage = found.coverage
    own = own_rules(work)
    unused = [rule for rule in work.assessment.rules if rule in own and not coverage.get(rule)]
    return work_page(
        work,
        "rules",
        "rules",
        status=status,
        tables=tables(work, marked),
        cards=proofs.cards(found),
        counter=proofs.counterexample(work),
        examples=[_example(work, one) for one in (shown if every else shown[:FEW])],
        examples_total=len(shown),
        examples_more=not every and len(shown) > FEW,
        covered=len(own) - len(unused),
        uncovered=unused,
        rules_total=len(own),
        stops=story.stops(work),
        undoable=work.editable and work.revision is not None and work.revision.parent is not None,
        **more,
    )


def _example(work: Work, one: Tried) -> dict[str, Any]:
    return {
        "name": one.example.name,
        "expected": ending(work.assessment, one.example.ending),
        "same": not one.fault,
        "given": ending(work.assessment, one.ending),
        "fault": one.fault,
        "fired": one.fired,
    }


@require_safe
@content_staff_only
def safety(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """``?format=json`` gives the file as data."""
    work = opened(request, slug, which)
    file = safety_file(work.assessment)
    if request.GET.get("format") == "json":
        return JsonResponse(file.as_json(), json_dumps_params={"ensure_ascii": False, "indent": 2})
    metadata = work.assessment.metadata
    lines = [
        {
            "id": line.hazard.id,
            "text": say(line.hazard.text),
            "faults": line.faults,
            "guards": [
                {
                    "rule": guard.rule,
                    "ending": ending(work.assessment, guard.ending) if guard.ending else None,
                    "text": say(guard.text),
                    "flags": [fact_words(work.assessment, flag) for flag in guard.red_flags],
                    "examples": guard.examples,
                }
                for guard in line.guards
            ],
        }
        for line in file.lines
    ]
    purpose = {key: say(text) for key, text in metadata.intended_use.items()}
    return work_page(
        work,
        "safety",
        "safety",
        lines=lines,
        faults=len(file.faults),
        purpose=purpose,
        metadata=metadata,
        hazards=len(lines),
        json_href=f"{work.address('safety')}?format=json",
    )
