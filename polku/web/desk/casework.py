"""A case under work: opened through its door, shown with one form beside it, and what happens when that form is sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from polku.assessment.models import AssessmentRun
from polku.assessment.queries import run_for
from polku.care.encounters import queries as encounters
from polku.care.encounters.models import Encounter
from polku.care.scheduling import queries as scheduling
from polku.care.scheduling.models import Appointment
from polku.care.scheduling.queries import AppointmentView
from polku.foundation.actor import Actor
from polku.foundation.errors import BadInput, Conflict, NotFound
from polku.foundation.idempotency import OtherBody
from polku.foundation.ids import new_id
from polku.guidance.queries import CaseView, TimelineItem, case_for, in_role_for, timeline
from polku.web.desk.access import acting
from polku.web.desk.forms import Form, Problems, as_uuid
from polku.web.desk.listing import listing
from polku.web.desk.presenters import answers, case
from polku.web.desk.presenters import timeline as story
from polku.web.desk.presenters.frame import frame
from polku.web.desk.presenters.sides import Side
from polku.web.desk.query import ViewQuery
from polku.web.ui.submit import submitted

F = TypeVar("F", bound=Form)
FIELD_OF = {"reason_code": "reason", "level": "profession", "starts_at": "starts", "ended_at": "ends"}


@dataclass(frozen=True)
class Work:
    """What a request does with a case. ``acts`` are its timeline's acts, newest first."""

    request: HttpRequest
    actor: Actor
    query: ViewQuery
    view: CaseView
    acts: list[TimelineItem]
    looks: list[TimelineItem]

    @property
    def id(self) -> UUID:
        return self.view.case.id

    @cached_property
    def run(self) -> AssessmentRun | None:
        """The assessment that brought the case, where there is one that this actor may see."""
        if self.view.run_id is None:
            return None
        try:
            return run_for(run_id=self.view.run_id, by=self.actor)
        except NotFound:
            return None

    @cached_property
    def appointments(self) -> list[AppointmentView]:
        return scheduling.of_case(self.actor, self.id, self.view.person.id)

    @cached_property
    def encounters(self) -> list[Encounter]:
        return encounters.of_case(self.actor, self.id, self.view.person.id)

    @property
    def booked(self) -> list[Appointment]:
        return [a.appointment for a in self.appointments if a.appointment.status == Appointment.Status.BOOKED]

    @property
    def version(self) -> int | None:
        """The version that the sent form was made of."""
        return number(self.request.POST.get("version", ""))

    def address(self, name: str = "case", **more: str) -> str:
        return self.query.on(reverse(f"desk:{name}", args=[self.id]), **more)


def opened(request: HttpRequest, case_id: UUID) -> Work:
    """The case through its door; the actor acts in the role that they hold at its unit. Raises ``NotFound``."""
    actor = in_role_for(acting(request), case_id)
    view = case_for(actor, case_id)
    items = timeline(actor, view, looks=True)
    return Work(
        request, actor, ViewQuery.read(request.GET), view,
        acts=[item for item in items if item.kind == "act"], looks=[item for item in items if item.kind != "act"],
    )


def show(work: Work, side: Side, *, status: int = 200, conflict: str = "", changed: Sequence[TimelineItem] = ()) -> HttpResponse:
    every = work.request.GET.get("looks") == "1"
    items = sorted([*work.acts, *(work.looks if every else [])], key=lambda item: item.at, reverse=True)
    context: dict[str, Any] = {
        **frame(work.request, "worklist"),
        **listing(work.request, work.query, work.id),
        "client": case.client(work.view), "case": case.head(work.view), "clocks": case.clocks(work.view),
        "actions": case.actions(work.view, work.query, work.actor.account_id),
        **(answers.answered(work.run, work.id) if work.run else {}),
        "assessed": case.assessed(work.view), "visits": case.visits(work.appointments, work.encounters),
        "messages": case.notes(work.view, work.actor.account_id),
        "timeline": story.lines(items), "looks_href": "" if every else work.address(looks="1"), "looks_count": len(work.looks),
        **side,
        "hidden": {"version": work.view.case.version, "seen": len(work.acts)},
        "conflict": conflict, "changed": story.lines(changed), "said": said(work.request),
    }
    return render(work.request, "desk/case.html", context, status=status)


def handle(
    work: Work, form: F, side: Callable[[Work, F, Problems], Side], do: Callable[[], str]
) -> HttpResponse:
    """Send a form once. What needs mending comes back at its field (422), what has moved on beside what changed (409)."""
    problems = form.problems()
    if problems:
        return show(work, side(work, form, problems), status=422)
    try:
        return redirect(submitted(work.request, do))
    except BadInput as error:
        if "token" in error.fields:
            raise
        return show(work, side(work, form, mends(error)), status=422)
    except (Conflict, OtherBody) as error:
        return moved_on(work, form, side, error)


def moved_on(work: Work, form: F, side: Callable[[Work, F, Problems], Side], error: Conflict | OtherBody) -> HttpResponse:
    """The case as it stands now, what has changed since the form was opened, and the answers kept."""
    now = opened(work.request, work.id)
    return show(now, side(now, form, {}), status=409, conflict=conflict_words(error), changed=since(now))


def since(work: Work) -> list[TimelineItem]:
    """The acts that the sent form had not seen."""
    seen = number(work.request.POST.get("seen", ""))
    return [] if seen is None else work.acts[: max(0, len(work.acts) - seen)]


def must_be_unchanged(work: Work) -> None:
    """Raises ``Conflict`` where someone has acted on the case since the form was opened."""
    seen = len(work.acts) - len(since(work))
    if work.version not in {None, work.view.case.version} or len(timeline(work.actor, work.view)) > seen:
        raise Conflict("the case has changed since you opened it", "the newest version", "look at what changed and try again")


def conflict_words(error: Conflict | OtherBody) -> str:
    if isinstance(error, OtherBody):
        return _("This form had already been sent with other answers. See how the case stands now and send again if needed.")
    return _("The case has changed since you opened it. Your answers are kept. Look at what changed and send again.")


def mends(error: BadInput) -> Problems:
    """What the rooms refuse, in words, at the field of the form."""
    words = {
        "required": _("This is needed."), "assess-first": _("Record the assessment of need first."),
        "future": _("The visit is in the future. Record it when it has been made."),
        "before-assessment": _("The visit is before its assessment of need. Check the time."),
        "contact-first": _("Change the urgency that the rules proposed only after you have been in contact with the client."),
        "reason-first": _("Write why the urgency is other than the rules proposed."),
        "before-start": _("The end is before the start. Check the time."),
    }
    return {FIELD_OF.get(name, name): words.get(code, _("Check this.")) for name, code in error.fields.items()}


def said(request: HttpRequest) -> dict[str, Any] | None:
    """What was just done, told at the top of the page; a closing can be undone there."""
    closed = as_uuid(request.GET.get("closed", ""))
    if closed is not None:
        undo = {"href": ViewQuery.read(request.GET).on(reverse("desk:reopen", args=[closed])), "token": new_id()}
        return {"text": _("The case is closed."), "undo": undo}
    text = {
        "assessed": _("The assessment is recorded. Now book a time."), "booked": _("The time is booked."),
        "recorded": _("The visit is recorded."), "noted": _("The note is saved."), "taken": _("The case is yours."),
        "released": _("The case is back in the queue."), "reopened": _("The case is open again."),
    }.get(request.GET.get("said", ""))
    return {"text": text, "undo": None} if text else None


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
