"""Writes of files that answer a question: attach one, take one away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from polku.assessment.actions import InvalidAnswer, asked_item, keep, not_asked, own_run
from polku.assessment.logic.answers import Problem, to_json, validate
from polku.assessment.logic.assessment import Walk
from polku.assessment.logic.files import LARGEST_KB, LARGEST_OF_RUN, safe_name, sniffed
from polku.assessment.logic.items import Item
from polku.assessment.logic.questionnaire import Attachment
from polku.assessment.models import AssessmentRun, AttachedFile
from polku.assessment.queries import Held
from polku.foundation.actions import action
from polku.foundation.actor import Actor
from polku.foundation.ids import new_id


@action("assessment.attach")
def attach(*, run_id: UUID, held: Held = (), key: str, name: str, content: bytes, by: Actor) -> Walk:
    """Keep a file as the answer, or as one more where the answer repeats. Raises InvalidAnswer; no other answer is lost."""
    run = own_run(run_id, held)
    item = _file_item(run, key)
    kind, before = sniffed(content), files_of(run, key)
    told = Attachment(str(new_id()), safe_name(name, kind), kind, len(content))
    value = _problem(run, item, told) or validate(_one_by_one(item), [*before, to_json(told)] if item.repeats else to_json(told))
    if isinstance(value, Problem):
        raise InvalidAnswer(item, value)
    if not item.repeats:
        run.files.filter(id__in=[str(one["id"]) for one in before]).delete()
    AttachedFile.objects.create(
        id=UUID(told.id), run=run, name=told.name, content_type=kind, size=told.size, content=content
    )
    run.answers[key] = to_json(value)
    reached = keep(run)
    if key not in reached.path:
        raise not_asked()
    return reached


@action("assessment.detach")
def detach(*, run_id: UUID, held: Held = (), key: str, file_id: UUID, by: Actor) -> Walk:
    """Delete a file and its mention; the last one leaves the question open. One that is not there changes nothing."""
    run = own_run(run_id, held)
    item = _file_item(run, key)
    left = [one for one in files_of(run, key) if one["id"] != str(file_id)]
    if left and item.repeats:
        run.answers[key] = left
    else:
        run.answers.pop(key, None)
    run.files.filter(id=file_id).delete()
    return keep(run)


def files_of(run: AssessmentRun, key: str) -> list[Mapping[str, object]]:
    """The files that answer the question, as they are kept."""
    value = run.answers.get(key)
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict) and "contentType" in one]


def _file_item(run: AssessmentRun, key: str) -> Item:
    item = asked_item(run, key)
    if item.type != "attachment":
        raise not_asked()
    return item


def _one_by_one(item: Item) -> Item:
    """Files come one by one: the least number is asked for when one goes on."""
    return replace(item, min_occurs=0, max_size=item.max_size or LARGEST_KB)


def _problem(run: AssessmentRun, item: Item, told: Attachment) -> Problem | None:
    if not told.size:
        return Problem("not-a-file")
    if not told.content_type:
        return Problem("file-type")
    taken = run.files.aggregate(total=Sum("size"))["total"] or 0
    return Problem("file-too-large", Decimal((LARGEST_OF_RUN - taken) // 1024)) if taken + told.size > LARGEST_OF_RUN else None
