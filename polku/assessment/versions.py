"""Versions of assessments kept in the database, each read once in a process."""

from __future__ import annotations

from functools import lru_cache

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.loading import load_assessment
from polku.assessment.models import AssessmentVersion


@lru_cache(maxsize=128)
def version_by_hash(content_hash: str) -> Assessment:
    version = AssessmentVersion.objects.get(content_hash=content_hash)
    return load_assessment(version.assessment, version.source, shown=f"version {version.version} of")
