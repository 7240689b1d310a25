"""A result as JSON, CSV or a table to read."""

import csv
import io
import json
from typing import Any

from polku.insight.measures.model import AccessResult, AccessRow, Measure

FORMATS = ("table", "json", "csv")


def rendered(result: AccessResult, form: str) -> str:
    """The result in one of FORMATS."""
    return {"table": as_table, "json": as_json, "csv": as_csv}[form](result)


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
    return {
        "id": measure.id,
        "name": dict(measure.name),
        "definition": dict(measure.definition),
        "source": measure.source,
        "unit": measure.unit,
        "better": measure.better,
        "numerator": dict(measure.numerator),
        "denominator": dict(measure.denominator),
        "eligible": dict(measure.eligible),
        "clocks": list(measure.clocks),
        "groups": list(measure.groups),
        "period": dict(measure.period),
        "missing": dict(measure.missing),
        "target": measure.target,
    }
