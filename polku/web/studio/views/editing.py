"""A draft begun, the mend that was computed, a case as an example, undo, the draft given up."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from polku.assessment.publishing import actions
from polku.assessment.publishing.logic.changes import with_example
from polku.assessment.publishing.logic.mending import mended
from polku.foundation.errors import BadInput, Conflict, NotFound
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import Problems, sent, to
from polku.web.studio.presenters import proofs
from polku.web.studio.presenters.words import say
from polku.web.studio.views.reading import rules_page
from polku.web.studio.work import CURRENT, Work, opened
from polku.web.ui.submit import submitted


@require_POST
@content_staff_only
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    work = opened(request, slug, CURRENT)

    def do() -> str:
        draft = actions.begin_draft(assessment_id=slug, by=work.actor)
        return to(Work(request, slug, str(draft.id), work.assessment), "rules", "begun")

    return redirect(submitted(request, do))


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
