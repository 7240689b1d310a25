"""The months and days that are made, and how busy each day is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from polku.foundation.calendar import public_holidays
from polku.insight.helsinki import utc_of
from polku.insight.synthetic.settings import Numbers, Service

EPOCH = date(1970, 1, 1)
DAY = 86_400_000_000
MINUTE = 60_000_000
CLOSED_DAY_CONTACTS = 0.02
LOOK_BACK_DAYS = 800

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Month:
    """`first` and `days` are day numbers since 1970-01-01 and how many of them are made."""

    name: str
    first: int
    days: int
    number: int
    """1 to 12."""

    def numbers(self) -> Ints:
        return np.arange(self.first, self.first + self.days)


def months_until(until: date, count: int) -> tuple[Month, ...]:
    """`count` calendar months, the last of them cut at `until`."""
    last = until.year * 12 + until.month - 1
    return tuple(_month(month // 12, month % 12 + 1, until) for month in range(last - count + 1, last + 1))


def _month(year: int, month: int, until: date) -> Month:
    first = date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    days = (min(following, until + timedelta(days=1)) - first).days
    return Month(f"{year:04d}-{month:02d}", (first - EPOCH).days, days, month)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Facts of each day from `first` on: weekday (0 Monday), holiday, UTC minutes of Helsinki midnight."""

    first: int
    weekday: Ints
    holiday: npt.NDArray[np.bool_]
    midnight: npt.NDArray[np.int32]

    def openness(self) -> Floats:
        """How likely a contact falls on the day, 1 on an ordinary weekday."""
        return np.where((self.weekday > 4) | self.holiday, CLOSED_DAY_CONTACTS, 1.0)


def calendar_of(months: tuple[Month, ...]) -> Calendar:
    """The calendar of the months and of the waits that lead to them. Times of day are taken from 7 to 22,
    which no change of the clock touches."""
    first = months[0].first - LOOK_BACK_DAYS
    days = np.arange(first, months[-1].first + months[-1].days)
    dates = [EPOCH + timedelta(days=int(day)) for day in days]
    morning = utc_of(days * DAY + 12 * 60 * MINUTE) // MINUTE - 12 * 60
    return Calendar(
        first=first,
        weekday=(days + 3) % 7,
        holiday=np.array([day in public_holidays(day.year) for day in dates]),
        midnight=morning.astype(np.int32),
    )


def busyness(service: Service, season: Numbers, month: Month, calendar: Calendar) -> Floats:
    """The day's visits as a multiple of an average day's."""
    place = slice(month.first - calendar.first, month.first - calendar.first + month.days)
    weekday = np.array(service.weekday)
    weights = weekday[calendar.weekday[place]]
    weights = np.where(calendar.holiday[place], np.minimum(weights, service.holiday * weekday.max()), weights)
    return np.asarray(weights / weekday.mean() * season[month.number - 1] / np.mean(season))
