"""``polku import avohilmo FILE --out DIR``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from polku.exchange.avohilmo.importing import import_file
from polku.exchange.avohilmo.reports import QUALITY, REJECTED
from polku.foundation.errors import PolkuError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("import", help="bring data of other systems into a data folder")
    kinds = parser.add_subparsers(metavar="kind", required=True)
    one = kinds.add_parser("avohilmo", help="an AvoHILMO extract (CSV)")
    one.add_argument("file", type=Path, help="the CSV file")
    one.add_argument("--out", type=Path, required=True, metavar="DIR", help="the data folder")
    one.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    out: Path = arguments.out
    try:
        done = import_file(arguments.file, out)
    except OSError as error:
        raise PolkuError(found=f"{out}: {error.strerror}", expected="a folder that can be written") from error
    if done.held_already:
        print(f"{arguments.file.name} is in {out} already: 0 rows added")
        return 0
    where = f" (see {out / REJECTED})" if done.rejected else ""
    print(f"{done.added} rows added, {done.rejected} rejected{where}")
    for finding in done.findings:
        print(f"quality: {finding.count} × {finding.meaning} ({', '.join(finding.columns)})")
    if done.findings:
        print(f"see {out / QUALITY}")
    sys.stdout.flush()
    return 0
