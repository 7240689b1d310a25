"""The board's overview over a year of the whole country: with its answers unmade, and made.

    python -m bench.overview [--events N] [--data DIR] [--rounds R] [--record]

The worker makes the answers of a new version of the data, and pages read the newest version with them. Tells the page through
Django: where nobody has made its answers, so that it makes them; first in another process; and the median after that. Goal: at
most 150 ms. Exits 1 above it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bench import report
from bench.live import DATA, asked, empty_database
from bench.scale import country
from polku.foundation.postgres import Server
from polku.insight.lake import Lake

NAME = "overview"
GOAL_SECONDS = 0.150


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--data", type=Path, help="a folder made before by `polku synth --county all`")
    report.options(parser)
    arguments = parser.parse_args(argv)
    with country(arguments.data, arguments.events) as lake:
        return told(lake, arguments.rounds, arguments.record)


def told(lake: Lake, rounds: int, record: bool) -> int:
    busy, server = report.load(), Server(DATA)
    server.start()
    try:
        empty_database(server, NAME)
        environment = {"DATABASE_URL": server.url(name=NAME), "POLKU_LAKE": str(lake.path)}
        unmade = asked("bench._overview_asked", 1, **environment)
        found = asked("bench._overview_asked", rounds, **environment)
    finally:
        server.drop_database(NAME)
        server.stop()
    rows = [
        ["the page, its answers unmade", report.seconds(unmade["first"]), "none"],
        ["the page, its answers made, first in a process", report.seconds(found["first"]), "none"],
        ["the page, its answers made", report.seconds(found["page"]), f"≤ {report.seconds(GOAL_SECONDS)}"],
    ]
    visits, counties = report.count(lake.rows("encounter")), len(lake.sources("encounter"))
    lines = [
        f"`python -m bench.overview`: {visits} visits of {counties} counties, median of {rounds}; {report.machine(busy)}",
        "",
        *report.table(["what", "time", "goal"], rows),
    ]
    report.tell("overview", lines, record=record)
    return 0 if found["page"] <= GOAL_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
