"""Answers: read from a form or a file, kept as JSON, and turned into the facts that rules work on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from polku.assessment.logic.questionnaire import DONT_KNOW, Answer, Answers, Item, Questionnaire
from polku.rules.values import Input, Missing

_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,10})?\Z")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True)
class Problem:
    """Why an answer cannot be taken.

    `code` is one of: required, not-yes-or-no, not-a-number, not-whole, too-small, too-large, not-an-option,
    one-only, none-with-others, no-dont-know. `limit` is the limit that was passed, where there is one.
    """

    code: str
    limit: Decimal | None = None


def validate(item: Item, raw: object) -> Answer | Problem:
    """The answer in `raw`: what a form sends (texts, lists of texts) or what JSON holds."""
    if isinstance(raw, str):
        raw = raw.strip()
    if isinstance(raw, (list, tuple)) and len(raw) == 1 and not item.repeats:
        raw = raw[0]
    if raw is None or raw == "" or raw == [] or raw == ():
        return Problem("required") if item.required else None
    if raw == DONT_KNOW or raw == [DONT_KNOW]:
        return Missing.UNKNOWN if item.dont_know else Problem("no-dont-know")
    if item.type == "boolean":
        return _boolean(raw)
    if item.type == "choice":
        return _choice(item, raw)
    return _number(item, raw)


def _boolean(raw: object) -> bool | Problem:
    truth = raw if isinstance(raw, bool) else _TRUTH.get(str(raw)) if isinstance(raw, str) else None
    return Problem("not-yes-or-no") if truth is None else truth


def _choice(item: Item, raw: object) -> Answer | Problem:
    codes = list(raw) if isinstance(raw, (list, tuple)) else [raw]
    if len(codes) > 1 and not item.repeats:
        return Problem("one-only")
    options = [
        item.option(code) if isinstance(code, str) else None for code in codes[: len(item.options) + 1]
    ]
    if len(codes) > len(item.options) or not all(options):
        return Problem("no-dont-know" if DONT_KNOW in codes else "not-an-option")
    if len(set(codes)) > 1 and any(option and option.exclusive for option in options):
        return Problem("none-with-others")
    if not item.repeats:
        return str(codes[0])
    return tuple(option.code for option in item.options if option.code in codes)


def _number(item: Item, raw: object) -> Answer | Problem:
    text = re.sub(r"\s", "", str(raw)[:40])
    if isinstance(raw, (bool, list, tuple, dict)) or not _NUMBER.match(text):
        return Problem("not-a-number")
    value = Decimal(text.replace(",", "."))
    if item.type == "integer" and value != int(value):
        return Problem("not-whole")
    if item.minimum is not None and value < item.minimum:
        return Problem("too-small", item.minimum)
    if item.maximum is not None and value > item.maximum:
        return Problem("too-large", item.maximum)
    return int(value) if item.type == "integer" else value


def to_json(answer: Answer) -> object:
    """What is stored; `validate` reads it back to the same answer."""
    if isinstance(answer, Missing):
        return DONT_KNOW
    if isinstance(answer, tuple):
        return list(answer)
    return str(answer) if isinstance(answer, Decimal) else answer


def read_answers(
    questionnaire: Questionnaire, raw: Mapping[str, object]
) -> tuple[dict[str, Answer], dict[str, Problem]]:
    """The answers that can be taken, and the problems of the others; unknown questions are left aside."""
    answers: dict[str, Answer] = {}
    problems: dict[str, Problem] = {}
    for item in questionnaire.questions:
        if item.link_id in raw:
            answer = validate(item, raw[item.link_id])
            if isinstance(answer, Problem):
                problems[item.link_id] = answer
            else:
                answers[item.link_id] = answer
    return answers, problems


def facts(questionnaire: Questionnaire, answers: Answers) -> dict[str, Input]:
    """Inputs of the rules. A question with many choices gives one yes-or-no for each: `signs.chest_pain`."""
    known: dict[str, Input] = {}
    for link_id, answer in answers.items():
        item = questionnaire.by_id[link_id]
        if item.repeats:
            known |= {f"{link_id}.{option.code}": _ticked(answer, option.code) for option in item.options}
        else:
            known[link_id] = Missing.NOT_ASKED if answer is None or isinstance(answer, tuple) else answer
    return known


def _ticked(answer: Answer, code: str) -> Input:
    if answer is None:
        return Missing.NOT_ASKED
    return answer if isinstance(answer, Missing) else isinstance(answer, tuple) and code in answer


def fact_types(item: Item) -> dict[str, str]:
    """The facts that a question gives, with their types in S-FEEL."""
    if item.repeats:
        return {f"{item.link_id}.{option.code}": "boolean" for option in item.options if not option.exclusive}
    return {item.link_id: {"boolean": "boolean", "choice": "string"}.get(item.type, "number")}
