"""How unevenly something falls on people: the share of the heaviest, the Gini coefficient, the Lorenz curve."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil


def heaviest(people: int, share: Decimal) -> int:
    """How many people are the heaviest `share` of them: ⌈share · n⌉, told exactly."""
    return ceil(share * people)


def top_share(amounts: Sequence[float], share: Decimal) -> float | None:
    """Percent of the whole that falls on the heaviest `share` of people; None when there is nothing to share."""
    total = sum(amounts)
    most = sorted(amounts, reverse=True)[: heaviest(len(amounts), share)]
    return 100 * sum(most) / total if total else None


def gini(amounts: Sequence[float]) -> float | None:
    """2 Σ i·x / (n Σ x) − (n + 1) / n, amounts ascending: 0 when all have the same."""
    people, total = len(amounts), sum(amounts)
    if not total:
        return None
    weighted = sum(place * amount for place, amount in enumerate(sorted(amounts), start=1))
    return 2 * weighted / (people * total) - (people + 1) / people


def lorenz(amounts: Sequence[float]) -> list[tuple[float, float]]:
    """Points (share of people, share of the whole), from (0, 0), the lightest first."""
    people, total, points, so_far = len(amounts), sum(amounts), [(0.0, 0.0)], 0.0
    for place, amount in enumerate(sorted(amounts), start=1):
        so_far += amount
        points.append((place / people, so_far / total))
    return points


TENTHS = 10
FEWEST_A_STEP = 5
"""People behind each point that is told of a curve, so that no point tells of one person."""


def tenths(people: int) -> dict[str, int]:
    """How many of the lightest people stand behind each tenth of a Lorenz curve; nothing where a tenth holds too few."""
    if people < TENTHS * FEWEST_A_STEP:
        return {}
    return {f"{100 * step // TENTHS}": people * step // TENTHS for step in range(1, TENTHS + 1)}
