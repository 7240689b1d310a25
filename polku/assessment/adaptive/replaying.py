"""What ``polku assess cat`` does: reads a bank and answers, runs the test, prints its steps."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping

from polku.assessment.adaptive.bank import Bank, read_bank
from polku.assessment.adaptive.engine import CRITERIA, Criterion, Engine, Run, run
from polku.assessment.adaptive.estimation import Estimate
from polku.assessment.adaptive.stopping import RULES
from polku.assessment.cli.scoring import read_json
from polku.foundation.errors import BadInput


def run_cat(arguments: argparse.Namespace) -> int:
    bank = read_bank(read_json(arguments.bank, "bank"))
    answers = read_responses(bank, read_json(arguments.responses, "responses"))
    criterion: Criterion = next(known for known in CRITERIA if known == arguments.criterion)
    done = run(Engine(bank), answers.get, RULES[arguments.rule], criterion)
    print(json.dumps(as_json(done), indent=2) if arguments.json else plain(done))
    return 0


def read_responses(bank: Bank, raw: object) -> Mapping[str, int]:
    """A mapping of item to category; null is an item left open. An object that holds it under `responses` will do."""
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    if isinstance(raw, dict) and isinstance(raw.get("responses"), dict):
        raw = raw["responses"]
    if not isinstance(raw, dict) or not raw:
        found, expected = "no answers", "an object of item to category"
        raise BadInput({"responses": "not-an-object"}, found, expected, 'write {"I1": 2, "I2": null}')
    return {name: bank.category(name, answer) for name, answer in raw.items() if answer is not None or _known(bank, name)}


def _known(bank: Bank, name: str) -> bool:
    bank.at(name)
    return False


def as_json(done: Run) -> dict[str, object]:
    steps = [
        {"n": step.n, "item": step.item, "answer": step.answer, **_figures(Estimate(step.theta, step.se))} for step in done.steps
    ]
    return {"steps": steps, "skipped": list(done.skipped), "stop_reason": done.stop_reason, **_figures(done.estimate)}


def _figures(estimate: Estimate) -> dict[str, float]:
    return {"theta": estimate.theta, "se": estimate.se, "T": estimate.t, "SE_T": estimate.se_t}


def plain(done: Run) -> str:
    lines = [f"{step.n}. {step.item} = {step.answer}: theta {step.theta:.4f}, SE {step.se:.4f}" for step in done.steps]
    return "\n".join([*lines, f"T {done.estimate.t:.1f} ± {done.estimate.se_t:.1f}; stopped by {done.stop_reason}"])
