"""Past answers without persons, and the versions that asked them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from polku.assessment.logic.answers_table import AnswersTable, table_of
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.loading import load_assessment
from polku.assessment.models import AssessmentRun, AssessmentVersion
from polku.foundation.calendar import HELSINKI
from polku.foundation.errors import NotFound

AT_ONCE = 2_000


def past_answers(assessment: Assessment, *, since: date | None = None, until: date | None = None) -> AnswersTable:
    """The answers on the path of finished runs, for real, that this very version asked; first day to last day, in Helsinki."""
    runs = _finished(assessment.id, since, until).filter(content_hash=assessment.content_hash)
    beforehand = {item.key for item in assessment.questionnaire.answerable if not item.asks}
    return table_of(assessment.questionnaire, _answers(runs, beforehand))


def asked_by_versions(assessment_id: str, *, since: date | None = None, until: date | None = None) -> Mapping[str, int]:
    """How many finished runs each version has, by content hash."""
    return Counter(_finished(assessment_id, since, until).values_list("content_hash", flat=True).iterator(chunk_size=AT_ONCE))


def version_of(assessment_id: str, version: str) -> Assessment:
    """A version that has asked, word for word; the last one of the number. Raises NotFound."""
    kept = AssessmentVersion.objects.filter(assessment=assessment_id, version=version).order_by("-first_used_at").first()
    if kept is None:
        known = AssessmentVersion.objects.filter(assessment=assessment_id).values_list("version", flat=True)
        listed = ", ".join(sorted(set(known))) or "none has been used"
        raise NotFound(f"no version '{version[:20]}' of {assessment_id}", f"one of: {listed}; or a folder", "check the version")
    return load_assessment(assessment_id, kept.source, shown=f"version {kept.version} of")


def _finished(assessment_id: str, since: date | None, until: date | None) -> QuerySet[AssessmentRun]:
    runs = AssessmentRun.objects.filter(assessment=assessment_id, for_real=True, finished_at__isnull=False)
    if since is not None:
        runs = runs.filter(finished_at__gte=_start(since))
    return runs.filter(finished_at__lt=_start(until + timedelta(days=1))) if until is not None else runs


def _start(day: date) -> datetime:
    return datetime.combine(day, time(0), tzinfo=HELSINKI)


def _answers(runs: QuerySet[AssessmentRun], beforehand: set[str]) -> Iterator[dict[str, object]]:
    """What was answered on the path, and what was known beforehand: nothing of the person."""
    for answers, path in runs.order_by("id").values_list("answers", "path").iterator(chunk_size=AT_ONCE):
        kept = beforehand.union(path)
        yield {key: raw for key, raw in answers.items() if key in kept}
