"""A text in several languages: FHIR's text in one language with translations beside it."""

from __future__ import annotations

from typing import Any

from polku.assessment.fhir.names import TRANSLATION
from polku.foundation.content import Text

Json = dict[str, Any]
BASE = "fi"


def told(name: str, text: Text) -> Json:
    """The element `name` with its translations, in the order of their languages."""
    others = [language for language in sorted(text) if language != BASE]
    marks = [_translation(language, text[language]) for language in others]
    return {name: text[BASE], **({f"_{name}": {"extension": marks}} if marks else {})}


def _translation(language: str, content: str) -> Json:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": content}]
    return {"url": TRANSLATION, "extension": parts}
