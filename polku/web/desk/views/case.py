"""A case with the form that its state asks for next, and the acts that need no form."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from polku.assessment.queries import file_for
from polku.foundation.errors import Conflict, NotFound
from polku.foundation.idempotency import OtherBody
from polku.guidance import actions
from polku.web.desk.access import staff_only
from polku.web.desk.casework import Work, conflict_words, opened, show, since
from polku.web.desk.forms import BookForm, CloseForm, NoteForm
from polku.web.desk.presenters import sides
from polku.web.desk.presenters.sides import Side
from polku.web.desk.views.assess import assess_side, proposed
from polku.web.desk.views.book import book_side
from polku.web.desk.views.close import close_side
from polku.web.desk.views.note import note_side
from polku.web.desk.views.visit import due, first_values, visit_side
from polku.web.ui.download import download
from polku.web.ui.submit import submitted


@require_safe
@staff_only
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    work = opened(request, case_id)
    return show(work, next_side(work))


@require_safe
@staff_only
def file(request: HttpRequest, case_id: UUID, file: UUID) -> HttpResponse:
    """A file that the client attached to the answers, for saving; the look is logged."""
    work = opened(request, case_id)
    if work.run is None:
        raise NotFound("no answers in this case", "a case that an assessment opened", "see the case")
    return download(file_for(run_id=work.run.id, file_id=file, by=work.actor))


def next_side(work: Work) -> Side:
    """Assess, then book, then (its day has come) record the visit, then close."""
    if work.view.case.closed_at is not None:
        return closed_side(work)
    if not work.view.need_assessments:
        return assess_side(work, proposed(work), {})
    if work.encounters:
        return close_side(work, CloseForm(), {})
    if not work.booked:
        return book_side(work, BookForm(), {})
    return visit_side(work, first_values(work), {}) if due(work.booked) else note_side(work, NoteForm(), {})


def closed_side(work: Work) -> Side:
    return sides.side(
        "reopen", work.view, work.query, {}, title=_("The case is closed"), submit=_("Reopen the case"), fields=[],
        intro=_("The unit sees the client for 30 days after the closing."),
    )


@require_POST
@staff_only
def take(request: HttpRequest, case_id: UUID) -> HttpResponse:
    work = opened(request, case_id)

    def do() -> str:
        actions.take(case_id=case_id, version=work.version, by=work.actor)
        return work.address(said="taken")

    try:
        return redirect(submitted(request, do))
    except (Conflict, OtherBody) as error:
        now = opened(request, case_id)
        return show(now, next_side(now), status=409, conflict=taken_words(now) or conflict_words(error), changed=since(now))


def taken_words(work: Work) -> str:
    assignee = work.view.case.assignee
    if assignee is None or assignee.id == work.actor.account_id:
        return ""
    return _("Someone was faster: %(name)s has taken the case.") % {"name": assignee.name}


@require_POST
@staff_only
def release(request: HttpRequest, case_id: UUID) -> HttpResponse:
    work = opened(request, case_id)

    def do() -> str:
        actions.release(case_id=case_id, by=work.actor)
        return work.address(said="released")

    return redirect(submitted(request, do))


@require_POST
@staff_only
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    work = opened(request, case_id)

    def do() -> str:
        actions.reopen(case_id=case_id, by=work.actor)
        return work.address(said="reopened")

    return redirect(submitted(request, do))
