"""How well the urgency that rules proposed held against the professional's.

Shares as studies of symptom checkers give them (exact agreement; safe: as urgent or more): for example the Finnish study of
Omaolo, which found 54 % and 98 %.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Validity:
    """Cases by what the rules proposed beside the professional's class, on the scale 5 (most urgent) to 1."""

    same: int = 0
    more_urgent: int = 0
    less_urgent: int = 0

    @property
    def cases(self) -> int:
        return self.same + self.more_urgent + self.less_urgent

    @property
    def exact(self) -> float | None:
        """Share of cases where both gave the same class."""
        return self.same / self.cases if self.cases else None

    @property
    def safe(self) -> float | None:
        """Share of cases where the rules were as urgent as the professional or more."""
        return (self.same + self.more_urgent) / self.cases if self.cases else None


def relation(proposed: int, decided: int) -> str:
    """Of the proposal to the decision: `same`, `more_urgent` or `less_urgent`."""
    return "same" if proposed == decided else "more_urgent" if proposed > decided else "less_urgent"


def validity(pairs: Iterable[tuple[int, int, int]]) -> Validity:
    """Of (proposed, decided, count)."""
    found = {"same": 0, "more_urgent": 0, "less_urgent": 0}
    for proposed, decided, count in pairs:
        found[relation(proposed, decided)] += count
    return Validity(**found)
