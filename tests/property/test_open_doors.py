"""Opening hours against a naive twin that looks at every quarter of an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.catalogue.logic import ExceptionalDays, OpeningHours, Unit, Weekly, is_open, next_opening
from polku.catalogue.queries import unit
from polku.foundation.calendar import HELSINKI

FREE = holidays.country_holidays("FI", years=[2026, 2027, 2028])
PLACE = unit("salo")
QUARTERS = [time(hour, minute) for hour in range(5, 24) for minute in (0, 15, 30, 45)]
PAIRS = st.tuples(st.sampled_from(QUARTERS), st.sampled_from(QUARTERS)).filter(lambda pair: pair[0] < pair[1])
DAYS = st.dates(date(2026, 3, 1), date(2027, 3, 1))
WEEKLY = st.builds(lambda day, pair: Weekly(day, *pair), st.integers(0, 6), PAIRS)
EXCEPTIONS = st.builds(
    lambda day, length, pair: ExceptionalDays(day, day + timedelta(days=length), *(pair or (None, None))),
    DAYS, st.integers(0, 20), st.none() | PAIRS,
)  # fmt: skip
UNITS = st.builds(
    lambda weekly, exceptional, on: replace(PLACE, hours=OpeningHours(tuple(weekly), tuple(exceptional), on)),
    st.lists(WEEKLY, max_size=6), st.lists(EXCEPTIONS, max_size=4), st.booleans(),
)  # fmt: skip
MOMENTS = st.builds(
    lambda day, quarter: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=15 * quarter),
    DAYS, st.integers(0, 95),
)  # fmt: skip


def looks_open(place: Unit, at: datetime) -> bool:
    local = at.astimezone(HELSINKI)
    day, clock = local.date(), local.time()
    for exception in place.hours.exceptional:
        if exception.first <= day <= exception.last:
            return exception.opens is not None and exception.closes is not None and exception.opens <= clock < exception.closes
    if day in FREE and not place.hours.on_holidays:
        return False
    return any(hours.weekday == day.weekday() and hours.opens <= clock < hours.closes for hours in place.hours.weekly)


@given(UNITS, MOMENTS)
def test_open_as_the_twin_sees_it(place: Unit, at: datetime) -> None:
    assert is_open(place, at) == looks_open(place, at)


@given(UNITS, MOMENTS)
@settings(max_examples=60, deadline=None)
def test_no_door_opens_before_the_next_opening(place: Unit, at: datetime) -> None:
    opens = next_opening(place, at)
    last = min(opens or at + timedelta(days=30), at + timedelta(days=30))
    was_open, moment = looks_open(place, at), at + timedelta(minutes=15)
    while moment < last:
        now_open = looks_open(place, moment)
        assert was_open or not now_open, moment
        was_open, moment = now_open, moment + timedelta(minutes=15)
    assert opens is None or (opens > at and looks_open(place, opens))
