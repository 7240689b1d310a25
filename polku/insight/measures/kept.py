"""Answers of a lake's engine kept for its version, in memory and beside its files, so that nothing is counted twice."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from polku.insight.lake import Pinned
from polku.insight.measures.store import Files, Rows, as_sql

FOLDER = ".answers"
ALWAYS = "always"
PREPARED = "prepared.json"
VERSIONS_KEPT = 2


class Kept:
    """A store like `Files`, over one version of a lake."""

    def __init__(self, lake: Pinned) -> None:
        self.lake = lake

    def fetch(self, query: ir.Table, tables: Sequence[str]) -> Rows:
        return [*map(tuple, kept(self.lake, as_sql(query, "duckdb"), lambda: Files(self.lake).fetch(query, tables)))]


def kept(lake: Pinned, name: str, make: Callable[[], Any]) -> Any:
    """What `make` gives, as JSON tells it; made once for a name and a version of the lake."""
    return _kept(lake.path / FOLDER / lake.content, _digest(name.encode()), _Maker(make))


def kept_always(lake: Pinned, what: bytes, make: Callable[[], Any]) -> Any:
    """What `make` gives of `what` alone, whatever the version."""
    return _kept(lake.path / FOLDER / ALWAYS, _digest(what), _Maker(make))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class _Maker:
    """A way to make an answer; all ways are equal, so that the cache looks at the name alone."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Maker)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=4096)
def _kept(folder: Path, name: str, maker: _Maker) -> Any:
    file = folder / f"{name}.json"
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        text = json.dumps(maker.make(), separators=(",", ":"))
    written(file, text)
    return json.loads(text)


def written(file: Path, text: str) -> None:
    """Beside the lake where it may be written; else the answer stays in memory alone."""
    draft = file.with_name(f".{uuid.uuid4().hex}")
    try:
        if not file.parent.is_dir():
            file.parent.mkdir(parents=True)
            _sweep(file.parent.parent)
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, file)
    except OSError:
        draft.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Keep the answers of the newest versions, and of the newest that is prepared."""
    versions = sorted(
        (each for each in folder.iterdir() if each.name != ALWAYS), key=lambda version: version.stat().st_mtime, reverse=True
    )
    spared = next((version for version in versions if (version / PREPARED).is_file()), None)
    for version in versions[VERSIONS_KEPT:]:
        if version != spared:
            shutil.rmtree(version, ignore_errors=True)
