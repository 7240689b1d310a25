"""Small groups of a result hidden, and as many others as keep the all-row from giving them away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from polku.insight.measures.disclosure import SMALLEST_SHOWN, Mark, protect
from polku.insight.measures.model import Measure
from polku.insight.measures.tallied import Result, Row


def suppressed(measure: Measure, result: Result) -> Result:
    """The result as it may be shown. Of a share both its counts are protected; of anything else how many it is told of."""
    if measure.disclosure == "none":
        return result
    everything, *groups = result.rows
    counts = np.array([_counts(measure, row) for row in groups or [everything]], dtype=np.int64)
    marks = protect(counts if groups else counts[0]).marks
    hidden = [bool(np.any(marks[place] != Mark.SHOWN)) for place in range(len(groups))]
    whole = bool(np.any(marks[-1] != Mark.SHOWN)) if groups else bool(np.any(marks != Mark.SHOWN))
    small = any(0 < count < SMALLEST_SHOWN for count in _counts(measure, everything))
    shown = (_shown(everything, small or whole), *map(_shown, groups, hidden))
    return replace(result, rows=(*_whole_parts(shown[:1]), *_whole_parts(shown[1:])))


def _whole_parts(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without the counts that a figure is made of, such as its channels, where one of those is small."""
    parts = [row.figures.get("channels") or {} for row in rows]
    if not any(0 < count < SMALLEST_SHOWN for counts in parts for count in counts.values()):
        return rows
    return [replace(row, figures={name: value for name, value in row.figures.items() if name != "channels"}) for row in rows]


def _counts(measure: Measure, row: Row) -> Sequence[int]:
    if measure.disclosure == "cells":
        return row.figures["numerator"], row.figures["denominator"] - row.figures["numerator"]
    return (row.figures["n"],)


def _shown(row: Row, hidden: bool) -> Row:
    return replace(row, figures=dict.fromkeys(row.figures), hidden=True) if hidden else row
