"""An adaptive test in the middle of a questionnaire: replayed from the answers alone, so that nothing else need be kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from polku.assessment.adaptive.bank import Bank, BankItem
from polku.assessment.adaptive.engine import Criterion, engine_of
from polku.assessment.adaptive.estimation import Estimate
from polku.assessment.adaptive.stopping import RULES, Reason

Parameters = tuple[str, float, tuple[float, ...]]
"""An item's id, its discrimination, its thresholds."""


@dataclass(frozen=True)
class Standing:
    """`path` holds the items asked, in order; `next` the one to ask, None when it is enough; `more` how many may still come."""

    path: tuple[str, ...]
    next: str | None
    more: int
    count: int
    estimate: Estimate
    reason: Reason


def stand(items: Sequence[Parameters], criterion: Criterion, rule: str, answers: Mapping[str, int | None]) -> Standing:
    """Where these answers lead (by item: a category, None where it was left open); those off the path count for nothing."""
    engine, stops = engine_of(Bank(tuple(BankItem(*item) for item in items))), RULES[rule]
    state, path = engine.start, list[str]()
    while (item := engine.choose(state, criterion)) is not None:
        name = engine.bank.items[item].id
        if name not in answers:
            left = min(stops.most - len(state.asked), int(state.left.sum()))
            return Standing(tuple(path), name, left, len(state.asked), state.estimate, "")
        path.append(name)
        given = answers[name]
        state = engine.skipped(state, item) if given is None else engine.after(state, item, given)
        reason = engine.reason(state, stops) if given is not None else ""
        if reason:
            return Standing(tuple(path), None, 0, len(state.asked), state.estimate, reason)
    return Standing(tuple(path), None, 0, len(state.asked), state.estimate, "no_items")
