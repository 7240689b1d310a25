"""What published, rounded coverages say about the total they were counted from."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import floor


@dataclass(frozen=True, slots=True)
class Total:
    """The totals that agree with every figure; none does when `least` is above `most`."""

    least: int
    most: int

    @property
    def possible(self) -> bool:
        return self.least <= self.most

    @property
    def middle(self) -> int:
        return (self.least + self.most) // 2

    def agrees_with(self, other: "Total") -> bool:
        """Whether one total could be both."""
        return max(self.least, other.least) <= min(self.most, other.most)


def eligible_totals(published: Iterable[tuple[int, int]]) -> Total:
    """The totals of eligible visits that give each `(visits, whole percent)` when rounded, a half upwards.

    100·v/N rounds to p when p − ½ ≤ 100·v/N < p + ½, so 200·v/(2p + 1) < N ≤ 200·v/(2p − 1). A percent of
    nil gives only the lower bound; at least one figure must be above nil.
    """
    figures = list(published)
    least = max(200 * visits // (2 * percent + 1) + 1 for visits, percent in figures)
    most = min(200 * visits // (2 * percent - 1) for visits, percent in figures if percent > 0)
    return Total(least, most)


def totals_of_share(count: int, share: Decimal) -> Total:
    """The totals of which `count` is the published percent, rounded to its digits, a half upwards.

    100·c/N rounds to s when s − h ≤ 100·c/N < s + h, with h half a unit of the last digit. Nil of anything is 0 percent,
    so nil with a share above that agrees with no total.
    """
    half = Decimal(1).scaleb(int(share.as_tuple().exponent)) / 2
    if count == 0:
        return Total(1, 0) if share >= half else Total(1, 10**9)
    least = floor(100 * count / (share + half)) + 1
    most = floor(100 * count / (share - half)) if share > half else 10**9
    return Total(max(least, count), most)
