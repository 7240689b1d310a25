"""Rows of visits by what differs from the usual, and what a measure tells of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from polku.insight.canonical import TABLES, shaped
from polku.insight.measures.model import Asked, Figures
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Memory
from polku.insight.measures.tallied import Result, run

NOON = datetime(2026, 3, 2, 10, tzinfo=UTC)
IDS = {"encounter": "encounter_id", "booking": "booking_id", "feedback": "feedback_id"}


def visit(**changes: Any) -> dict[str, Any]:
    usual = {
        "person_id": "p",
        "unit_id": "a",
        "service": "outpatient",
        "profession": "nurse",
        "contact_type": "R10",
        "urgency": "E",
    }
    return {**usual, "starts_at": NOON, **changes}


def told(measure: str, rows: list[dict[str, Any]], table: str = "encounter", **asked: Any) -> Result:
    """The answer over rows of one table."""
    numbered = [{**row, "source": "events", **({IDS[table]: f"{n:03d}"} if table in IDS else {})} for n, row in enumerate(rows)]
    fields = [field for field in TABLES[table] if any(field.name in row for row in numbered)]
    store = Memory({table: shaped(table, pa.Table.from_pylist(numbered, schema=pa.schema(fields)))})
    options = {name.replace("_", "-"): value for name, value in asked.pop("options", {}).items()}
    return run(TALLIED[measure], store, Asked(options=options, **asked))


def figures(measure: str, rows: list[dict[str, Any]], table: str = "encounter", **asked: Any) -> Figures:
    return told(measure, rows, table, **asked).all.figures
