"""The access cube over five million visits by DuckDB, by Spark on this machine, and by pandas.

    python -m bench.engines [--residents N] [--months M] [--data DIR] [--rounds R] [--record]

DuckDB and Spark run the very same measure, pandas a straightforward program of the derived columns; each reads the Parquet files
anew. Spark's session is begun, and has run once, before the clock starts. Goals: at least 3 times Spark's speed and 10 times
that of pandas. Exits 1 below them, or where two answers differ. Spark needs its extra and Java; without them it is left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

from bench import report
from bench.measures import make_county
from bench.report import Compared
from bench.scale import Cells, cells, same
from polku.definitions.contacts import NON_URGENT, REMOTE
from polku.insight.lake import Lake
from polku.insight.measures.access import ACCESS
from polku.insight.measures.cube import KEYS, classes, cube
from polku.insight.measures.engine import UNKNOWN
from polku.insight.measures.spark import Spark, session
from polku.insight.measures.store import Files

MASTER = "local[2]"
SPARK_GOAL, PANDAS_GOAL = 3.0, 10.0
COLUMNS = [*KEYS, "contact_type", "urgency", "realised", "client_contact", *ACCESS.clocks.values()]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--residents", type=int, default=490_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--data", type=Path, help="a folder made before, instead of a new county")
    report.options(parser)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="polku-bench-") as folder:
        if arguments.data is None:
            make_county(Path(folder), arguments.residents, arguments.months)
        return told(Lake(arguments.data or folder), arguments.rounds, arguments.record)


def told(lake: Lake, rounds: int, record: bool) -> int:
    busy = report.load()
    found = [compare(lake, "pandas", lambda: with_pandas(lake), rounds, PANDAS_GOAL)]
    if find_spec("pyspark") is None:
        print("engines: no pyspark, so Spark is left out; `make test-spark` installs it")
    else:
        spark = Spark(lake, session(MASTER))
        found.append(compare(lake, f"Spark {MASTER}", lambda: cells(cube(spark)), rounds, SPARK_GOAL))
    lines = [
        f"`python -m bench.engines`: the access cube over {report.count(lake.rows('encounter'))} visits, "
        f"{rounds} rounds of A B B A, medians; {report.machine(busy)}",
        "",
        *report.table(["against", "DuckDB", "the other", "times as fast", "goal"], [each.line() for each in found]),
    ]
    report.tell("engines", lines, record=record)
    return 0 if all(each.reached for each in found) else 1


def compare(lake: Lake, name: str, other: Callable[[], Cells], rounds: int, goal: float) -> Compared:
    def ours() -> Cells:
        return cells(cube(Files(lake)))

    same(name, ours(), other())
    return Compared(name, *report.alternate(ours, other, rounds), least=goal)


def with_pandas(lake: Lake) -> Cells:
    rows = pd.concat([pd.read_parquet(file, columns=COLUMNS) for file in lake.files("encounter")], ignore_index=True)
    rows = rows[rows["realised"] & rows["client_contact"]]
    eligible = rows["urgency"] == NON_URGENT
    counts = {"contacts": 1, "eligible": eligible.astype("int64")}
    counts |= {name: rows["contact_type"].isin(types).astype("int64") for name, types in REMOTE.items()}
    for column in ACCESS.clocks.values():
        for place, each in enumerate(classes()):
            within = rows[column].between(each.first, 1_000_000 if each.last is None else each.last)
            counts[f"{column} {place}"] = (eligible & within).astype("int64")
    keys = {name: rows[name].astype("object").fillna(UNKNOWN) for name in KEYS}
    summed = pd.DataFrame({**keys, **counts}).groupby(list(KEYS)).sum()
    return {tuple(map(str, key)): tuple(map(int, row)) for key, *row in summed.itertuples(name=None)}


if __name__ == "__main__":
    sys.exit(main())
