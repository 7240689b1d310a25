"""``polku assess replay ID --against VERSION_OR_FOLDER``: how another version would have answered past answers."""

from __future__ import annotations

import argparse
import json
import os
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polku.assessment.library import current, load
from polku.assessment.logic.assessment import Assessment
from polku.foundation.content import in_language
from polku.foundation.errors import BadInput

if TYPE_CHECKING:
    from polku.assessment.logic.replay import Case, Replay

MOST_SYNTHETIC = 1_000_000
CORNER = "old \\ new"


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    one = what.add_parser("replay", help="how another version would have answered past answers")
    one.add_argument("id")
    one.add_argument("--against", required=True, metavar="VERSION_OR_FOLDER", help="the new version: its number, or its folder")
    one.add_argument("--from", dest="old", metavar="VERSION_OR_FOLDER", help="the old version, if not the content folder's")
    one.add_argument("--synthetic", type=int, metavar="N", help="so many answers drawn at random in place of past ones")
    one.add_argument("--seed", type=int, default=1, help="of the synthetic answers")
    one.add_argument("--since", type=date.fromisoformat, metavar="DAY", help="first day of the past answers")
    one.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="last day of the past answers")
    one.add_argument("--json", action="store_true")
    one.set_defaults(run=run_replay)


def run_replay(arguments: argparse.Namespace) -> int:
    old = _version(arguments.id, arguments.old) if arguments.old else current(arguments.id)
    new = _version(arguments.id, arguments.against)
    logic = "polku.assessment.logic"
    if arguments.synthetic is None:
        answers = _stored().past_answers(old, since=arguments.since, until=arguments.until)
        left = _left_aside(old, arguments)
    else:
        drawn = import_module(f"{logic}.synthetic_answers").synthetic_answers
        answers, left = drawn(old, _count(arguments.synthetic), arguments.seed), 0
    found: Replay = import_module(f"{logic}.replay").replay(old, new, answers)
    told = {**found.as_json(), "other_versions": left}
    print(json.dumps(told, ensure_ascii=False, indent=2) if arguments.json else plain(found, left))
    return 0


def _left_aside(old: Assessment, arguments: argparse.Namespace) -> int:
    versions = _stored().asked_by_versions(old.id, since=arguments.since, until=arguments.until)
    return sum(count for content_hash, count in versions.items() if content_hash != old.content_hash)


def _count(asked: int) -> int:
    if not 0 < asked <= MOST_SYNTHETIC:
        raise BadInput({"synthetic": "out-of-range"}, f"{asked} answers", f"from 1 to {MOST_SYNTHETIC}", "give another number")
    return asked


def _version(assessment_id: str, named: str) -> Assessment:
    folder = Path(named)
    if not (folder / "assessment.yaml").exists():
        found: Assessment = _stored().version_of(assessment_id, named)
        return found
    assessment = load(folder.resolve())
    if assessment.id != assessment_id:
        found_id, expected = f"{named} holds '{assessment.id}'", f"a version of '{assessment_id}'"
        raise BadInput({"against": "another"}, found_id, expected, "check the folder")
    return assessment


def _stored() -> Any:
    """The reads of the database, which the other ways do without."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.config.settings.production")
    import_module("django").setup()
    return import_module("polku.assessment.replaying.queries")


def plain(found: Replay, left: int) -> str:
    lines = [f"{found.count} answers, version {found.old_version} against {found.new_version}: {found.same} the same, "
             f"{found.more_urgent} more urgent, {found.less_urgent} less urgent, {found.directions['other']} other"]  # fmt: skip
    shown = [name or "no ending" for name in found.endings]
    width = max(len(name) for name in (*shown, "999999"))
    lines += ["", "  ".join(name.rjust(width) for name in (CORNER, *shown))]
    for name, row in zip(shown, found.matrix(), strict=True):
        counts = (str(count or "·").rjust(width) for count in row)
        lines.append("  ".join([name.rjust(len(CORNER)), *counts]))
    for cell in found.cells:
        if cell.cases:
            lines += ["", f"{cell.old or 'no ending'} → {cell.new or 'no ending'}, {cell.count}, for example:"]
            lines += [f"  - {_case(case)}" for case in cell.cases]
    lines += [f"asked by the new version, not answered then: {key}, {count}" for key, count in found.not_asked.items()]
    return "\n".join([*lines, *([f"{left} answers were asked by other versions and are left aside"] if left else [])])


def _case(case: Case) -> str:
    answers = [
        f"{in_language(given.question, 'en')} {in_language(given.answer, 'en') if given.answer is not None else '(not asked)'}"
        for given in case.answers
    ]
    return f"{'; '.join(answers)} [{', '.join(case.old_fired)} → {', '.join(case.new_fired)}]"
