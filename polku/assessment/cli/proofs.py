"""``polku assess prove [ID|FILE.dmn] [--json]``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from polku.assessment.library import library
from polku.assessment.logic.assessment import Assessment
from polku.foundation.content import content_root, in_language
from polku.foundation.errors import BadInput, NotFound


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = what.add_parser("prove", help="prove the decision tables of one assessment or of all")
    parser.add_argument("what", nargs="?", metavar="ID|FILE.dmn", help="all of the content folder where it is left out")
    parser.add_argument("--json", action="store_true", help="every proof with its counterexample as JSON")
    parser.set_defaults(run=run_prove)


def run_prove(arguments: argparse.Namespace) -> int:
    """Exit 1 when any proof fails."""
    tables = proven(arguments.what)
    failed = any(proofs.failed for proofs in tables.values())
    if arguments.json:
        told = {name: proofs.as_json() for name, proofs in tables.items()}
        print(json.dumps({"tables": told}, ensure_ascii=False, indent=2))
        for line in (f"{name}: {note}" for name, proofs in tables.items() for note in proofs.notes):
            print(line, file=sys.stderr)
    else:
        print("\n".join(line for name, proofs in tables.items() for line in plain(name, proofs)))
    return 1 if failed else 0


def proven(what: str | None) -> Mapping[str, Any]:
    """The proofs by table: of one assessment or file by the table's name, of all assessments by `assessment/table`."""
    if what is not None and what.endswith((".dmn", ".xml")):
        of_file: Mapping[str, Any] = import_module("polku.assessment.logic.proof_dmn").prove_dmn(_text(Path(what)), what)
        return of_file
    prove = import_module("polku.assessment.logic.proving").prove
    if what is not None:
        of_one: Mapping[str, Any] = prove(in_folder(what))
        return of_one
    return {
        f"{assessment.id}/{table}": proofs
        for assessment in library(content_root()).values()
        for table, proofs in prove(assessment).items()
    }


def in_folder(assessment_id: str) -> Assessment:
    """The assessment as it stands in the content folder, which may differ from the version in force. Raises NotFound."""
    found = library(content_root()).get(assessment_id)
    if found is None:
        known = ", ".join(library(content_root()))
        raise NotFound(f"no assessment '{assessment_id[:60]}'", f"one of: {known}, or a .dmn file", "check the name")
    return found


def _text(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise BadInput({"file": "missing"}, f"no file {path}", "a DMN file", "check the path") from None


def plain(name: str, proofs: Any) -> list[str]:
    """What is proven of the table on one line, then each counterexample with its mend."""
    proved = [said.replace("_", " ") for said, verdict in proofs.verdicts.items() if verdict.status == "proved"]
    lines = [f"{name}: {'FAILED' if proofs.failed else 'proven'} ({', '.join(proved) or 'nothing'})"]
    for said, verdict in proofs.failed.items():
        for example in verdict.counterexamples:
            lines.append(f"  not {said.replace('_', ' ')}: {example.words['en']}")
            if example.suggestion:
                lines.append(f"    {in_language(example.suggestion, 'en')}")
    return [*lines, *(f"  note: {note}" for note in proofs.notes)]
