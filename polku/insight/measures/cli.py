"""``polku measure run|list``: the figures of a declared measure, and what is declared."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection
from pathlib import Path

from polku.foundation.errors import PolkuError
from polku.insight.lake import opened
from polku.insight.measures.access import MEASURES
from polku.insight.measures.engine import run as run_measure
from polku.insight.measures.output import FORMATS, declaration, rendered


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("measure", help="compute a measure, or list the measures")
    actions = parser.add_subparsers(metavar="action", required=True)
    one = actions.add_parser("run", help="compute a measure over a data folder")
    one.add_argument("measure", help="id of the measure, such as access")
    one.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder made by import or synth")
    one.add_argument("--clock", default="need-assessment", help="need-assessment or earliest-contact")
    one.add_argument("--service", default="outpatient", help="outpatient, oral or another service")
    one.add_argument("--by", action="append", default=[], metavar="GROUPS", help="profession,unit,month")
    one.add_argument("--format", default="table", help=" or ".join(FORMATS))
    one.set_defaults(run=run)
    every = actions.add_parser("list", help="list the measures")
    every.add_argument("--json", action="store_true", help="the whole declarations as JSON")
    every.set_defaults(run=show)


def run(arguments: argparse.Namespace) -> int:
    _choice("measure", arguments.measure, MEASURES)
    _choice("format", arguments.format, FORMATS)
    by = [word.strip() for part in arguments.by for word in part.split(",") if word.strip()]
    result = run_measure(
        MEASURES[arguments.measure],
        opened(arguments.data),
        clock=arguments.clock,
        service=arguments.service,
        by=by,
    )
    sys.stdout.write(rendered(result, arguments.format))
    return 0


def show(arguments: argparse.Namespace) -> int:
    if arguments.json:
        declared = [declaration(measure) for measure in MEASURES.values()]
        print(json.dumps(declared, ensure_ascii=False, indent=1))
    else:
        for measure in MEASURES.values():
            print(f"{measure.id}  {measure.name['en']}: {measure.definition['en']}")
    return 0


def _choice(what: str, found: str, known: Collection[str]) -> None:
    if found not in known:
        raise PolkuError(found=f"unknown {what} {found!r}", expected=f"one of {', '.join(known)}")
