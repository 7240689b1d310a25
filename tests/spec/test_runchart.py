"""Run charts: hand-worked figures, and each signal with the row that just misses it."""

from __future__ import annotations

import pytest

from polku.insight.measures.runchart import Kind, run_chart


def kinds(values):
    return {(signal.kind.value, signal.upwards, signal.first, signal.last) for signal in run_chart(values).signals}


def test_limits_by_hand():
    # Mean of 70 72 71 73 74 is 360/5 = 72; the moves 2 1 2 1 have the mean 6/4 = 1.5; 2.66 × 1.5 = 3.99.
    chart = run_chart([70, 72, 71, 73, 74])
    assert (chart.mean, chart.moving_range) == (72, 1.5)
    assert (chart.lower, chart.upper) == (pytest.approx(68.01), pytest.approx(75.99))
    assert chart.trial and chart.signals == ()


@pytest.mark.parametrize(("count", "trial"), [(2, True), (11, True), (12, False), (24, False)])
def test_limits_are_on_trial_under_twelve_points(count, trial):
    assert run_chart([70 + i % 2 for i in range(count)]).trial is trial


@pytest.mark.parametrize("values", [[], [71.5]])
def test_too_few_points_have_no_limits(values):
    chart = run_chart(values)
    assert chart.lower is None and chart.upper is None and chart.signals == ()


LEVEL = [10, 12] * 8

SIGNALS = [
    # ordinary to and fro
    (LEVEL, set()),
    # sixteen points of mean 11, then 30: mean 206/17 = 12.1; fifteen moves of 2 and one of 18, mean 3; reach 7.98
    ([*LEVEL, 30], {("outside", True, 16, 16)}),
    ([*LEVEL, -8], {("outside", False, 16, 16)}),
    # then 17: mean 193/17 = 11.4; moves (15 × 2 + 5)/16 = 2.2; reach 5.82, and 17 is 5.65 above
    ([*LEVEL, 17], set()),
    # seven rising points, and six
    ([5, 1, 9, 1, 2, 3, 4, 5, 6, 7, 1, 9], {("trend", True, 3, 9)}),
    ([5, 1, 9, 2, 3, 4, 5, 6, 7, 1, 9, 1], set()),
    ([9, 3, 9, 8, 7, 6, 5, 4, 3, 9, 3, 9], {("trend", False, 2, 8)}),
]


@pytest.mark.parametrize(("values", "expected"), SIGNALS)
def test_points_outside_and_trends(values, expected):
    found = {signal for signal in kinds(values) if signal[0] in ("outside", "trend")}
    assert found == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # mean 10: seven on one side, six on one side, seven with one on the mean
        ([8, 6, 8, 6, 8, 6, 8, 12, 14, 12, 14, 12, 14, 12], {(False, 0, 6), (True, 7, 13)}),
        ([8, 6, 8, 6, 8, 6, 12, 14, 12, 14, 12, 14], set()),
        ([8, 6, 8, 6, 8, 6, 10, 12, 14, 12, 14, 12, 14], set()),
    ],
)
def test_seven_on_one_side_of_the_mean(values, expected):
    assert {signal[1:] for signal in kinds(values) if signal[0] == "shift"} == expected


def test_two_of_three_near_a_limit():
    # Mean 20/20; the 19 moves sum to 17; 1.773 × 17/19 = 1.586, so points above 2.586 are near the limit.
    values = [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 3, 3, 1, 2, 2, 1, 1]
    chart = run_chart(values)
    assert chart.mean == 1
    assert chart.moving_range == pytest.approx(17 / 19)
    assert ("near", True, 13, 14) in kinds(values)
    assert not [signal for signal in kinds([*values[:14], 1, *values[15:]]) if signal[0] == "near"]


def test_the_signal_now_is_one_that_the_last_point_takes_part_in():
    assert run_chart([*LEVEL, 30]).now.kind is Kind.OUTSIDE
    assert run_chart([*LEVEL, 30, 11, 11]).now is None
    assert run_chart([*LEVEL, 30, 11]).marks([Kind.OUTSIDE]) == {16}
