"""Limits of time and the dated rules that set them. Pure: moments in, moments out, days as in Helsinki."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

from polku.foundation.calendar import (
    OFFICE_CLOSES,
    OFFICE_OPENS,
    add_working_days,
    at_helsinki,
    helsinki,
    helsinki_date,
    next_working_day,
    office_start,
)
from polku.foundation.content import Text

Kind = Literal["law", "target"]
Unit = Literal["at_once", "same_day", "office_hours", "working_days", "calendar_days", "months"]
Clock = Literal[
    "contact_to_reply",
    "contact_to_assessment",
    "contact_to_assessment_done",
    "assessment_to_care",
    "need_to_therapy",
    "notification_to_urgency",
    "notification_to_handling",
    "application_to_decision",
    "decision_to_service",
]
Circumstance = Literal["planned_care", "highest_care_allowance", "child_special_support"]

UNITS: tuple[str, ...] = get_args(Unit)
COUNTED_UNITS = UNITS[2:]
CLOCKS: tuple[str, ...] = get_args(Clock)
CIRCUMSTANCES: tuple[str, ...] = get_args(Circumstance)
DAY_ENDS = time(23, 59)


@dataclass(frozen=True, slots=True)
class Limit:
    """How long: `amount` of `unit` (0 for `at_once` and `same_day`)."""

    unit: Unit
    amount: int = 0

    def end(self, start: datetime) -> datetime:
        """The last moment in time of a clock that starts at `start` (aware); the start day is not counted.

        `same_day` and `office_hours` run in office hours (working days 8–16), the rest to the end of their last day.
        The length of months: act 150/1930, section 3.
        """
        day = helsinki_date(start)
        match self.unit:
            case "at_once":
                return start
            case "same_day":
                return at_helsinki(helsinki_date(office_start(start)), OFFICE_CLOSES)
            case "office_hours":
                return add_office_hours(start, timedelta(hours=self.amount))
            case "working_days":
                return at_helsinki(add_working_days(day, self.amount), DAY_ENDS)
            case "calendar_days":
                return at_helsinki(day + timedelta(days=self.amount), DAY_ENDS)
            case "months":
                return at_helsinki(add_months(day, self.amount), DAY_ENDS)


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated limit of a clock. `services` None is every service; `valid_to` None is still in force; ages in whole years."""

    id: str
    kind: Kind
    clock: str
    register: str
    services: frozenset[str] | None
    age_from: int
    age_below: int | None
    circumstance: str | None
    unless: str | None
    valid_from: date
    valid_to: date | None
    limit: Limit
    source: str
    sentence: Text

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def concerns(self, *, clock: str, service: str, register: str, age: int, circumstances: Collection[str]) -> bool:
        return (
            (self.clock, self.register) == (clock, register)
            and (self.services is None or service in self.services)
            and self.age_from <= age
            and (self.age_below is None or age < self.age_below)
            and (self.circumstance is None or self.circumstance in circumstances)
            and (self.unless is None or self.unless not in circumstances)
        )


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def add_office_hours(start: datetime, length: timedelta) -> datetime:
    """The moment when `length` of office hours has passed since `start`."""
    moment = office_start(start)
    while True:
        day = helsinki(moment).date()
        left_today = at_helsinki(day, OFFICE_CLOSES) - moment
        if length <= left_today:
            return moment + length
        length -= left_today
        moment = at_helsinki(next_working_day(day), OFFICE_OPENS)
