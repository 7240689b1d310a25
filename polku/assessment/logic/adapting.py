"""Groups whose questions an adaptive test chooses: their order, when they end, and the T-score they give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING

from polku.assessment.logic.items import AdaptiveScore, Answer, Answers, Item, Questionnaire
from polku.rules.values import Missing

if TYPE_CHECKING:
    from polku.assessment.adaptive.delivery import Standing


def arranged(questionnaire: Questionnaire, every: Iterable[Item], values: Answers) -> Iterable[Item]:
    """The items in the order of asking: of an adaptive group only those that were chosen so far, and the next."""
    return _arranged(questionnaire, every, values) if questionnaire.adaptive else every


def _arranged(questionnaire: Questionnaire, every: Iterable[Item], values: Answers) -> Iterator[Item]:
    done: set[str] = set()
    for item in every:
        group = questionnaire.adaptive.get(item.link_id)
        if group is None:
            yield item
        elif group.link_id not in done:
            done.add(group.link_id)
            reached = standing(group, values)
            yield from (questionnaire.by_id[name] for name in (*reached.path, reached.next) if name)


def standing(group: Item, values: Answers) -> Standing:
    """How far the test of the group has come under these answers."""
    assert group.adaptive is not None
    given = {item.link_id: _category(item, values[item.link_id]) for item in group.items if item.link_id in values}
    found: Standing = import_module("polku.assessment.adaptive.delivery").stand(
        group.bank, group.adaptive.criterion, group.adaptive.rule, given
    )
    return found


def _category(item: Item, answer: Answer) -> int | None:
    """The place of the chosen option; None where the question was left open or not known."""
    codes = [option.code for option in item.options]
    return codes.index(answer) if isinstance(answer, str) and answer in codes else None


def still_to_come(questionnaire: Questionnaire, values: Answers, groups: Iterable[str]) -> int:
    """How many questions these adaptive groups may still ask after the next one."""
    return sum(max(0, standing(questionnaire.by_id[name], values).more - 1) for name in groups)


def adaptive_value(questionnaire: Questionnaire, wanted: AdaptiveScore, values: Answers) -> Answer:
    """What the finished test gives; no value while it goes on, UNKNOWN where nothing was answered."""
    reached = standing(questionnaire.by_id[wanted.group], values)
    if reached.next is not None:
        return None
    if wanted.give == "count":
        return reached.count
    if not reached.count:
        return Missing.UNKNOWN
    return Decimal(repr(reached.estimate.t if wanted.give == "T" else reached.estimate.se_t))
