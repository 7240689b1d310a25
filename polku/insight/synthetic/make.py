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
from polku.insight.canonical import shaped
from polku.insight.lake import ROW_GROUP_ROWS, Lake
from polku.insight.prices import price_list
from polku.insight.synthetic.beside import BESIDE, SYNTHETIC, Setting, beside, of_source, open_waits, people_of, units_of
from polku.insight.synthetic.limits import Limits
from polku.insight.synthetic.period import months_until
from polku.insight.synthetic.plan import Plan, make_plan, of_other_months
from polku.insight.synthetic.queues import as_known, begun_by, end_of, joined, months_after, snapshots
from polku.insight.synthetic.residents import make_residents
from polku.insight.synthetic.rows import Rows, residents_table
from polku.insight.synthetic.settings import County
from polku.insight.synthetic.stamps import Stamping
from polku.insight.synthetic.visits import Visiting

MOST_RESIDENTS, MOST_MONTHS, MOST_SEED = 10_000_000, 240, 2**63 - 1
FIRST_YEAR, LAST_YEAR = 1995, 2098
MOST_WORKERS = 4
PLAIN = ("encounter_id", "person_id", "booking_id", "feedback_id", "assessment_id", "wait_id", "outcome_id")
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


def make_county(
    county: County,
    *,
    residents: int,
    months: int,
    seed: int,
    until: date | None,
    out: Path,
    residents_file: Path = RESIDENTS_FILE,
) -> Made:
    """Writes every canonical table, and the residents, into the lake `out`; the same arguments give the same bytes."""
    maker = prepare(county, residents=residents, months=months, seed=seed, until=until)
    plan, last = maker.plan, until or county.until
    units = units_of(county.key, plan.residents.units, plan.months[0])
    setting = Setting(seed, residents, end_of(last), Limits(county.key), units)
    lake = Lake(out)
    source = f"synthetic/{county.key}"
    with lake.staging() as folder:
        files, queues = _write_months(maker, folder, setting)
        waiting = _waiting(maker, setting, last)
        files["encounter"].append(_written(as_known(waiting, setting.end), folder / "open.parquet"))
        files["wait"].append(_written(open_waits(waiting, setting), folder / "wait" / "open.parquet"))
        queue = joined([*queues, snapshots(waiting, plan.months[-1], plan.months)])
        _write_residents(plan, folder, out / residents_file)
        small = {
            "queue_snapshot": shaped("queue_snapshot", of_source(queue)),
            "person_period": people_of(residents_table(plan), plan.months[0]),
            "unit": units,
        }
        lake.publish("cost", source=SYNTHETIC, data=price_list(SYNTHETIC))
        for table, data in (small | files).items():
            published = lake.publish(table, source=source, data=data)
    return Made(published.source.rows, published.changed)


def prepare(county: County, *, residents: int, months: int, seed: int, until: date | None) -> Maker:
    last = until or county.until
    _check(residents, months, seed, last)
    people = make_residents(county, residents, last, seed)
    return _maker(make_plan(county, people, months_until(last, months)), seed)


def _waiting(maker: Maker, setting: Setting, until: date) -> pa.Table:
    """The same people's visits of the months after the end, those whose contact began before it."""
    after = _maker(of_other_months(maker.plan, months_after(until)), setting.seed)
    with _workers() as workers:
        months = workers.map(lambda number: begun_by(after.month(number), setting.end), range(len(after.plan.months)))
        return pa.concat_tables(months).unify_dictionaries()


def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_WORKERS))


def _maker(plan: Plan, seed: int) -> Maker:
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


def _write_months(maker: Maker, folder: Path, setting: Setting) -> tuple[dict[str, list[Path]], list[pa.Table]]:
    """Files of each table, a month in each; and the parts of the queues. Encounters come last."""
    for table in BESIDE:
        (folder / table).mkdir()

    def write(number: int) -> tuple[dict[str, Path], pa.Table]:
        month, rows = maker.plan.months[number], maker.month(number)
        name = f"{month.name}.parquet"
        written = {table: _written(others, folder / table / name) for table, others in beside(rows, month, setting).items()}
        return written | {"encounter": _written(rows, folder / name)}, snapshots(rows, month, maker.plan.months)

    with _workers() as workers:
        made = list(workers.map(write, range(len(maker.plan.months))))
    return {table: [files[table] for files, _ in made] for table in (*BESIDE, "encounter")}, [queue for _, queue in made]


def _write_residents(plan: Plan, folder: Path, target: Path) -> None:
    draft = folder / RESIDENTS_FILE.name
    _written(residents_table(plan), draft)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(draft, target)


def _written(table: pa.Table, path: Path) -> Path:
    coded = [name for name in table.column_names if name not in PLAIN]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        row_group_size=ROW_GROUP_ROWS,
        use_dictionary=coded,
    )
    return path
