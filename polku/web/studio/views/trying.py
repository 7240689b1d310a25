"""Trying out: answer as a resident would and see path, ending and rules. Nothing is stored, and nothing is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.assessment.logic.answers import Problem, read_answers, to_json, validate
from polku.assessment.logic.assessment import Walk, assess, decide, walk
from polku.assessment.logic.items import CHOICES
from polku.assessment.logic.questionnaire import Item
from polku.assessment.words import answer_words, problem_words
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import work_page
from polku.web.studio.presenters.table import ending
from polku.web.studio.presenters.words import language, say
from polku.web.studio.work import Work, opened

Raw = dict[str, Any]
DONT_KNOW = "dont-know"
MADE_UP_FILE = {"id": "tried", "name": "example.pdf", "contentType": "application/pdf", "size": 1000}


@require_http_methods(["GET", "HEAD", "POST"])
@content_staff_only
def try_out(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """The answers so far travel with the form."""
    work = opened(request, slug, which)
    if request.method != "POST" or request.POST.get("act") == "again":
        return _page(work, {})
    given = _given(request.POST.get("given", ""))
    if request.POST.get("act") == "back":
        path = _walked(work, given).path
        return _page(work, {key: value for key, value in given.items() if not path or key != path[-1]})
    item = work.assessment.questionnaire.at(request.POST.get("item", "")[:200])
    if item is None:
        return _page(work, given)
    raw: object = MADE_UP_FILE if item.type == "attachment" else request.POST.getlist("answer")
    value = validate(item, raw)
    if isinstance(value, Problem):
        return _page(work, given, error=problem_words(item, value), status=422)
    return _page(work, {**given, item.key: to_json(value)})


def _given(text: str) -> Raw:
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _walked(work: Work, given: Raw) -> Walk:
    answers, _ = read_answers(work.assessment.questionnaire, given)
    return walk(work.assessment, answers)


def _page(work: Work, given: Raw, *, error: str = "", status: int = 200) -> HttpResponse:
    reached = _walked(work, given)
    questionnaire = work.assessment.questionnaire
    path = [
        {"text": say(item.text) if item.text else key, "answer": ", ".join(answer_words(item, reached.answers[key]))}
        for key in reached.path
        if (item := questionnaire.at(key)) is not None
    ]
    outcomes = decide(work.assessment, reached.answers) if reached.path else {}
    fired = list(dict.fromkeys(rule for outcome in outcomes.values() for rule in outcome.fired))
    done = None
    if reached.next is None and reached.ending is not None:
        result = assess(work.assessment, reached.answers)
        fired = [rule.id for rule in result.fired]
        done = {
            **ending(work.assessment, result.ending.id),
            "instruction": say(result.ending.instruction),
            "reasons": _reasons(result.reasons),
        }
    return work_page(
        work,
        "try",
        "try",
        status=status,
        question=_question(reached.next) if reached.next else None,
        path=path,
        done=done,
        fired=[{"id": rule, "text": say(work.assessment.rules[rule][1].text)} for rule in fired],
        given=json.dumps(given),
        error=error,
        errors=[{"target": "answer", "text": error}] if error else [],
    )


def _reasons(reasons: Mapping[str, list[str]]) -> list[str]:
    return reasons.get(language()) or reasons.get("fi", [])


def _question(item: Item) -> dict[str, Any]:
    options = [{"value": option.code, "text": say(option.text), "apart": option.exclusive} for option in item.options]
    if item.type == "boolean":
        options = [{"value": "true", "text": _("Yes")}, {"value": "false", "text": _("No")}]
    if item.dont_know:
        options.append({"value": DONT_KNOW, "text": _("I don’t know"), "apart": True})
    if not item.required and item.type in ("boolean", *CHOICES):
        options.append({"value": "", "text": _("No answer"), "apart": True})
    written = item.type not in ("boolean", "choice", "attachment")
    return {
        "key": item.key,
        "text": say(item.text),
        "why": say(item.why) if item.why else "",
        "help": say(item.help) if item.help else "",
        "kind": "checkbox" if item.repeats and item.type in CHOICES else "radio",
        "options": options,
        "written": written,
        "unit": say(item.unit) if item.unit else "",
        "file": item.type == "attachment",
        "group": item.type == "group",
    }
