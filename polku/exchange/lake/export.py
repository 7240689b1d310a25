"""Gives the canonical tables out: Parquet files with a data dictionary, or tables in PostgreSQL."""

from __future__ import annotations

import csv
import os
import uuid
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
from psycopg import sql

from polku.foundation.errors import PolkuError
from polku.insight.canonical import KEYS, TABLES
from polku.insight.lake import ROW_GROUP_ROWS, Lake
from polku.insight.measures.store import SCHEMA, copy_in, read_all

DICTIONARY = "columns.csv"


def to_folder(lake: Lake, folder: Path) -> dict[str, int]:
    """One Parquet file a table that has rows; each appears whole or not at all. The rows of each."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = {name: _written(lake, name, folder / f"{name}.parquet") for name in TABLES if lake.files(name)}
    draft = folder / f".{uuid.uuid4().hex}"
    with draft.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(dictionary())
    os.replace(draft, folder / DICTIONARY)
    return rows


def dictionary() -> list[list[str]]:
    """Every column: its table, name, type, whether it may be empty, whether it is of the key, and what it means."""
    lines = [["table", "column", "type", "nullable", "key", "meaning"]]
    for name, schema in TABLES.items():
        for field in schema:
            kind = getattr(field.type, "value_type", field.type)
            meaning = (field.metadata or {}).get(b"meaning", b"").decode()
            flags = ["yes" if flag else "no" for flag in (field.nullable, field.name in KEYS[name])]
            lines.append([name, field.name, str(kind), *flags, meaning])
    return lines


def to_database(lake: Lake, url: str) -> dict[str, int]:
    """Every table made anew in the schema `polku_lake`, all in one transaction."""
    try:
        with psycopg.connect(url) as connection:
            connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
            found = {}
            for name in TABLES:
                rows = read_all(lake, name)
                copy_in(connection, name, rows)
                found[name] = rows.num_rows
    except psycopg.OperationalError:
        raise PolkuError("a database that does not answer", "a DATABASE_URL that can be reached", "check --to") from None
    return found


def _written(lake: Lake, name: str, target: Path) -> int:
    draft = target.with_name(f".{uuid.uuid4().hex}")
    rows = 0
    try:
        with pq.ParquetWriter(draft, TABLES[name], compression="zstd", compression_level=1) as writer:
            for file in lake.files(name):
                for batch in pq.ParquetFile(file).iter_batches(ROW_GROUP_ROWS):
                    writer.write_batch(batch.cast(TABLES[name]))
                    rows += batch.num_rows
        os.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return rows
