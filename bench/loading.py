"""Visits loaded into a lake in a second: from Parquet, and from an AvoHILMO extract with all its checks.

    python -m bench.loading [--residents N] [--months M] [--rows N] [--record]

The Parquet file is another county's export, whose derived columns are checked; without them they are derived and the file is
written anew. Goals: 3 million rows a second from Parquet, 0.5 million from CSV, 6 GB. Exits 1 where one is missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from bench import report
from bench.measures import make_county
from polku.exchange.avohilmo.importing import import_file
from polku.exchange.lake.export import to_folder
from polku.exchange.lake.parquet import load_file
from polku.insight.canonical import derived
from polku.insight.codes import Code, codes
from polku.insight.helsinki import wall_of
from polku.insight.lake import ROW_GROUP_ROWS, Lake

PARQUET_GOAL, CSV_GOAL = 3_000_000, 500_000
ROUNDS = 3
STAMPS = {
    "YHTEYDENOTTO_AJANKOHTA": "contacted_at", "HOIDONTARVE_AJANKOHTA": "assessed_at", "AJANVARAUS_AJANKOHTA": "booked_at",
    "KAYNTI_ALKOI": "starts_at", "PERUUTUS_AJANKOHTA": "cancelled_at",
}  # fmt: skip
PEAK = """
import sys
from pathlib import Path
from {module} import {name}
{name}(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--residents", type=int, default=490_000)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the AvoHILMO extract")
    report.options(parser)
    arguments = parser.parse_args(argv)
    busy = report.load()
    with tempfile.TemporaryDirectory(prefix="polku-bench-") as folder:
        files = made(Path(folder), arguments.residents, arguments.months, arguments.rows)
        found = [
            measured(files["whole"], load_file, "Parquet of another county's export", PARQUET_GOAL),
            measured(files["given"], load_file, "Parquet without derived columns", 0),
            measured(files["csv"], import_file, "AvoHILMO extract, checked", CSV_GOAL),
        ]
    lines = [
        f"`python -m bench.loading`, medians of {ROUNDS}; {report.machine(busy)}",
        "",
        *report.table(
            ["from", "rows", "seconds", "of a processor", "rows a second", "goal", "memory at most, GB"],
            [line for line, _ in found],
        ),
    ]
    report.tell("loading", lines, record=arguments.record)
    return 0 if all(reached for _, reached in found) else 1


def made(folder: Path, residents: int, months: int, rows: int) -> dict[str, Path]:
    """The same visits as an export, without what is derived, and the first of them as an extract."""
    make_county(folder / "county", residents, months)
    to_folder(Lake(folder / "county"), folder / "exported")
    whole, given = folder / "exported" / "encounter.parquet", folder / "given" / "encounter.parquet"
    visits = pq.read_table(whole)
    given.parent.mkdir()
    pq.write_table(visits.drop_columns(list(derived("encounter"))), given, row_group_size=ROW_GROUP_ROWS)
    write_extract(visits.slice(0, rows), folder / "extract.csv")
    return {"whole": whole, "given": given, "csv": folder / "extract.csv"}


def write_extract(visits: pa.Table, path: Path) -> None:
    services, professions = (first_codes(lists) for lists in (codes().services, codes().professions))
    columns = {
        "AVOHILMO_ID": visits["encounter_id"],
        "ASIAKAS_ID": visits["person_id"],
        "PALVELUNTUOTTAJA_YKSIKKO": visits["unit_id"].cast(pa.string()),
        **{name: as_stamps(visits[column]) for name, column in STAMPS.items()},
        "KAYNTI_PALVELUMUOTO": pa.array([services.get(key, "") for key in visits["service"].to_pylist()]),
        "KAYNTI_YHTEYSTAPA": visits["contact_type"].cast(pa.string()),
        "KAYNTI_KIIREELLISYYS": visits["urgency"].cast(pa.string()),
        "KAYNTI_AMMATTI": pa.array([professions.get(key, "XX") for key in visits["profession"].to_pylist()]),
        "AMMATTIHENKILO_ID": visits["professional_id"],
    }
    filled = {name: pc.fill_null(values, "") for name, values in columns.items()}
    pa_csv.write_csv(pa.table(filled), path, pa_csv.WriteOptions(delimiter=";", quoting_style="none"))


def first_codes(lists: dict[str, Code]) -> dict[str, str]:
    return {entry.key: next(iter(entry.avohilmo), "") for entry in lists.values()}


def as_stamps(moments: pa.ChunkedArray) -> pa.Array:
    """Helsinki's wall clock, as an extract tells it."""
    walls = wall_of(moments.cast(pa.int64()).fill_null(0).to_numpy())
    texts = pc.strftime(pa.array(walls).cast(pa.timestamp("us")), format="%d.%m.%Y %H:%M")
    return pc.if_else(pc.is_null(moments).combine_chunks(), pa.scalar(""), texts)


def measured(file: Path, load: Callable[[Path, Path], object], name: str, goal: int) -> tuple[list[str], bool]:
    """A line of the table; into a new lake each time."""
    times, worked = [], []
    for number in range(ROUNDS):
        lake = file.parent / f"lake-{file.stem}-{number}"
        begun = time.process_time()
        times.append(report.timed(lambda lake=lake: load(file, lake)))
        worked.append(time.process_time() - begun)
    rows, seconds, work = Lake(lake).rows("encounter"), statistics.median(times), statistics.median(worked)
    code = PEAK.format(module=load.__module__, name=load.__name__)
    gb = report.peak_gb(code, str(file), str(file.parent / f"lake-{file.stem}-peak"))
    told = [
        name,
        report.count(rows),
        f"{seconds:.2f}",
        f"{work:.2f}",
        report.count(rows / seconds),
        f"≥ {report.count(goal)}" if goal else "none",
        f"{gb:.1f}",
    ]
    return told, rows / seconds >= goal and gb <= report.ENOUGH_GB


if __name__ == "__main__":
    sys.exit(main())
