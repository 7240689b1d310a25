"""``polku assess export ID`` and ``polku assess import FILE``: assessments in the forms that others read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from polku.assessment.library import current
from polku.assessment.logic.assessment import Assessment
from polku.foundation.errors import BadInput

LARGEST = 10_000_000


@dataclass(frozen=True)
class Taken:
    """A file of ours made of one of others: its name, its text, and what was ignored or filled in."""

    name: str
    text: str
    ignored: tuple[str, ...] = ()


def to_fhir(assessment: Assessment) -> str:
    """The questions."""
    writing = import_module("polku.assessment.fhir.writing")
    resource = writing.questionnaire_to_fhir(assessment.questionnaire, writing.head_of(assessment))
    text: str = writing.as_text(resource)
    return text


def to_dmn(assessment: Assessment) -> str:
    """The rules."""
    text: str = import_module("polku.assessment.logic.rules_exchange").assessment_to_dmn(assessment)
    return text


def from_fhir(content: bytes, shown: str) -> Taken:
    importing = import_module("polku.assessment.fhir.importing")
    found = importing.questionnaire_from_fhir(importing.parse_json(content, shown), shown)
    return Taken("questionnaire.yaml", found.source, found.ignored)


def from_dmn(content: bytes, shown: str) -> Taken:
    return Taken("rules.yaml", import_module("polku.assessment.logic.rules_in").dmn_to_rules_yaml(content, shown))


WRITERS: Mapping[str, Callable[[Assessment], str]] = {"fhir": to_fhir, "dmn": to_dmn}
READERS: Mapping[str, Callable[[bytes, str], Taken]] = {".json": from_fhir, ".dmn": from_dmn, ".xml": from_dmn}


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    export = what.add_parser("export", help="an assessment in a form that others read: its questions as FHIR, its rules as DMN")
    export.add_argument("id")
    export.add_argument("--format", choices=list(WRITERS), default="fhir")
    export.add_argument("--out", type=Path, metavar="FILE", help="a file instead of the output")
    export.set_defaults(run=run_export)
    taken = what.add_parser("import", help="a FHIR Questionnaire (.json) or DMN file as content of ours (YAML)")
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument("--into", type=Path, metavar="FOLDER", help="written there instead of the output; replaces nothing")
    taken.set_defaults(run=run_import)


def run_export(arguments: argparse.Namespace) -> int:
    text = WRITERS[arguments.format](current(arguments.id))
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        _write(arguments.out, text)
    return 0


def run_import(arguments: argparse.Namespace) -> int:
    """What was ignored goes to the errors' output, one line for each kind."""
    path: Path = arguments.file
    read = READERS.get(path.suffix.lower())
    if read is None:
        raise BadInput({"file": "unknown-kind"}, f"a file named {path.name}", f"one of: {', '.join(READERS)}", "rename it")
    taken = read(_content(path), str(path))
    for line in taken.ignored:
        print(f"{path}: {line}", file=sys.stderr)
    if arguments.into is None:
        sys.stdout.write(taken.text)
        return 0
    place = arguments.into / taken.name
    if place.exists():
        raise BadInput({"into": "exists"}, f"{place} is there already", "a folder without it", "choose another folder")
    _write(place, taken.text)
    print(place)
    return 0


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError:
        raise BadInput({"file": "missing"}, f"no file {path}", "a file to import", "correct the path") from None
    if content is None:
        raise BadInput({"file": "too-large"}, f"{path} is over 10 MB", "at most 10 MB", "leave out what is not needed")
    return content


def _write(place: Path, text: str) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput({"file": "not-written"}, f"{place}: {error.strerror}", "a place to write to", "choose another") from None
