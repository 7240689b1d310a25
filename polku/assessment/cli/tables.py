"""``polku assess table FILE.dmn --decision NAME --input FILE.json``: the value of one decision of a DMN file."""

from __future__ import annotations

import argparse
import json
import sys
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from polku.foundation.errors import BadInput

LARGEST = 10_000_000


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    table = what.add_parser("table", help="the value of a decision of a DMN file, as JSON")
    table.add_argument("file", type=Path, metavar="FILE.dmn")
    table.add_argument("--decision", required=True, metavar="NAME", help="the decision's name or id")
    table.add_argument("--input", type=Path, required=True, metavar="FILE.json", help="a mapping of input data to value")
    table.set_defaults(run=run_table)


def run_table(arguments: argparse.Namespace) -> int:
    """What became null, and why, is said on the error stream."""
    dmn = import_module("polku.rules.dmn")
    inputs = read_inputs(arguments.input)
    try:
        definitions = dmn.read_dmn(read_text(arguments.file), str(arguments.file))
        names = sorted(inputs.keys() - {data.name for data in definitions.inputs.values()})
        said = [f"'{name[:60]}' is no input data of the file" for name in names]
        value = dmn.decide(definitions, arguments.decision, inputs, said.append)
    except dmn.NotDmn as error:
        raise BadInput({"file": "not-dmn"}, f"{error.file}:{error.line}: {error.found}", error.expected, error.mend) from None
    for message in said:
        print(message, file=sys.stderr)
    print(dmn.as_json(value))
    return 0


def read_text(path: Path) -> bytes:
    """The bytes of the file: its XML declares its own encoding."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput({"file": "too-large"}, f"{path} is over 10 MB", "at most 10 MB", "leave out what is not needed")
        return path.read_bytes()
    except OSError:
        raise BadInput({"file": "missing"}, f"no file {path}", "a DMN file", "correct the path") from None


def _no_constant(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")


def read_inputs(path: Path) -> dict[str, object]:
    try:
        inputs = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal, parse_constant=_no_constant)
    except OSError:
        raise BadInput({"input": "missing"}, f"no file {path}", "a JSON file of inputs", "correct the path") from None
    except (ValueError, RecursionError):
        raise BadInput({"input": "not-json"}, f"{path} is not JSON", "a JSON object", 'give {"Age": 40}') from None
    if not isinstance(inputs, dict):
        raise BadInput({"input": "not-an-object"}, f"{path} holds no object", "input data to value", 'give {"Age": 40}')
    return {" ".join(name.split()): value for name, value in inputs.items()}
