"""The daily figures of the guarantee of care, by every health centre and service: complete, or refused."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from polku.definitions.contacts import NON_URGENT
from polku.foundation.calendar import at_helsinki, helsinki_date, is_working_day
from polku.foundation.content import content_root
from polku.foundation.errors import PolkuError
from polku.guidance.guarantee_files import load_rules
from polku.guidance.guarantees import due
from polku.guidance.limits import Rule
from polku.insight.lake import Lake

CLOCK, REGISTER = "assessment_to_care", "health"
SERVICES = ("outpatient", "oral")
EXPECTED_DAYS = 28
"""A unit that gave a service within so many days before is expected to tell of it."""
COLUMNS: Mapping[str, str] = {
    "day": "the Helsinki day of the visits",
    "unit": "the health centre",
    "service": "key in content/national/codes/services.yaml",
    "visits": "realised non-urgent client contacts of the day",
    "assessed": "those whose assessment of need is known and not after the visit",
    "judged": "those of the assessed whose limit by law is known: the age is known, and a rule is in force",
    "within": "those of the judged that took place within the limit",
    "late": "those of the judged that took place after it",
    "longest_days": "calendar days from the assessment to the visit, the longest of the assessed; empty without any",
}
_READ = (
    "unit_id", "service", "urgency", "realised", "client_contact", "assessed_at", "starts_at", "age", "days_from_need_assessment"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    day: date
    unit: str
    service: str
    visits: int
    assessed: int
    judged: int
    within: int
    late: int
    longest_days: int | None


def daily(lake: Lake, day: date, today: date) -> tuple[Line, ...]:
    """A line for each health centre and service; PolkuError names every one that lacks something."""
    if day >= today:
        raise PolkuError(f"the day {day}, which is not over", f"a day before {today}", "ask when the day is over")
    visits = _visits(lake, day - timedelta(days=EXPECTED_DAYS), day)
    of_day = [visit for visit in visits if helsinki_date(visit["starts_at"]) == day]
    expected = {(visit["unit_id"], visit["service"]) for visit in visits}
    groups: dict[tuple[str | None, str], list[dict[str, Any]]] = defaultdict(list)
    for visit in of_day:
        groups[visit["unit_id"], visit["service"]].append(visit)
    lacking = [*_lacking(expected, groups, day)]
    if lacking:
        raise PolkuError(
            f"{day} is not complete: {'; '.join(lacking)}", "the figures of every health centre", "load the missing ones"
        )
    units = sorted((unit, service) for unit, service in expected if unit is not None)
    return tuple(_line(day, unit, service, groups[unit, service]) for unit, service in units)


def as_csv(lines: tuple[Line, ...]) -> str:
    """The file: always the same bytes for the same figures."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([["" if (value := getattr(line, name)) is None else value for name in COLUMNS] for line in lines])
    return text.getvalue()


def _visits(lake: Lake, first: date, last: date) -> list[dict[str, Any]]:
    start, end = at_helsinki(first, _MIDNIGHT), at_helsinki(last + timedelta(days=1), _MIDNIGHT)
    moment = pa.timestamp("us", tz="UTC")
    wanted = (
        (pc.field("starts_at") >= pa.scalar(start, moment))
        & (pc.field("starts_at") < pa.scalar(end, moment))
        & pc.field("realised")
        & pc.field("client_contact")
    )
    found: list[dict[str, Any]] = []
    for file in lake.files("encounter"):
        try:
            rows = pq.read_table(file, columns=[*_READ], filters=wanted)
        except (OSError, pa.ArrowInvalid) as error:
            raise lake.damage() from error
        found += [visit for visit in rows.to_pylist() if visit["service"] in SERVICES and visit["urgency"] == NON_URGENT]
    return found


def _lacking(
    expected: set[tuple[str | None, str]], groups: Mapping[tuple[str | None, str], list[dict[str, Any]]], day: date
) -> Iterator[str]:
    if not expected:
        yield f"no visits in the {EXPECTED_DAYS} days before"
    for unit, service in sorted(expected, key=lambda pair: (pair[0] or "", pair[1])):
        visits = groups.get((unit, service), [])
        if unit is None:
            if visits:
                yield f"{len(visits)} {service} visits lack their unit"
        elif not visits and is_working_day(day):
            yield f"{unit} lacks {service} visits"
        elif visits and all(visit["assessed_at"] is None for visit in visits):
            yield f"{unit} lacks every assessment's time in {service}"
        elif visits and all(visit["age"] is None for visit in visits):
            yield f"{unit} lacks every client's age in {service}"


def _line(day: date, unit: str, service: str, visits: list[dict[str, Any]]) -> Line:
    waits = [visit["days_from_need_assessment"] for visit in visits if visit["days_from_need_assessment"] is not None]
    judged = [kept for visit in visits if (kept := _kept(visit)) is not None]
    return Line(
        day, unit, service, len(visits), len(waits), len(judged), sum(judged), judged.count(False), max(waits, default=None)
    )


def _kept(visit: Mapping[str, Any]) -> bool | None:
    """Whether the visit took place within the limit by law; None where that cannot be told."""
    assessed, starts = visit["assessed_at"], visit["starts_at"]
    if visit["days_from_need_assessment"] is None or visit["age"] is None:
        return None
    limit = due(_law(), CLOCK, visit["service"], REGISTER, visit["age"], assessed)
    return None if limit is None else helsinki_date(starts) <= helsinki_date(limit.at)


@cache
def _law() -> tuple[Rule, ...]:
    return load_rules(content_root() / "national" / "guarantees.yaml", "law")


_MIDNIGHT = datetime.min.time()
assert [field.name for field in fields(Line)] == list(COLUMNS)
