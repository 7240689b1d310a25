"""Finnish days: Europe/Helsinki dates, public holidays, and working days as the law counts them.

A working day (arkipäivä) is no Saturday, Sunday, public holiday, Christmas Eve or Midsummer Eve
(act 150/1930, section 5; ``holidays`` lists both eves as public).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

HELSINKI = ZoneInfo("Europe/Helsinki")
OFFICE_OPENS = time(8)
OFFICE_CLOSES = time(16)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> dict[date, str]:
    """The year's public holidays and the two eves, with their Finnish names."""
    return dict(holidays.country_holidays("FI", years=year, language="fi"))


def helsinki(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("found a moment without a time zone, expected an aware one")
    return moment.astimezone(HELSINKI)


def helsinki_date(moment: datetime) -> date:
    return helsinki(moment).date()


def at_helsinki(day: date, clock_time: time) -> datetime:
    """That local time on that day. A time that daylight saving skips is read one hour later, a repeated one is the first."""
    local = datetime.combine(day, clock_time, tzinfo=HELSINKI)
    return local.astimezone(ZoneInfo("UTC"))


def years_between(born: date, day: date) -> int:
    """Whole years: an age on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year)


def next_working_day(day: date) -> date:
    """The first working day after ``day``."""
    return add_working_days(day, 1)


def add_working_days(day: date, count: int) -> date:
    """The ``count``-th working day after ``day``, which itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            count -= 1
    return day


def in_office_hours(moment: datetime) -> bool:
    local = helsinki(moment)
    return is_working_day(local.date()) and OFFICE_OPENS <= local.time() < OFFICE_CLOSES


def office_start(moment: datetime) -> datetime:
    """``moment`` itself in office hours (working days 8–16); else the next 8:00 of a working day."""
    if in_office_hours(moment):
        return moment
    local = helsinki(moment)
    if is_working_day(local.date()) and local.time() < OFFICE_OPENS:
        return at_helsinki(local.date(), OFFICE_OPENS)
    return at_helsinki(next_working_day(local.date()), OFFICE_OPENS)
