"""A questionnaire under answers: what is in force, and which question comes next."""

from __future__ import annotations

from typing import TypeVar

from polku.assessment.logic.adapting import arranged
from polku.assessment.logic.calculating import with_settled
from polku.assessment.logic.items import (
    DONT_KNOW,
    OPERATORS,
    TYPES,
    Answer,
    Answers,
    Attachment,
    EnableWhen,
    Item,
    Option,
    Other,
    Questionnaire,
    Variable,
)  # fmt: skip
from polku.assessment.logic.visibility import Seen, counts_of, met_by, occurring, visible

T = TypeVar("T")

__all__ = [
    "DONT_KNOW", "OPERATORS", "TYPES", "Answer", "Answers", "Attachment", "EnableWhen", "Item", "Option", "Other",
    "Questionnaire", "Variable", "add_another", "met_by", "next_item", "score", "unanswered",
    "visible_items", "without_occurrence",
]  # fmt: skip


def visible_items(questionnaire: Questionnaire, answers: Answers) -> tuple[Item, ...]:
    """The items in force, in each of their occurrences; an answer to an item that is not in force counts for nothing."""
    seen: Seen = {}
    values = with_settled(questionnaire, answers)
    every = arranged(questionnaire, occurring(questionnaire, counts_of(questionnaire, values)), values)
    return tuple(item for item in every if visible(questionnaire, item, values, seen))


def next_item(questionnaire: Questionnaire, answers: Answers) -> Item | None:
    """The first question in force that has no answer yet; None when all are answered."""
    return unanswered(questionnaire, with_settled(questionnaire, answers), answers)


def unanswered(questionnaire: Questionnaire, values: Answers, begun: Answers) -> Item | None:
    """The next question, where `values` hold the settled values too; `begun` tells which occurrences there are."""
    seen: Seen = {}
    every = occurring(questionnaire, counts_of(questionnaire, begun)) if questionnaire.repeats else questionnaire.questions
    for item in arranged(questionnaire, every, values):
        if item.asks and item.key not in values and visible(questionnaire, item, values, seen):
            return item
    return None


def score(questionnaire: Questionnaire, answers: Answers) -> dict[str, Answer]:
    """The values of the calculated items, by key."""
    values = with_settled(questionnaire, answers)
    calculated = {item.link_id for item in questionnaire.settled if item.computed}
    return {key: value for key, value in values.items() if key.split("-")[-1] in calculated}


def add_another(questionnaire: Questionnaire, answers: Answers, key: str) -> str | None:
    """The key of the first question of one more occurrence of the group; None where there may be no more."""
    group = questionnaire.at(key)
    if group is None or not group.repeating:
        return None
    counts = counts_of(questionnaire, answers)
    number = counts.get(key, 0) + 1
    if number > questionnaire.most(group.link_id):
        return None
    prefix = f"{key}-{number}-"
    seen: Seen = {}
    values = with_settled(questionnaire, answers)
    every = occurring(questionnaire, {**counts, key: number})
    inside = (item for item in every if item.asks and item.key.startswith(prefix))
    return next((item.key for item in inside if visible(questionnaire, item, values, seen)), None)


def without_occurrence(answers: dict[str, T], key: str, number: int) -> dict[str, T]:
    """The answers without the occurrence; those after it move up, and the group is open again."""
    kept: dict[str, T] = {}
    for name, answer in answers.items():
        if name == key:
            continue
        head, _, rest = name.removeprefix(f"{key}-").partition("-")
        if not name.startswith(f"{key}-") or not head.isdecimal():
            kept[name] = answer
        elif int(head) != number:
            kept[f"{key}-{int(head) - (int(head) > number)}-{rest}"] = answer
    return kept
