"""Proving every table of the content folder, with all its properties, in one process: goal ≤ 60 s.

    python -m bench.proofs [--rounds N]

The median of the rounds after one to warm up; nothing is kept between them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from polku.assessment.library import library
from polku.assessment.logic.proving import prove
from polku.foundation.content import content_root

GOAL = 60.0


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args(argv)
    assessments = list(library(content_root()).values())
    whole: list[float] = []
    each: dict[str, list[float]] = {assessment.id: [] for assessment in assessments}
    for number in range(arguments.rounds + 1):
        begun = time.perf_counter()
        for assessment in assessments:
            alone = time.perf_counter()
            failed = [table for table, proofs in prove(assessment).items() if proofs.failed]
            assert not failed, f"{assessment.id}: not proven: {', '.join(failed)}"
            each[assessment.id].append(time.perf_counter() - alone)
        if number:
            whole.append(time.perf_counter() - begun)
    slowest = max(each, key=lambda name: statistics.median(each[name]))
    seconds = statistics.median(whole)
    rules = sum(len(assessment.rules) for assessment in assessments)
    print(f"proofs: {len(assessments)} assessments, {rules} rules in {seconds:.1f} s (goal ≤ {GOAL:.0f} s)")
    print(f"proofs: the slowest, {slowest}, {statistics.median(each[slowest]):.2f} s")
    return 0 if seconds <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
