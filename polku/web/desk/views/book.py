from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku.care.scheduling import actions
from polku.care.scheduling.actions import OwnOverlap, SlotTaken
from polku.care.scheduling.models import Slot
from polku.care.scheduling.queries import free_slots, like, slot
from polku.foundation.errors import Conflict, NotFound
from polku.web.desk.access import staff_only
from polku.web.desk.casework import Work, handle, must_be_unchanged, opened, show
from polku.web.desk.forms import BookForm, Problems
from polku.web.desk.presenters import names, sides
from polku.web.desk.presenters.sides import Side

SHOWN = 30
NEXT_FREE = 6


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def book(request: HttpRequest, case_id: UUID) -> HttpResponse:
    work = opened(request, case_id)
    if request.method != "POST":
        return show(work, book_side(work, BookForm(), {}))
    form = BookForm.sent(request.POST)

    def do() -> str:
        must_be_unchanged(work)
        chosen = own_slot(work, form)
        try:
            actions.book(slot_id=chosen.id, case_id=case_id, by=work.actor)
        except (SlotTaken, OwnOverlap) as error:
            raise Lost(error, chosen) from error
        return work.address(said="booked")

    try:
        return handle(work, form, book_side, do)
    except Lost as lost:
        return again(work, form, lost)


class Lost(Exception):
    """The chosen slot cannot be had."""

    def __init__(self, error: Conflict, chosen: Slot) -> None:
        super().__init__(str(error))
        self.error, self.chosen = error, chosen


def again(work: Work, form: BookForm, lost: Lost) -> HttpResponse:
    """Someone was faster: the page again, the next free times like the lost one."""
    now, when = opened(work.request, work.id), names.moment(lost.chosen.starts_at)
    if isinstance(lost.error, OwnOverlap):
        problem = _("The client has another appointment at that time (%(time)s). Choose another time.") % {"time": when}
    else:
        problem = _("Someone was faster: the time %(time)s has been taken. These are the next free ones.") % {"time": when}
    nearest = like(lost.chosen, limit=NEXT_FREE)
    return show(now, _side(now, BookForm(), {"slot": problem}, nearest), status=409)


def own_slot(work: Work, form: BookForm) -> Slot:
    """The chosen slot, of the case's own unit. Raises ``Conflict`` where it is not offered any more."""
    assert form.slot_id is not None
    try:
        chosen = slot(form.slot_id)
    except NotFound as error:
        raise Conflict("a time that is not offered", "an offered time", "choose another") from error
    if chosen.unit_id != work.view.case.unit_id:
        raise Conflict("a time of another unit", "a time of the case's unit", "choose another")
    return chosen


def book_side(work: Work, form: BookForm, problems: Problems) -> Side:
    return _side(work, form, problems, ())


def _side(work: Work, form: BookForm, problems: Problems, nearest: list[Slot] | tuple[()]) -> Side:
    """Free times of the profession that the assessment chose; of all where it has none or on request."""
    case, assessed = work.view.case, work.view.need_assessments
    wanted = assessed[0].level if assessed and work.request.GET.get("profession") != "all" else ""
    free = free_slots(unit_id=case.unit_id, service=case.service, profession=wanted, limit=SHOWN)
    if not free and wanted:
        wanted, free = "", free_slots(unit_id=case.unit_id, service=case.service, limit=SHOWN)
    return sides.book(work.view, work.query, form, problems, free=free, nearest=nearest, narrowed=wanted, booked=work.booked)
