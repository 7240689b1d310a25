"""Which items are in force under given answers, and how often each repeating group occurs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from polku.assessment.logic.items import Answer, Answers, Attachment, EnableWhen, Item, One, Other, Questionnaire
from polku.rules.values import Missing, compare

Counts = Mapping[str, int]
Seen = dict[str, bool]


def counts_of(questionnaire: Questionnaire, answers: Answers) -> Counts:
    """By key, how many occurrences of each repeating group have begun."""
    if not questionnaire.repeats:
        return {}
    counts: dict[str, int] = {}
    for key, answer in answers.items():
        path = key.split("-")
        for end in range(1, len(path) - 1, 2):
            group, number = "-".join(path[:end]), path[end]
            counts[group] = max(counts.get(group, 0), int(number))
        if isinstance(answer, int) and not isinstance(answer, bool) and questionnaire.by_id[path[-1]].repeating:
            counts[key] = max(counts.get(key, 0), answer)
    return counts


def count(item: Item, counts: Counts) -> int:
    """How many occurrences of the repeating group are asked: those begun, and those that it must have."""
    return max(counts.get(item.key, 0), item.min_occurs, int(item.required))


def occurring(questionnaire: Questionnaire, counts: Counts) -> Iterator[Item]:
    """Every item in the order of asking, in each of its occurrences; a repeating group comes after its own."""
    if not questionnaire.repeats:
        return (item for item, _ in questionnaire.all_items)
    return _occurring(questionnaire.items, "", counts)


def _occurring(items: tuple[Item, ...], prefix: str, counts: Counts) -> Iterator[Item]:
    for item in items:
        placed = item.within(prefix) if prefix else item
        if not item.repeating:
            yield placed
            yield from _occurring(item.items, prefix, counts)
            continue
        for number in range(1, count(placed, counts) + 1):
            yield from _occurring(item.items, f"{placed.key}-{number}-", counts)
        yield placed


def visible(questionnaire: Questionnaire, item: Item, values: Answers, seen: Seen) -> bool:
    """Whether it is in force; `seen` remembers what was found under the same values."""
    known = seen.get(item.key)
    if known is None:
        known = seen[item.key] = all(
            _enabled(questionnaire, item, holder, values, seen) for holder in questionnaire.conditions[item.link_id]
        )
    return known


def _enabled(questionnaire: Questionnaire, item: Item, holder: Item, values: Answers, seen: Seen) -> bool:
    if holder.holds and holder.link_id != item.link_id and values.get(questionnaire.near(item, holder.link_id)) is None:
        return False
    if not holder.enable_when:
        return True
    every = (_met(questionnaire, item, condition, values, seen) for condition in holder.enable_when)
    return all(every) if holder.enable_behavior == "all" else any(every)


def _met(questionnaire: Questionnaire, item: Item, condition: EnableWhen, values: Answers, seen: Seen) -> bool:
    key = questionnaire.near(item, condition.question)
    asked = questionnaire.by_id[condition.question]
    answer: Answer = values.get(key)
    placed = asked.within(key.removesuffix(asked.link_id)) if "-" in key else asked
    if not visible(questionnaire, placed, values, seen):
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
    return any(_compare(condition, one) for one in given)


def _compare(condition: EnableWhen, one: One) -> bool:
    if isinstance(one, (Other, Attachment)):
        return condition.operator == "!="
    return compare(condition.operator, one, condition.answer) is True
