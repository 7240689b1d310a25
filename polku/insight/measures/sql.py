"""The SQL that computes a measure, as Ibis compiles it."""

from __future__ import annotations

from functools import cache

import ibis
import pyarrow as pa

from polku.insight.measures.access import MEASURES
from polku.insight.measures.engine import compiled
from polku.insight.tables import LOADED


@cache
def sql(measure: str, *, clock: str, service: str, by: tuple[str, ...]) -> str:
    """DuckDB's SQL of a declared measure over the table `encounter`, one row for each group."""
    plain = [field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field for field in LOADED]
    table = ibis.table(ibis.Schema.from_pyarrow(pa.schema(plain)), name="encounter")
    query = compiled(MEASURES[measure], table, clock=clock, service=service, by=by, where=None)
    return str(ibis.to_sql(query, dialect="duckdb", pretty=True))
