"""The SQL that computes a measure, as Ibis compiles it."""

from __future__ import annotations

from functools import cache

import ibis

from polku.insight.measures import tallied
from polku.insight.measures.access import ACCESS
from polku.insight.measures.engine import compiled
from polku.insight.measures.expressions import table
from polku.insight.measures.model import Asked
from polku.insight.measures.registry import TALLIED


@cache
def sql(measure: str, *, clock: str, service: str, by: tuple[str, ...]) -> str:
    """DuckDB's SQL of access to care over the table `encounter`, one row for each group."""
    declared = {ACCESS.id: ACCESS}[measure]
    query = compiled(declared, table("encounter"), clock=clock, service=service, by=by, where=None)
    return str(ibis.to_sql(query, dialect="duckdb", pretty=True))


def tallied_sql(measure: str, asked: Asked, dialect: str = "duckdb") -> str:
    """The SQL of any other measure's tallies, over its canonical tables."""
    return str(ibis.to_sql(tallied.compiled(TALLIED[measure], asked), dialect=dialect, pretty=True))
