"""Two versions side by side: what differs in their texts, and in what they would have answered."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from polku.assessment.library import library
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.replay import Replay, replay
from polku.assessment.logic.synthetic_answers import synthetic_answers
from polku.assessment.publishing import queries
from polku.assessment.publishing.logic.comparing import differences
from polku.assessment.replaying.queries import past_answers
from polku.foundation.content import content_root
from polku.web.studio.access import content_staff_only
from polku.web.studio.pages import work_page
from polku.web.studio.presenters.differences import groups
from polku.web.studio.presenters.table import ending
from polku.web.studio.presenters.words import say
from polku.web.studio.work import HASH, Work, opened

SYNTHETIC = 10_000


@require_safe
@content_staff_only
def compare(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """``?with=`` the hash of another version; at first the one that came before."""
    work = opened(request, slug, which)
    other = _other(work)
    found = differences(other.source, work.source)
    return work_page(
        work,
        "compare",
        "compare",
        other=other,
        groups=groups(work, found),
        count=len(found),
        choices=_choices(work, other),
        rules=_rule_counts(found),
    )


def _rule_counts(found: list[Any]) -> int:
    return len({one.thing for one in found if one.file.endswith("rules.yaml")})


@require_safe
@content_staff_only
def replayed(request: HttpRequest, slug: str, which: str) -> HttpResponse:
    """``?answers=past`` those of finished runs; at first ten thousand made-up ones."""
    work = opened(request, slug, which)
    other = _other(work)
    past = request.GET.get("answers") == "past"
    answers = past_answers(other) if past else synthetic_answers(other, SYNTHETIC)
    found = replay(other, work.assessment, answers)
    return work_page(
        work,
        "replay",
        "replay",
        other=other,
        past=past,
        found=found,
        table=_table(work, other, found),
        changed=_changed(work, other, found),
        choices=_choices(work, other),
        not_asked=dict(found.not_asked),
    )


def _table(work: Work, other: Assessment, found: Replay) -> dict[str, Any]:
    """Counts by old ending (rows) and new (columns); only endings that someone was given."""
    cells = {(cell.old, cell.new): cell for cell in found.cells}
    used = [name for name in found.endings if any(name in pair for pair in cells)]
    rows = [
        {
            "ending": _ending(other, old),
            "cells": [_cell(cells.get((old, new))) for new in used],
            "total": sum(cell.count for (before, _new), cell in cells.items() if before == old),
        }
        for old in used
    ]
    return {"columns": [_ending(work.assessment, name) for name in used], "rows": rows}


def _ending(assessment: Assessment, name: str) -> dict[str, Any]:
    return ending(assessment, name) if name else {"title": _("no ending"), "code": "–", "urgency": 0}


def _cell(cell: Any) -> dict[str, Any]:
    return {"count": cell.count, "direction": cell.direction} if cell is not None else {"count": 0, "direction": "same"}


def _changed(work: Work, other: Assessment, found: Replay) -> list[dict[str, Any]]:
    words = {"more": _("more urgent"), "less": _("less urgent"), "other": _("as urgent")}
    return [
        {
            "old": _ending(other, cell.old),
            "new": _ending(work.assessment, cell.new),
            "count": cell.count,
            "direction": cell.direction,
            "direction_words": words.get(cell.direction, ""),
            "cases": [
                {
                    "answers": [(say(one.question), say(one.answer) if one.answer else _("not asked")) for one in case.answers],
                    "old_fired": ", ".join(case.old_fired),
                    "new_fired": ", ".join(case.new_fired),
                }
                for case in cell.cases
            ],
        }
        for cell in found.cells
        if cell.old != cell.new
    ]


def _other(work: Work) -> Assessment:
    """The version in the address; else the draft's base, or the one before this, or this itself."""
    wanted = work.request.GET.get("with", "")
    if len(wanted) == HASH:
        return queries.version(work.slug, wanted)
    if work.draft is not None:
        return queries.version(work.slug, work.draft.base_hash)
    folder = library(content_root()).get(work.slug)
    published = [one.content_hash for one in queries.publications(work.slug)]
    older = published[published.index(work.assessment.content_hash) + 1 :] if work.assessment.content_hash in published else []
    return queries.version(work.slug, older[0]) if older else folder or work.assessment


def _choices(work: Work, other: Assessment) -> list[dict[str, Any]]:
    found = [(one.version, one.content_hash) for one in queries.publications(work.slug)]
    folder = library(content_root()).get(work.slug)
    if folder is not None:
        found.append((folder.version, folder.content_hash))
    return [
        {
            "label": _("Version %(version)s") % {"version": version},
            "href": f"?with={content_hash}",
            "current": content_hash == other.content_hash,
        }
        for version, content_hash in found
        if content_hash != work.assessment.content_hash
    ]
