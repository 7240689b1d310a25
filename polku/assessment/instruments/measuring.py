"""Scores that a questionnaire has calculated, as a person may be shown them: a value, its meaning, its source. No bands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from polku.assessment.instruments.change import Z_95
from polku.assessment.instruments.declaration import Instrument
from polku.assessment.instruments.scoring import display


@dataclass(frozen=True)
class Measured:
    """`likely` is where the true value lies by 95 %, where the score comes with its error."""

    instrument: Instrument
    value: float
    error: float | None

    @property
    def shown(self) -> str:
        return display(self.value, self.instrument.decimals)

    @property
    def likely(self) -> tuple[str, str] | None:
        if self.error is None:
            return None
        low, high = self.value - Z_95 * self.error, self.value + Z_95 * self.error
        return display(low, self.instrument.decimals), display(high, self.instrument.decimals)


def measured(instruments: Mapping[str, Instrument], values: Mapping[str, object]) -> list[Measured]:
    """One for each instrument whose score the values hold; what is unknown is left out."""
    found = []
    for instrument in instruments.values():
        value = _number(values.get(instrument.item))
        if instrument.item and value is not None:
            found.append(Measured(instrument, value, _number(values.get(instrument.error)) if instrument.error else None))
    return found


def _number(value: object) -> float | None:
    """A number as it was calculated; a text of digits is none."""
    is_number = not isinstance(value, (bool, str)) and hasattr(value, "__float__")
    return float(value) if is_number else None  # type: ignore[arg-type]
