"""How far one has come: which question this is, of how many at most, and which stages are done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from polku.assessment.logic.questionnaire import Answers, Item, Questionnaire, visible_items
from polku.foundation.content import Text


@dataclass(frozen=True)
class Stage:
    """One part of the questionnaire: a group at the top."""

    text: Text
    state: Literal["done", "now", "next"]


@dataclass(frozen=True)
class Place:
    """`number` of the question, `total` at most; fewer come when answers leave some out."""

    number: int
    total: int
    stages: tuple[Stage, ...]


def place_of(questionnaire: Questionnaire, answers: Answers, link_id: str) -> Place:
    """Where the question stands among those that are asked or may still be."""
    asked = [item.link_id for item in questionnaire.questions if _may_come(questionnaire, answers, item)]
    number = asked.index(link_id) + 1 if link_id in asked else len(asked)
    return Place(number, len(asked), tuple(_stages(questionnaire, link_id, asked)))


def _may_come(questionnaire: Questionnaire, answers: Answers, item: Item) -> bool:
    """In force, or waiting for an answer that is not given yet."""
    if item in visible_items(questionnaire, answers):
        return True
    holders = questionnaire.conditions[item.link_id]
    waits = [condition.question for holder in holders for condition in holder.enable_when]
    return bool(waits) and any(question not in answers for question in waits)


def _stages(questionnaire: Questionnaire, link_id: str, asked: Collection[str]) -> list[Stage]:
    groups = [item for item in questionnaire.items if item.type == "group" and _questions(item) & set(asked)]
    current = next((place for place, group in enumerate(groups) if link_id in _questions(group)), len(groups))
    states: list[Literal["done", "now", "next"]] = ["done", "now", "next"]
    return [Stage(group.text, states[1 + (place > current) - (place < current)]) for place, group in enumerate(groups)]


def _questions(item: Item) -> set[str]:
    if item.asks:
        return {item.link_id}
    return {link_id for below in item.items for link_id in _questions(below)}
