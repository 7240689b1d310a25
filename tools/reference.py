"""The manual's tables, rendered from the spec tests: each table that the tests try is a table that one may read.

A hook of MkDocs: `make docs` adds a page for each module of ``tests/spec`` that holds tables.
"""

from __future__ import annotations

import importlib
import inspect
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "tests" / "spec"
FOLDER = "reference/spec"
LONGEST = 160
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass(frozen=True)
class Table:
    """A test's name as a heading, what it says of itself, and its rows."""

    title: str
    text: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def modules() -> list[str]:
    return sorted(path.stem for path in SPEC.glob("test_*.py"))


def prepare() -> None:
    """Spec tests read Django's models at most; no database is asked."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.config.settings.test")
    importlib.import_module("django").setup()


def tables(module: ModuleType) -> Iterator[Table]:
    """The tables of a module, in its order."""
    for name, function in vars(module).items():
        if name.startswith("test_") and callable(function):
            for mark in getattr(function, "pytestmark", ()):
                if mark.name == "parametrize":
                    yield _table(name, function, *mark.args[:2])


def _table(name: str, function: Any, names: str | Sequence[str], rows: Any) -> Table:
    columns = tuple(part.strip() for part in names.split(",")) if isinstance(names, str) else tuple(names)
    title = name.removeprefix("test_").replace("_", " ").capitalize()
    return Table(title, inspect.getdoc(function) or "", columns, tuple(_row(row, len(columns)) for row in rows))


def _row(row: Any, width: int) -> tuple[object, ...]:
    values = getattr(row, "values", row)
    return (values,) if width == 1 and not hasattr(row, "marks") else tuple(values)


def page(module: ModuleType) -> str:
    """The module as Markdown; empty where it holds no table."""
    found = list(tables(module))
    if not found:
        return ""
    heading, *rest = (inspect.getdoc(module) or module.__name__).split("\n\n", 1)
    return "\n\n".join([f"# {heading.rstrip('.')}".replace("\n", " "), *rest, *(_markdown(table) for table in found)]) + "\n"


def _markdown(table: Table) -> str:
    lines = [" | ".join(column.replace("_", " ") for column in table.columns), " | ".join("---" for _ in table.columns)]
    lines += [" | ".join(_cell(value) for value in row) for row in table.rows]
    return "\n\n".join(part for part in (f"## {table.title}", table.text, "\n".join(f"| {line} |" for line in lines)) if part)


def _cell(value: object) -> str:
    text = " ".join(_plain(value).split())
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return f"`{text}`".replace("|", "\\|") if text else ""


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return ", ".join(f"{_plain(key)}: {_plain(one)}" for key, one in value.items()) or "{}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(one) for one in value) or "–"
    return ADDRESS.sub("", getattr(value, "__name__", "") or str(value))


def on_files(files: Any, *, config: Any) -> Any:
    """MkDocs asks here for pages that are made, not written: one for each module, and their list."""
    generated = importlib.import_module("mkdocs.structure.files").File.generated
    prepare()
    pages = {name: page(importlib.import_module(f"tests.spec.{name}")) for name in modules()}
    written = {name.removeprefix("test_"): text for name, text in pages.items() if text}
    for name, text in written.items():
        files.append(generated(config, f"{FOLDER}/{name}.md", content=text))
    files.append(generated(config, f"{FOLDER}/index.md", content=contents(written)))
    return files


def contents(written: Mapping[str, str]) -> str:
    """The list of the pages, each by its heading."""
    links = "\n".join(f"- [{text.splitlines()[0].removeprefix('# ')}]({name}.md)" for name, text in written.items())
    return f"# What holds, in tables\n\nEvery table here is tried by the tests, row by row.\n\n{links}\n"
