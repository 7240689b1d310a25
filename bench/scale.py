"""A year of the whole country: the access cube in one pass, single measures and what memory they need.

    python -m bench.scale [--events N] [--data DIR] [--rounds R] [--record]

By hand is straightforward DuckDB SQL over the same Parquet files: the cube from the moments as they were recorded, each in
Helsinki's days; the single measures from the same columns as ours. They alternate A B B A. Goals: the whole cube at most half of
the SQL's time, a measure at most 1.1 times, 6 GB. Exits 1 where one is missed, or two answers differ.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from bench import report
from bench.every_measure import by_hand, compared, middle_and_first_year
from bench.measures import hand_written
from bench.report import Compared
from polku.definitions.contacts import NOT_CLIENT_CONTACTS, REMOTE
from polku.insight.lake import Lake
from polku.insight.measures.access import ACCESS
from polku.insight.measures.cube import Cube, classes, cube
from polku.insight.measures.engine import UNKNOWN, access
from polku.insight.measures.store import Files
from polku.insight.synthetic.country import make_country

CUBE_GOAL, GOAL = 0.5, 1.1
DAYS = {"need-assessment": "visit - assessed", "earliest-contact": "visit - earliest"}
RECORDED = f"""
    SELECT service, unit_id, profession, urgency, contact_type,
           strftime(timezone('Europe/Helsinki', starts_at), '%Y-%m') AS month,
           timezone('Europe/Helsinki', starts_at)::DATE AS visit,
           timezone('Europe/Helsinki', assessed_at)::DATE AS assessed,
           timezone('Europe/Helsinki', least(contacted_at, assessed_at, booked_at))::DATE AS earliest
    FROM visits
    WHERE starts_at IS NOT NULL AND cancelled_at IS NULL AND contact_type NOT IN {tuple(sorted(NOT_CLIENT_CONTACTS))}
"""
DERIVED = "SELECT * FROM visits WHERE realised AND client_contact"
Cells = dict[tuple[str, ...], tuple[int, ...]]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", type=Path, help="a folder made before by `polku synth --county all`")
    report.options(parser)
    arguments = parser.parse_args(argv)
    with country(arguments.data, arguments.events) as lake:
        return told(lake, arguments.rounds, arguments.record)


@contextmanager
def country(data: Path | None, events: int) -> Iterator[Lake]:
    """A year of it: the folder made before, or one made now."""
    with tempfile.TemporaryDirectory(prefix="polku-bench-") as folder:
        if data is None:
            for _ in make_country(events=events, seed=1, until=None, out=Path(folder)):
                pass
        yield Lake(data or folder)


def told(lake: Lake, rounds: int, record: bool) -> int:
    busy, rows = report.load(), lake.rows("encounter")
    found = [of_cube(lake, rounds), of_derived(lake, rounds), *of_access(lake, rounds), of_continuity(lake, rounds)]
    memory = {
        "the access cube": report.peak_gb(CUBE_ALONE, str(lake.path)),
        "continuity": report.peak_gb(CONTINUITY_ALONE, str(lake.path)),
    }
    lines = [
        f"`python -m bench.scale`: {report.count(rows)} visits of {len(lake.sources('encounter'))} counties in a year, "
        f"{rounds} rounds of A B B A, medians; {report.machine(busy)}",
        "",
        *report.table(["question", "Polku", "by hand", "ratio", "goal"], [each.line() for each in found]),
        "",
        *report.table(
            ["memory at most", "GB", "goal"], [[name, f"{gb:.1f}", f"≤ {report.ENOUGH_GB:g}"] for name, gb in memory.items()]
        ),
    ]
    report.tell("scale", lines, record=record)
    return 0 if all(each.reached for each in found) and max(memory.values()) <= report.ENOUGH_GB else 1


def of_cube(lake: Lake, rounds: int) -> Compared:
    ours, hand = lambda: cube(Files(lake)), lambda: cube_by_hand(lake, RECORDED, DAYS)
    same("the cube", cells(ours()), hand())
    return Compared("the access cube, from recorded moments", *report.alternate(ours, hand, rounds), most=CUBE_GOAL)


def of_derived(lake: Lake, rounds: int) -> Compared:
    """The SQL told from the derived columns too."""
    ours, hand = lambda: cube(Files(lake)), lambda: cube_by_hand(lake, DERIVED, ACCESS.clocks)
    same("the cube", cells(ours()), hand())
    return Compared("the access cube, SQL from the derived columns", *report.alternate(ours, hand, rounds))


def of_access(lake: Lake, rounds: int) -> list[Compared]:
    """The clocks each by professions."""
    return [of_clock(lake, clock, rounds) for clock in ACCESS.clocks]


def of_clock(lake: Lake, clock: str, rounds: int) -> Compared:
    def ours() -> Cells:
        rows = access(lake, clock=clock, service="outpatient", by=("profession",)).rows
        return {tuple(row.key.values()): (row.eligible, *row.buckets.values()) for row in rows}

    def hand() -> Cells:
        return hand_written(lake, clock, ("profession",))

    found, expected = ours(), hand()
    same(clock, {key: found[key] for key in expected}, expected)
    return Compared(f"access from {clock}, by profession", *report.alternate(ours, hand, rounds), most=GOAL)


def of_continuity(lake: Lake, rounds: int) -> Compared:
    hand = by_hand(*middle_and_first_year(lake))["continuity"]
    return replace(compared(lake, "continuity", hand, rounds), name="continuity by person")


def cells(found: Cube) -> Cells:
    return {
        key: (cell.contacts, cell.eligible, *cell.remote.values(), *(n for waits in cell.waits.values() for n in waits))
        for key, cell in found.cells.items()
    }


def cube_by_hand(lake: Lake, rows: str, days: Mapping[str, str]) -> Cells:
    counts = ["count(*)", "count(*) FILTER (urgency = 'E')"]
    counts += [f"count(*) FILTER (contact_type IN {tuple(sorted(types))})" for types in REMOTE.values()]
    for wait in days.values():
        bounds = [(each.first, 1_000_000 if each.last is None else each.last) for each in classes()]
        counts += [f"count(*) FILTER (urgency = 'E' AND {wait} BETWEEN {first} AND {last})" for first, last in bounds]
    found = queried(lake, f"SELECT service, unit_id, profession, month, {', '.join(counts)} FROM ({rows}) GROUP BY ALL")
    return {tuple(word or UNKNOWN for word in row[:4]): row[4:] for row in found}


def queried(lake: Lake, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.read_parquet([str(file) for file in lake.files("encounter")]).create_view("visits")
        return connection.sql(query).fetchall()


def same(name: str, ours: Any, theirs: Any) -> None:
    if ours != theirs:
        raise SystemExit(f"{name}: Polku and the SQL by hand disagree")


CUBE_ALONE = """
import sys
from polku.insight.lake import Lake
from polku.insight.measures.cube import cube
from polku.insight.measures.store import Files
cube(Files(Lake(sys.argv[1])))
"""
CONTINUITY_ALONE = """
import sys
from polku.insight.lake import Lake
from polku.insight.measures.model import Asked
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Files
from polku.insight.measures.tallied import run
run(TALLIED["continuity"], Files(Lake(sys.argv[1])), Asked())
"""

if __name__ == "__main__":
    sys.exit(main())
