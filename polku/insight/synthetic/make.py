"""Makes the county: residents, a plan, and then each month by itself, several at once, into a lake."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from polku.foundation.errors import BadInput
from polku.insight.lake import ROW_GROUP_ROWS, Lake
from polku.insight.synthetic.beside import BESIDE, beside, people_of
from polku.insight.synthetic.period import months_until
from polku.insight.synthetic.plan import Plan, make_plan
from polku.insight.synthetic.residents import make_residents
from polku.insight.synthetic.rows import Rows, residents_table
from polku.insight.synthetic.settings import County
from polku.insight.synthetic.stamps import Stamping
from polku.insight.synthetic.visits import Visiting

MOST_RESIDENTS, MOST_MONTHS, MOST_SEED = 10_000_000, 240, 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1995, 2098
MOST_WORKERS = 4
PLAIN = ("encounter_id", "person_id", "booking_id", "feedback_id")
"""Columns of nearly as many values as rows, for which a dictionary only costs."""
RESIDENTS_FILE = Path("resident") / "residents.parquet"


@dataclass(frozen=True, slots=True)
class Made:
    rows: int
    changed: bool


@dataclass(frozen=True, slots=True, repr=False)
class Maker:
    """Everything that a month is made from; months may be made in any order and at once."""

    plan: Plan
    visiting: Visiting
    stamping: Stamping
    rows: Rows

    def month(self, number: int) -> pa.Table:
        visits, random = self.visiting.month(number)
        stamps = self.stamping.month(number, visits, random)
        return self.rows.table(self.plan.months[number], visits, stamps)


def make_county(county: County, *, residents: int, months: int, seed: int, until: date | None, out: Path) -> Made:
    """Writes `encounter` and the residents into the lake `out`; the same arguments give the same bytes."""
    maker = prepare(county, residents=residents, months=months, seed=seed, until=until)
    lake = Lake(out)
    source = f"synthetic/{county.key}"
    with lake.staging() as folder:
        files = _write_months(maker, folder, seed)
        _write_residents(maker.plan, folder, out)
        for table, paths in beside_files(folder, files).items():
            lake.publish(table, source=source, data=paths)
        people = people_of(residents_table(maker.plan), maker.plan.months[0])
        lake.publish("person_period", source=source, data=people)
        published = lake.publish("encounter", source=source, data=files)
    return Made(published.source.rows, published.changed)


def prepare(county: County, *, residents: int, months: int, seed: int, until: date | None) -> Maker:
    last = until or county.until
    _check(residents, months, seed, last)
    people = make_residents(county, residents, last, seed)
    plan = make_plan(county, people, months_until(last, months))
    return Maker(plan, Visiting(plan, seed), Stamping(plan), Rows(plan, seed))


def _check(residents: int, months: int, seed: int, until: date) -> None:
    for name, number, least, most in (
        ("residents", residents, 1, MOST_RESIDENTS),
        ("months", months, 1, MOST_MONTHS),
        ("seed", seed, 0, MOST_SEED),
        ("until", until.year, FIRST_YEAR, LAST_YEAR),
    ):
        if not least <= number <= most:
            unit = " as its year" if name == "until" else ""
            wrong = {name: f"{number}"}
            raise BadInput(wrong, f"--{name} {number}{unit}", f"from {least} to {most}", f"correct --{name}")


def _write_months(maker: Maker, folder: Path, seed: int) -> list[Path]:
    """The months' visits; and beside each, in a folder of its own, what else happened in the month."""

    def write(number: int) -> Path:
        month, rows = maker.plan.months[number], maker.month(number)
        path = folder / f"{month.name}.parquet"
        _write(rows, path)
        for table, others in beside(rows, month, seed).items():
            (folder / table).mkdir(exist_ok=True)
            _write(others, folder / table / path.name)
        return path

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_WORKERS)) as workers:
        return list(workers.map(write, range(len(maker.plan.months))))


def beside_files(folder: Path, months: list[Path]) -> dict[str, list[Path]]:
    return {table: [folder / table / path.name for path in months] for table in BESIDE}


def _write_residents(plan: Plan, folder: Path, out: Path) -> None:
    draft, target = folder / RESIDENTS_FILE.name, out / RESIDENTS_FILE
    _write(residents_table(plan), draft)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft, target)


def _write(table: pa.Table, path: Path) -> None:
    coded = [name for name in table.column_names if name not in PLAIN]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        row_group_size=ROW_GROUP_ROWS,
        use_dictionary=coded,
    )
