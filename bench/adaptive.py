"""A step of an adaptive test, against straightforward vectorised numpy.

    python -m bench.adaptive [--seconds S]

A step takes an answer, tells θ and its standard error, and chooses the next item. The plain way works it out from the
items' parameters at every step, as the formulas stand: the likelihood of all answers on the grid, its mean and deviation,
the information of every item, the best of those left. Both walk the same whole tests and must choose the same items and
give the same figures.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from polku.assessment.adaptive.bank import Bank, BankItem
from polku.assessment.adaptive.engine import CRITERIA, Criterion, Engine, run
from polku.assessment.adaptive.stopping import StopRule

GOAL = 2.0
ROUNDS = 7
RULE = StopRule(least=12, most=12, se=0.0)
GRID = np.linspace(-4, 4, 81)
PRIOR = np.exp(-(GRID**2) / 2) * np.where(np.abs(GRID) == 4, 0.5, 1)
Floats = NDArray[np.float64]


def chances(a: Floats, b: Floats, theta: Floats) -> Floats:
    star = 1 / (1 + np.exp(-a[:, None, None] * (theta[None, :, None] - b[:, None, :])))
    star = np.concatenate([np.ones((*star.shape[:2], 1)), star, np.zeros((*star.shape[:2], 1))], axis=2)
    return np.asarray(star[:, :, :-1] - star[:, :, 1:])


def informed(a: Floats, b: Floats, theta: Floats) -> Floats:
    star = 1 / (1 + np.exp(-a[:, None, None] * (theta[None, :, None] - b[:, None, :])))
    star = np.concatenate([np.ones((*star.shape[:2], 1)), star, np.zeros((*star.shape[:2], 1))], axis=2)
    slope = star * (1 - star)
    shares = (slope[:, :, :-1] - slope[:, :, 1:]) ** 2 / (star[:, :, :-1] - star[:, :, 1:])
    return np.asarray(a[:, None] ** 2 * shares.sum(axis=2))


def plain(a: Floats, b: Floats, answers: list[int], criterion: str) -> list[tuple[int, float, float]]:
    """A whole test of twelve items: each item with θ and its standard error."""
    asked: list[int] = []
    steps = []
    item = int(informed(a, b, np.zeros(1))[:, 0].argmax())
    for _ in range(RULE.most):
        asked.append(item)
        likelihood = chances(a[asked], b[asked], GRID)[np.arange(len(asked)), :, [answers[one] for one in asked]].prod(axis=0)
        posterior = likelihood * PRIOR / (likelihood * PRIOR).sum()
        theta = (posterior * GRID).sum()
        steps.append((item, float(theta), float(np.sqrt((posterior * (GRID - theta) ** 2).sum()))))
        worth = informed(a, b, np.array([theta]))[:, 0] if criterion == "MFI" else informed(a, b, GRID) @ posterior
        worth[asked] = -1
        item = int(worth.argmax())
    return steps


def pool(count: int) -> tuple[Bank, list[list[int]]]:
    """An invented bank, and twenty persons' answers."""
    draw = np.random.default_rng(7)
    slopes, thresholds = draw.uniform(1.2, 3.5, count).tolist(), np.sort(draw.uniform(-2, 3, (count, 4))).tolist()
    items = [BankItem(f"I{n}", slopes[n], tuple(thresholds[n])) for n in range(count)]
    return Bank(tuple(items)), draw.integers(0, 5, (20, count)).tolist()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=0.4, help="for each turn")
    arguments = parser.parse_args(argv)
    worst = min(compare(count, criterion, arguments.seconds) for count in (12, 100) for criterion in CRITERIA)
    print(f"adaptive: the least ratio is {worst:.1f}, goal ≥ {GOAL:.0f}")
    return 0 if worst >= GOAL else 1


def compare(count: int, criterion: Criterion, seconds: float) -> float:
    bank, persons = pool(count)
    engine = Engine(bank)

    def ours(answers: list[int]) -> list[tuple[int, float, float]]:
        done = run(engine, lambda name: answers[bank.place[name]], RULE, criterion)
        return [(bank.place[step.item], step.theta, step.se) for step in done.steps]

    def theirs(answers: list[int]) -> list[tuple[int, float, float]]:
        return plain(bank.a, bank.b, answers, criterion)

    for answers in persons:
        np.testing.assert_allclose(ours(answers), theirs(answers), atol=1e-9)
    speeds: dict[str, list[float]] = {"ours": [], "theirs": []}
    for name, test in [("ours", ours), ("theirs", theirs), ("theirs", theirs), ("ours", ours)] * ((ROUNDS + 1) // 2):
        speeds[name].append(microseconds(test, persons, seconds / 4))
    mine, plainly = statistics.median(speeds["ours"]), statistics.median(speeds["theirs"])
    print(f"adaptive: {count} items, {criterion}: {mine:.0f} µs a step, plain {plainly:.0f} µs, ratio {plainly / mine:.1f}")
    return plainly / mine


def microseconds(test: Callable[[list[int]], object], persons: list[list[int]], seconds: float) -> float:
    begun, steps = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        for answers in persons:
            test(answers)
        steps += RULE.most * len(persons)
    return (time.perf_counter() - begun) / steps * 1e6


if __name__ == "__main__":
    sys.exit(main())
