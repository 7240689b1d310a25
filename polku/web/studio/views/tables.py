"""Editing a table of a draft: a rule's cells and texts, a rule more, a rule less, a rule in another place."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from polku.assessment.publishing import actions
from polku.assessment.publishing.logic.changes import (
    RuleWords,
    Source,
    rule_words,
    with_new_rule,
    with_rule,
    with_rule_moved,
    without_rule,
)
from polku.assessment.publishing.logic.editing import NoSuchPlace
from polku.foundation.errors import Conflict, NotFound
from polku.rules.table import Table
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import Problems, sent, to
from polku.web.studio.presenters.table import own_rules
from polku.web.studio.rule_form import RuleForm, shown
from polku.web.studio.views.editing import drafted, editable, plainly
from polku.web.studio.views.reading import rules_page
from polku.web.studio.work import Work, opened


@require_http_methods(["GET", "HEAD", "POST"])
@content_staff_only
def rule(request: HttpRequest, slug: str, which: str, rule: str) -> HttpResponse:
    """The table with the rule's form beside it; the proofs run at each save."""
    work = editable(request, slug, which)
    old = RuleForm.of(_rule(work, rule))
    table = work.assessment.rules[rule][0] if rule in work.assessment.rules else work.assessment.table
    return _answered(work, table, rule, old, lambda form: with_rule(work.source, slug, rule, form.words()))


@require_http_methods(["GET", "HEAD", "POST"])
@content_staff_only
def add_rule(request: HttpRequest, slug: str, which: str, table: str) -> HttpResponse:
    """A new rule, the last of its table."""
    work = editable(request, slug, which)
    found = work.assessment.model.decisions.get(table)
    if not isinstance(found, Table) or own_rules(work).isdisjoint(rule.id for rule in found.rules):
        raise NotFound("no such table in this file", "one of the assessment's own tables", "open its table")
    new = RuleForm.new(work, found)
    return _answered(work, found, "", new, lambda form: with_new_rule(work.source, slug, table, form.id or "", form.words()))


def _answered(work: Work, table: Table, rule: str, old: RuleForm, changed: Callable[[RuleForm], Source]) -> HttpResponse:
    if work.request.method != "POST":
        return rules_page(work, editing=shown(work, table, rule, old, {}))
    form = RuleForm.sent(work.request, table, old)

    def again(said: str, problems: Problems, status: int) -> HttpResponse:
        now = opened(work.request, work.slug, work.which)
        return rules_page(now, status=status, editing=shown(now, table, rule, form, problems, said))

    if problems := form.problems(frozenset(work.assessment.rules)):
        return again("", problems, 422)

    def do() -> str:
        actions.revise(draft_id=drafted(work), version=work.seen, source=changed(form), what=rule or str(form.id), by=work.actor)
        return to(work, "rules", "saved")

    return sent(work, do, again)


def _rule(work: Work, rule: str) -> RuleWords:
    try:
        return rule_words(work.source, work.slug, rule)
    except NoSuchPlace:
        raise NotFound("no such rule in this file", "a rule of the assessment's own table", "open its table") from None


@require_POST
@content_staff_only
def remove_rule(request: HttpRequest, slug: str, which: str, rule: str) -> HttpResponse:
    """The rule away; undo brings it back."""
    work = editable(request, slug, which)
    return _changed(work, rule, lambda: without_rule(work.source, slug, rule), "removed")


@require_POST
@content_staff_only
def move_rule(request: HttpRequest, slug: str, which: str, rule: str) -> HttpResponse:
    """One place up or down."""
    work = editable(request, slug, which)
    by = -1 if request.POST.get("to") == "up" else 1
    return _changed(work, rule, lambda: with_rule_moved(work.source, slug, rule, by), "moved")


def _changed(work: Work, rule: str, changed: Callable[[], Source], said: str) -> HttpResponse:
    _rule(work, rule)

    def do() -> str:
        try:
            source = changed()
        except NoSuchPlace:
            raise Conflict("the last rule of its table", "a table with a rule", "write another rule first") from None
        actions.revise(draft_id=drafted(work), version=work.seen, source=source, what=f"{rule} {said}", by=work.actor)
        return f"{to(work, 'rules', said)}#rule-{rule}" if said == "moved" else to(work, "rules", said)

    return sent(work, do, plainly(work))
