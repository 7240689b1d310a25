"""The adaptive test: what each answer tells, which item to ask next, when to stop.

What depends on the bank alone is worked out once (`Engine`): the logarithms of the probabilities and the information of every
item on the grid. A step then adds one row, takes one mean, and weighs the items still left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from polku.assessment.adaptive.bank import Bank
from polku.assessment.adaptive.estimation import CAT_GRID, Estimate, Grid
from polku.assessment.adaptive.grm import Floats, information, probabilities
from polku.assessment.adaptive.stopping import Reason, StopRule

Criterion = Literal["MFI", "MPWI"]
CRITERIA: tuple[Criterion, ...] = ("MFI", "MPWI")
SAME = 1 - 1e-12
"""Items whose worth differs by less than rounding are tied: the first in the bank is asked."""


FAR = 600.0
"""A distance at which a probability is 0 or 1, and whose exponential is still a number."""


class State(NamedTuple):
    """What is known so far. `left` marks the items that may still be asked; `posterior` sums to 1."""

    logs: Floats
    posterior: Floats
    estimate: Estimate
    left: Floats
    asked: tuple[int, ...] = ()
    before: float = np.inf
    first_category: int = -1


@dataclass(frozen=True)
class Step:
    n: int
    item: str
    answer: int
    theta: float
    se: float
    reason: Reason


class Engine:
    """A bank made ready. Safe to share: a state is never changed, a new one is given."""

    def __init__(self, bank: Bank, grid: Grid = CAT_GRID) -> None:
        self.bank, self.points, self.prior = bank, grid.points, grid.prior
        with np.errstate(divide="ignore"):
            self.logs = np.ascontiguousarray(np.log(probabilities(bank.a, bank.b, self.points)).transpose(0, 2, 1))
        self.informed = information(bank.a, bank.b, self.points)
        self._prepare_exact()
        start = Estimate(0.0, float(np.sqrt(self.prior @ self.points**2)))
        self.start = State(np.zeros(grid.count), self.prior, start, np.ones(len(bank.items)))

    def _prepare_exact(self) -> None:
        """Thresholds by category, the items along the row, with P*0 = 1 and P*K = 0 as thresholds far away."""
        edge = np.full((1, len(self.bank.items)), FAR)
        thresholds = np.minimum(self.bank.a * self.bank.b.T, FAR)
        self._offsets, self._squares = np.concatenate([-edge, thresholds, edge]), self.bank.a**2

    def after(self, state: State, item: int, category: int) -> State:
        """The state when `item` has been answered by `category`."""
        logs = state.logs + self.logs[item, category]
        weights = np.exp(logs - logs.max()) * self.prior
        posterior = weights / weights.sum()
        theta = float(posterior @ self.points)
        off = self.points - theta
        estimate = Estimate(theta, float(posterior @ (off * off)) ** 0.5)
        first = category if not state.asked else state.first_category
        return State(logs, posterior, estimate, self._without(state, item), (*state.asked, item), state.estimate.se, first)

    def skipped(self, state: State, item: int) -> State:
        """The state when `item` was left open: it is not asked again, and tells nothing."""
        return state._replace(left=self._without(state, item))

    def choose(self, state: State, criterion: Criterion = "MFI") -> int | None:
        """The item to ask next; None when none is left. Before the first answer both criteria look at θ = 0."""
        first = criterion == "MFI" or not state.asked
        worth = (self.information_at(state.estimate.theta) if first else self.informed @ state.posterior) * state.left
        best = worth.max()
        return int((worth >= best * SAME).argmax()) if best > 0 else self._any_left(state)

    def information_at(self, theta: float) -> Floats:
        """Every item's information at one point, exactly."""
        missed = self._offsets - self.bank.a * theta
        np.exp(missed, out=missed)
        missed += 1
        star = np.divide(1, missed, out=missed)
        above, below = star[:-1], star[1:]
        slope = above + below
        slope -= 1
        slope *= slope
        slope *= above - below
        return np.asarray(slope.sum(axis=0) * self._squares)

    def reason(self, state: State, rule: StopRule) -> Reason:
        """Why to stop now; nothing when to go on."""
        return rule.reason(len(state.asked), state.estimate.se, state.before, state.first_category) if state.asked else ""

    @staticmethod
    def _without(state: State, item: int) -> Floats:
        left = state.left.copy()
        left[item] = 0
        return left

    @staticmethod
    def _any_left(state: State) -> int | None:
        """Where no item tells anything at this point, the first that is left."""
        return int(state.left.argmax()) if state.left.any() else None


@dataclass(frozen=True)
class Run:
    """A finished test: its steps, the items left open, and why it stopped."""

    steps: Sequence[Step]
    skipped: Sequence[str]
    estimate: Estimate
    stop_reason: Reason


def run(engine: Engine, answer: Callable[[str], int | None], rule: StopRule, criterion: Criterion = "MFI") -> Run:
    """Ask until the rule says enough; `answer` gives the category of an item, None where it is left open."""
    state, steps, skipped = engine.start, list[Step](), list[str]()
    while (item := engine.choose(state, criterion)) is not None:
        name = engine.bank.items[item].id
        given = answer(name)
        if given is None:
            state = engine.skipped(state, item)
            skipped.append(name)
            continue
        state = engine.after(state, item, engine.bank.category(name, given))
        reason = engine.reason(state, rule)
        steps.append(Step(len(steps) + 1, name, given, state.estimate.theta, state.estimate.se, reason))
        if reason:
            return Run(steps, skipped, state.estimate, reason)
    return Run(steps, skipped, state.estimate, "no_items")
