"""``polku assess score INSTRUMENT --answers FILE.json``: the score of raw answers, with all that stands behind it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from polku.assessment.instruments.declaration import named
from polku.assessment.instruments.library import instruments
from polku.assessment.instruments.scorers import score
from polku.foundation.content import content_root
from polku.foundation.errors import BadInput


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = what.add_parser("score", help="the score of an instrument, from raw answers")
    parser.add_argument("instrument")
    parser.add_argument("--answers", type=Path, required=True, metavar="FILE.json", help="raw answers")
    parser.add_argument("--json", action="store_true", help="always so: the score is given as JSON")
    parser.set_defaults(run=run_score)


def run_score(arguments: argparse.Namespace) -> int:
    instrument = named(instruments(content_root()), arguments.instrument)
    print(json.dumps(score(instrument, read_json(arguments.answers, "answers")).as_json(), ensure_ascii=False, indent=2))
    return 0


def read_json(path: Path, field: str) -> object:
    """What a file holds. Raises BadInput; NaN and infinity are no numbers of JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_not_a_number)
    except FileNotFoundError:
        raise BadInput({field: "missing"}, f"no file {path}", f"a JSON file of {field}", "correct the path") from None
    except (ValueError, OSError, RecursionError):
        raise BadInput({field: "not-json"}, f"{path} is not JSON", f"a JSON file of {field}", "correct it") from None


def _not_a_number(name: str) -> object:
    raise ValueError(name)
