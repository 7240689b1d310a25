"""``polku assess list``, ``polku assess run ID --answers FILE.json`` and ``polku content check [PATH]``."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path

from polku.assessment.library import current, folders, library, load
from polku.assessment.logic.answers import flat, read_answers
from polku.assessment.logic.assessment import Assessment, Result, assess
from polku.assessment.logic.examples import failures
from polku.foundation.content import content_root, in_language
from polku.foundation.errors import BadInput, ContentError


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listed = what.add_parser("list", help="the assessments of the content folder")
    listed.set_defaults(run=run_list)
    one = what.add_parser("run", help="the ending that answers lead to")
    one.add_argument("id")
    one.add_argument("--answers", type=Path, required=True, metavar="FILE.json", help="a mapping of linkId to answer")
    one.add_argument("--json", action="store_true", help="the whole result as JSON")
    one.set_defaults(run=run_assessment)


def add_content(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    content = commands.add_parser("content", help="check content files")
    checks = content.add_subparsers(metavar="what", required=True)
    check = checks.add_parser("check", help="read every assessment strictly and run its examples")
    check.add_argument("path", type=Path, nargs="?", default=None)
    check.add_argument("--prove", action="store_true", help="also prove every decision table")
    check.set_defaults(run=run_check)


def run_list(arguments: argparse.Namespace) -> int:
    for assessment in library(content_root()).values():
        print(f"{assessment.id} {assessment.version} {assessment.metadata.status} {assessment.metadata.title['en']}")
    return 0


def run_assessment(arguments: argparse.Namespace) -> int:
    assessment = current(arguments.id)
    result = assess_raw(assessment, read_file(arguments.answers))
    print(json.dumps(result.as_json(), ensure_ascii=False, indent=2) if arguments.json else plain(result))
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Exit 1 when any file has a fault; each fault on its own line."""
    root = arguments.path or content_root()
    found = folders(root)
    if not found:
        raise BadInput({"path": "no-content"}, f"no assessment under {root}", "a folder with assessment.yaml", "check the path")
    faults: list[str] = []
    for folder in found:
        try:
            assessment = load(folder)
            faults += failures(assessment)
            if arguments.prove:
                faults += import_module("polku.assessment.logic.proving").failures(assessment)
        except ContentError as error:
            faults.append(str(error))
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(found)} assessments checked, {len(faults)} faults")
    return 1 if faults else 0


def read_file(path: Path) -> dict[str, object]:
    mend = "give a JSON object such as {\"fever\": \"none\"}"
    try:
        answers = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput({"answers": "missing"}, f"no file {path}", "a file of answers", mend) from None
    except (ValueError, OSError):
        raise BadInput({"answers": "not-json"}, f"{path} is not JSON", "a JSON object", mend) from None
    if not isinstance(answers, dict):
        raise BadInput({"answers": "not-an-object"}, f"{path} holds no object", "linkId to answer", mend)
    return answers


def assess_raw(assessment: Assessment, raw: dict[str, object]) -> Result:
    """The result of answers as JSON gives them. Raises BadInput and Unfinished."""
    questionnaire = assessment.questionnaire
    raw, known = flat(questionnaire, raw), [item.link_id for item in questionnaire.answerable]
    for name in raw:
        if questionnaire.at(name) is None:
            raise BadInput({name: "unknown"}, f"unknown question '{name[:60]}'", f"one of: {', '.join(known)}", "correct it")
    answers, problems = read_answers(assessment.questionnaire, raw)
    for name, problem in problems.items():
        item = questionnaire.at(name)
        codes = ", ".join(option.code for option in item.options) if item else ""
        expected = f"one of: {codes}" if codes else f"a {item.type if item else 'question'}"
        raise BadInput({name: problem.code}, f"the answer to '{name}' is {problem.code}", expected, "correct it")
    return assess(assessment, answers)


def plain(result: Result) -> str:
    lines = [f"{result.ending.id}: {in_language(result.ending.title, 'en')}", *result.reasons.get("en", [])]
    return "\n".join([*lines, f"rules: {', '.join(rule.id for rule in result.fired)}; version {result.version}"])
