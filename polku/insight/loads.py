"""What has been loaded into a lake: when, from what, how many rows, and how many were refused at its door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from polku.insight.canonical import TABLES
from polku.insight.lake import Lake, Source

REPORT = "quality.json"
"""What imports of files leave beside the data."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one source gives to one table now; `kind` and `detail` are the two parts of its key, a file by its name.

    `at` is when its files were written; `refused` is known of imported files.
    """

    table: str
    key: str
    kind: str
    detail: str
    rows: int
    files: int
    at: datetime | None
    refused: int | None = None


def loads(lake: Lake) -> tuple[Load, ...]:
    """Of the present version, the newest first."""
    imports = _imports(lake)
    found = [_load(lake, table, source, imports) for table in TABLES for source in lake.sources(table).values()]
    return tuple(sorted(found, key=lambda load: (-(load.at.timestamp() if load.at else 0), load.table, load.key)))


def fed_by(lake: Lake) -> dict[str, dict[str, int]]:
    """Rows of each table by the kind of their source."""
    found: dict[str, dict[str, int]] = {}
    for table in TABLES:
        kinds = found.setdefault(table, {})
        for source in lake.sources(table).values():
            kind = _parts(source.key)[0]
            kinds[kind] = kinds.get(kind, 0) + source.rows
    return found


def _load(lake: Lake, table: str, source: Source, imports: dict[str, tuple[str, int]]) -> Load:
    kind, detail = _parts(source.key)
    name, refused = imports.get(source.key, (detail, None))
    return Load(table, source.key, kind, name, source.rows, len(source.files), _written(lake, source), refused)


def _parts(key: str) -> tuple[str, str]:
    kind, _, detail = key.replace("/", ":", 1).partition(":")
    return kind, detail


def _written(lake: Lake, source: Source) -> datetime | None:
    stamps = [path.stat().st_mtime for path in (lake.path / file.path for file in source.files) if path.is_file()]
    return datetime.fromtimestamp(max(stamps), UTC) if stamps else None


def _imports(lake: Lake) -> dict[str, tuple[str, int]]:
    return dict(_reported(lake))


def _reported(lake: Lake) -> Iterator[tuple[str, tuple[str, int]]]:
    try:
        report: dict[str, Any] = json.loads((lake.path / REPORT).read_bytes())
    except (OSError, ValueError):
        return
    for name, told in report.get("imports", {}).items():
        yield told["source"], (name, told["rejected"])
