"""Synthetic events written to Parquet in a second: the whole command, from its start to its end.

    python -m bench.synthetic [--residents N] [--months M]

Goal: at least one million events a second on two cores. Exits 1 below it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from polku.insight.lake import Lake

GOAL = 1_000_000


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--residents", type=int, default=490_000)
    parser.add_argument("--months", type=int, default=48)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="polku-bench-") as folder:
        seconds = timed(Path(folder), arguments.residents, arguments.months)
        rows = Lake(folder).rows("encounter")
        size = sum(path.stat().st_size for path in Lake(folder).files("encounter"))
    rate = rows / seconds
    print(f"synthetic: {rows} events in {seconds:.2f} s, {rate:,.0f} a second, {size / rows:.1f} bytes an event")
    print(f"synthetic: {rate / GOAL:.2f} × the goal of {GOAL:,} a second")
    return 0 if rate >= GOAL else 1


def timed(folder: Path, residents: int, months: int) -> float:
    command = [sys.executable, "-m", "polku.config.cli", "synth", "--county", "varsinais-suomi", "--seed", "1"]
    sizes = ["--residents", str(residents), "--months", str(months), "--out", str(folder)]
    begun = time.perf_counter()
    subprocess.run([*command, *sizes], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
