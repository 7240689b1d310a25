"""T3: how many days until the third free time, the sign of how full a calendar is.

Source: Institute for Healthcare Improvement; the national way puts 182 days where no third time can be given.
"""

from collections.abc import Iterable, Sequence

HORIZON_DAYS = 182
BEYOND = ">horizon"


def third_free(days: Iterable[int]) -> int | None:
    """Of the free times' days from the asking day, the third's; None when fewer than three are free."""
    ordered = sorted(days)
    return ordered[2] if len(ordered) > 2 else None


def median(thirds: Sequence[int | None], definition: str) -> int | str | None:
    """Over professionals, the lower middle. `national` counts a missing third time as 182 days; `censored` as beyond
    every day, and says so where the middle is one."""
    if not thirds:
        return None
    beyond = HORIZON_DAYS if definition == "national" else float("inf")
    middle = sorted(beyond if third is None else third for third in thirds)[(len(thirds) - 1) // 2]
    return BEYOND if middle == float("inf") else int(middle)
