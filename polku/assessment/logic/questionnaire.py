"""A questionnaire in the words of FHIR R4: items, options, and the conditions on which an item is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from polku.foundation.content import Text
from polku.rules.values import Missing, Value, compare

TYPES = ("boolean", "choice", "integer", "decimal", "display", "group")
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
DONT_KNOW = "dont-know"

Answer = bool | int | Decimal | str | tuple[str, ...] | Missing | None
"""UNKNOWN is "I don't know"; None is a question that was left open; a tuple holds the chosen options."""

Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Option:
    """`exclusive` (none of these) cannot be chosen together with others."""

    code: str
    text: Text
    exclusive: bool = False


@dataclass(frozen=True)
class EnableWhen:
    question: str
    operator: str
    answer: Value


@dataclass(frozen=True)
class Item:
    link_id: str
    type: str
    text: Text
    help: Text = field(default_factory=dict)
    why: Text = field(default_factory=dict)
    required: bool = False
    repeats: bool = False
    dont_know: bool = False
    options: tuple[Option, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    unit: Text = field(default_factory=dict)
    enable_when: tuple[EnableWhen, ...] = ()
    enable_behavior: str = "all"
    items: tuple[Item, ...] = ()
    line: int = 0

    @property
    def asks(self) -> bool:
        return self.type not in ("display", "group")

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class Questionnaire:
    items: tuple[Item, ...]

    @cached_property
    def all_items(self) -> tuple[tuple[Item, tuple[Item, ...]], ...]:
        """Every item in the order of asking, with the groups that hold it, the outermost first."""
        return tuple(_flat(self.items, ()))

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        return {item.link_id: item for item, _ in self.all_items}

    @cached_property
    def questions(self) -> tuple[Item, ...]:
        return tuple(item for item, _ in self.all_items if item.asks)

    @cached_property
    def stages(self) -> tuple[tuple[Item, frozenset[str]], ...]:
        """The groups at the top, each with the questions that it holds."""
        held = ((top, _flat((top,), ())) for top in self.items if top.type == "group")
        return tuple((top, frozenset(item.link_id for item, _ in below if item.asks)) for top, below in held)

    @cached_property
    def conditions(self) -> Mapping[str, tuple[Item, ...]]:
        """By question, the items whose conditions decide whether it is asked: its groups and itself."""
        return {item.link_id: (*above, item) for item, above in self.all_items}


def visible_items(questionnaire: Questionnaire, answers: Answers) -> tuple[Item, ...]:
    """The items in force; an answer to an item that is not in force counts for nothing."""
    seen: dict[str, bool] = {}
    return tuple(item for item, _ in questionnaire.all_items if _visible(questionnaire, item, answers, seen))


def next_item(questionnaire: Questionnaire, answers: Answers) -> Item | None:
    """The first question in force that has no answer yet; None when all are answered."""
    seen: dict[str, bool] = {}
    for item in questionnaire.questions:
        if item.link_id not in answers and _visible(questionnaire, item, answers, seen):
            return item
    return None


def _visible(questionnaire: Questionnaire, item: Item, answers: Answers, seen: dict[str, bool]) -> bool:
    if item.link_id not in seen:
        holders = questionnaire.conditions[item.link_id]
        seen[item.link_id] = all(_enabled(questionnaire, holder, answers, seen) for holder in holders)
    return seen[item.link_id]


def _enabled(questionnaire: Questionnaire, item: Item, answers: Answers, seen: dict[str, bool]) -> bool:
    if not item.enable_when:
        return True
    every = (_met(questionnaire, condition, answers, seen) for condition in item.enable_when)
    return all(every) if item.enable_behavior == "all" else any(every)


def _met(
    questionnaire: Questionnaire, condition: EnableWhen, answers: Answers, seen: dict[str, bool]
) -> bool:
    asked = questionnaire.by_id[condition.question]
    answer = answers.get(condition.question)
    if not _visible(questionnaire, asked, answers, seen):
        answer = None
    return met_by(condition, answer)


def met_by(condition: EnableWhen, answer: Answer) -> bool:
    """Whether the answer meets the condition; None is no answer."""
    if condition.operator == "exists":
        return (answer is not None) is condition.answer
    if answer is None:
        return False
    if isinstance(answer, Missing):
        return condition.operator == "!="
    given = answer if isinstance(answer, tuple) else (answer,)
    return any(compare(condition.operator, one, condition.answer) is True for one in given)


def _flat(items: tuple[Item, ...], above: tuple[Item, ...]) -> Iterator[tuple[Item, tuple[Item, ...]]]:
    for item in items:
        yield item, above
        yield from _flat(item.items, (*above, item))
