from __future__ import annotations

from django.utils.translation import get_language

from polku.assessment.library import library
from polku.foundation.content import content_root, in_language
from polku.guidance.topics import topics


def case_title(topic: str) -> str:
    """What a case is about, in the page's language: an assessment's title or a topic's."""
    language = get_language() or "fi"
    assessment = library(content_root()).get(topic)
    if assessment is not None:
        return in_language(assessment.metadata.title, language)
    known = topics().get(topic)
    return in_language(known.title, language) if known else topic
