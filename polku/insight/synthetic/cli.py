"""`polku synth`: makes a synthetic county, or the country."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from polku.foundation.errors import BadInput, PolkuError
from polku.insight.synthetic.country import TEMPLATE, make_country
from polku.insight.synthetic.make import make_county
from polku.insight.synthetic.settings import load_county

ALL = "all"
"""Every county, in place of one's name."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("synth", help="make a synthetic county, or the whole country: residents and their visits")
    parser.add_argument("--county", required=True, help=f"a county with a synthetic.yaml, such as {TEMPLATE}; or {ALL}")
    parser.add_argument("--residents", metavar="N", help="of one county")
    parser.add_argument("--months", metavar="M", help="of one county")
    parser.add_argument("--events", metavar="N", help=f"of a year of the country, about; with --county {ALL}")
    parser.add_argument("--seed", metavar="S", default="1", help="the same seed gives the same bytes")
    parser.add_argument("--out", type=Path, metavar="DIR", help="var/synthetic/ and the county's name unless given")
    parser.add_argument("--until", metavar="YYYY-MM-DD", help="the last day (the county's own unless given)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    out = arguments.out or Path(os.environ.get("POLKU_VAR", "var")) / "synthetic" / arguments.county
    seed = _number("seed", arguments.seed)
    until = None if arguments.until is None else _day("until", arguments.until)
    try:
        (_country if arguments.county == ALL else _county)(arguments, seed, until, out)
    except OSError as error:
        raise PolkuError(
            found=f"cannot write to {out}: {error.strerror}",
            expected="a folder that can be written to, with room",
            mend="correct --out",
        ) from error
    return 0


def _county(arguments: argparse.Namespace, seed: int, until: date | None, out: Path) -> None:
    county = load_county(arguments.county)
    _given(arguments, f"--county {arguments.county}", needs=("residents", "months"), not_with=("events",))
    residents, months = _number("residents", arguments.residents), _number("months", arguments.months)
    made = make_county(county, residents=residents, months=months, seed=seed, until=until, out=out)
    print(f"{made.rows} encounters of {residents} residents in {out}: {_news(made.changed)}")


def _country(arguments: argparse.Namespace, seed: int, until: date | None, out: Path) -> None:
    """Tells of each county as it is ready: a whole year takes minutes."""
    _given(arguments, f"--county {ALL}", needs=("events",), not_with=("residents", "months"))
    rows = 0
    for key, made in make_country(events=_number("events", arguments.events), seed=seed, until=until, out=out):
        rows += made.rows
        print(f"{key}: {made.rows} encounters, {_news(made.changed)}", flush=True)
    print(f"{rows} encounters in {out}")


def _news(changed: bool) -> str:
    return "made" if changed else "already there, unchanged"


def _given(arguments: argparse.Namespace, of: str, *, needs: Sequence[str], not_with: Sequence[str]) -> None:
    for name in needs:
        if getattr(arguments, name) is None:
            raise BadInput({name: ""}, f"{of} without --{name}", f"--{name} and a number", f"add --{name}")
    for name in not_with:
        if getattr(arguments, name) is not None:
            raise BadInput({name: ""}, f"{of} with --{name}", f"--{' and --'.join(needs)} alone", f"leave out --{name}")


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
