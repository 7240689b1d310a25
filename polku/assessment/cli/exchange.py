"""``polku assess export ID --format …`` and ``polku assess import FILE``: assessments in the forms that others read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

from polku.assessment.library import current
from polku.assessment.logic.assessment import Assessment
from polku.foundation.errors import BadInput

LARGEST = 10_000_000


def to_dmn(assessment: Assessment) -> str:
    """The rules."""
    text: str = import_module("polku.assessment.logic.rules_exchange").assessment_to_dmn(assessment)
    return text


def from_dmn(content: bytes, shown: str) -> str:
    """A rules.yaml."""
    text: str = import_module("polku.assessment.logic.rules_in").dmn_to_rules_yaml(content, shown)
    return text


WRITERS: Mapping[str, Callable[[Assessment], str]] = {"dmn": to_dmn}
READERS: Mapping[str, Callable[[bytes, str], str]] = {".dmn": from_dmn, ".xml": from_dmn}


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = what.add_parser("export", help="an assessment in a form that others read, on the output")
    export.add_argument("id")
    export.add_argument("--format", choices=sorted(WRITERS), default=next(iter(WRITERS)))
    export.set_defaults(run=run_export)
    taken = what.add_parser("import", help="a file of others as content of ours (YAML), on the output")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.set_defaults(run=run_import)


def run_export(arguments: argparse.Namespace) -> int:
    sys.stdout.write(WRITERS[arguments.format](current(arguments.id)))
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise BadInput({"file": "unknown-kind"}, f"a file named {path.name}", f"one of: {', '.join(READERS)}", "rename it")
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError:
        raise BadInput({"file": "missing"}, f"no file {path}", "a file to import", "correct the path") from None
    if content is None:
        raise BadInput({"file": "too-large"}, f"{path} is over 10 MB", "at most 10 MB", "leave out what is not needed")
    sys.stdout.write(read(content, str(path)))
    return 0
