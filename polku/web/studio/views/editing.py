"""Editing a draft: a rule's cells and texts, the mend that was computed, a case as an example, undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku.assessment.publishing import actions
from polku.assessment.publishing.logic.changes import RuleWords, rule_words, with_example, with_rule
from polku.assessment.publishing.logic.editing import NoSuchPlace
from polku.assessment.publishing.logic.mending import mended
from polku.foundation.content import REQUIRED_LANGUAGES
from polku.foundation.errors import BadInput, Conflict, NotFound
from polku.rules.table import Table
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import Problems, sent, to
from polku.web.studio.presenters import proofs
from polku.web.studio.presenters.table import ending
from polku.web.studio.presenters.words import cell_words, fact_kind, fact_words, say
from polku.web.studio.views.reading import rules_page
from polku.web.studio.work import CURRENT, Work, opened
from polku.web.ui.submit import submitted

LONGEST_CELL, LONGEST_TEXT = 300, 4000


@require_POST
@content_staff_only
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    work = opened(request, slug, CURRENT)

    def do() -> str:
        draft = actions.begin_draft(assessment_id=slug, by=work.actor)
        return to(Work(request, slug, str(draft.id), work.assessment), "rules", "begun")

    return redirect(submitted(request, do))


@dataclass(frozen=True)
class RuleForm:
    """A rule as it was typed."""

    when: Mapping[str, str]
    then: Mapping[str, str]
    text: Mapping[str, str]

    @classmethod
    def of(cls, words: RuleWords) -> RuleForm:
        return cls(words.when, words.then, words.text)

    @classmethod
    def sent(cls, request: HttpRequest, table: Table, old: RuleWords) -> RuleForm:
        data = request.POST
        when = {clause: data.get(f"when-{clause}", "").replace("\0", "").strip() for clause in facts(table, old)}
        if (added := data.get("add-fact", "")) and (cell := data.get("add-cell", "").strip()):
            when[added] = cell
        then = {output.name: data.get(f"then-{output.name}", "").replace("\0", "").strip() for output in table.outputs}
        languages = dict.fromkeys([*REQUIRED_LANGUAGES, *old.text])
        return cls(when, then, {one: data.get(f"text-{one}", "").replace("\0", "").strip() for one in languages})

    def words(self) -> RuleWords:
        return RuleWords({fact: cell for fact, cell in self.when.items() if cell not in ("", "-")}, self.then, self.text)

    def problems(self) -> Problems:
        found = {f"text-{one}": _("This is needed.") for one, text in self.text.items() if not text}
        found |= {f"then-{name}": _("This is needed.") for name, cell in self.then.items() if not cell}
        found |= {f"text-{one}": _("The text is too long.") for one, text in self.text.items() if len(text) > LONGEST_TEXT}
        return found | {
            f"when-{fact}": _("The cell is too long.") for fact, cell in self.when.items() if len(cell) > LONGEST_CELL
        }


def facts(table: Table, words: RuleWords) -> list[str]:
    """The inputs that the form shows: all of a narrow table, else those that the rule asks about."""
    return list(dict.fromkeys([*words.when, *(clause.name for clause in table.inputs if len(table.inputs) <= 6)]))


@require_http_methods(["GET", "HEAD", "POST"])
@content_staff_only
def rule(request: HttpRequest, slug: str, which: str, rule: str) -> HttpResponse:
    """The table with the rule's form beside it; the proofs run at each save."""
    work = opened(request, slug, which)
    if not work.editable:
        raise NotFound("nothing to edit here", "a draft, open to its author", "begin a draft of the newest version")
    try:
        old = rule_words(work.source, slug, rule)
    except NoSuchPlace:
        raise NotFound("no such rule in this file", "a rule of the assessment's own table", "open its table") from None
    table = work.assessment.rules[rule][0] if rule in work.assessment.rules else work.assessment.table
    if request.method != "POST":
        return rules_page(work, editing=rule_form(work, table, rule, RuleForm.of(old), {}))
    form = RuleForm.sent(request, table, old)

    def again(said: str, problems: Problems, status: int) -> HttpResponse:
        now = opened(request, slug, which)
        return rules_page(now, status=status, editing=rule_form(now, table, rule, form, problems, said))

    if problems := form.problems():
        return again("", problems, 422)

    def do() -> str:
        source = with_rule(work.source, slug, rule, form.words())
        actions.revise(draft_id=drafted(work), version=work.seen, source=source, what=rule, by=work.actor)
        return to(work, "rules", "saved")

    return sent(work, do, again)


def rule_form(work: Work, table: Table, rule: str, form: RuleForm, problems: Problems, said: str = "") -> dict[str, Any]:
    assessment = work.assessment
    shown = [
        {
            "name": f"when-{fact}",
            "label": fact_words(assessment, fact),
            "kind": fact_kind(assessment, fact),
            "value": cell,
            "words": cell_words(assessment, fact, cell) if cell else "",
            "error": problems.get(f"when-{fact}", ""),
        }
        for fact, cell in form.when.items()
    ]
    known = [*assessment.table_inputs, *(name for name in assessment.model.decisions if name != table.name)]
    gives_ending = table.name == assessment.decision
    results = [
        {
            "name": f"then-{name}",
            "label": _("Ending") if gives_ending else fact_words(assessment, name),
            "value": cell,
            "error": problems.get(f"then-{name}", ""),
            "options": [
                {"value": f'"{one}"', "text": ending(assessment, one)["title"], "code": one} for one in assessment.endings
            ]
            if gives_ending
            else [],
        }
        for name, cell in form.then.items()
    ]
    names = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}
    texts = [
        {
            "name": f"text-{one}",
            "label": names.get(one, one),
            "value": text,
            "error": problems.get(f"text-{one}", ""),
            "language": one,
        }
        for one, text in form.text.items()
    ]
    fields = [*shown, *results, *texts]
    return {
        "rule": rule,
        "cells": shown,
        "results": results,
        "texts": texts,
        "said": said,
        "action": work.address("rule", rule),
        "facts": [{"value": fact, "text": fact_words(assessment, fact)} for fact in known if fact not in form.when],
        "errors": [
            {"target": field["name"], "text": f"{field['label']}: {field['error']}"} for field in fields if field["error"]
        ],
        "cancel_href": work.address("rules"),
    }


@require_POST
@content_staff_only
def mend_rule(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """Apply the mend of the counterexample that the page showed, if it still is the draft's."""
    work = editable(request, slug, which)

    def do() -> str:
        named = failure(work)
        made = mended(slug, work.source, work.findings, named.table, named.example)
        if made is None:
            raise Conflict("no mend for this counterexample", "one that the page offered", "edit the rule")
        actions.revise(draft_id=drafted(work), version=work.seen, source=made.source, what=made.place, by=work.actor)
        return to(work, "rules", "mended")

    return sent(work, do, plainly(work))


@require_POST
@content_staff_only
def add_example(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """The second person of the counterexample as an example: with the ending that the first one has."""
    work = editable(request, slug, which)

    def do() -> str:
        example = failure(work).example
        answers = example.other_whole or example.whole
        if not answers or len(example.endings) != 2:
            raise Conflict(
                "a counterexample without answers of a second person", "one with two persons", "write the example by hand"
            )
        name = say(example.words).split(". ")[0][:160]
        source = with_example(work.source, slug, name, answers, example.endings[0])
        actions.revise(draft_id=drafted(work), version=work.seen, source=source, what="examples", by=work.actor)
        return to(work, "rules", "example")

    return sent(work, do, plainly(work))


@require_POST
@content_staff_only
def undo(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    work = editable(request, slug, which)

    def do() -> str:
        actions.undo(draft_id=drafted(work), version=work.seen, by=work.actor)
        return to(work, "rules", "undone")

    return sent(work, do, plainly(work))


@require_POST
@content_staff_only
def drop(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    work = editable(request, slug, which)

    def do() -> str:
        actions.drop(draft_id=drafted(work), version=work.seen, by=work.actor)
        return to(Work(request, slug, CURRENT, work.assessment), "versions", "dropped")

    return sent(work, do, plainly(work))


def editable(request: HttpRequest, slug: str, which: str) -> Work:
    work = opened(request, slug, which)
    if not work.editable:
        raise NotFound("nothing to edit here", "a draft, open to its author", "begin a draft of the newest version")
    return work


def drafted(work: Work) -> Any:
    assert work.draft is not None
    return work.draft.id


def failure(work: Work) -> proofs.Failure:
    """The counterexample that the form names. Raises Conflict where the draft has it no more."""
    place = (work.request.POST.get("table"), work.request.POST.get("property"), work.request.POST.get("number"))
    for one in proofs.failures(work.findings):
        if (one.table, one.property, str(one.number)) == place:
            return one
    raise Conflict("the draft has changed since you opened it", "its newest counterexample", "look at it again")


def plainly(work: Work) -> Any:
    """What could not be done is told on the rules page as the draft stands now."""

    def again(said: str, problems: Problems, status: int) -> HttpResponse:
        if problems:
            raise BadInput(dict.fromkeys(problems, "wrong"))
        return rules_page(opened(work.request, work.slug, work.which), status=status, conflict=said)

    return again
