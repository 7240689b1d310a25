"""Samejima's graded response model, logistic, D = 1. Categories are counted from 0.

P*k(θ) = 1 / (1 + exp(−a(θ − bk))), P*0 = 1, P*K = 0, Pk = P*k − P*k+1.
Differences of P* are taken as P*k·(1 − P*k+1)·(1 − exp(−a(bk+1 − bk))), which loses no digits far from the thresholds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[Any]


def cumulative(a: Floats, b: Floats, theta: Floats) -> Floats:
    """P* of items × points × (categories + 1), from 1 down to 0. Missing thresholds are +inf."""
    return _logistic(a, b, theta, -1)


def probabilities(a: Floats, b: Floats, theta: Floats) -> Floats:
    """P of items × points × categories. A category that an item lacks has probability 0."""
    reached, missed = _logistic(a, b, theta, -1), _logistic(a, b, theta, 1)
    gaps = np.full((len(a), b.shape[1] + 1), np.inf)
    with np.errstate(invalid="ignore"):
        gaps[:, 1:-1] = a[:, None] * np.where(np.isinf(b[:, 1:]), np.inf, b[:, 1:] - b[:, :-1])
    return np.asarray(reached[:, :, :-1] * missed[:, :, 1:] * -np.expm1(-gaps)[:, None, :])


def _logistic(a: Floats, b: Floats, theta: Floats, sign: int) -> Floats:
    """P* (sign −1) or 1 − P* (sign 1), each taken directly so that neither loses digits near 1."""
    edge = np.full((len(b), 1), np.inf)
    distance = theta[None, :, None] - np.concatenate([-edge, b, edge], axis=1)[:, None, :]
    with np.errstate(over="ignore"):
        return np.asarray(1 / (1 + np.exp(sign * a[:, None, None] * distance)))


def information(a: Floats, b: Floats, theta: Floats) -> Floats:
    """Fisher's information of items × points: a² Σ Pk (1 − P*k − P*k+1)², the usual formula without its division."""
    star = cumulative(a, b, theta)
    slope = 1 - star[:, :, :-1] - star[:, :, 1:]
    return np.asarray(a[:, None] ** 2 * (probabilities(a, b, theta) * slope**2).sum(axis=2))
