"""Answers and their problems in the reader's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.assessment.logic.answers import Problem
from polku.assessment.logic.questionnaire import Answer, Item
from polku.foundation.content import in_language
from polku.rules.values import Missing


def problem_words(item: Item, problem: Problem) -> str:
    """What to mend, for the person who answered."""
    if problem.code in ("too-small", "too-large"):
        least, most = item.minimum, item.maximum
        return _("Give a number from %(least)s to %(most)s.") % {"least": least, "most": most}
    if problem.code == "required" and item.type in ("integer", "decimal"):
        return _("Write your answer as a number.")
    return {
        "required": _("Choose an answer."),
        "not-yes-or-no": _("Choose yes or no."),
        "not-a-number": _("Write your answer as a number."),
        "not-whole": _("Write a whole number without decimals."),
        "not-an-option": _("Choose one of the answers on the page."),
        "one-only": _("Choose only one answer."),
        "none-with-others": _("You chose both “none” and something else. Choose one or the other."),
        "no-dont-know": _("This question needs an answer."),
    }[problem.code]


def answer_words(item: Item, answer: Answer) -> list[str]:
    """The answer as words, one for each chosen option."""
    language = get_language() or "fi"
    if answer is None:
        return [_("No answer")]
    if isinstance(answer, Missing):
        return [_("I don’t know")]
    if isinstance(answer, bool):
        return [_("Yes") if answer else _("No")]
    if item.type == "choice":
        codes = answer if isinstance(answer, tuple) else (str(answer),)
        return [in_language(option.text, language) for option in item.options if option.code in codes]
    unit = in_language(item.unit, language) if item.unit else ""
    return [f"{answer} {unit}".strip()]
