"""Counts and shares that others published: the denominators behind them, and where the two contradict each other."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path

from polku.definitions.coverage import Total, totals_of_share
from polku.foundation.content import Text, content_root, load_yaml, text3
from polku.foundation.errors import PolkuError

FOLDER = "national", "published"


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


@dataclass(frozen=True, slots=True)
class Source:
    """Figures that were published together; `whole` says of whom the shares are."""

    key: str
    name: Text
    whole: Text
    figures: tuple[Published, ...]

    @property
    def contradictions(self) -> tuple[Published, ...]:
        """Figures whose count and share cannot both be right."""
        return tuple(figure for figure in self.figures if not figure.total.possible)


@cache
def sources() -> tuple[Source, ...]:
    """What is kept in `content/national/published`."""
    folder = content_root().joinpath(*FOLDER)
    found = []
    for key, node in load_yaml(folder / "sources.yaml").mapping(["sources"])["sources"].entries().items():
        parts = node.mapping(["name", "whole"])
        found.append(Source(key, text3(parts["name"]), text3(parts["whole"]), tuple(published(folder / f"{key}.csv"))))
    return tuple(found)


def contradictions() -> tuple[tuple[Source, Published], ...]:
    """Every published figure that contradicts itself, with its source."""
    return tuple((source, figure) for source in sources() for figure in source.contradictions)


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
