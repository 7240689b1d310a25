from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from polku.guidance import actions
from polku.web.desk.access import staff_only
from polku.web.desk.casework import Work, handle, opened, show
from polku.web.desk.forms import NoteForm, Problems
from polku.web.desk.presenters import sides
from polku.web.desk.presenters.sides import Side


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def note(request: HttpRequest, case_id: UUID) -> HttpResponse:
    work = opened(request, case_id)
    if request.method != "POST":
        return show(work, note_side(work, NoteForm(), {}))
    form = NoteForm.sent(request.POST)

    def do() -> str:
        actions.note(case_id=case_id, text=form.text, by=work.actor)
        return work.address(said="noted")

    return handle(work, form, note_side, do)


def note_side(work: Work, form: NoteForm, problems: Problems) -> Side:
    return sides.note(work.view, work.query, form, problems)
