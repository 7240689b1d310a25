"""The studio's bar, and the tabs of an assessment."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from polku.people.access import roles_of
from polku.people.logic import CARE_ROLES
from polku.web.studio.access import acting
from polku.web.studio.presenters.words import say
from polku.web.studio.work import CURRENT, Work


def frame(request: HttpRequest, current: str = "") -> dict[str, Any]:
    places = [
        ("list", _("Questionnaires"), reverse("studio:list")),
        ("tables", _("Rules"), reverse("studio:tables")),
        ("reviews", _("Drafts"), reverse("studio:reviews")),
        ("", _("Services"), reverse("resident:services")),
    ]
    roles = {role.role for role in roles_of(acting(request))}
    names = {"content_author": _("Content author"), "content_approver": _("Content approver")}
    return {
        "nav": [{"label": label, "href": href, "current": bool(name) and name == current} for name, label, href in places],
        "search": {
            "url": reverse("studio:list"),
            "label": _("Search a questionnaire or rule"),
            "value": request.GET.get("q", "")[:80],
        },
        "who": {
            "name": getattr(request.user, "name", ""),
            "place": ", ".join(name for role, name in names.items() if role in roles),
            "links": [{"label": _("Desk"), "href": reverse("desk:worklist")}] if roles & CARE_ROLES else [],
        },
        "said": said(request),
    }


def said(request: HttpRequest) -> str:
    """What was just done, told at the top of the page."""
    return {
        "saved": _("The draft is saved."),
        "removed": _("The rule is removed. Undo brings it back."),
        "moved": _("The rule is moved."),
        "undone": _("The last change is undone."),
        "mended": _("The rule is mended."),
        "example": _("The case is now an example."),
        "submitted": _("The draft is sent to review."),
        "begun": _("A draft is begun."),
        "returned": _("The draft is back with its author."),
        "approved": _("The version is approved."),
        "retired": _("The version is retired."),
        "dropped": _("The draft is given up."),
        "imported": _("The file is in the draft."),
    }.get(request.GET.get("said", ""), "")


def head(work: Work, page: str) -> dict[str, Any]:
    """The page's heading: what it is about, its state, and the ways to its other pages."""
    metadata = work.assessment.metadata
    tabs = [
        ("read", _("Questions")),
        ("rules", _("Rules")),
        ("try", _("Try it out")),
        ("compare", _("Compare")),
        ("replay", _("Past answers")),
        ("safety", _("Safety file")),
        ("versions", _("Versions")),
    ]
    return {
        "title": say(metadata.title),
        "state": state_words(work),
        "crumbs": [{"label": _("Questionnaires"), "href": reverse("studio:list")}],
        "tabs": [{"label": label, "href": work.address(name), "current": name == page} for name, label in tabs],
        "current_href": ""
        if work.which == CURRENT
        else reverse(f"studio:{page if page in PAGES else 'read'}", args=[work.slug, CURRENT]),
    }


PAGES = frozenset({"read", "rules", "try", "compare", "replay", "safety", "versions"})


def state_words(work: Work) -> str:
    serving = work.serving
    if work.draft is not None:
        what = {
            "draft": _("Draft of version %(base)s."),
            "in-review": _("Draft of version %(base)s, in review."),
            "approved": _("Approved draft of version %(base)s."),
            "dropped": _("Draft of version %(base)s, given up."),
        }[work.draft.state] % {"base": work.draft.base_version}
        if work.draft.state in ("approved", "dropped"):
            return what
        return what + " " + _("Version %(version)s is in force until the draft is approved.") % {"version": serving.version}
    if work.assessment.content_hash == serving.content_hash:
        return _("Version %(version)s, in force.") % {"version": serving.version}
    return _("Version %(version)s, not in force. Version %(serving)s is.") % {
        "version": work.assessment.version,
        "serving": serving.version,
    }
