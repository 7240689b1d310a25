"""What must hold between items: conditions and expressions that name what is there, turn in no circle, and can come true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product
from math import prod

from polku.assessment.logic.calculating import expression, needs, variables_of
from polku.assessment.logic.items import CHOICES, MOMENTS, NUMBERS, Answer, Attachment, EnableWhen, Item, Other, Questionnaire
from polku.assessment.logic.known import KNOWN
from polku.assessment.logic.questionnaire import visible_items
from polku.assessment.logic.reading import Read
from polku.assessment.logic.reading_adaptive import check_adaptive
from polku.assessment.logic.taking import Problem, take
from polku.foundation.content import Node
from polku.rules.values import Missing, Value, kind

MOST_COMBINATIONS = 200_000
_ALWAYS = frozenset({"resource", "context", "ucum"})
_NAMED = re.compile(r"linkId\s*=\s*('(?:[^'\\]|\\.)*')|linkId\s+in\s*\(([^)]*)\)")

__all__ = ["check_questionnaire", "needs"]


def check_questionnaire(questionnaire: Questionnaire, read: Read) -> None:
    """Raises ContentError at the first fault."""
    for link_id, nodes in read.conditions.items():
        for condition, node in zip(questionnaire.by_id[link_id].enable_when, nodes, strict=True):
            _check_condition(questionnaire, link_id, condition, node)
    _check_names(questionnaire, read)
    check_adaptive(questionnaire, read.places)
    for item, above in questionnaire.all_items:
        _check_expressions(questionnaire, item, read.places[item.link_id])
        if item.asks and any(holder.hidden for holder in above):
            read.places[item.link_id].fail(f"question '{item.link_id}' in a hidden group", "'hidden: true' on it too", "add it")
    done: set[str] = set()
    for item, _ in questionnaire.all_items:
        _check_circle(questionnaire, item, read, [], done)
    for item, _ in questionnaire.all_items:
        if not _reachable(questionnaire, item):
            read.places[item.link_id].fail(
                f"item '{item.link_id}' is never asked", "conditions that some answers meet", "mend its 'enableWhen'"
            )


def _check_condition(questionnaire: Questionnaire, link_id: str, condition: EnableWhen, node: Node) -> None:
    asked = questionnaire.by_id.get(condition.question)
    if asked is None or not asked.holds:
        known = ", ".join(item.link_id for item in questionnaire.questions if item.link_id != link_id)
        node.fail(f"condition on unknown question '{condition.question}'", f"one of: {known}", "correct it")
    scope, own = questionnaire.scopes[asked.link_id], questionnaire.scopes[link_id]
    if scope != own[: len(scope)]:
        node.fail(
            f"condition on '{asked.link_id}' inside a repeating group",
            "a question outside it or in the same group",
            "move one of them",
        )
    if condition.operator == "exists":
        return
    if asked.type == "attachment":
        node.fail(f"operator {condition.operator} on an attachment", "exists", "correct it")
    expected = "boolean" if asked.type == "boolean" else "number" if asked.type in NUMBERS else "string"
    if kind(condition.answer) != expected:
        node.fail(f"a {kind(condition.answer)} as answer", f"a {expected}, as '{asked.link_id}' has", "correct it")
    if asked.type in CHOICES and asked.option(str(condition.answer)) is None:
        codes = ", ".join(option.code for option in asked.options)
        node.fail(f"'{condition.answer}' is no option of '{asked.link_id}'", f"one of: {codes}", "correct it")
    if asked.type in MOMENTS and (taken := take(Item("", asked.type, {}), condition.answer)) != condition.answer:
        wanted = f"a {asked.type}" if isinstance(taken, Problem) else f"'{taken}'"
        node.fail(f"'{condition.answer}'", wanted, "write it so")
    if expected != "number" and asked.type not in MOMENTS and condition.operator not in ("=", "!="):
        node.fail(f"operator {condition.operator} on a {asked.type}", "=, != or exists", "correct it")


def _check_names(questionnaire: Questionnaire, read: Read) -> None:
    originals: dict[str, str] = {}
    for item, _ in questionnaire.all_items:
        if item.fhir_id in originals:
            read.places[item.link_id].fail(
                f"linkId '{item.fhir_id}' twice in FHIR", "each once", f"rename it or '{originals[item.fhir_id]}'"
            )
        originals[item.fhir_id] = item.link_id


def _check_expressions(questionnaire: Questionnaire, item: Item, place: Node) -> None:
    known = _ALWAYS | {variable.name for variable in variables_of(questionnaire, item)}
    sources = [*(variable.expression for variable in variables_of(questionnaire, item)), item.calculated, item.initial_expression]
    for source in filter(None, sources):
        names = known | KNOWN if source == item.initial_expression else known
        for name in sorted(expression(source).names - names):
            place.fail(
                f"unknown name %{name} in an expression of '{item.link_id}'", f"one of: {', '.join(sorted(names))}", "correct it"
            )
        for word in _named(source):
            if not any(word == other.fhir_id for other, _ in questionnaire.all_items):
                place.fail(
                    f"an expression of '{item.link_id}' names the unknown item '{word}'",
                    "a linkId of this questionnaire",
                    "correct it",
                )


def _named(source: str) -> Iterator[str]:
    for one, many in _NAMED.findall(source):
        yield from (word.replace("\\", "") for word in re.findall(r"'((?:[^'\\]|\\.)*)'", one or many))


def _check_circle(questionnaire: Questionnaire, item: Item, read: Read, waiting: list[str], done: set[str]) -> None:
    if item.link_id in waiting:
        circle = " needs ".join([*waiting[waiting.index(item.link_id) :], item.link_id])
        read.places[item.link_id].fail(
            f"circular {'expression' if item.calculated else 'enableWhen'}: {circle}",
            "items that do not wait for each other",
            "remove one of the conditions",
        )
    if item.link_id in done:
        return
    for need in needs(questionnaire, item):
        _check_circle(questionnaire, questionnaire.by_id[need], read, [*waiting, item.link_id], done)
    done.add(item.link_id)


def _reachable(questionnaire: Questionnaire, item: Item) -> bool:
    """Tried with every answer that the conditions tell apart; values that nobody is asked for may be any."""
    behind = _all_needs(questionnaire, item)
    asked = [questionnaire.by_id[link_id] for link_id in behind]
    if (
        item.settled
        or item.link_id in questionnaire.adaptive
        or any(one.settled or questionnaire.scopes[one.link_id] for one in asked)
        or questionnaire.scopes[item.link_id]
    ):
        return True
    choices = [list(_candidates(questionnaire, one)) for one in asked]
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
    elif item.type in CHOICES:
        yield from ((option.code,) if item.repeats else option.code for option in item.options)
        if item.repeats:
            yield tuple(option.code for option in item.options if not option.exclusive)
        if item.type == "open-choice":
            yield Other("x")
    elif item.type in NUMBERS:
        yield from _numbers(questionnaire, item)
    elif item.type == "attachment":
        yield Attachment("x", "x", "text/plain", 1)
    else:
        yield from (str(value) for value in _limits(questionnaire, item))
        yield from {"date": ("0001-01-01", "9999-12-31"), "time": ("00:00:00", "23:59:59")}.get(item.type, ("x",))


def _numbers(questionnaire: Questionnaire, item: Item) -> Iterator[Answer]:
    for limit in _limits(questionnaire, item):
        assert isinstance(limit, (int, Decimal))
        for value in (Decimal(limit) - 1, Decimal(limit), Decimal(limit) + 1):
            low = item.minimum is None or value >= item.minimum
            if low and (item.maximum is None or value <= item.maximum):
                yield value


def _limits(questionnaire: Questionnaire, item: Item) -> set[Value]:
    every = (condition for other, _ in questionnaire.all_items for condition in other.enable_when)
    limits = {condition.answer for condition in every if condition.question == item.link_id}
    return {limit for limit in limits if not isinstance(limit, bool) and limit is not None}
