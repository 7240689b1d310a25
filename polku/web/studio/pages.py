"""How the studio's pages are answered: drawn with their frame, sent once, and what was typed never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from polku.foundation.errors import BadInput, Conflict, ContentError
from polku.foundation.idempotency import OtherBody
from polku.foundation.ids import new_id
from polku.web.studio.presenters.frame import frame, head
from polku.web.studio.work import Work
from polku.web.ui.submit import submitted

Problems = dict[str, str]
Show = Callable[[str, Problems, int], HttpResponse]


def page(request: HttpRequest, template: str, current: str, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"studio/{template}.html", {**frame(request, current), **context}, status=status)


def work_page(work: Work, template: str, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    """A page of one assessment or draft; its forms carry a key of their own and the version that they were made of."""
    current = "tables" if name in ("rules", "rule") else "list"
    shared = {
        "work": work,
        "head": head(work, name),
        "token": new_id(),
        "hidden": {"version": work.draft.version} if work.draft else {},
    }
    return page(work.request, template, current, status=status, **shared, **context)


def sent(work: Work, do: Callable[[], str], again: Show) -> HttpResponse:
    """Do it once and go on; else the page again (`again` gets the conflict's words, the problems by field, the status)."""
    try:
        return redirect(submitted(work.request, do))
    except BadInput as error:
        if "token" in error.fields:
            raise
        return again("", {name: problem_words(code) for name, code in error.fields.items()}, 422)
    except ContentError as error:
        return again(_("The draft would not load, so it was not saved: %(why)s") % {"why": error}, {}, 422)
    except OtherBody:
        return again(_("This form had already been sent with other contents. Check them and send again."), {}, 409)
    except Conflict as error:
        return again(conflict_words(error), {}, 409)


def conflict_words(error: Conflict) -> str:
    if "since you opened" in str(error):
        return _(
            "Someone has changed the draft since you opened it. What you wrote is kept here. Look at the draft and save again."
        )
    return _("This cannot be done now: %(why)s") % {"why": error}


def problem_words(code: str) -> str:
    return {
        "required": _("This is needed."),
        "too-long": _("The text is too long."),
        "past": _("The day has already gone."),
        "before-start": _("The day is too early."),
        "not-a-day": _("Write the day, for example 19.11.2026."),
    }.get(code, _("Check this."))


def to(work: Work, name: str, said: str) -> str:
    return f"{work.address(name)}?said={said}"
