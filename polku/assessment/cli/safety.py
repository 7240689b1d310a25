"""``polku assess safety ID [--json]``: the clinical safety file. Exit 1 where a hazard has no test."""

from __future__ import annotations

import argparse
import json
from importlib import import_module
from typing import Any

from polku.assessment.library import current


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = what.add_parser("safety", help="what it is for, and each hazard with its rules, red flags and tests")
    parser.add_argument("id")
    parser.add_argument("--json", action="store_true", help="the whole file as JSON")
    parser.set_defaults(run=run_safety)


def run_safety(arguments: argparse.Namespace) -> int:
    file = import_module("polku.assessment.publishing.logic.safety").safety_file(current(arguments.id))
    print(json.dumps(file.as_json(), ensure_ascii=False, indent=2) if arguments.json else plain(file.as_json()))
    return 1 if file.faults else 0


def plain(file: dict[str, Any]) -> str:
    lines = [f"{file['id']} {file['version']} ({file['status']})", file["intended_use"]["purpose"]["en"]]
    for hazard in file["hazards"]:
        lines.append(f"{hazard['id']} {hazard['text']['en']}")
        for rule in hazard["rules"]:
            flags = f"; red flags: {', '.join(rule['red_flags'])}" if rule["red_flags"] else ""
            lines.append(f"  {rule['id']} {rule['ending']}{flags}; tests: {', '.join(rule['examples']) or 'none'}")
    return "\n".join([*lines, *(f"fault: {fault}" for fault in file["faults"])])
