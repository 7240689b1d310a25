"""From the sum of a short form to its T-score: Lord and Wingersky's recursion (Thissen and others 1995)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polku.assessment.adaptive.bank import Bank
from polku.assessment.adaptive.estimation import TABLE_GRID, Estimate, Grid, of_posterior
from polku.assessment.adaptive.grm import Floats, probabilities


@dataclass(frozen=True)
class SumRow:
    """`raw` is the sum as forms print it: every category counted from 1."""

    raw: int
    estimate: Estimate


def sum_likelihoods(bank: Bank, points: Floats) -> Floats:
    """The probability of every sum of categories at every point: sums × points."""
    reached = np.ones((1, len(points)))
    for item, chances in zip(bank.items, probabilities(bank.a, bank.b, points), strict=True):
        grown = np.zeros((len(reached) + item.categories - 1, len(points)))
        for category in range(item.categories):
            grown[category : category + len(reached)] += reached * chances[:, category]
        reached = grown
    return reached


def summed_score_table(bank: Bank, grid: Grid = TABLE_GRID) -> tuple[SumRow, ...]:
    """A row for every sum. The grid reaches −6…6: narrower, the T-scores of the highest sums come out too low."""
    likelihoods = sum_likelihoods(bank, grid.points)
    lowest = len(bank.items)
    return tuple(
        SumRow(lowest + total, of_posterior(chances * grid.prior, grid.points)) for total, chances in enumerate(likelihoods)
    )
