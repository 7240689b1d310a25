"""Counts and shares that others published: the denominators behind them, and where the two contradict each other."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from polku.definitions.coverage import Total, totals_of_share
from polku.foundation.errors import PolkuError


@dataclass(frozen=True, slots=True)
class Published:
    """A count and its share of a whole that was not published; no total is possible where they contradict."""

    year: str
    municipality: str
    count: int
    share: Decimal

    @property
    def total(self) -> Total:
        return totals_of_share(self.count, self.share)


def published(file: Path) -> list[Published]:
    """Of a CSV whose first four columns are year, municipality, count and percent; a fault is told with its line."""
    try:
        with file.open(newline="", encoding="utf-8") as text:
            rows = list(csv.reader(text))[1:]
    except (OSError, UnicodeDecodeError) as error:
        raise PolkuError(f"{file} cannot be read: {type(error).__name__}", "a CSV file in UTF-8", "check the name") from None
    return [_row(file, line, row) for line, row in enumerate(rows, start=2)]


def _row(file: Path, line: int, row: list[str]) -> Published:
    try:
        year, municipality, count, share, *_ = row
        found = Published(year, municipality, int(count), Decimal(share))
    except (ValueError, InvalidOperation):
        found = None
    if found is None or found.count < 0 or not found.share.is_finite() or not 0 <= found.share <= 100:
        raise PolkuError(
            f"{file.name}:{line}: a row that is not a figure", "year, municipality, count, percent", "correct the row"
        )
    return found
