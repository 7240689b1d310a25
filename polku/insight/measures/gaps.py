"""How far each group is from all together, told of what may be shown: a gap is a difference of two shown values."""

from __future__ import annotations

from dataclasses import replace

from polku.insight.measures.model import TalliedMeasure
from polku.insight.measures.tallied import Result, Row


def with_gaps(measure: TalliedMeasure, result: Result) -> Result:
    """`gap` of each group: its value less that of all, in percentage points; none where either is not told."""
    if not measure.gaps:
        return result
    whole = result.all.figures["value"]

    def told(row: Row) -> Row:
        value = row.figures["value"]
        gap = None if value is None or whole is None else value - whole
        return replace(row, figures={**row.figures, "gap": gap})

    return replace(result, rows=(result.all, *map(told, result.rows[1:])))
