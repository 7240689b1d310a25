"""A result as JSON, CSV or a table to read."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from polku.foundation.content import Text
from polku.insight.measures.model import AccessResult, AccessRow, Measure, TalliedMeasure, WaitingMeasure
from polku.insight.measures.tallied import Result, Row

FORMATS = ("table", "json", "csv")


def rendered(result: AccessResult | Result, form: str) -> str:
    """The result in one of FORMATS."""
    if isinstance(result, Result):
        return {"table": _told_table, "json": _told_json, "csv": _told_csv}[form](result)
    return {"table": as_table, "json": as_json, "csv": as_csv}[form](result)


def _told_json(result: Result) -> str:
    rows = [{**row.key, **row.figures, **({"hidden": True} if row.hidden else {})} for row in result.rows]
    return json.dumps({"measure": result.measure, "rows": rows}, ensure_ascii=False, indent=1) + "\n"


def _told_csv(result: Result) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(_told_cells(result))
    return text.getvalue()


def _told_table(result: Result) -> str:
    cells = _told_cells(result, shortened)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join([result.measure, "", *(_aligned(line, widths, len(result.by)) for line in cells), ""])


def shortened(value: Any) -> str:
    """A figure to read: two decimals, three of what is less than one."""
    return f"{value:.{2 if abs(value) >= 1 else 3}f}" if isinstance(value, float) else str(value)


def _told_cells(result: Result, told: Callable[[Any], str] = str) -> list[list[str]]:
    """A header and a line for each row; figures inside figures as columns of their own; a hidden one is an ellipsis."""
    figures = [flat(row) for row in result.rows]
    names = list(dict.fromkeys(name for row in figures for name in row))

    def cell(row: Row, value: Any) -> str:
        return "…" if row.hidden else "" if value is None else told(value)

    pairs = zip(result.rows, figures, strict=True)
    lines = [[*row.key.values(), *(cell(row, told_of.get(name)) for name in names)] for row, told_of in pairs]
    return [[*result.by, *names], *lines]


def flat(row: Row) -> dict[str, Any]:
    """Its figures; those inside a figure as figures of their own, named by both."""
    found: dict[str, Any] = {}
    for name, value in row.figures.items():
        found |= {f"{name} {part}": each for part, each in value.items()} if isinstance(value, dict) else {name: value}
    return found


def as_json(result: AccessResult) -> str:
    document = {
        "measure": result.measure,
        "clock": result.clock,
        "service": result.service,
        "rows": [_json_row(row) for row in result.rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json_row(row: AccessRow) -> dict[str, Any]:
    return {
        **row.key,
        "total": row.total,
        "buckets": dict(row.buckets),
        "shares": dict(row.shares),
        "eligible": row.eligible,
        "coverage": row.coverage,
    }


def as_csv(result: AccessResult) -> str:
    """One line a group; shares in percent, in columns named as the bucket with `%`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_header(result))
    writer.writerows(_cells(row) for row in result.rows)
    return text.getvalue()


def as_table(result: AccessResult) -> str:
    lines = [_header(result), *(_cells(row) for row in result.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    words = len(result.by)
    title = f"{result.measure}, {result.service}, clock {result.clock}"
    return "\n".join([title, "", *(_aligned(line, widths, words) for line in lines), ""])


def _header(result: AccessResult) -> list[str]:
    names = [bucket.name for bucket in result.buckets]
    return [*result.by, "total", *names, *(f"{name} %" for name in names), "eligible", "coverage %"]


def _cells(row: AccessRow) -> list[str]:
    shares = [_percent(share) for share in row.shares.values()]
    counts = map(str, (row.total, *row.buckets.values()))
    return [*row.key.values(), *counts, *shares, str(row.eligible), _percent(row.coverage)]


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _aligned(cells: list[str], widths: list[int], words: int) -> str:
    padded = [
        cell.ljust(width) if place < words else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def declaration(measure: Measure) -> dict[str, Any]:
    """The declaration as plain data."""
    told: dict[str, Any] = {
        "id": measure.id,
        "name": dict(measure.name),
        "definition": dict(measure.definition),
        "source": dict(measure.source),
        "unit": measure.unit,
        "better": measure.better,
        "numerator": _text(measure.numerator),
        "denominator": _text(measure.denominator),
        "groups": list(measure.groups),
        "period": dict(measure.period),
        "missing": dict(measure.missing),
        "disclosure": measure.disclosure,
        "target": measure.target,
        "version": measure.version,
    }
    if isinstance(measure, WaitingMeasure):
        told |= {"eligible": dict(measure.eligible), "clocks": list(measure.clocks), "tables": ["encounter"]}
    if isinstance(measure, TalliedMeasure):
        options = {option.name: {"default": _plain(option.default), "expected": option.expected} for option in measure.options}
        told |= {"tables": list(measure.tables), "options": options, "usual_by": list(measure.usual_by)}
    return told


def _text(text: Text | None) -> dict[str, str] | None:
    return None if text is None else dict(text)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value if value is None or isinstance(value, str | int) else str(value)
