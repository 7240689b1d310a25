"""What is shown, as CSV and Parquet: the columns of `polku measure run`, with small numbers hidden as on the page."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from polku.definitions.waiting import buckets_of
from polku.foundation.errors import NotFound
from polku.insight.measures.figures import ALL, COLUMNS, Coverage, Line
from polku.web.board import levels, words
from polku.web.board.downloads import csv_text
from polku.web.board.parts import Sheet
from polku.web.board.selection import Selection

BY = ("profession", "unit", "month")
HIDDEN = ("hidden", "<5")


@dataclass(frozen=True)
class Lines:
    """A table as text, its first `keys` columns words and the others figures; a hidden one says so."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    keys: int

    @property
    def whole(self) -> Sequence[Sequence[str]]:
        return [self.header, *self.rows]

    def parquet(self) -> bytes:
        """Figures as numbers, null where hidden or not there; `hidden` says whether the row lacks any for being small."""
        columns = {
            name: pa.array([row[place] for row in self.rows], pa.string())
            if place < self.keys else pa.array([_number(row[place]) for row in self.rows], pa.float64())
            for place, name in enumerate(self.header)
        }  # fmt: skip
        hidden = [any(cell in HIDDEN for cell in row) for row in self.rows]
        content = io.BytesIO()
        pq.write_table(pa.table({**columns, "hidden": pa.array(hidden, pa.bool_())}), content, compression="zstd")
        return content.getvalue()


def _number(cell: str) -> float | None:
    return None if cell in (*HIDDEN, "") else float(cell)


def as_csv(sheet: Sheet, by: str) -> str:
    return csv_text(lines(sheet, by).whole)


def lines(sheet: Sheet, by: str) -> Lines:
    """One line for each profession, unit or month of the page. Coverage is of all professions together."""
    if by not in BY:
        raise NotFound("no such file", f"one of {', '.join(BY)}", "check the address")
    chosen = sheet.selection
    names = [bucket.name for bucket in buckets_of(chosen.service)]
    covered = by != "profession" and chosen.profession == ALL
    tail = ["eligible", "coverage %"] if covered else []
    header = ["service", "clock", "month", "unit", "profession", "total", *names, *(f"{name} %" for name in names), *tail]
    rows = [
        [chosen.service, chosen.clock, *key, *_figures(line), *(_coverage(coverage) if covered else [])]
        for key, line, coverage in _lines(sheet, by)
    ]
    return Lines(header, rows, keys=5)


def name(chosen: Selection, by: str) -> str:
    """Without its ending."""
    parts = [chosen.service, chosen.clock, chosen.month, *(part for part in (chosen.unit, chosen.profession) if part != ALL)]
    return f"access-by-{by}-{'-'.join(parts)}"


def _lines(sheet: Sheet, by: str) -> list[tuple[tuple[str, str, str], Line, Coverage | None]]:
    chosen, figures = sheet.selection, sheet.figures()
    area = (chosen.unit,) if levels.area(chosen.unit) else ()
    keys = {
        "month": [(month, chosen.unit, chosen.profession) for month in chosen.months],
        "unit": [(chosen.month, unit, chosen.profession) for unit in (ALL, *area, *(sheet.month.units if sheet.month else ()))],
        "profession": [(chosen.month, chosen.unit, column) for column in (ALL, *COLUMNS[chosen.service])],
    }[by]
    found = []
    for key in keys:
        month = figures.month(key[0])
        if month is not None:
            found.append((key, levels.line(month, key[1], key[2]), levels.coverage(month, key[1])))
    return found


def _figures(line: Line) -> list[str]:
    if line.total.count == 0:
        return ["0"] * (len(line.waits) + 1) + [""] * len(line.waits)
    shares = [line.share_of(place) for place in range(len(line.waits))]
    counts = [words.csv_count(cell) for cell in (line.total, *line.waits)]
    return [*counts, *("hidden" if share is None else f"{share:.2f}" for share in shares)]


def _coverage(found: Coverage | None) -> list[str]:
    return ["hidden", "hidden"] if found is None or found.share is None else [str(found.eligible), f"{found.share:.2f}"]
