"""Answers: read from a form or a file, kept as JSON, and turned into the facts that rules work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from polku.assessment.logic.calculating import with_settled
from polku.assessment.logic.items import CHOICES, DONT_KNOW, OTHER, Answer, Answers, Attachment, Item, One, Other, Questionnaire
from polku.assessment.logic.taking import Problem, take
from polku.assessment.logic.visibility import counts_of
from polku.rules.values import Input, Missing

__all__ = ["Problem", "fact_types", "facts", "flat", "read_answers", "to_json", "told", "validate"]
MOST_VALUES = 50


def validate(item: Item, raw: object) -> Answer | Problem:
    """The answer in `raw`: what a form sends (texts, lists of texts) or what JSON holds."""
    if isinstance(raw, str) and len(raw) < 100_000:
        raw = raw.strip()
    if isinstance(raw, (list, tuple)) and len(raw) == 1 and (not item.repeats or item.repeating):
        raw = raw[0]
    if raw is None or raw == "" or raw == [] or raw == ():
        return Problem("required") if item.required or item.repeating else None
    if raw == DONT_KNOW or raw == [DONT_KNOW]:
        return Missing.UNKNOWN if item.dont_know else Problem("no-dont-know")
    if item.repeating:
        return _count(item, raw)
    if item.type in CHOICES:
        return _chosen(item, raw)
    return _many(item, raw) if item.repeats else take(item, raw)


def _count(item: Item, raw: object) -> Answer | Problem:
    least = max(item.min_occurs, int(item.required))
    return take(replace(item, minimum=Decimal(least), maximum=Decimal(item.max_occurs or MOST_VALUES)), raw)


def _many(item: Item, raw: object) -> Answer | Problem:
    values: list[One] = []
    given = raw if isinstance(raw, (list, tuple)) else [raw]
    most = item.max_occurs or MOST_VALUES
    if len(given) > most:
        return Problem("too-many", Decimal(most))
    for one in given:
        value = take(item, one.strip() if isinstance(one, str) and len(one) < 100_000 else one) if one != "" else None
        if isinstance(value, Problem):
            return value
        if value is not None:
            values.append(value)
    if len(values) < item.min_occurs:
        return Problem("too-few", Decimal(item.min_occurs))
    return tuple(values) if values else Problem("required") if item.required else None


def _chosen(item: Item, raw: object) -> Answer | Problem:
    given = list(raw) if isinstance(raw, (list, tuple)) else [raw]
    if item.type == "open-choice":
        given = [one for one in given if one != ""]
    if len(given) > 1 and not item.repeats:
        return Problem("one-only")
    if len(given) > len(item.options) + (item.type == "open-choice"):
        return Problem("no-dont-know" if DONT_KNOW in given else "not-an-option")
    chosen: list[One] = []
    for one in given:
        value = take(item, one)
        if isinstance(value, Problem):
            return Problem("no-dont-know") if DONT_KNOW in given else value
        chosen.append(value)
    if not chosen:
        return Problem("required") if item.required else None
    if not item.repeats:
        return chosen[0]
    exclusive = any(option.exclusive and option.code in chosen for option in item.options)
    if exclusive and len(set(chosen)) > 1:
        return Problem("none-with-others")
    inside = [option.code for option in item.options if option.code in chosen]
    return _within(item, (*inside, *(one for one in chosen if isinstance(one, Other))))


def _within(item: Item, values: tuple[One, ...]) -> Answer | Problem:
    if item.max_occurs and len(values) > item.max_occurs:
        return Problem("too-many", Decimal(item.max_occurs))
    return values if len(values) >= item.min_occurs else Problem("too-few", Decimal(item.min_occurs))


def to_json(answer: Answer) -> object:
    """What is stored; `validate` reads it back to the same answer."""
    if isinstance(answer, Missing):
        return DONT_KNOW
    if isinstance(answer, tuple):
        return [_one_to_json(one) for one in answer]
    return None if answer is None else _one_to_json(answer)


def _one_to_json(one: One) -> object:
    if isinstance(one, Other):
        return {"other": one.text}
    if isinstance(one, Attachment):
        return {"id": one.id, "name": one.name, "contentType": one.content_type, "size": one.size}
    return str(one) if isinstance(one, Decimal) else one


def read_answers(questionnaire: Questionnaire, raw: Mapping[str, object]) -> tuple[dict[str, Answer], dict[str, Problem]]:
    """The answers that can be taken, and the problems of the others; unknown questions are left aside."""
    answers: dict[str, Answer] = {}
    problems: dict[str, Problem] = {}
    for key, item in _places(questionnaire, raw):
        answer = validate(item, raw[key])
        if isinstance(answer, Problem):
            problems[key] = answer
        else:
            answers[key] = answer
    if questionnaire.repeats:
        begun = counts_of(questionnaire, answers)
        for key in [key for key, count in begun.items() if key in answers and answers[key] != count]:
            del answers[key]
    return answers, problems


def _places(questionnaire: Questionnaire, raw: Mapping[str, object]) -> list[tuple[str, Item]]:
    if not questionnaire.repeats:
        return [(item.link_id, item) for item in questionnaire.answerable if item.link_id in raw]
    found = ((key, questionnaire.at(key)) for key in raw)
    return [(key, item) for key, item in found if item is not None and (item.holds or item.repeating) and not item.computed]


def flat(questionnaire: Questionnaire, raw: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Answers by key, where occurrences may be nested: `medicines: [{name: …}, …]` is `medicines-1-name` and the count."""
    answers: dict[str, object] = {}
    for name, value in raw.items():
        item = questionnaire.by_id.get(name)
        if item is None or not item.repeating or not isinstance(value, (list, tuple)):
            answers[prefix + name] = value
            continue
        answers[prefix + name] = len(value)
        for number, below in enumerate(value, start=1):
            if isinstance(below, Mapping):
                answers |= flat(questionnaire, below, f"{prefix}{name}-{number}-")
    return answers


def facts(questionnaire: Questionnaire, answers: Answers) -> dict[str, Input]:
    """Inputs of the rules. A question with many choices gives one yes-or-no for each: `signs.chest_pain`."""
    return told(questionnaire, with_settled(questionnaire, answers))


def told(questionnaire: Questionnaire, values: Answers) -> dict[str, Input]:
    """The facts in values that are taken as they are."""
    known: dict[str, Input] = {}
    for key, answer in values.items():
        item = questionnaire.by_id.get(key)
        if item is None or not item.gives:
            continue
        if item.gives == "options":
            known |= {f"{key}.{option.code}": _ticked(answer, option.code) for option in item.options}
        else:
            known[key] = _fact(answer)
    return known


def _fact(answer: Answer) -> Input:
    if isinstance(answer, Other):
        return OTHER
    return Missing.NOT_ASKED if answer is None or isinstance(answer, (tuple, Attachment)) else answer


def _ticked(answer: Answer, code: str) -> Input:
    if answer is None:
        return Missing.NOT_ASKED
    return answer if isinstance(answer, Missing) else isinstance(answer, tuple) and code in answer


def fact_types(item: Item) -> dict[str, str]:
    """The facts that a question gives, with their types in S-FEEL."""
    if item.gives == "options":
        return {f"{item.link_id}.{option.code}": "boolean" for option in item.options if not option.exclusive}
    if not item.gives:
        return {}
    texts = dict.fromkeys((*CHOICES, "string", "text"), "string")
    return {item.link_id: {"boolean": "boolean", **texts}.get(item.type, "number")}
