"""Whole assessments and evaluations of their rules a second, in one process: information, without a goal.

    python -m bench.assessment [--seconds S]

Every assessment of the content folder, on the answers of its longest example.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable

from polku.assessment.library import library
from polku.assessment.logic.answers import facts, read_answers
from polku.assessment.logic.assessment import assess
from polku.foundation.content import content_root

TURN = 50
ROUNDS = 5


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each figure")
    arguments = parser.parse_args(argv)
    for assessment in library(content_root()).values():
        if not assessment.examples:
            continue
        longest = max(assessment.examples, key=lambda example: len(example.answers))
        answers, _ = read_answers(assessment.questionnaire, longest.answers)
        known = facts(assessment.questionnaire, answers)
        whole = a_second(lambda: assess(assessment, answers), arguments.seconds)  # noqa: B023 - called before the next turn
        rules = a_second(lambda: assessment.model.evaluate(assessment.decision, known), arguments.seconds)  # noqa: B023
        told = f"{len(answers)} answers, {whole:,.0f} a second; its rules alone {rules:,.0f} a second"
        print(f"assessment: {assessment.id}: {told}")
    return 0


def a_second(do: Callable[[], object], seconds: float) -> float:
    """How many a second: the median of the rounds."""
    speeds = []
    for _ in range(ROUNDS):
        begun, count = time.perf_counter(), 0
        while time.perf_counter() - begun < seconds / ROUNDS:
            for _ in range(TURN):
                do()
            count += TURN
        speeds.append(count / (time.perf_counter() - begun))
    return statistics.median(speeds)


if __name__ == "__main__":
    sys.exit(main())
