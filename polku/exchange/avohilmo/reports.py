"""What an import leaves beside the data: `rejected.csv` and `quality.json`, of every file in the lake."""

import csv
import io
import json
import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from polku.exchange.avohilmo.checks import Rejected

REJECTED = "rejected.csv"
QUALITY = "quality.json"
HEADER = ("line", "column", "found", "expected", "file")


@dataclass(frozen=True, slots=True)
class Finding:
    """Rows that came in but tell of a flaw; counts by column."""

    name: str
    meaning: str
    columns: Mapping[str, int]

    @property
    def count(self) -> int:
        return sum(self.columns.values())


def write_rejected(out: Path, file: str, rejected: Sequence[Rejected]) -> None:
    """The rejected rows of `file` in place of those of an earlier try; other files' stay."""
    path = out / REJECTED
    kept = [row for row in _read_rows(path) if row[-1] != file]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(kept)
    writer.writerows((row.line, row.column, row.found, row.expected, file) for row in rejected)
    _replace(path, text.getvalue())


def write_quality(out: Path, file: str, source: str, rows: int, rejected: int, findings: Sequence[Finding]) -> None:
    """The findings of `file`, beside those of the other files."""
    path = out / QUALITY
    imports = json.loads(path.read_text(encoding="utf-8"))["imports"] if path.exists() else {}
    imports[file] = {
        "source": source,
        "rows": rows,
        "rejected": rejected,
        "findings": [{"finding": f.name, "count": f.count, "columns": dict(f.columns), "meaning": f.meaning} for f in findings],
    }
    _replace(path, json.dumps({"imports": imports}, indent=1, ensure_ascii=False) + "\n")


def _read_rows(path: Path) -> list[list[str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, path)
