"""``polku exchange monitoring``: what is sent out."""

from __future__ import annotations

import argparse
import os
import uuid
from datetime import date
from pathlib import Path

from polku.exchange.monitoring.daily import as_csv, daily
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.foundation.errors import PolkuError
from polku.insight.lake import opened


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("exchange", help="figures for others")
    kinds = parser.add_subparsers(metavar="kind", required=True)
    one = kinds.add_parser("monitoring", help="a day's figures of the guarantee of care, by every health centre")
    one.add_argument("--data", required=True, metavar="DIR", help="the data folder")
    one.add_argument("--day", required=True, metavar="YYYY-MM-DD", help="a day that is over")
    one.add_argument("--out", required=True, type=Path, metavar="FILE", help="the CSV file to write")
    one.set_defaults(run=monitoring)


def monitoring(arguments: argparse.Namespace) -> int:
    lines = daily(opened(arguments.data), _day(arguments.day), helsinki_date(clock.now()))
    _write(arguments.out, as_csv(lines))
    print(f"{len(lines)} lines, {len({line.unit for line in lines})} health centres, in {arguments.out}")
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PolkuError(f"--day {text!r}", "a day such as 2026-03-02", "correct --day") from None


def _write(path: Path, text: str) -> None:
    """The whole file or none."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise PolkuError(f"{path}: {error.strerror}", "a file that can be written", "correct --out") from error
