"""Answered assessments for the canonical tables alone: never shown by person, so no look is logged."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from polku.assessment.models import AssessmentRun


def sent_between(start: datetime, end: datetime) -> QuerySet[AssessmentRun]:
    """Those answered for real and sent in [start, end)."""
    return AssessmentRun.objects.filter(for_real=True, sent_at__gte=start, sent_at__lt=end).order_by("id")
