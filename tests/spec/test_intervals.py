"""The interval of a share."""

from __future__ import annotations

import pytest

from polku.definitions.interval import wilson

SHARES = [
    # count, total, the interval in percent; worked by hand from the formula, to one decimal
    (0, 10, 0.0, 27.8),
    (10, 10, 72.2, 100.0),
    (5, 10, 23.7, 76.3),
    (81, 263, 25.5, 36.6),
    (15, 148, 6.2, 16.0),
    (1, 29, 0.6, 17.2),
    (0, 0, 0.0, 100.0),
]


@pytest.mark.parametrize(("count", "total", "low", "high"), SHARES)
def test_the_interval_of_a_share(count, total, low, high):
    assert [round(100 * limit, 1) for limit in wilson(count, total)] == [low, high]
