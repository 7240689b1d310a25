"""One question as a form: what was sent, what was kept, and what the page shows, for every type of item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.assessment.logic.answers import to_json
from polku.assessment.logic.items import CHOICES, DONT_KNOW, NUMBERS, Answer, Item, Option
from polku.assessment.logic.taking import LONGEST
from polku.foundation.calendar import HELSINKI
from polku.foundation.content import Text, in_language

NAME, OTHER, UNKNOWN = "answer", "answer-other", "answer-unknown"
SHORT_HELP = 60
"""Help of at most so many letters stands open under the question; a longer one waits behind a heading."""
KINDS = {
    "boolean": "one", "date": "date", "dateTime": "moment", "time": "time", "text": "text", "string": "line", "url": "line",
    "attachment": "file", "group": "group",
}  # fmt: skip


@dataclass(frozen=True)
class Filled:
    """A form as it stands: chosen codes, texts as they were written, what was written in place of the options, a moment."""

    chosen: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    other: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""


def raw(post: QueryDict) -> object:
    """What `validate` reads, whatever the question. What is written goes before "I don't know"."""
    answers = [one for one in post.getlist(NAME) if one.strip()]
    if f"{NAME}-day" in post:
        filled = Filled(**_moment_of(post))
        return _moment(filled, timed=f"{NAME}-time" in post) or post.get(UNKNOWN, "")
    if OTHER in post:
        return [*answers, {"other": post[OTHER]}] if post[OTHER].strip() else answers
    return answers or post.get(UNKNOWN, "")


def sent(item: Item, post: QueryDict) -> Filled:
    """The form as it was sent; each value as it was typed."""
    answers, picks = tuple(post.getlist(NAME)), item.type in CHOICES or item.type == "boolean"
    chosen = answers if picks else tuple(post.getlist(UNKNOWN))
    return Filled(chosen=chosen, texts=() if picks else answers, other=post.get(OTHER, "").strip(), **_moment_of(post))


def _moment_of(post: QueryDict) -> dict[str, str]:
    return {part: post.get(f"{NAME}-{part}", "").strip() for part in ("day", "month", "year", "time")}


def _moment(filled: Filled, *, timed: bool) -> str:
    if not (filled.day or filled.month or filled.year or filled.time):
        return ""
    pasted = next((part for part in (filled.day, filled.month, filled.year) if part.count(".") == 2 or part.count("-") == 2), "")
    day = pasted or f"{filled.day}.{filled.month}.{filled.year}"
    return f"{_iso(day)}T{filled.time.replace('.', ':').zfill(5)}" if timed else day


def _iso(day: str) -> str:
    parts = day.split(".")
    return f"{parts[2]}-{parts[1].zfill(2)}-{parts[0].zfill(2)}" if len(parts) == 3 else day


def kept(item: Item, answer: Answer) -> Filled:
    """The form of an answer that was given before."""
    value = to_json(answer)
    if value is None:
        return Filled()
    if value == DONT_KNOW:
        return Filled(chosen=(DONT_KNOW,))
    values = value if isinstance(value, list) else [value]
    if item.type == "boolean" or item.type in CHOICES:
        written = next((one["other"] for one in values if isinstance(one, Mapping)), "")
        return Filled(chosen=tuple(_word(one) for one in values if not isinstance(one, Mapping)), other=written)
    if item.type in ("date", "dateTime"):
        at = datetime.fromisoformat(str(values[0]))
        local = at.astimezone(HELSINKI) if at.tzinfo else at
        return Filled(day=str(local.day), month=str(local.month), year=str(local.year), time=f"{local:%H.%M}")
    return Filled(texts=tuple(_written(item, str(one)) for one in values))


def _word(value: object) -> str:
    return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value)


def _written(item: Item, text: str) -> str:
    if item.type == "time":
        return text[:5].replace(":", ".")
    return text.replace(".", ",") if item.type in NUMBERS and get_language() != "en" else text


def question_of(item: Item, filled: Filled) -> dict[str, Any]:
    """What the templates show of the question. `kind` says which form it has."""
    kind, helping = kind_of(item), told(item.help)
    shown = kind != "one" or len(helping) <= SHORT_HELP
    lines = list(filled.texts) or [""]
    return {
        "key": item.key, "name": NAME, "text": told(item.text), "why": told(item.why), "kind": kind,
        "optional": not item.required,
        "hint": helping if shown else "", "help": None if shown else {"title": _("Help with this question"), "text": helping},
        "unit": told(item.unit), "inputmode": inputmode(item), "longest": item.max_length or LONGEST.get(item.type, 0),
        "value": lines[0], "lines": [*lines, ""] if item.repeats and lines != [""] else lines,
        "repeats": item.repeats and kind in ("number", "text", "line", "time"),
        "date": {"day": filled.day, "month": filled.month, "year": filled.year}, "time": filled.time,
        "options": options(item, filled), "other": filled.other if item.type == "open-choice" else None,
    }  # fmt: skip


def kind_of(item: Item) -> str:
    """one, many, number, date, moment, time, text (of many lines) or line."""
    if item.type in CHOICES:
        return "many" if item.repeats else "one"
    return KINDS.get(item.type, "number")


def inputmode(item: Item) -> str:
    return {"integer": "numeric", "decimal": "decimal", "quantity": "decimal", "url": "url", "time": "numeric"}.get(item.type, "")


def options(item: Item, filled: Filled) -> list[dict[str, Any]]:
    found = [_option(option) for option in item.options]
    if item.type == "boolean":
        found = [{"value": "true", "text": _("Yes")}, {"value": "false", "text": _("No")}]
    if item.dont_know:
        found.append({"value": DONT_KNOW, "text": _("I don’t know"), "apart": True})
    return [{**option, "checked": option["value"] in filled.chosen} for option in found]


def _option(option: Option) -> dict[str, Any]:
    return {"value": option.code, "text": told(option.text), "apart": option.exclusive}


def told(text: Text) -> str:
    """The text in the page's language."""
    return in_language(text, get_language() or "fi") if text else ""
