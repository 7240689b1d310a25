"""How far one has come: which question this is, of how many at most, and which stages are done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from polku.assessment.logic.adapting import arranged, still_to_come
from polku.assessment.logic.calculating import with_settled
from polku.assessment.logic.items import Answers, Item, Questionnaire
from polku.assessment.logic.visibility import Seen, counts_of, occurring, visible
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


def place_of(questionnaire: Questionnaire, answers: Answers, key: str) -> Place:
    """Where the question stands among those that are asked or may still be."""
    values = with_settled(questionnaire, answers)
    seen: Seen = {}
    every = occurring(questionnaire, counts_of(questionnaire, values)) if questionnaire.repeats else questionnaire.questions
    asked = {
        item.key: item.link_id
        for item in arranged(questionnaire, every, values)
        if item.asks and (visible(questionnaire, item, values, seen) or _waits(questionnaire, values, item))
    }
    number = list(asked).index(key) + 1 if key in asked else len(asked)
    groups = {questionnaire.adaptive[link_id].link_id for link_id in asked.values() if link_id in questionnaire.adaptive}
    total = len(asked) + still_to_come(questionnaire, values, groups)
    return Place(number, total, tuple(_stages(questionnaire, asked.get(key, key), asked.values())))


def _waits(questionnaire: Questionnaire, values: Answers, item: Item) -> bool:
    """Whether it is asked hangs on an answer that is not given yet."""
    holders = questionnaire.conditions[item.link_id]
    return any(
        questionnaire.near(item, condition.question) not in values for holder in holders for condition in holder.enable_when
    )


def _stages(questionnaire: Questionnaire, link_id: str, asked: Collection[str]) -> list[Stage]:
    groups = [(item, held) for item, held in questionnaire.stages if not held.isdisjoint(asked)]
    current = next((place for place, (_, held) in enumerate(groups) if link_id in held), len(groups))
    states: list[Literal["done", "now", "next"]] = ["done", "now", "next"]
    return [Stage(group.text, states[1 + (place > current) - (place < current)]) for place, (group, _) in enumerate(groups)]
