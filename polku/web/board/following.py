"""Deviations: opened from a measure's page, then followed on a page of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.foundation.actor import Actor
from polku.foundation.errors import BadInput, Conflict, NotFound
from polku.foundation.idempotency import OtherBody
from polku.foundation.ids import new_id
from polku.insight.leading import actions, queries
from polku.insight.leading.queries import led
from polku.insight.loading import to_read
from polku.insight.measures.access import ACCESS
from polku.web.board import deviation_list, deviation_page
from polku.web.board.answers import answers
from polku.web.board.doors import acting, for_leaders, page, sheet_of
from polku.web.board.question import read
from polku.web.board.selection import Selection, last_full_month
from polku.web.board.signals import said_in_every_language
from polku.web.board.trend import Trend, trend
from polku.web.ui.submit import submitted

Typed = Mapping[str, str]
Do = Callable[[UUID, int, Typed, Actor], object]


@require_safe
@for_leaders
def show_list(request: HttpRequest) -> HttpResponse:
    context = deviation_list.page(acting(request), request.GET)
    return page(request, Selection(last_full_month()), "board:deviations", "deviations", context)


@require_POST
@for_leaders
def open_one(request: HttpRequest) -> HttpResponse:
    """Of the figure that the address names, with the words of its signal as they are now."""
    found, unit = asked_about(request)

    def do() -> str:
        measure, service, variant = found.key
        made = actions.open_deviation(
            measure=measure, unit_id=unit, service=service, clock_name=variant, month=found.month,
            signal=said_in_every_language(found), figure=found.value, by=acting(request),
        )  # fmt: skip
        return reverse("board:deviation", args=[made.id])

    return redirect(submitted(request, do))


def asked_about(request: HttpRequest) -> tuple[Trend, str]:
    """The figure that the address names, and its place."""
    measure = request.GET.get("measure", ACCESS.id)
    if measure != ACCESS.id:
        question = read(request.GET, measure)
        return answers(to_read(), question).trend(led(question.unit)), question.unit
    sheet = sheet_of(request)
    return trend(sheet.figures(), sheet.selection, sheet.led()), sheet.selection.unit


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def show_one(request: HttpRequest, deviation: UUID) -> HttpResponse:
    if request.method != "POST":
        return drawn(request, deviation)
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise NotFound("no such act", f"one of {', '.join(ACTS)}", "use the page's own forms")
    typed = {name: request.POST.get(name, "").replace("\0", "").strip() for name in FIELDS}
    version = request.POST.get("version", "")

    def do() -> str:
        seen = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0
        ACTS[act](deviation, seen, typed, acting(request))
        return f"{reverse('board:deviation', args=[deviation])}?said={act}"

    try:
        return redirect(submitted(request, do))
    except BadInput as error:
        if "token" in error.fields:
            raise
        return drawn(request, deviation, act, typed, {name: fault(code) for name, code in error.fields.items()}, status=422)
    except OtherBody:
        said = _("This form had already been sent with other contents. Check them and send again.")
        return drawn(request, deviation, act, typed, said=said, status=409)
    except Conflict as error:
        return drawn(request, deviation, act, typed, said=conflict(error), status=409)


def drawn(
    request: HttpRequest, deviation: UUID, act: str = "", typed: Typed | None = None, problems: Typed | None = None,
    *, said: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = queries.deviation(deviation)
    shown: dict[str, Any] = deviation_page.page(acting(request), found, act, typed or {}, problems or {})
    more = {"token": new_id(), "conflict": said, "said": status == 200 and request.GET.get("said") in ACTS}
    return page(request, Selection(last_full_month()), "board:deviations", "deviation", {**shown, **more}, status)


def fault(code: str) -> str:
    return {
        "required": _("This is needed."), "too-long": _("The text is too long."), "past": _("The day has already gone."),
        "before-start": _("The day is too early."), "not-a-day": _("Write the day, for example 19.11.2026."),
    }.get(code, _("Check this."))  # fmt: skip


def conflict(error: Conflict) -> str:
    if "since you opened" in str(error):
        return _(
            "Someone has changed this deviation since you opened it. What you wrote is kept. Look at the page and save again."
        )
    words = {
        "an action without a cause": _("Write down the cause first."),
        "a follow-up without an action": _("Write down an action first."),
        "an end before the follow-up": _("Choose the day of the follow-up first, or close it as explained."),
        "limits that begin in this month already": _("New limits begin in this month already. Choose another month."),
    }
    return words.get(error.found, _("This was not possible just now. Look at the page and try again."))


def day(typed: Typed, name: str) -> date:
    text = typed[name]
    parts = text.replace(" ", "").split(".")
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise BadInput({name: "not-a-day" if text else "required"}) from None


def days(typed: Typed, *names: str) -> list[date]:
    """All of the days, or every one that is wrong at once, with what else is empty in the form."""
    found, wrong = [], {}
    for name in names:
        try:
            found.append(day(typed, name))
        except BadInput as error:
            wrong |= error.fields
    if wrong:
        raise BadInput(wrong | {name: "required" for name in ("what", "who") if not typed[name]})
    return found


def uuid(typed: Typed, name: str) -> UUID:
    try:
        return UUID(typed[name])
    except ValueError:
        raise BadInput({name: "required"}) from None


def _act(which: UUID, version: int, typed: Typed, by: Actor) -> None:
    begins, by_when = days(typed, "begins", "by_when")
    actions.add_step(
        deviation_id=which, version=version, what=typed["what"], who=typed["who"], begins=begins, by_when=by_when, by=by
    )


def _own(which: UUID, version: int, typed: Typed, by: Actor) -> None:
    actions.give_to(deviation_id=which, version=version, owner_id=uuid(typed, "owner"), by=by)


def _cause(which: UUID, version: int, typed: Typed, by: Actor) -> None:
    actions.tell_cause(deviation_id=which, version=version, cause=typed["cause"], by=by)


def _done(which: UUID, version: int, typed: Typed, by: Actor) -> None:
    actions.finish_step(deviation_id=which, version=version, step_id=uuid(typed, "step"), by=by)


def _follow(which: UUID, version: int, typed: Typed, by: Actor) -> None:
    actions.follow(deviation_id=which, version=version, day=day(typed, "follow_up"), by=by)


def _close(which: UUID, version: int, typed: Typed, by: Actor) -> None:
    actions.close(deviation_id=which, version=version, outcome=typed["outcome"], words=typed["words"], by=by)


def _rebase(which: UUID, version: int, typed: Typed, by: Actor) -> None:
    actions.rebase(deviation_id=which, version=version, month=typed["month"], reason=typed["reason"], by=by)


def _withdraw(which: UUID, version: int, typed: Typed, by: Actor) -> None:
    rebase = uuid(typed, "limits") if typed["limits"] else None
    actions.withdraw(deviation_id=which, version=version, rebase_id=rebase, reason=typed["why"], by=by)


ACTS: Mapping[str, Do] = {
    "own": _own, "cause": _cause, "act": _act, "done": _done, "follow": _follow, "close": _close, "rebase": _rebase,
    "withdraw": _withdraw,
}
FIELDS = (
    "owner", "cause", "what", "who", "begins", "by_when", "step", "follow_up", "outcome", "words", "month", "reason", "limits",
    "why",
)  # fmt: skip
