"""Whether a first contact was enough.

A first contact is one with no other of the same person in the same service in the days before it; it was enough when none
follows in as many days after. Days are spans of 24 hours.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

DAYS = 7
"""The usual span: what a contact centre calls resolved when nobody comes back within a week."""


def firsts(moments: Sequence[datetime], days: int) -> list[tuple[datetime, bool]]:
    """Of one person's contacts in one service, each first contact and whether it was enough."""
    span, ordered = timedelta(days=days), sorted(moments)
    found = []
    for place, moment in enumerate(ordered):
        before, after = ordered[place - 1] if place else None, ordered[place + 1] if place + 1 < len(ordered) else None
        if before is None or moment - before > span:
            found.append((moment, after is None or after - moment > span))
    return found
