"""Funnel limits against the binomial distribution counted out by hand."""

from __future__ import annotations

from math import comb

import pytest

from polku.insight.measures.funnel import curve, limits, overdispersion, standings


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


def of_scores(*scores):
    """Units of 10 000 visits about a half, whose z-scores these are: one is a share of 0.005."""
    return [(f"unit-{place}", round(5000 + 50 * score), 10_000) for place, score in enumerate(scores)]


PHI = [
    # z-scores of the units                  φ     why
    ((0, 1, -1, 1, -1), 0.8, "what chance gives: the limits are never narrower than chance, so φ is 1"),
    ((3, -3, 3, -3, 3, -3), 9, "all three from the middle: limits three times as wide"),
    ((0, 2, -2, 2, -2, 40), 20 / 6, "the one far out is drawn in to 2, the next to it"),
    ((-40, -2, -2, 2, 2, 40), 4, "at both ends"),
    ((1, -1) * 9 + (30, 40), 1, "of twenty units, two at each end are drawn in"),
    ((9, -9, 9, -9), 1, "four units are too few to tell"),
]


@pytest.mark.parametrize(("scores", "phi", "why"), PHI, ids=[why for *_, why in PHI])
def test_overdispersion_by_hand(scores, phi, why):
    assert overdispersion(of_scores(*scores), 0.5) == pytest.approx(max(1, phi))


def test_limits_are_wider_by_the_root_of_phi():
    narrow, wide = limits(400, 0.72), limits(400, 0.72, 4.0)
    for name in ("lower", "warning_lower", "warning_upper", "upper"):
        assert getattr(wide, name) - 0.72 == pytest.approx(2 * (getattr(narrow, name) - 0.72))
    assert limits(10, 0.5, 100.0).lower == 0 and limits(10, 0.5, 100.0).upper == 1


def test_a_unit_far_out_stays_outside_and_the_usual_spread_inside():
    spread = of_scores(3.5, -3.5, 3.5, -3.5, 3.5, -3.5, 3.5, -3.5)
    assert {unit.side for unit in standings(spread, 0.5)} == {0}
    found = standings([*spread, *of_scores(60)], 0.5)
    assert [unit.side for unit in found] == [0] * 8 + [1]
    assert found[0].phi == pytest.approx(3.5**2)
    assert [drawn.upper for _, drawn in curve(900, 0.5, phi=4.0)] >= [drawn.upper for _, drawn in curve(900, 0.5)]
