"""An adaptive test in the middle of a questionnaire: replayed from the answers alone, so that nothing else need be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from polku.assessment.adaptive.bank import Bank, BankItem
from polku.assessment.adaptive.engine import Criterion, Engine, State
from polku.assessment.adaptive.estimation import Estimate
from polku.assessment.adaptive.stopping import GO_ON, RULES, Reason

Parameters = tuple[tuple[str, float, tuple[float, ...]], ...]
"""Of each item its id, its discrimination, its thresholds."""

Told = tuple[tuple[int, int | None], ...]
"""Items by their place in the bank with the chosen category, None where one was left open; in the order of asking."""


@dataclass(frozen=True)
class Standing:
    """`path` holds the items asked, in order; `next` the one to ask, None when it is enough; `more` how many may still come."""

    path: tuple[str, ...]
    next: str | None
    more: int
    count: int
    estimate: Estimate
    reason: Reason


def stand(items: Parameters, criterion: Criterion, rule: str, answers: Mapping[str, int | None]) -> Standing:
    """Where these answers lead (by item: a category, None where it was left open); those off the path count for nothing."""
    told: Told = ()
    stops, reason = RULES[rule], GO_ON
    while True:
        state, item = _reached(items, criterion, told)
        path = tuple(items[place][0] for place, _ in told)
        if told and told[-1][1] is not None:
            reason = _engine(items).reason(state, stops)
        if reason or item is None:
            return Standing(path, None, 0, len(state.asked), state.estimate, reason or "no_items")
        name = items[item][0]
        if name not in answers:
            left = min(stops.most - len(state.asked), int(state.left.sum()))
            return Standing(path, name, left, len(state.asked), state.estimate, "")
        told = (*told, (item, answers[name]))


@lru_cache(maxsize=8192)
def _reached(items: Parameters, criterion: Criterion, told: Told) -> tuple[State, int | None]:
    """What is known after these answers, and the item to ask next. Each step is worked out once and rests on the one before."""
    engine = _engine(items)
    state = engine.start
    if told:
        before, _ = _reached(items, criterion, told[:-1])
        item, given = told[-1]
        state = engine.skipped(before, item) if given is None else engine.after(before, item, given)
    return state, engine.choose(state, criterion)


@lru_cache(maxsize=32)
def _engine(items: Parameters) -> Engine:
    return Engine(Bank(tuple(BankItem(*item) for item in items)))
