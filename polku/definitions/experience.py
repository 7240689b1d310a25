"""Client experience as the national uniform feedback asks it: NPS from 0 to 10, statements from 1 to 5.

0 of a statement is "does not concern me" and is no opinion: it is left out of the mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from polku.definitions.interval import Z_95

PROMOTER, DETRACTOR = 9, 6
"""A promoter answers 9 or 10, a detractor 0 to 6."""
STATEMENTS = 7
AGREES = 4


@dataclass(frozen=True, slots=True)
class Nps:
    """100 · (promoters − detractors) / answers, from −100 to 100, with its 95 % interval."""

    promoters: int
    detractors: int
    answers: int

    @property
    def value(self) -> float | None:
        return 100 * (self.promoters - self.detractors) / self.answers if self.answers else None

    @property
    def error(self) -> float | None:
        """The standard error: 100 · √((p₊ + p₋ − (p₊ − p₋)²) / n)."""
        if not self.answers:
            return None
        promote, detract = self.promoters / self.answers, self.detractors / self.answers
        return 100 * sqrt((promote + detract - (promote - detract) ** 2) / self.answers)

    @property
    def interval(self) -> tuple[float, float] | None:
        value, error = self.value, self.error
        return None if value is None or error is None else (max(value - Z_95 * error, -100.0), min(value + Z_95 * error, 100.0))


def nps(answers: Sequence[int]) -> Nps:
    promoters = sum(answer >= PROMOTER for answer in answers)
    return Nps(promoters, sum(answer <= DETRACTOR for answer in answers), len(answers))


def statement_mean(answers: Sequence[int]) -> float | None:
    """The mean of the opinions; None when nobody has one."""
    opinions = [answer for answer in answers if answer]
    return sum(opinions) / len(opinions) if opinions else None
