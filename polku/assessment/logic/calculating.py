"""Values that nobody is asked for: fixed, known beforehand, or calculated by an expression.

A calculated item has no value until every question that its expression names has its answer, and is UNKNOWN when one
of them is "I don't know" or when the expression cannot be computed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

from polku.assessment.logic.adapting import adaptive_value
from polku.assessment.logic.items import NUMBERS, Answer, Answers, Item, One, Questionnaire, Variable
from polku.assessment.logic.responses import Response
from polku.assessment.logic.visibility import Counts, Seen, counts_of, occurring, visible
from polku.rules.values import Missing

if TYPE_CHECKING:
    from polku.assessment.logic.expressions import Expression

PLACES = 10
MOST_KEPT = 2000


def with_settled(questionnaire: Questionnaire, answers: Answers) -> Answers:
    """The answers, and the values of the items that are not asked."""
    if not questionnaire.settled:
        return answers
    values: dict[str, Answer] = dict(answers)
    counts = counts_of(questionnaire, answers)
    for item in in_order(questionnaire):
        for placed in places(questionnaire, item, counts):
            value = settle(questionnaire, placed, values, counts)
            if value is None:
                values.pop(placed.key, None)
            else:
                values[placed.key] = value
    return values


def places(questionnaire: Questionnaire, item: Item, counts: Counts) -> Iterator[Item]:
    """The item in each of its occurrences."""
    if not questionnaire.scopes[item.link_id]:
        yield item
    else:
        yield from (placed for placed in occurring(questionnaire, counts) if placed.link_id == item.link_id)


def settle(questionnaire: Questionnaire, item: Item, values: Answers, counts: Counts) -> Answer:
    """The value of one of them; None where it has none (yet)."""
    seen: Seen = {}
    if not visible(questionnaire, item, values, seen):
        return None
    if item.adaptive_score:
        return adaptive_value(questionnaire, item.adaptive_score, values)
    if not item.calculated:
        known = values.get(item.key)
        return item.initial if known is None else known
    named, behind = reads(questionnaire, item.link_id)
    keys = tuple(_keys(questionnaire, item, behind, counts))
    told = (item.key, keys, tuple(values.get(key, Missing.NOT_ASKED) for key in keys))
    if told in questionnaire.kept:
        return questionnaire.kept[told]
    if any(key not in values and _still_asked(questionnaire, key, values, seen) for key in keys):
        return None
    unknown = any(values.get(key) is Missing.UNKNOWN for key in _keys(questionnaire, item, named, counts))
    value = Missing.UNKNOWN if unknown else compute(questionnaire, item, item.calculated, values)
    if len(questionnaire.kept) >= MOST_KEPT:
        questionnaire.kept.clear()
    questionnaire.kept[told] = value
    return value


def _still_asked(questionnaire: Questionnaire, key: str, values: Answers, seen: Seen) -> bool:
    item = questionnaire.at(key)
    return item is not None and (item.asks or item.computed) and visible(questionnaire, item, values, seen)


def _keys(questionnaire: Questionnaire, item: Item, link_ids: tuple[str, ...], counts: Counts) -> Iterator[str]:
    """The keys of the questions as this item sees them: in its own occurrence, or in every one of another group."""
    own = questionnaire.scopes[item.link_id]
    for link_id in link_ids:
        scope = questionnaire.scopes[link_id]
        if scope == own[: len(scope)]:
            yield questionnaire.near(item, link_id)
        else:
            yield from (placed.key for placed in places(questionnaire, questionnaire.by_id[link_id], counts))


def compute(
    questionnaire: Questionnaire,
    item: Item,
    source: str,
    values: Answers,
    context: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> Answer:
    """The value of an expression of the item; UNKNOWN where it cannot be computed."""
    response = Response(questionnaire, values)
    resource = response.resource()
    here = engine().inside(response.by_occurrence.get(item.prefix, {})) if item.prefix else resource
    names: dict[str, Any] = {"resource": resource, "context": here, **(context or {})}
    index = engine().index_of(resource)
    try:
        for variable in variables_of(questionnaire, item):
            names[variable.name] = expression(variable.expression).evaluate(here, names, today, index=index)
        return _as_answer(item, expression(source).evaluate(here, names, today, index=index))
    except ValueError:
        return Missing.UNKNOWN


def _as_answer(item: Item, found: list[Any]) -> Answer:
    if len(found) != 1:
        return Missing.UNKNOWN
    value: Any = found[0]
    if item.type == "boolean":
        return value if isinstance(value, bool) else Missing.UNKNOWN
    if item.type in NUMBERS:
        return _number(item, value)
    if item.type in ("choice", "open-choice"):
        code = value.get("code") if isinstance(value, Mapping) else value
        return next((option.code for option in item.options if code == (option.original_code or option.code)), Missing.UNKNOWN)
    return str(value) if isinstance(value, (str, int, Decimal)) or hasattr(value, "asStr") else Missing.UNKNOWN


def _number(item: Item, value: Any) -> One | Missing:
    if isinstance(value, Mapping):
        value = value.get("value")
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return Missing.UNKNOWN
    number = Decimal(str(value))
    if not number.is_finite() or (item.type == "integer" and number != int(number)):
        return Missing.UNKNOWN
    if item.type == "integer":
        return int(number)
    return number if number == round(number, PLACES) else round(number, PLACES)


def expression(source: str) -> Expression:
    """The compiled expression. Raises NotAllowed."""
    made: Expression = engine().compiled(source)
    return made


def engine() -> Any:
    """The engine of expressions, loaded with the first one."""
    return import_module("polku.assessment.logic.expressions")


def variables_of(questionnaire: Questionnaire, item: Item) -> tuple[Variable, ...]:
    """Those that an expression of the item may use, in the order in which they are computed."""
    holders = questionnaire.conditions[item.link_id]
    return (*questionnaire.variables, *(variable for holder in holders for variable in holder.variables))


def named(questionnaire: Questionnaire, link_id: str) -> tuple[str, ...]:
    """The items that the expression of a calculated item names, itself or by its variables; all others if none."""
    item = questionnaire.by_id[link_id]
    sources, waiting = [expression(item.calculated)], set(expression(item.calculated).names)
    for variable in reversed(variables_of(questionnaire, item)):
        if variable.name in waiting:
            sources.append(expression(variable.expression))
            waiting |= sources[-1].names
    words = {word for source in sources for word in source.words}
    found = [other for other, above in questionnaire.all_items if _is_named(other, above, words)]
    ids = {other.fhir_id for other, _ in questionnaire.all_items}
    if any({"resource", "context"} & source.names and not ids & source.words for source in sources):
        found = [other for other, _ in questionnaire.all_items if not _waits_for(questionnaire, other, link_id)]
    by_group = {other.link_id for other in found if other.fhir_id not in words}
    return tuple(
        other.link_id for other in found if (other.asks or other.settled) and not (other is item and link_id in by_group)
    )


def _is_named(item: Item, above: tuple[Item, ...], words: Collection[str]) -> bool:
    """By its own linkId, or by that of a group of which no part is named."""
    if item.fhir_id in words:
        return item.type != "group" or item.repeating
    nearest = next((holder for holder in reversed(above) if holder.fhir_id in words), None)
    return nearest is not None and not _part_named(nearest, words)


def _part_named(item: Item, words: Collection[str]) -> bool:
    return any(below.fhir_id in words or _part_named(below, words) for below in item.items)


def _waits_for(questionnaire: Questionnaire, item: Item, link_id: str) -> bool:
    conditions = (condition for holder in questionnaire.conditions[item.link_id] for condition in holder.enable_when)
    return bool(item.calculated) or any(condition.question == link_id for condition in conditions)


def needs(questionnaire: Questionnaire, item: Item) -> list[str]:
    """The items whose values decide whether this one is asked, or what it comes to."""
    holders = questionnaire.conditions[item.link_id]
    asked = [condition.question for holder in holders for condition in holder.enable_when]
    asked += [holder.link_id for holder in holders[:-1] if holder.holds]
    return list(dict.fromkeys([*asked, *(named(questionnaire, item.link_id) if item.calculated else ())]))


def reads(questionnaire: Questionnaire, link_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a calculated item names, and all that this hangs on in turn."""
    if link_id not in questionnaire.reads:
        direct, found = named(questionnaire, link_id), dict[str, None]()
        waiting = list(direct)
        while waiting:
            need = waiting.pop(0)
            if need not in found:
                found[need] = None
                waiting += [*needs(questionnaire, questionnaire.by_id[need]), *questionnaire.scopes[need]]
        questionnaire.reads[link_id] = (direct, tuple(found))
    return questionnaire.reads[link_id]


def in_order(questionnaire: Questionnaire) -> tuple[Item, ...]:
    """The items that are not asked, each after those that its value hangs on."""
    if not questionnaire.order and questionnaire.settled:
        behind = {
            item.link_id: set(reads(questionnaire, item.link_id)[1]) if item.calculated else set()
            for item in questionnaire.settled
        }
        questionnaire.order.extend(sorted(questionnaire.settled, key=lambda item: len(behind[item.link_id] & behind.keys())))
    return tuple(questionnaire.order)
