"""Limits against a naive twin that walks day by day and minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.foundation.calendar import HELSINKI, helsinki
from polku.guidance.guarantees import clock_start, due, rules
from polku.guidance.limits import Limit, Unit, add_months

FREE = holidays.country_holidays("FI", years=range(2004, 2033))
STARTS = st.datetimes(datetime(2005, 1, 1), datetime(2030, 6, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
WHOLE_MINUTES = STARTS.map(lambda at: at.replace(second=0, microsecond=0))
RULES = rules()


def works(day: date) -> bool:
    return day.isoweekday() <= 5 and day not in FREE


def open_minute(at: datetime) -> bool:
    local = at.astimezone(HELSINKI)
    return works(local.date()) and 8 <= local.hour < 16


def walked_start(at: datetime) -> datetime:
    while not open_minute(at):
        at += timedelta(minutes=1)
    return at


def walked_last_day(unit: Unit, amount: int, first: date) -> date:
    day = first
    if unit == "months":
        for _ in range(amount):
            day = day.replace(day=1) + timedelta(days=31)
            day = day.replace(day=1)
        while day.day < first.day and (day + timedelta(days=1)).month == day.month:
            day += timedelta(days=1)
        return day
    while amount:
        day += timedelta(days=1)
        amount -= unit == "calendar_days" or works(day)
    return day


@given(WHOLE_MINUTES)
@settings(max_examples=60, deadline=None)
def test_a_clock_starts_at_the_first_open_minute(at: datetime) -> None:
    assert clock_start(at) == walked_start(at)


@given(STARTS)
def test_a_started_clock_starts_where_it_is(at: datetime) -> None:
    assert clock_start(clock_start(at)) == clock_start(at) >= at


@pytest.mark.parametrize("unit", ["working_days", "calendar_days", "months"])
@given(start=STARTS, amount=st.integers(1, 30))
@settings(deadline=None)
def test_whole_days_end_on_the_day_that_walking_reaches(unit: Unit, start: datetime, amount: int) -> None:
    end = helsinki(Limit(unit, amount).end(start))
    assert (end.date(), end.hour, end.minute) == (walked_last_day(unit, amount, helsinki(start).date()), 23, 59)


@given(start=WHOLE_MINUTES, hours=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_office_hours_are_as_many_open_minutes(start: datetime, hours: int) -> None:
    end = Limit("office_hours", hours).end(start)
    minute, counted = start, 0
    while minute < end:
        counted += open_minute(minute)
        minute += timedelta(minutes=1)
    assert counted == hours * 60


@given(st.dates(date(2005, 1, 1), date(2030, 1, 1)), st.integers(0, 24), st.integers(0, 24))
def test_more_months_never_end_sooner(day: date, some: int, more: int) -> None:
    assert add_months(day, some) <= add_months(day, some + more)


@given(
    start=STARTS, age=st.integers(0, 110), kind=st.sampled_from(["law", "target"]),
    clock=st.sampled_from(sorted({rule.clock for rule in RULES})), register=st.sampled_from(["health", "social"]),
    service=st.sampled_from(["outpatient", "oral", "mental_health", "child_protection", "disability"]),
    circumstances=st.sets(st.sampled_from(["planned_care", "highest_care_allowance", "child_special_support"])),
)  # fmt: skip
def test_due_is_the_earliest_of_the_rules_that_a_reader_would_pick(
    start: datetime, age: int, kind: str, clock: str, register: str, service: str, circumstances: set[str]
) -> None:
    day = start.astimezone(HELSINKI).date()
    picked = []
    for rule in RULES:
        if rule.kind != kind or rule.clock != clock or rule.register != register:
            continue
        if day < rule.valid_from or (rule.valid_to and day > rule.valid_to):
            continue
        if rule.services and service not in rule.services:
            continue
        if age < rule.age_from or (rule.age_below is not None and age >= rule.age_below):
            continue
        if (rule.circumstance and rule.circumstance not in circumstances) or rule.unless in circumstances:
            continue
        picked.append(rule.limit.end(start))
    told = due(RULES, clock, service, register, age, start, kind, circumstances=circumstances)  # type: ignore[arg-type]
    assert (told.at if told else None) == min(picked, default=None)
    assert told is None or told.at >= start
