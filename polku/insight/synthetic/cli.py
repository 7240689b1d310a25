"""`polku synth`: makes a synthetic county."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from polku.foundation.errors import BadInput, PolkuError
from polku.insight.synthetic.make import make_county
from polku.insight.synthetic.settings import load_county


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("synth", help="make a synthetic county: residents and their visits")
    parser.add_argument("--county", required=True, help="a county with a synthetic.yaml, such as varsinais-suomi")
    parser.add_argument("--residents", required=True, metavar="N")
    parser.add_argument("--months", required=True, metavar="M")
    parser.add_argument("--seed", required=True, metavar="S", help="the same seed gives the same bytes")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--until", metavar="YYYY-MM-DD", help="the last day (the county's own unless given)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    county = load_county(arguments.county)
    residents, months, seed = (_number(name, getattr(arguments, name)) for name in ("residents", "months", "seed"))
    until = None if arguments.until is None else _day("until", arguments.until)
    try:
        made = make_county(county, residents=residents, months=months, seed=seed, until=until, out=arguments.out)
    except OSError as error:
        raise PolkuError(
            found=f"cannot write to {arguments.out}: {error.strerror}",
            expected="a folder that can be written to, with room",
            mend="correct --out",
        ) from error
    news = "made" if made.changed else "already there, unchanged"
    print(f"{made.rows} encounters of {residents} residents in {arguments.out}: {news}")
    return 0


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise _bad(name, text, "a whole number") from None


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad(name, text, "a day such as 2026-01-31") from None


def _bad(name: str, text: str, expected: str) -> BadInput:
    return BadInput({name: text}, f"--{name} '{text}'", expected, f"correct --{name}")
