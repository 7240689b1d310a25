"""Funnel limits against the binomial distribution counted out by hand."""

from __future__ import annotations

from math import comb

import pytest

from polku.insight.measures.funnel import curve, limits, standings


def chance_of_at_most(count, total, share):
    return sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(count + 1))


@pytest.mark.parametrize(("total", "share"), [(20, 0.5), (100, 0.75), (400, 0.72)])
def test_limits_leave_the_tails_outside(total, share):
    found = limits(total, share)
    for limit, tail in ((found.lower, 0.001), (found.warning_lower, 0.025), (found.warning_upper, 0.975), (found.upper, 0.999)):
        whole = int(limit * total)
        assert chance_of_at_most(whole, total, share) <= tail + 1e-9 or whole == 0
        assert chance_of_at_most(whole + 1, total, share) >= tail - 1e-9


def test_a_limit_by_hand():
    # Ten visits at one half: P(0) = 1/1024 < 0.001 ≤ P(≤ 1) = 11/1024, so r = 1 and
    # (1 − (11/1024 − 0.001) / (10/1024)) / 10 = 0.000240.
    assert limits(10, 0.5).lower == pytest.approx((1 - (11 / 1024 - 0.001) / (10 / 1024)) / 10)


def test_the_funnel_narrows_and_names_only_those_outside():
    widths = [found.upper - found.lower for _, found in curve(3000, 0.75)]
    assert widths[0] > 4 * widths[-1] and widths == sorted(widths, reverse=True)
    found = standings([("usual", 75, 100), ("low", 600, 1000), ("high", 830, 1000), ("none", 0, 0)], 0.75)
    assert [(unit.key, unit.side) for unit in found] == [("usual", 0), ("low", -1), ("high", 1)]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_share_of_none_or_all_has_no_chance_in_it(share):
    assert limits(50, share).lower == limits(50, share).upper == share
