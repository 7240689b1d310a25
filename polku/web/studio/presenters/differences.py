"""What differs between two versions, in the words of the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from polku.assessment.publishing.logic.comparing import Difference
from polku.web.studio.presenters.words import cell_words, fact_words, language_words
from polku.web.studio.work import Work


def groups(work: Work, found: Iterable[Difference]) -> list[dict[str, Any]]:
    """By file, then by rule, question or ending."""
    files: dict[str, dict[str, list[dict[str, str]]]] = {}
    for one in found:
        files.setdefault(one.file, {}).setdefault(one.thing, []).append(_line(work, one))
    return [
        {"title": file_words(file), "things": [{"name": thing, "lines": lines} for thing, lines in things.items()]}
        for file, things in files.items()
    ]


def file_words(file: str) -> str:
    folder, _slash, name = file.rpartition("/")
    kinds = {
        "rules.yaml": _("Rules"),
        "questionnaire.yaml": _("Questions"),
        "endings.yaml": _("Endings"),
        "examples.yaml": _("Examples"),
        "assessment.yaml": _("About the assessment"),
        "common.yaml": _("Common texts"),
    }
    return f"{kinds.get(name, name)} ({folder})" if folder else kinds.get(name, name)


def _line(work: Work, one: Difference) -> dict[str, str]:
    head, _space, rest = one.where.partition(" ")
    if head == "when" and rest:
        place = _("If: %(fact)s") % {"fact": fact_words(work.assessment, rest)}
    elif head == "then":
        place = _("Then")
    elif head == "text":
        place = _("Text: %(language)s") % {"language": language_words(rest)}
    else:
        place = one.where
    old, new = one.old, one.new
    if head == "when" and rest:
        old, new = (cell_words(work.assessment, rest, cell) if cell else "" for cell in (old, new))
    return {"where": place, "old": old, "new": new, "kind": one.kind}
