"""What must hold between items: conditions that exist, do not turn in a circle, and can come true."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from math import prod

from polku.assessment.logic.questionnaire import Answer, EnableWhen, Item, Questionnaire, visible_items
from polku.assessment.logic.reading import Read
from polku.foundation.content import Node
from polku.rules.values import Missing, Value, kind

MOST_COMBINATIONS = 200_000


def check_questionnaire(questionnaire: Questionnaire, read: Read) -> None:
    """Raises ContentError at the first fault."""
    for link_id, nodes in read.conditions.items():
        for condition, node in zip(questionnaire.by_id[link_id].enable_when, nodes, strict=True):
            _check_condition(questionnaire, link_id, condition, node)
    for item, _ in questionnaire.all_items:
        _check_circle(questionnaire, item, read, [])
    for item, _ in questionnaire.all_items:
        if not _reachable(questionnaire, item):
            read.places[item.link_id].fail(
                f"item '{item.link_id}' is never asked",
                "conditions that some answers meet",
                "mend its 'enableWhen'",
            )


def _check_condition(questionnaire: Questionnaire, link_id: str, condition: EnableWhen, node: Node) -> None:
    asked = questionnaire.by_id.get(condition.question)
    if asked is None or not asked.asks:
        known = ", ".join(item.link_id for item in questionnaire.questions if item.link_id != link_id)
        node.fail(f"condition on unknown question '{condition.question}'", f"one of: {known}", "correct it")
    if condition.operator == "exists":
        return
    expected = {"boolean": "boolean", "choice": "string"}.get(asked.type, "number")
    if kind(condition.answer) != expected:
        node.fail(
            f"a {kind(condition.answer)} as answer", f"a {expected}, as '{asked.link_id}' has", "correct it"
        )
    if asked.type == "choice" and asked.option(str(condition.answer)) is None:
        codes = ", ".join(option.code for option in asked.options)
        node.fail(f"'{condition.answer}' is no option of '{asked.link_id}'", f"one of: {codes}", "correct it")
    if expected != "number" and condition.operator not in ("=", "!="):
        node.fail(f"operator {condition.operator} on a {asked.type}", "=, != or exists", "correct it")


def _check_circle(questionnaire: Questionnaire, item: Item, read: Read, waiting: list[str]) -> None:
    if item.link_id in waiting:
        circle = " needs ".join([*waiting[waiting.index(item.link_id) :], item.link_id])
        read.places[item.link_id].fail(
            f"circular enableWhen: {circle}",
            "conditions on questions that do not wait for this one",
            "remove one of them",
        )
    for need in needs(questionnaire, item):
        _check_circle(questionnaire, questionnaire.by_id[need], read, [*waiting, item.link_id])


def needs(questionnaire: Questionnaire, item: Item) -> list[str]:
    """The questions on whose answers it depends, whether the item is asked."""
    holders = questionnaire.conditions[item.link_id]
    return list(dict.fromkeys(condition.question for holder in holders for condition in holder.enable_when))


def _reachable(questionnaire: Questionnaire, item: Item) -> bool:
    behind = _all_needs(questionnaire, item)
    choices = [list(_candidates(questionnaire, questionnaire.by_id[link_id])) for link_id in behind]
    if prod(len(choice) for choice in choices) > MOST_COMBINATIONS:
        return True
    for combination in product(*choices):
        answers = dict(zip(behind, combination, strict=True))
        if item in visible_items(questionnaire, answers):
            return True
    return False


def _all_needs(questionnaire: Questionnaire, item: Item) -> list[str]:
    found: list[str] = []
    for need in needs(questionnaire, item):
        for link_id in [*_all_needs(questionnaire, questionnaire.by_id[need]), need]:
            if link_id not in found:
                found.append(link_id)
    return found


def _candidates(questionnaire: Questionnaire, item: Item) -> Iterator[Answer]:
    """Answers that tell every condition on the item apart."""
    yield None
    if item.dont_know:
        yield Missing.UNKNOWN
    if item.type == "boolean":
        yield from (True, False)
    elif item.type == "choice":
        yield from ((option.code,) if item.repeats else option.code for option in item.options)
        if item.repeats:
            yield tuple(option.code for option in item.options if not option.exclusive)
    else:
        for limit in _limits(questionnaire, item):
            for value in (limit - 1, limit, limit + 1):
                low = item.minimum is None or value >= item.minimum
                if low and (item.maximum is None or value <= item.maximum):
                    yield value


def _limits(questionnaire: Questionnaire, item: Item) -> set[Decimal]:
    every = (condition for other, _ in questionnaire.all_items for condition in other.enable_when)
    limits: list[Value] = [condition.answer for condition in every if condition.question == item.link_id]
    return {
        Decimal(value)
        for value in limits
        if isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    }
