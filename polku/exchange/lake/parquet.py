"""Brings canonical tables in as Parquet files, such as another county's export; the file's name is its table's."""

from __future__ import annotations

import hashlib
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from polku.foundation.errors import PolkuError
from polku.insight.canonical import TABLES, derived, shaped
from polku.insight.lake import Lake, write_parquet

SOURCE = "parquet"
MOST_WORKERS = 4
PART_ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """`rows` is 0 when the lake held the file already."""

    table: str
    rows: int
    held_already: bool


def load_file(path: Path, folder: Path) -> Loaded:
    """One file into the lake at `folder`, once; its derived columns are derived anew. PolkuError, and nothing written, where it
    is not a file of its table."""
    table, lake = path.stem, Lake(folder)
    if table not in TABLES:
        raise PolkuError(f"{path.name}, no table", f"the name of one: {', '.join(TABLES)}", "name the file as its table")
    key = f"{SOURCE}:{_sha256(path)}"
    if key in lake.sources(table):
        return Loaded(table, 0, held_already=True)
    with lake.staging() as drafts:
        published = lake.publish(table, source=key, data=_shaped(path, table, drafts))
    return Loaded(table, published.source.rows, held_already=False)


def _shaped(path: Path, table: str, drafts: Path) -> list[Path]:
    """The file as it is where it is right to the last derived value, else its rows written anew; in parts, several at once, so
    that memory stays the same whatever its size."""
    with _opened(path) as file:
        parts, whole = _parts(file), file.schema_arrow.equals(TABLES[table])

    def right(part: list[int]) -> bool:
        rows = _rows(path, part)
        anew = shaped(table, rows)
        return all(_plain(rows[name]).equals(_plain(anew[name])) for name in derived(table))

    def write(number: int) -> Path:
        target = drafts / f"{table}-{number:04}.parquet"
        write_parquet(shaped(table, _rows(path, parts[number])), target)
        return target

    try:
        with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_WORKERS) + 1) as workers:
            copied = workers.submit(_copied, path, drafts / path.name) if whole else None
            if copied and all(workers.map(right, parts)):
                return [copied.result()]
            return list(workers.map(write, range(len(parts))))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        raise PolkuError(
            f"{path.name} with columns that cannot be read", f"columns of {table}", "write the file again"
        ) from error


def _copied(path: Path, target: Path) -> Path:
    """On the disk when it returns, so that publishing needs not wait for it."""
    shutil.copyfile(path, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    return target


def _rows(path: Path, part: list[int]) -> pa.Table:
    with _opened(path) as file:
        return file.read_row_groups(part, use_threads=False)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _parts(file: pq.ParquetFile) -> list[list[int]]:
    """Row groups in turn, about PART_ROWS in each part."""
    parts: list[list[int]] = [[]]
    rows = 0
    for number in range(file.num_row_groups):
        if rows >= PART_ROWS:
            parts.append([])
            rows = 0
        parts[-1].append(number)
        rows += file.metadata.row_group(number).num_rows
    return parts


def _opened(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except FileNotFoundError:
        raise PolkuError(f"no file {path}", "a Parquet file", "correct the name") from None
    except (pa.ArrowInvalid, OSError):
        raise PolkuError(f"{path.name}, which is not whole Parquet", "a whole Parquet file", "bring it again") from None


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise PolkuError(f"{path}: {error.strerror}", "a Parquet file that can be read", "correct the name") from None
