"""What the runs share: taking turns, the memory that a piece of work needs, and writing figures into the manual.

A run's figures stand in docs/reference/performance.md between two marks of its name; `--record` writes them anew.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psutil

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "performance.md"
ENOUGH_GB = 6.0


@dataclass(frozen=True, slots=True)
class Compared:
    """Two ways of the same, in seconds; `most` is the goal for ours ÷ theirs, `least` for theirs ÷ ours; nil is no goal."""

    name: str
    ours: float
    theirs: float
    most: float = 0
    least: float = 0

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours if self.least else self.ours / self.theirs

    @property
    def reached(self) -> bool:
        return self.ratio >= self.least if self.least else not self.most or self.ratio <= self.most

    @property
    def goal(self) -> str:
        return f"≥ {self.least:g} ×" if self.least else f"≤ {self.most:g}" if self.most else "none"

    def line(self) -> list[str]:
        ratio = f"{self.ratio:.1f} ×" if self.least else f"{self.ratio:.2f}"
        return [self.name, seconds(self.ours), seconds(self.theirs), ratio, self.goal]


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms"


def alternate(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """The medians of both, in turns A B B A, after each has run once before this."""
    times: dict[Callable[[], Any], list[float]] = {ours: [], theirs: []}
    for _ in range(rounds):
        for way in (ours, theirs, theirs, ours):
            times[way].append(timed(way))
    return statistics.median(times[ours]), statistics.median(times[theirs])


def timed(way: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def peak_gb(code: str, *words: str) -> float:
    """The most memory that Python needs for the code, in a process of its own; the words are its `sys.argv[1:]`. Told by the
    system's own high-water mark, because `getrusage` has that of the process which began this one too."""
    told = "\nprint(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    done = subprocess.run([sys.executable, "-c", code + told, *words], check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) / 1024**2


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--record", action="store_true", help=f"write the figures into {PAGE.name}")


def count(number: int | float) -> str:
    return f"{number:,.0f}".replace(",", " ")


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *rows)]


def machine(before: float) -> str:
    """The machine and how busy it was, as a sentence; `before` is its load when the run began."""
    memory = psutil.virtual_memory().total / 1024**3
    return f"{os.cpu_count()} cores, {memory:.0f} GB, load {before:.1f} before and {load():.1f} after, {date.today():%Y-%m-%d}."


def load() -> float:
    return os.getloadavg()[0]


def tell(section: str, lines: Sequence[str], *, record: bool) -> None:
    """Print a run's lines; and put them in the place of those before in the manual."""
    print("\n".join(lines), flush=True)
    if record:
        PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), section, lines), encoding="utf-8")


def replaced(page: str, section: str, lines: Sequence[str]) -> str:
    begin, end = f"<!-- {section} -->\n", f"<!-- end of {section} -->"
    if page.count(begin) != 1 or page.count(end) != 1:
        raise SystemExit(f"{PAGE.name}: expected one {begin.strip()} and one {end}")
    before, rest = page.split(begin)
    return before + begin + "\n" + "\n".join(lines) + "\n\n" + end + rest.split(end)[1]
