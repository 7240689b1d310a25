from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.guidance import actions
from polku.guidance.queries import worklist
from polku.web.desk.access import acting, staff_only
from polku.web.desk.casework import Work, handle, opened, show
from polku.web.desk.forms import CloseForm, Problems
from polku.web.desk.presenters import names, sides
from polku.web.desk.presenters.sides import Side


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close the case and open the next one of the view; the closing can be undone there."""
    work = opened(request, case_id)
    if request.method != "POST":
        return show(work, close_side(work, CloseForm(), {}))
    form = CloseForm.sent(request.POST)

    def do() -> str:
        actions.close(case_id=case_id, outcome=form.outcome, version=work.version, by=work.actor)
        return next_address(work)

    return handle(work, form, close_side, do)


def next_address(work: Work) -> str:
    """The nearest deadline of the same view, or the empty list."""
    query = work.query
    rows = worklist(acting(work.request), view=query.view, channel=query.channel, unit_id=query.unit, limit=1)
    address = reverse("desk:case", args=[rows[0].id]) if rows else reverse("desk:worklist")
    return query.on(address, closed=str(work.id))


def close_side(work: Work, form: CloseForm, problems: Problems) -> Side:
    still = ", ".join(names.moment(each.starts_at) for each in work.booked)
    undone = _("A time is booked and stays booked: %(times)s") % {"times": still} if still else ""
    return sides.close(work.view, work.query, form, problems, undone=undone)
