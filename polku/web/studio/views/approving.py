"""From draft to use: sent to review, approved by another person, sent back, retired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from polku.assessment.library import library
from polku.assessment.publishing import actions, queries
from polku.assessment.publishing.logic.comparing import differences
from polku.assessment.publishing.logic.versions import SIGNIFICANCES, next_version
from polku.assessment.publishing.models import Draft
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import REQUIRED_LANGUAGES, content_root
from polku.foundation.errors import NotFound
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import Problems, problem_words, sent, to, work_page
from polku.web.studio.presenters import proofs, story
from polku.web.studio.presenters.differences import groups
from polku.web.studio.views.editing import drafted, editable
from polku.web.studio.work import CURRENT, Work, opened

REVIEW_AFTER = timedelta(days=365)
FIELDS = ("registration", "valid_from", "valid_to", "review_by")


@require_http_methods(["GET", "HEAD", "POST"])
@content_staff_only
def submit(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """What changed, in three languages, and how much it matters."""
    work = editable(request, slug, which)
    assert work.draft is not None
    if request.method != "POST":
        first = {f"change_{one}": work.draft.change.get(one, "") for one in REQUIRED_LANGUAGES}
        return submit_page(work, {"significance": work.draft.significance or "minor", **first})
    names = ("significance", *(f"change_{one}" for one in REQUIRED_LANGUAGES))
    typed = {name: request.POST.get(name, "").replace("\0", "").strip() for name in names}

    def again(said: str, problems: Problems, status: int) -> HttpResponse:
        return submit_page(opened(request, slug, which), typed, problems, said, status)

    def do() -> str:
        change = {one: typed[f"change_{one}"] for one in REQUIRED_LANGUAGES}
        actions.submit(
            draft_id=drafted(work), version=work.seen, significance=typed["significance"], change=change, by=work.actor
        )
        return to(work, "rules", "submitted")

    return sent(work, do, again)


def submit_page(
    work: Work, typed: Mapping[str, str], problems: Problems | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    problems = problems or {}
    base = work.draft.base_version if work.draft else work.assessment.version
    words = {"minor": _("Minor: words, sources or an example"), "major": _("Major: someone may get another ending")}
    names = {"fi": _("Finnish"), "sv": _("Swedish"), "en": _("English")}
    fields = [
        {"id": f"change_{one}", "label": names[one], "value": typed[f"change_{one}"], "error": problems.get(f"change_{one}", "")}
        for one in REQUIRED_LANGUAGES
    ]
    choices = [
        {
            "value": one,
            "text": words[one],
            "hint": _("Becomes version %(version)s") % {"version": next_version(base, one)},
            "checked": typed["significance"] == one,
        }
        for one in SIGNIFICANCES
    ]
    return work_page(
        work,
        "submit",
        "submit",
        status=status,
        fields=fields,
        choices=choices,
        conflict=said,
        holds=work.findings.holds,
        significance_error=problems.get("significance", ""),
        cards=proofs.cards(work.findings),
        groups=changes(work),
        stops=story.stops(work),
        errors=[{"target": name, "text": f"{names.get(name[-2:], name)}: {text}"} for name, text in problems.items()],
    )


def changes(work: Work) -> list[dict[str, Any]]:
    assert work.draft is not None
    return groups(work, differences(work.draft.base_source, work.source))


@require_http_methods(["GET", "HEAD", "POST"])
@content_staff_only
def approve(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """What changed, what is proven, and from which day it is in force."""
    work = reviewed(request, slug, which)
    today = helsinki_date(clock.now())
    first = {"registration": "", "valid_from": today.isoformat(), "valid_to": "", "review_by": (today + REVIEW_AFTER).isoformat()}
    if request.method != "POST":
        return approve_page(work, first)
    typed = {name: request.POST.get(name, "").replace("\0", "").strip()[:40] for name in FIELDS}

    def again(said: str, problems: Problems, status: int) -> HttpResponse:
        return approve_page(opened(request, slug, which), typed, problems, said, status)

    days = {name: read_day(typed[name]) for name in FIELDS[1:]}
    wrong = {
        name: problem_words("not-a-day") for name, day in days.items() if day is None and (typed[name] or name != "valid_to")
    }
    valid_from, review_by = days["valid_from"], days["review_by"]
    if wrong or valid_from is None or review_by is None:
        return again("", wrong, 422)

    def do() -> str:
        actions.approve(
            draft_id=drafted(work),
            version=work.seen,
            registration=typed["registration"],
            valid_from=valid_from,
            valid_to=days["valid_to"],
            review_by=review_by,
            by=work.actor,
        )
        return to(Work(request, slug, CURRENT, work.assessment), "versions", "approved")

    return sent(work, do, again)


def reviewed(request: HttpRequest, slug: str, which: str) -> Work:
    work = opened(request, slug, which)
    if work.draft is None or work.draft.state != Draft.State.IN_REVIEW:
        raise NotFound("nothing to approve here", "a draft in review", "open the list of drafts")
    return work


def read_day(text: str) -> date | None:
    parts = text.replace(" ", "").split(".")
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def approve_page(
    work: Work, typed: Mapping[str, str], problems: Problems | None = None, said: str = "", status: int = 200, reason: str = ""
) -> HttpResponse:
    problems = problems or {}
    assert work.draft is not None
    labels = {
        "registration": _("Your registration number"),
        "valid_from": _("In force from"),
        "valid_to": _("In force until"),
        "review_by": _("Review by"),
        "reason": _("Why it goes back"),
    }
    fields = [
        {
            "id": name,
            "label": labels[name],
            "value": typed.get(name, ""),
            "error": problems.get(name, ""),
            "type": "text" if name == "registration" else "date",
            "optional": name == "valid_to",
        }
        for name in FIELDS
    ]
    account = work.actor.account_id
    return work_page(
        work,
        "approve",
        "approve",
        status=status,
        fields=fields,
        conflict=said,
        own=account in queries.writers(work.draft),
        cards=proofs.cards(work.findings),
        groups=changes(work),
        stops=story.stops(work),
        change=work.draft.change,
        significance=work.draft.significance,
        reason={"value": reason, "error": problems.get("reason", "")},
        errors=[{"target": name, "text": f"{labels.get(name, name)}: {text}"} for name, text in problems.items()],
    )


@require_POST
@content_staff_only
def send_back(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    work = reviewed(request, slug, which)
    reason = request.POST.get("reason", "").replace("\0", "").strip()

    def again(said: str, problems: Problems, status: int) -> HttpResponse:
        return approve_page(opened(request, slug, which), {}, problems, said, status, reason)

    def do() -> str:
        actions.send_back(draft_id=drafted(work), version=work.seen, reason=reason, by=work.actor)
        return to(work, "rules", "returned")

    return sent(work, do, again)


@require_safe
@content_staff_only
def versions(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    return versions_page(opened(request, slug, which))


def versions_page(work: Work, problems: Problems | None = None, said: str = "", status: int = 200) -> HttpResponse:
    rows = [
        {
            "version": one.version,
            "hash": one.content_hash,
            "status": queries.status_of(one, work.serving),
            "approver": one.approver_name,
            "role": one.approver_role,
            "registration": one.approver_registration,
            "at": one.approved_at,
            "from": one.valid_from,
            "to": one.valid_to,
            "author": one.draft.author.name,
            "change": one.draft.change,
            "significance": one.draft.significance,
            "reason": one.retirement.reason if hasattr(one, "retirement") else "",
            "href": Work(work.request, work.slug, one.content_hash, work.assessment).address("rules"),
            "retire": Work(work.request, work.slug, one.content_hash, work.assessment).address("retire"),
        }
        for one in queries.publications(work.slug)
    ]
    folder = library(content_root()).get(work.slug)
    return work_page(
        work,
        "versions",
        "versions",
        status=status,
        rows=rows,
        folder=folder,
        conflict=said,
        drafts=queries.drafts(work.slug),
        folder_serves=folder is not None and folder.content_hash == work.serving.content_hash,
        errors=[{"target": "reason", "text": text} for text in (problems or {}).values()],
    )


@require_POST
@content_staff_only
def retire(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """The version whose hash is in the address; the one before it serves again."""
    work = opened(request, slug, which)

    def again(said: str, problems: Problems, status: int) -> HttpResponse:
        return versions_page(opened(request, slug, which), problems, said, status)

    def do() -> str:
        actions.retire(content_hash=work.assessment.content_hash, reason=request.POST.get("reason", ""), by=work.actor)
        return to(Work(request, slug, CURRENT, work.assessment), "versions", "retired")

    return sent(work, do, again)
