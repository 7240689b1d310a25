"""Where an engine reads the canonical tables: a lake's files by DuckDB, or tables in PostgreSQL."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

import duckdb
import ibis
import ibis.expr.types as ir
import psycopg
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from ibis.expr.operations.core import Node
from psycopg import sql

from polku.foundation.errors import PolkuError
from polku.insight.canonical import TABLES, empty
from polku.insight.duck import connected
from polku.insight.lake import Lake

SCHEMA = "polku_lake"
"""Of the canonical tables in PostgreSQL."""
_KINDS = {
    pa.string(): "text", pa.bool_(): "boolean", pa.int8(): "smallint", pa.int16(): "smallint", pa.int32(): "integer",
    pa.date32(): "date", pa.float64(): "double precision",
}  # fmt: skip

Rows = list[tuple[Any, ...]]


class Store(Protocol):
    def fetch(self, query: ir.Table, tables: Sequence[str]) -> Rows:
        """The answer of a query over the named canonical tables."""


class Files:
    """The current version of a lake, read by DuckDB."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake

    def fetch(self, query: ir.Table, tables: Sequence[str]) -> Rows:
        try:
            with connected() as connection:
                for name in tables:
                    if files := [str(file) for file in self.lake.files(name)]:
                        connection.read_parquet(files).create_view(name)
                    else:
                        connection.register(name, empty(name))
                return _fetched(connection, query)
        except duckdb.Error as error:
            raise (self.lake.damage() if self.lake.damaged() else error) from error


class Memory:
    """Tables in memory, read by DuckDB."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self.tables = tables

    def fetch(self, query: ir.Table, tables: Sequence[str]) -> Rows:
        with connected() as connection:
            for name in tables:
                connection.register(name, self.tables.get(name, empty(name)))
            return _fetched(connection, query)


def as_sql(query: ir.Table, dialect: str) -> str:
    """The query in an engine's words; those made lately are kept."""
    return _sql(query.op(), dialect)


@lru_cache(maxsize=256)
def _sql(query: Node, dialect: str) -> str:
    return str(ibis.to_sql(query.to_expr(), dialect=dialect))


def _fetched(connection: duckdb.DuckDBPyConnection, query: ir.Table) -> Rows:
    return [*map(whole, connection.sql(as_sql(query, "duckdb")).fetchall())]


class Postgres:
    """Canonical tables in PostgreSQL: those of the schema `polku_lake`, or temporary ones."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def fetch(self, query: ir.Table, tables: Sequence[str]) -> Rows:
        return [*map(whole, self.connection.execute(as_sql(query, "postgres").encode()).fetchall())]


@contextmanager
def postgres(url: str, given: Mapping[str, pa.Table] | None = None) -> Iterator[Postgres]:
    """Reads the schema `polku_lake`, or the tables given, which are put into temporary ones."""
    try:
        with psycopg.connect(url) as connection:
            connection.execute("SET TIME ZONE 'UTC'")
            connection.execute(sql.SQL("SET search_path TO pg_temp, {}").format(sql.Identifier(SCHEMA)))
            for name in TABLES if given is not None else ():
                copy_in(connection, name, (given or {}).get(name, empty(name)), temporary=True)
            yield Postgres(connection)
    except psycopg.errors.UndefinedTable as error:
        raise PolkuError(
            f"{error.diag.message_primary or 'no such table'} in {SCHEMA}",
            "the canonical tables",
            "bring them with `polku lake export --data DIR --to DATABASE_URL`",
        ) from None
    except psycopg.OperationalError:
        raise PolkuError("a database that does not answer", "a DATABASE_URL that can be reached", "check --data") from None


def copy_in(connection: psycopg.Connection[Any], name: str, rows: pa.Table, *, temporary: bool = False) -> None:
    """Make the table anew with these rows."""
    columns = [sql.SQL("{} {}").format(sql.Identifier(f.name), sql.SQL(_kind(f.type))) for f in TABLES[name]]
    where = sql.Identifier("pg_temp" if temporary else SCHEMA, name)
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(where))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(where, sql.SQL(", ").join(columns)))
    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(where)) as copy:
        for batch in rows.to_batches(max_chunksize=100_000):
            copy.write(_csv(pa.Table.from_batches([batch])))


def _kind(kind: pa.DataType) -> Any:
    if pa.types.is_timestamp(kind):
        return "timestamptz"
    return _KINDS[kind.value_type if pa.types.is_dictionary(kind) else kind]


def _csv(rows: pa.Table) -> bytes:
    plain = pa.schema([f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in rows.schema])
    text = io.BytesIO()
    pa_csv.write_csv(rows.cast(plain), text, pa_csv.WriteOptions(include_header=False))
    return text.getvalue()


def read_all(lake: Lake, name: str) -> pa.Table:
    """The whole table."""
    try:
        parts = [pq.read_table(file).cast(TABLES[name]) for file in lake.files(name)]
    except (OSError, pa.ArrowInvalid) as error:
        raise lake.damage() from error
    return pa.concat_tables(parts) if parts else empty(name)


def whole(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Sums that an engine gives as decimals are whole numbers here."""
    return tuple(int(value) if isinstance(value, Decimal) else value for value in row)
