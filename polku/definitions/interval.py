"""How far the share of a few may be from the share in the long run."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054
"""Of the 95 % interval."""


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, from 0 to 1 (Wilson 1927, "Probable inference, the law of succession, and statistical
    inference", Journal of the American Statistical Association 22): it stays within 0 and 1, also of small totals."""
    if total <= 0:
        return 0.0, 1.0
    share, square = count / total, Z_95**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    reach = Z_95 / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)
