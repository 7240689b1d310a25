"""Helsinki days and hours for whole columns at once.

Zone rules come from `zoneinfo`; changes of the clock fall on whole UTC hours, so one small table of
hours answers for every moment between FIRST_YEAR and LAST_YEAR.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from polku.definitions.waiting import HELSINKI

Integers = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]

FIRST_YEAR, LAST_YEAR = 1970, 2099
HOUR = 3_600_000_000
_WEEK = 7 * 24
_EPOCH = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
_HOURS = int((datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - _EPOCH) / timedelta(hours=1))


def day_numbers(moments: Integers) -> Days:
    """UTC microseconds → Helsinki days since 1970-01-01."""
    return np.take(_day_of_hour(), moments // HOUR, mode="clip")


def month_codes(days: Days) -> Days:
    """Day numbers → months since 1970-01."""
    return np.take(_month_of_day(), days, mode="clip")


def month_names(codes: Days) -> list[str]:
    """Months since 1970-01 → `YYYY-MM`."""
    return [str(month) for month in codes.astype("datetime64[M]")]


def utc_of(walls: Integers) -> Integers:
    """Helsinki wall-clock microseconds → UTC. A skipped hour is one hour later, a repeated one the first."""
    return np.asarray(walls - np.take(_wall_offsets(), walls // HOUR, mode="clip"))


def wall_of(moments: Integers) -> Integers:
    """UTC microseconds → Helsinki wall-clock microseconds."""
    return np.asarray(moments + np.take(_utc_offsets(), moments // HOUR, mode="clip"))


def is_skipped(walls: Integers) -> npt.NDArray[np.bool_]:
    """The wall-clock hour that summer time jumps over."""
    return np.asarray(wall_of(utc_of(walls)) != walls)


def is_repeated(walls: Integers) -> npt.NDArray[np.bool_]:
    """The wall-clock hour that comes twice when summer time ends."""
    return np.asarray(wall_of(utc_of(walls) + HOUR) == walls)


@cache
def _utc_offsets() -> Integers:
    """The offset from UTC, in microseconds, for each UTC hour since 1970; it changes at most once in a week."""
    weekly = [_offset_at(hour) for hour in range(0, _HOURS + _WEEK, _WEEK)]
    offsets = np.repeat(weekly, _WEEK)
    for week in np.flatnonzero(np.diff(weekly)):
        first, following = int(week) * _WEEK, int(week + 1) * _WEEK
        kept = sum(takewhile(bool, (_offset_at(hour) == weekly[week] for hour in range(first, following))))
        offsets[first + kept : following] = weekly[week + 1]
    return offsets[:_HOURS] * 1_000_000


def _offset_at(utc_hour: int) -> int:
    moment = (_EPOCH + timedelta(hours=utc_hour)).astimezone(HELSINKI)
    offset = moment.utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


@cache
def _wall_offsets() -> Integers:
    """The offset for each wall-clock hour: before the change in both a skipped and a repeated hour."""
    utc = _utc_offsets()
    hours = np.arange(_HOURS)
    before = utc[np.clip(hours - 26, 0, _HOURS - 1)]
    after = utc[np.clip(hours + 26, 0, _HOURS - 1)]
    fits_before = utc[np.clip(hours - before // HOUR, 0, _HOURS - 1)] == before
    fits_after = utc[np.clip(hours - after // HOUR, 0, _HOURS - 1)] == after
    return np.where(fits_before | ~fits_after, before, after)


@cache
def _day_of_hour() -> Days:
    hours = np.arange(_HOURS) * HOUR
    return np.asarray((hours + _utc_offsets()) // (24 * HOUR), np.int32)


@cache
def _month_of_day() -> Days:
    days = np.arange(_HOURS // 24 + 1).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int32)
