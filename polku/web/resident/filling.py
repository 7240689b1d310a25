"""Forms of a question that are more than one answer: files one by one, occurrences of a repeating group."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest

from polku.assessment.actions import InvalidAnswer, answer
from polku.assessment.attaching import attach, detach, files_of
from polku.assessment.logic.answers import Problem
from polku.assessment.logic.assessment import Walk
from polku.assessment.logic.files import LARGEST_KB
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import assessment_of
from polku.assessment.repeating import remove_occurrence, restore_occurrence
from polku.foundation.actor import Actor
from polku.foundation.errors import NotFound
from polku.web.resident.questions import NAME, UNKNOWN
from polku.web.uploads import too_large

ADD, DETACH, FILES, REMOVE, UNDO = "add", "detach", "files", "remove", "undo"


def whole(request: HttpRequest) -> bool:
    """Whether the form holds files or whole occurrences rather than one answer."""
    return not {FILES, REMOVE, UNDO}.isdisjoint(request.POST)


def taken(request: HttpRequest, run: AssessmentRun, key: str, held: list[str], by: Actor) -> Walk | None:
    """Do what the form asks; where it leads, or None to stay at the question. Raises InvalidAnswer, NotFound."""
    if REMOVE in request.POST:
        remove_occurrence(run_id=run.id, held=held, key=key, number=_number(request.POST[REMOVE]), by=by)
        return None
    if UNDO in request.POST:
        restore_occurrence(run_id=run.id, held=held, key=key, by=by)
        return None
    return _files(request, run, key, held, by)


def _files(request: HttpRequest, run: AssessmentRun, key: str, held: list[str], by: Actor) -> Walk | None:
    item = assessment_of(run).questionnaire.at(key)
    if item is None or item.type != "attachment":
        raise NotFound("no files are asked here", "a question that takes files", "go on with the next one")
    if DETACH in request.POST:
        detach(run_id=run.id, held=held, key=key, file_id=_uuid(request.POST[DETACH]), by=by)
        return None
    if too_large(request):
        raise InvalidAnswer(item, Problem("file-too-large", Decimal(item.max_size or LARGEST_KB)))
    sent = request.FILES.get(NAME)
    if sent is not None:
        reached = attach(run_id=run.id, held=held, key=key, name=sent.name or "", content=sent.read(), by=by)
        return None if ADD in request.POST else reached
    if ADD in request.POST:
        raise InvalidAnswer(item, Problem("not-a-file"))
    kept = files_of(run, key)
    raw = (kept if item.repeats else kept[0]) if kept else request.POST.get(UNKNOWN, "")
    return answer(run_id=run.id, held=held, link_id=key, raw=raw, by=by)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 0


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("no such file", "a file of these answers", "see the answers") from None
