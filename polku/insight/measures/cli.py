"""``polku measure run|list|check``: the figures of a declared measure, what is declared, and whether twins agree."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Collection
from pathlib import Path

from polku.foundation import clock
from polku.foundation.errors import PolkuError
from polku.insight.lake import opened
from polku.insight.measures.asking import ENGINES, OPTIONS, answered, asked_words, period_of
from polku.insight.measures.fhir import REPORT, measure_report, measures_bundle, of_access
from polku.insight.measures.model import AccessResult, Measure
from polku.insight.measures.naive.checking import SAMPLE, checked
from polku.insight.measures.output import FORMATS, declaration, rendered
from polku.insight.measures.published import published
from polku.insight.measures.registry import MEASURES
from polku.insight.measures.suppression import suppressed
from polku.insight.measures.tallied import Result


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("measure", help="compute a measure, list the measures, or check them")
    actions = parser.add_subparsers(metavar="action", required=True)
    one = actions.add_parser("run", help="compute a measure over a data folder or a database")
    one.add_argument("measure", help="id of the measure, such as access")
    one.add_argument("--data", required=True, metavar="DIR|DATABASE_URL", help="folder made by import or synth, or a database")
    one.add_argument("--engine", metavar="ENGINE", help=" or ".join(ENGINES))
    one.add_argument("--master", metavar="MASTER", help="where Spark runs: local[2], spark://HOST:PORT, yarn")
    one.add_argument("--by", action="append", default=[], metavar="GROUPS", help="profession,unit,month")
    one.add_argument("--period", metavar="YYYY-MM[:YYYY-MM]", help="months, both ends included")
    one.add_argument("--where", action="append", default=[], metavar="COLUMN=VALUE", help="only these rows")
    one.add_argument("--service", help="outpatient, oral or another service")
    one.add_argument("--profession", help="a profession or a group of them")
    for option in OPTIONS.values():
        one.add_argument(f"--{option.name}", help=option.expected)
    one.add_argument("--format", default="table", help=" or ".join((*FORMATS, REPORT)))
    one.add_argument("--no-suppress", dest="suppress", action="store_false", help="show small numbers too")
    one.set_defaults(run=run)
    every = actions.add_parser("list", help="list the measures")
    every.add_argument("--json", action="store_true", help="the whole declarations as JSON")
    every.add_argument("--fhir", action="store_true", help="as FHIR R4 Measures")
    every.set_defaults(run=show)
    twins = actions.add_parser("check", help="compare every measure with its plain twin on a sample")
    twins.add_argument("--data", required=True, metavar="DIR", help="folder made by import or synth")
    twins.add_argument("--rows", type=int, default=SAMPLE, metavar="N", help="about how many visits to take")
    twins.set_defaults(run=check)
    others = actions.add_parser("published", help="denominators of published counts and shares, and where the two contradict")
    others.add_argument("file", type=Path, metavar="FILE.csv", help="columns year, municipality, a count, a share in percent")
    others.set_defaults(run=tell_published)


def run(arguments: argparse.Namespace) -> int:
    _choice("measure", arguments.measure, MEASURES)
    _choice("format", arguments.format, (*FORMATS, REPORT))
    measure = MEASURES[arguments.measure]
    result = answered(measure, arguments)
    sys.stdout.write(_report(measure, result, arguments) if arguments.format == REPORT else rendered(result, arguments.format))
    return 0


def _report(measure: Measure, result: AccessResult | Result, arguments: argparse.Namespace) -> str:
    """A report leaves the house, so that access to care is protected too."""
    if isinstance(result, AccessResult):
        result = of_access(result)
        result = suppressed(measure, result) if arguments.suppress else result
    report = measure_report(measure, result, period=period_of(arguments), now=clock.now(), asked=asked_words(arguments))
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def show(arguments: argparse.Namespace) -> int:
    if arguments.fhir:
        print(json.dumps(measures_bundle([*MEASURES.values()]), ensure_ascii=False, indent=1))
    elif arguments.json:
        declared = [declaration(measure) for measure in MEASURES.values()]
        print(json.dumps(declared, ensure_ascii=False, indent=1))
    else:
        for measure in MEASURES.values():
            print(f"{measure.id}  {measure.name['en']}: {measure.definition['en']}")
    return 0


def check(arguments: argparse.Namespace) -> int:
    differences = 0
    for found in checked(opened(arguments.data), arguments.rows):
        print(f"{'agrees' if not found.differences else 'DIFFERS'}  {found.measure}: {found.asked}, {found.rows} rows")
        for difference in found.differences:
            print(f"  {difference}")
        differences += len(found.differences)
    return 1 if differences else 0


def tell_published(arguments: argparse.Namespace) -> int:
    for figure in published(arguments.file):
        told = f"{figure.year} {figure.municipality}: {figure.count} is {figure.share} % of "
        total = f"{figure.total.least}–{figure.total.most}" if figure.total.possible else "nothing: the source contradicts itself"
        print(told + total)
    return 0


def _choice(what: str, found: str, known: Collection[str]) -> None:
    if found not in known:
        raise PolkuError(found=f"unknown {what} {found!r}", expected=f"one of {', '.join(known)}")
