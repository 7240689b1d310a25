"""The form of a thing's words: what each is called, each of its parts a field with what was typed and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from polku.assessment.publishing.logic.texts import Sheet, Typed, Words
from polku.web.studio.presenters.words import fact_words, language_words, say
from polku.web.studio.work import Work

ONE_LINE = frozenset({"title", "whyTitle", "reviewBy", "incidentContact", "regulatory"})


def groups(work: Work, kind: str, thing: str, sheet: Sheet, typed: Typed, problems: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "legend": label(work, kind, thing, words),
            "optional": words.optional,
            "new": words.listed and not words.there,
            "single": tuple(words.parts) == ("",),
            "fields": list(_fields(words, typed, problems)),
        }
        for words in sheet.words
    ]


def _fields(words: Words, typed: Typed, problems: dict[str, str]) -> Iterator[dict[str, Any]]:
    for part, value in typed[words.key].items():
        name = field_name(words, part)
        source = {"title": _("What it is"), "date": _("Date"), "licence": _("Licence")}
        yield {
            "name": name,
            "label": source.get(part) or (language_words(part) if part else ""),
            "language": part if part and part not in source else "",
            "value": value,
            "error": problems.get(name, ""),
            "line": words.key.split("-")[-1] in ONE_LINE or words.key.startswith("source-"),
            "date": words.key == "reviewBy",
        }


def field_name(words: Words, part: str) -> str:
    return f"{words.key}.{part}" if part else words.key


def label(work: Work, kind: str, thing: str, words: Words) -> str:
    """What the words are called on their form."""
    name, _dash, rest = words.key.partition("-")
    named = {
        "text": _("Text"), "help": _("Help text"), "why": _("Why it is asked"), "instruction": _("What to do"),
        "whyTitle": _("Heading of the reasons"), "whyNotWorse": _("Why it is not more urgent"), "summary": _("Summary"),
        "attribution": _("Attribution"), "reviewBy": _("Review by"),
        "incidentContact": _("Who owns it and takes reports of incidents"), "regulatory": _("Regulatory reference"),
        "title": _("Name") if kind in ("about", "table") else _("Title"),
    }  # fmt: skip
    if words.key in named:
        return named[words.key]
    if name == "option":
        return _("Option: %(text)s") % {"text": fact_words(work.assessment, f"{thing}.{rest}")}
    if name == "use":
        return use_words()[rest]
    if name == "step":
        number, _dash, part = rest.partition("-")
        return (_("Step %(n)s, title") if part == "title" else _("Step %(n)s")) % {"n": number}
    return {
        "selfCare": _("Advice %(n)s"), "worse": _("When to call %(n)s"), "source": _("Evidence %(n)s")
    }[name] % {"n": rest}  # fmt: skip


def use_words() -> dict[str, str]:
    return {
        "purpose": _("What it is for"),
        "user": _("Who uses it"),
        "population": _("For whom"),
        "setting": _("Where"),
        "exclusions": _("Not for"),
    }


def heading(work: Work, kind: str, thing: str) -> str:
    if kind == "ending":
        ending = work.assessment.endings.get(thing)
        return f"{_('Ending')} {thing}: {say(ending.title)}" if ending else thing
    if kind == "about":
        return _("About the assessment")
    words = fact_words(work.assessment, thing)
    return (_("Table: %(name)s") if kind == "table" else _("Question: %(name)s")) % {"name": words}
