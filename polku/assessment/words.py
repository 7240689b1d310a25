"""Answers and their problems in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.assessment.logic.answers import Problem
from polku.assessment.logic.items import CHOICES, NUMBERS, WRITINGS, Attachment, One, Other, Questionnaire
from polku.assessment.logic.questionnaire import Answer, Item
from polku.foundation.content import in_language
from polku.rules.values import Missing


def problem_words(item: Item, problem: Problem) -> str:
    """What to mend, for the person who answered."""
    if problem.code in ("too-small", "too-large") and item.minimum is not None and item.maximum is not None:
        return _("Give a number from %(least)s to %(most)s.") % {"least": item.minimum, "most": item.maximum}
    if problem.code == "required":
        return _required(item)
    words = {
        "not-yes-or-no": _("Choose yes or no."),
        "not-a-number": _("Write your answer as a number."),
        "not-whole": _("Write a whole number without decimals."),
        "not-an-option": _("Choose one of the answers on the page."),
        "one-only": _("Choose only one answer."),
        "none-with-others": _("You chose both “none” and something else. Choose one or the other."),
        "no-dont-know": _("This question needs an answer."),
        "not-a-date": _("Write the date as day.month.year."),
        "not-a-moment": _("Give the day and the time."),
        "not-a-time": _("Write the time as hours and minutes, such as 14.30."),
        "not-text": _("The text has characters that cannot be saved. Write it again."),
        "not-the-form": _("The answer is not in the form that is asked for."),
        "not-an-address": _("Write the whole web address, starting with https://."),
        "not-a-file": _("Choose a file."),
        "file-type": _("This kind of file cannot be sent. Choose another."),
    }  # fmt: skip
    return words.get(problem.code) or _limit(item, problem)


def _limit(item: Item, problem: Problem) -> str:
    limit = problem.limit
    shown = moment_words(item, limit) if isinstance(limit, str) else limit
    if problem.code == "file-too-large" and not isinstance(limit, str):
        shown = megabytes(limit)
    return {
        "too-small": _("Give a number that is at least %(limit)s."),
        "too-large": _("Give a number that is at most %(limit)s."),
        "too-early": _("Give a time that is not before %(limit)s."),
        "too-late": _("Give a time that is not after %(limit)s."),
        "too-short": _("Write at least %(limit)s characters."),
        "too-long": _("The text is too long. Write at most %(limit)s characters."),
        "too-few": _("Give at least %(limit)s answers."),
        "too-many": _("Give at most %(limit)s answers."),
        "file-too-large": _("The file is too large. It may be at most %(limit)s megabytes."),
    }[problem.code] % {"limit": shown}


def megabytes(kilobytes: Decimal | int | None) -> str:
    """As people count them: a thousand kilobytes, one decimal where it tells something."""
    size = round(Decimal(kilobytes or 0) / 1000, 1)
    return number_format(size if size % 1 else int(size))


def _required(item: Item) -> str:
    if item.type in NUMBERS:
        return _("Write your answer as a number.")
    if item.type in WRITINGS:
        return _("Write your answer.")
    return _("Choose a file.") if item.type == "attachment" else _("Choose an answer.")


def occurrence_words(questionnaire: Questionnaire, item: Item) -> str:
    """In which occurrence of its repeating group the item lies."""
    *_before, group, number, _last = item.prefix.split("-")
    return f"{in_language(questionnaire.by_id[group].text, get_language() or 'fi')} {number}"


def answer_words(item: Item, answer: Answer) -> list[str]:
    """The answer as words, one for each value."""
    if answer is None:
        return [_("No answer")]
    if isinstance(answer, Missing):
        return [_("I don’t know")]
    if item.repeating and isinstance(answer, int):
        return [ngettext("%(count)s added", "%(count)s added", answer) % {"count": answer} if answer else _("Nothing added")]
    if item.type in CHOICES and isinstance(answer, tuple):
        chosen = [option.code for option in item.options if option.code in answer]
        return [_one(item, one) for one in (*chosen, *(one for one in answer if isinstance(one, Other)))]
    return [_one(item, one) for one in (answer if isinstance(answer, tuple) else (answer,))]


def _one(item: Item, one: One) -> str:
    language = get_language() or "fi"
    if isinstance(one, bool):
        return _("Yes") if one else _("No")
    if isinstance(one, Other):
        return one.text
    if isinstance(one, Attachment):
        return one.name
    if isinstance(one, str):
        option = item.option(one)
        return in_language(option.text, language) if option else moment_words(item, one)
    unit = in_language(item.unit, language) if item.unit else ""
    return f"{one} {unit}".strip()


def moment_words(item: Item, text: str) -> str:
    """A date or a time as the language writes it; any other text as it is."""
    if item.type == "date":
        return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
    if item.type == "dateTime":
        return date_format(datetime.fromisoformat(text), "SHORT_DATETIME_FORMAT")
    return text[:5].replace(":", ".") if item.type == "time" and get_language() != "en" else text
