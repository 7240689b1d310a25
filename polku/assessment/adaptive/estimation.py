"""Where a person stands: EAP and MAP under a standard normal prior, and T-scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from polku.assessment.adaptive.bank import Bank, Responses
from polku.assessment.adaptive.grm import Floats, cumulative, information, probabilities


@dataclass(frozen=True)
class Grid:
    """Equally spaced points; the two ends weigh half, as in the trapezoid rule."""

    low: float
    high: float
    count: int

    @cached_property
    def points(self) -> Floats:
        return np.linspace(self.low, self.high, self.count)

    @cached_property
    def prior(self) -> Floats:
        """Weight × standard normal density, summing to 1."""
        weights = np.exp(-(self.points**2) / 2)
        weights[[0, -1]] /= 2
        return np.asarray(weights / weights.sum())


CAT_GRID = Grid(-4, 4, 81)
TABLE_GRID = Grid(-6, 6, 241)


class Estimate(NamedTuple):
    """`theta` in standard deviations of the population, `se` its standard error."""

    theta: float
    se: float

    @property
    def t(self) -> float:
        """T-score: mean 50, standard deviation 10."""
        return 50 + 10 * self.theta

    @property
    def se_t(self) -> float:
        return 10 * self.se


@dataclass(frozen=True)
class MapEstimate:
    """The mode, with the standard error of expected information and that of observed information: they differ."""

    theta: float
    se_expected: float
    se_observed: float


def eap(bank: Bank, responses: Responses, grid: Grid = CAT_GRID) -> Estimate:
    """Expected a posteriori: the mean and the standard deviation of the posterior."""
    if not responses:
        return of_posterior(grid.prior, grid.points)
    form, answers = _answered(bank, responses)
    chosen = probabilities(form.a, form.b, grid.points)[np.arange(len(answers)), :, answers]
    with np.errstate(divide="ignore"):
        logs = np.log(chosen).sum(axis=0)
    return of_posterior(np.exp(logs - logs.max()) * grid.prior, grid.points)


def of_posterior(posterior: Floats, points: Floats) -> Estimate:
    """The mean and deviation of a posterior that need not sum to 1."""
    total = posterior.sum()
    theta = float(posterior @ points / total)
    return Estimate(theta, float(np.sqrt(posterior @ (points - theta) ** 2 / total)))


def map_estimate(bank: Bank, responses: Responses, most_rounds: int = 100) -> MapEstimate:
    """Maximum a posteriori by Newton's steps; the log posterior of this model is concave."""
    if not responses:
        return MapEstimate(0.0, 1.0, 1.0)
    theta = 0.0
    form, answers = _answered(bank, responses)
    for _ in range(most_rounds):
        slope, curve = _slope_and_curve(form, answers, theta)
        step = float(np.clip(slope / curve, -1, 1))
        theta += step
        if abs(step) < 1e-12:
            break
    _, observed = _slope_and_curve(form, answers, theta)
    expected = 1 + float(information(form.a, form.b, np.array([theta])).sum())
    return MapEstimate(theta, expected**-0.5, observed**-0.5)


def _slope_and_curve(bank: Bank, answers: Floats, theta: float) -> tuple[float, float]:
    """The first derivative of the log posterior, and its second with the sign turned."""
    star = cumulative(bank.a, bank.b, np.array([theta]))[:, 0, :]
    rows = np.arange(len(answers))
    above, below = star[rows, answers], star[rows, answers + 1]
    slope = (bank.a * (1 - above - below)).sum() - theta
    curve = (bank.a**2 * (above * (1 - above) + below * (1 - below))).sum() + 1
    return float(slope), float(curve)


def _answered(bank: Bank, responses: Responses) -> tuple[Bank, Floats]:
    answers = [bank.category(name, answer) for name, answer in responses.items()]
    return bank.form(list(responses)), np.array(answers, dtype=np.intp)
