"""The access measure over ten million visits, against the same question by hand-written DuckDB SQL.

    python -m bench.measures [--residents N] [--months M] [--rounds R]

Both read the same Parquet files of one synthetic county and start from nothing: a new connection, the
query made or written, the answer as Python values. They alternate A B B A. Goal: at most 1.1 times the
hand-written query, for each question. Exits 1 above it, or where the two answers differ.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from polku.insight.lake import Lake
from polku.insight.measures.engine import access

GOAL = 1.1
QUESTIONS = [
    ("need-assessment", ()),
    ("need-assessment", ("profession",)),
    ("earliest-contact", ("profession", "unit", "month")),
]
COLUMNS = {"profession": "profession", "unit": "unit_id", "month": "month"}
DAYS = {"need-assessment": "days_from_need_assessment", "earliest-contact": "days_from_earliest_contact"}
HAND_WRITTEN = """
    SELECT {columns}
           count(*) AS eligible,
           count(*) FILTER (WHERE {days} BETWEEN 0 AND 7),
           count(*) FILTER (WHERE {days} BETWEEN 8 AND 14),
           count(*) FILTER (WHERE {days} BETWEEN 15 AND 30),
           count(*) FILTER (WHERE {days} BETWEEN 31 AND 90),
           count(*) FILTER (WHERE {days} > 90)
    FROM read_parquet({files})
    WHERE service = 'outpatient' AND realised AND client_contact AND urgency = 'E'
    {groups}
"""
Counts = dict[tuple[str, ...], tuple[int, ...]]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--residents", type=int, default=490_000)
    parser.add_argument("--months", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=8)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="polku-bench-") as folder:
        make_county(Path(folder), arguments.residents, arguments.months)
        lake = Lake(folder)
        print(f"measures: {lake.rows('encounter'):,} visits, {arguments.rounds} rounds of A B B A")
        ratios = [compare(lake, clock, by, arguments.rounds) for clock, by in QUESTIONS]
    return 0 if max(ratios) <= GOAL else 1


def make_county(folder: Path, residents: int, months: int) -> None:
    command = [sys.executable, "-m", "polku.config.cli", "synth", "--county", "varsinais-suomi", "--seed", "1"]
    sizes = ["--residents", str(residents), "--months", str(months), "--out", str(folder)]
    subprocess.run([*command, *sizes], check=True, stdout=subprocess.DEVNULL)


def compare(lake: Lake, clock: str, by: tuple[str, ...], rounds: int) -> float:
    """The ratio of the medians; the first pair of runs warms up and proves the answers equal."""

    def measure() -> Counts:
        rows = access(lake, clock=clock, service="outpatient", by=by).rows
        counts = {tuple(row.key.values()): (row.eligible, *row.buckets.values()) for row in rows}
        return counts

    def by_hand() -> Counts:
        return hand_written(lake, clock, by)

    expected, found = by_hand(), measure()
    if any(found[key] != counts for key, counts in expected.items()):
        raise SystemExit("the measure and the hand-written query disagree")
    times: dict[Callable[[], Counts], list[float]] = {measure: [], by_hand: []}
    for _ in range(rounds):
        for way in (measure, by_hand, by_hand, measure):
            times[way].append(timed(way))
    ours, hand = (statistics.median(times[way]) for way in (measure, by_hand))
    name = f"{clock}, by {', '.join(by) or 'nothing'}"
    print(f"measures: {name}: {ours * 1000:.0f} ms, by hand {hand * 1000:.0f} ms, ratio {ours / hand:.3f} (goal ≤ {GOAL})")
    return ours / hand


def hand_written(lake: Lake, clock: str, by: tuple[str, ...]) -> Counts:
    names = ", ".join(COLUMNS[name] for name in by)
    query = HAND_WRITTEN.format(
        columns=f"{names}," if by else "",
        days=DAYS[clock],
        files=[str(file) for file in lake.files("encounter")],
        groups=f"GROUP BY {names}" if by else "",
    )
    with duckdb.connect() as connection:
        rows = connection.sql(query).fetchall()
    return {row[: len(by)]: row[len(by) :] for row in rows}


def timed(way: Callable[[], Counts]) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
