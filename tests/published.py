"""The published tables of access to care, Varsinais-Suomi 2021, and visit records built to their counts."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from polku.definitions.coverage import Total, eligible_totals
from polku.definitions.waiting import buckets_of
from polku.insight.measures.model import percent
from tests.avohilmo import COLUMNS

FILE = Path(__file__).parent / "data" / "access-to-care-varsinais-suomi-2021.csv"
CLOCKS = {"need_assessment": "need-assessment", "earliest_contact": "earliest-contact"}
CODES = {
    "physician": ["LK"],
    "nurse_or_public_health_nurse": ["SH", "TH"],
    "dentist": ["HL"],
    "dental_hygienist": ["SHG"],
    "rest": ["FT", "PSY", "STT", "XX"],
}
SERVICES = {"outpatient": "T11", "oral": "T60"}
FIRST_VISIT, VISIT_DAYS = date(2021, 1, 1), 365
DAYS_BEFORE = 400

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Published:
    """One profession's rows of a table."""

    counts: dict[str, int]
    total: int
    shares: dict[str, float]
    coverages: dict[str, int]

    @property
    def eligible(self) -> Total:
        return eligible_totals((self.counts[name], percent) for name, percent in self.coverages.items())


@dataclass(frozen=True)
class Table:
    number: int
    clock: str
    service: str
    professions: dict[str, Published]


def tables() -> dict[int, Table]:
    with FILE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {int(number): _table([row for row in rows if row["table"] == number]) for number in ("1", "2", "3")}


def question(table: Table) -> tuple[str, ...]:
    """The words of the command that asks for it."""
    return "--clock", table.clock, "--service", table.service, "--by", "profession"


def to_the_digit(table: Table, answer: dict[str, Any]) -> bool:
    """Fails where a count, share or coverage of the answer is another than the published one."""
    found = {row["profession"]: row for row in answer["rows"]}
    assert answer["rows"][0]["profession"] == "all"
    for name, published in table.professions.items():
        row = found[name]
        assert row["total"] == published.total
        assert row["buckets"] == published.counts
        assert {bucket: row["shares"][bucket] for bucket in published.shares} == published.shares
        assert row["eligible"] == published.eligible.middle
        assert row["coverage"] == percent(published.total, row["eligible"])
        for bucket, coverage in published.coverages.items():
            assert whole_percent(row["buckets"][bucket], row["eligible"]) == coverage
    return True


def whole_percent(part: int, whole: int) -> int:
    return (200 * part + whole) // (2 * whole)


def _table(rows: list[dict[str, str]]) -> Table:
    professions = dict.fromkeys(row["profession"] for row in rows)
    return Table(
        int(rows[0]["table"]),
        CLOCKS[rows[0]["clock_start"]],
        rows[0]["service"],
        {name: _published([row for row in rows if row["profession"] == name]) for name in professions},
    )


def _published(rows: list[dict[str, str]]) -> Published:
    coverage = "coverage_pct_of_all_nonurgent_visits"
    return Published(
        {row["bucket"]: int(row["visits"]) for row in rows},
        int(rows[0]["total"]),
        {row["bucket"]: float(row["share_pct"]) for row in rows if row["share_pct"]},
        {row["bucket"]: int(row[coverage]) for row in rows if row[coverage]},
    )


def groups(table: Table) -> Iterator[tuple[str, dict[str, int], int]]:
    """Profession, visits by bucket, eligible visits; the last is what `all` has beyond the others."""
    every = table.professions["all"]
    named = {name: rows for name, rows in table.professions.items() if name != "all"}
    for name, rows in named.items():
        yield name, rows.counts, rows.eligible.middle
    rest = {bucket: count - sum(rows.counts[bucket] for rows in named.values()) for bucket, count in every.counts.items()}
    yield "rest", rest, every.eligible.middle - sum(rows.eligible.middle for rows in named.values())


def write_records(table: Table, path: Path) -> int:
    """Records that the table's counts come from, and others that no measure may count; how many rows."""
    parts = [_visits(table, profession, counts, eligible) for profession, counts, eligible in groups(table)] + [
        _not_eligible(table)
    ]
    records = pa.concat_tables(parts)
    records = records.set_column(0, "AVOHILMO_ID", pa.array(np.arange(len(records))).cast(pa.string()))
    options = pa_csv.WriteOptions(delimiter=";", quoting_style="none")
    pa_csv.write_csv(records, path, options)
    return len(records)


def _visits(table: Table, profession: str, counts: dict[str, int], eligible: int) -> pa.Table:
    """The visits whose wait is known, bucket by bucket, then those whose wait is not."""
    waits = np.concatenate([_spread(table.service, bucket, count) for bucket, count in counts.items()])
    unknown = eligible - len(waits)
    assert unknown >= 0
    waits = np.concatenate([waits, np.full(unknown, -1)])
    return _records(table, waits, _cycled(CODES[profession], len(waits)))


def _spread(service: str, name: str, count: int) -> Numbers:
    """Waits over the whole bucket, its first and last day among them."""
    bucket = next(bucket for bucket in buckets_of(service) if bucket.name == name)
    last = bucket.last if bucket.last is not None else bucket.first + 100
    return bucket.first + np.arange(count) % (last - bucket.first + 1)


def _not_eligible(table: Table) -> pa.Table:
    """Seven days' waits that do not count: cancelled, urgent, no client contact, no visit, another service."""
    many = 500
    plain = _records(table, np.full(many, 7), _cycled(["LK"], many))
    changes = [
        ("PERUUTUS_AJANKOHTA", "01.01.2021 08:00"),
        ("KAYNTI_KIIREELLISYYS", "P"),
        ("KAYNTI_YHTEYSTAPA", "R60"),
        ("KAYNTI_YHTEYSTAPA", "R71"),
        ("KAYNTI_YHTEYSTAPA", "R72"),
        ("KAYNTI_YHTEYSTAPA", "R80"),
        ("KAYNTI_ALKOI", ""),
        ("KAYNTI_PALVELUMUOTO", "T51"),
    ]
    return pa.concat_tables(plain.set_column(COLUMNS.index(name), name, pa.array([value] * many)) for name, value in changes)


def _records(table: Table, waits: Numbers, professions: pa.Array) -> pa.Table:
    """A wait of −1 lacks the clock's stamps. The clock's start is at 9, the visit at 15."""
    many = len(waits)
    visit = np.arange(many) % VISIT_DAYS
    known = waits >= 0
    start = visit - np.where(known, waits, 0)
    stamps = _need_assessment(start, known) if table.clock == "need-assessment" else _earliest(start, visit, known)
    values = {
        "AVOHILMO_ID": pa.nulls(many, pa.string()),
        "ASIAKAS_ID": pa.array(np.arange(many) % 50_000).cast(pa.string()),
        "PALVELUNTUOTTAJA_YKSIKKO": _cycled([f"1.2.246.10.1.{unit}" for unit in range(12)], many),
        **stamps,
        "KAYNTI_ALKOI": _stamps(visit, "15:00"),
        "KAYNTI_PALVELUMUOTO": _cycled([SERVICES[table.service]], many),
        "KAYNTI_YHTEYSTAPA": _cycled(["R10", "R50", "R20", "R56"], many),
        "KAYNTI_KIIREELLISYYS": _cycled(["E"], many),
        "KAYNTI_AMMATTI": professions,
        "PERUUTUS_AJANKOHTA": _cycled([""], many),
    }
    return pa.table({name: values[name] for name in COLUMNS})


def _need_assessment(start: Numbers, known: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    """The contact is two days before the assessment, which must not matter."""
    return {
        "YHTEYDENOTTO_AJANKOHTA": _stamps(start - 2, "09:00"),
        "HOIDONTARVE_AJANKOHTA": _stamps(start, "09:00", known),
        "AJANVARAUS_AJANKOHTA": _stamps(start, "09:30"),
    }


def _earliest(start: Numbers, visit: Numbers, known: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    """The earliest is the contact, the assessment or the booking in turn; the others are later or missing."""
    turn = np.arange(len(start)) % 3
    return {
        "YHTEYDENOTTO_AJANKOHTA": _stamps(start, "09:00", known & (turn == 0)),
        "HOIDONTARVE_AJANKOHTA": _stamps(np.where(turn == 1, start, visit), "09:00", known & (turn != 2)),
        "AJANVARAUS_AJANKOHTA": _stamps(np.where(turn == 2, start, visit), "09:30", known),
    }


def _stamps(days: Numbers, clock: str, given: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    first = FIRST_VISIT - timedelta(days=DAYS_BEFORE)
    texts = [f"{first + timedelta(days=day):%d.%m.%Y} {clock}" for day in range(DAYS_BEFORE + VISIT_DAYS)]
    places = days + DAYS_BEFORE
    if given is not None:
        places = np.where(given, places, len(texts))
    return pa.array([*texts, ""]).take(pa.array(places))


def _cycled(words: list[str], many: int) -> pa.Array:
    return pa.array(words).take(pa.array(np.arange(many) % len(words)))
