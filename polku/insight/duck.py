"""DuckDB as every question uses it: in UTC, with as much memory as leaves room for the rest of the machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

MEMORY = "4GB"


@contextmanager
def connected() -> Iterator[duckdb.DuckDBPyConnection]:
    """What takes more than MEMORY goes to files in a folder of its own, which is removed after."""
    with (
        tempfile.TemporaryDirectory(prefix="polku-duckdb-") as folder,
        duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": folder}) as connection,
    ):
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
