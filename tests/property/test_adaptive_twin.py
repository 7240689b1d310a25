"""The adaptive engine against a naive twin in plain Python, over banks and answers drawn at random."""

from __future__ import annotations

from itertools import product
from math import exp, log, pi, prod, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.assessment.adaptive.bank import Bank, BankItem
from polku.assessment.adaptive.engine import Engine, run
from polku.assessment.adaptive.estimation import CAT_GRID, eap
from polku.assessment.adaptive.stopping import RULES
from polku.assessment.adaptive.tables import summed_score_table

POINTS = [-4 + step / 10 for step in range(81)]


@st.composite
def items(draw: st.DrawFn, name: str) -> BankItem:
    marks = draw(st.lists(st.integers(-30, 30), min_size=1, max_size=4, unique=True))
    return BankItem(name, draw(st.integers(5, 40)) / 10, tuple(sorted(mark / 10 for mark in marks)))


@st.composite
def answered(draw: st.DrawFn) -> tuple[Bank, dict[str, int]]:
    bank = Bank(tuple(draw(items(f"I{n}")) for n in range(draw(st.integers(1, 8)))))
    return bank, {item.id: draw(st.integers(0, item.categories - 1)) for item in bank.items}


def star(item: BankItem, k: int, theta: float) -> float:
    if k == 0:
        return 1.0
    return 0.0 if k == item.categories else 1 / (1 + exp(-item.a * (theta - item.b[k - 1])))


def chance(item: BankItem, k: int, theta: float) -> float:
    return star(item, k, theta) - star(item, k + 1, theta)


def informed(item: BankItem, theta: float) -> float:
    """The textbook formula, with its division."""
    found = 0.0
    for k in range(item.categories):
        above, below = star(item, k, theta), star(item, k + 1, theta)
        if above - below > 1e-14:
            found += (above * (1 - above) - below * (1 - below)) ** 2 / (above - below)
    return item.a**2 * found


def naive_eap(bank: Bank, answers: dict[str, int]) -> tuple[float, float]:
    weights = []
    for theta in POINTS:
        likelihood = exp(sum(log(max(chance(bank.items[bank.place[name]], k, theta), 1e-290)) for name, k in answers.items()))
        ends = 0.5 if theta in (POINTS[0], POINTS[-1]) else 1
        weights.append(likelihood * exp(-(theta**2) / 2) / sqrt(2 * pi) * ends)
    total = sum(weights)
    mean = sum(theta * weight for theta, weight in zip(POINTS, weights, strict=True)) / total
    spread = sum((theta - mean) ** 2 * weight for theta, weight in zip(POINTS, weights, strict=True)) / total
    return mean, sqrt(spread)


@given(answered())
@settings(max_examples=60, deadline=None)
def test_eap_agrees_with_the_twin(drawn: tuple[Bank, dict[str, int]]) -> None:
    bank, answers = drawn
    theta, se = naive_eap(bank, answers)
    found = eap(bank, answers)
    assert (found.theta, found.se) == (pytest.approx(theta, abs=1e-6), pytest.approx(se, abs=1e-6))


@given(answered(), st.sampled_from(sorted(RULES)))
@settings(max_examples=60, deadline=None)
def test_each_step_of_a_run_agrees_with_the_twin(drawn: tuple[Bank, dict[str, int]], rule: str) -> None:
    bank, answers = drawn
    done = run(Engine(bank), answers.get, RULES[rule])
    told: dict[str, int] = {}
    theta = 0.0
    for step in done.steps:
        worth = {item.id: informed(item, theta) for item in bank.items if item.id not in told}
        assert worth[step.item] == pytest.approx(max(worth.values()), abs=1e-9)
        told[step.item] = step.answer
        theta, se = naive_eap(bank, told)
        assert (step.theta, step.se) == (pytest.approx(theta, abs=1e-6), pytest.approx(se, abs=1e-6))
    assert len(done.steps) == len(set(told)) <= min(len(bank.items), RULES[rule].most)


@given(answered())
@settings(max_examples=60, deadline=None)
def test_a_worse_answer_never_lowers_the_estimate(drawn: tuple[Bank, dict[str, int]]) -> None:
    bank, answers = drawn
    for item in bank.items:
        if answers[item.id] < item.categories - 1:
            worse = {**answers, item.id: answers[item.id] + 1}
            assert eap(bank, worse).theta >= eap(bank, answers).theta - 1e-9


@given(st.lists(items("I"), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None)
def test_a_sum_table_is_the_mean_over_all_patterns_of_that_sum(drawn: list[BankItem]) -> None:
    bank = Bank(tuple(BankItem(f"I{n}", item.a, item.b) for n, item in enumerate(drawn)))
    weights: dict[int, list[float]] = {}
    for pattern in product(*(range(item.categories) for item in bank.items)):
        chances = [
            exp(-(theta**2) / 2)
            * prod(chance(item, k, theta) for item, k in zip(bank.items, pattern, strict=True))
            * (0.5 if theta in (POINTS[0], POINTS[-1]) else 1)
            for theta in POINTS
        ]
        known = weights.setdefault(sum(pattern) + len(pattern), [0.0] * len(POINTS))
        weights[sum(pattern) + len(pattern)] = [one + more for one, more in zip(known, chances, strict=True)]
    rows = summed_score_table(bank, CAT_GRID)
    assert [row.raw for row in rows] == sorted(weights)
    for row in rows:
        mean = sum(theta * one for theta, one in zip(POINTS, weights[row.raw], strict=True)) / sum(weights[row.raw])
        assert row.estimate.theta == pytest.approx(mean, abs=1e-6)
