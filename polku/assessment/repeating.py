"""Writes of whole occurrences of a repeating group: take one away, bring the last one back."""

from __future__ import annotations

from uuid import UUID

from polku.assessment.actions import asked_item, keep, not_asked, own_run
from polku.assessment.logic.assessment import Walk
from polku.assessment.logic.items import Item
from polku.assessment.logic.occurrences import inside, with_occurrence
from polku.assessment.logic.questionnaire import without_occurrence
from polku.assessment.models import AssessmentRun
from polku.assessment.queries import Held, assessment_of
from polku.foundation.actions import action
from polku.foundation.actor import Actor


@action("assessment.remove_occurrence")
def remove_occurrence(*, run_id: UUID, held: Held = (), key: str, number: int, by: Actor) -> Walk:
    """Take away one occurrence; those after it move up. It can be brought back until the answers are finished."""
    run = own_run(run_id, held)
    _group(run, key)
    taken = inside(run.answers, key, number)
    if not taken:
        raise not_asked()
    run.answers = without_occurrence(run.answers, key, number)
    run.removed = {"group": key, "number": number, "answers": taken}
    return keep(run)


@action("assessment.restore_occurrence")
def restore_occurrence(*, run_id: UUID, held: Held = (), key: str, by: Actor) -> Walk:
    """Bring back the occurrence that was taken away last, in its place; nothing where there is none, or no room."""
    run = own_run(run_id, held)
    group, removed = _group(run, key), run.removed
    most = assessment_of(run).questionnaire.most(group.link_id)
    if removed and removed["group"] == key and not inside(run.answers, key, most):
        run.answers = with_occurrence(run.answers, key, removed["number"], removed["answers"])
        run.removed = None
    return keep(run)


def _group(run: AssessmentRun, key: str) -> Item:
    group = asked_item(run, key)
    if not group.repeating:
        raise not_asked()
    return group
