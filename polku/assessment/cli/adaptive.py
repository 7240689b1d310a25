"""``polku assess cat``: an adaptive test replayed over known answers, step by step."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

CRITERIA = ("MFI", "MPWI")
RULES = ("adult_standard", "recommended", "screen_to_cat", "paediatric", "pain_behavior")


def add(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = what.add_parser("cat", help="an adaptive test over known answers, step by step")
    parser.add_argument("--bank", type=Path, required=True, metavar="FILE", help="items with id, a and b")
    parser.add_argument("--responses", type=Path, required=True, metavar="FILE", help="item to category, from 0")
    parser.add_argument("--criterion", choices=CRITERIA, default="MFI")
    parser.add_argument("--rule", choices=RULES, default="adult_standard")
    parser.add_argument("--json", action="store_true", help="the steps as JSON")
    parser.set_defaults(run=run_cat)


def run_cat(arguments: argparse.Namespace) -> int:
    return int(importlib.import_module("polku.assessment.adaptive.replaying").run_cat(arguments))
