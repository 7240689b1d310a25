"""Finnish days: working days as the law counts them, office hours, and the days of 23 and 25 hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from polku.foundation.calendar import add_working_days, at_helsinki, is_working_day, office_start

WORKING = [
    (date(2026, 11, 23), True, "a Monday"),
    (date(2026, 11, 22), False, "a Sunday"),
    (date(2026, 10, 31), False, "All Saints' Day, a Saturday"),
    (date(2026, 12, 24), False, "Christmas Eve is not counted"),
    (date(2026, 6, 19), False, "Midsummer Eve is not counted"),
    (date(2026, 5, 14), False, "Ascension Day"),
    (date(2027, 12, 6), False, "Independence Day on a Monday"),
    (date(2026, 12, 31), True, "New Year's Eve is a working day"),
    (date(2026, 4, 2), True, "Maundy Thursday is a working day"),
]

COUNTED = [
    (date(2026, 11, 24), 7, date(2026, 12, 3), "a Tuesday: the seventh working day is next week's Thursday"),
    (date(2026, 12, 22), 3, date(2026, 12, 29), "over Christmas"),
    (date(2026, 11, 20), 1, date(2026, 11, 23), "a Friday"),
]

STARTS = [
    ("2026-11-23T09:12", "2026-11-23T09:12", "in office hours: at once"),
    ("2026-11-23T07:10", "2026-11-23T08:00", "before eight: the same day at eight"),
    ("2026-11-23T16:00", "2026-11-24T08:00", "from four on: the next working day"),
    ("2026-11-20T23:00", "2026-11-23T08:00", "on Friday night: on Monday"),
    ("2026-12-23T18:00", "2026-12-28T08:00", "before Christmas: after it"),
]


def local(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return at_helsinki(moment.date(), moment.time())


@pytest.mark.parametrize(("day", "works", "why"), WORKING)
def test_working_day(day: date, works: bool, why: str) -> None:
    assert is_working_day(day) is works, why


@pytest.mark.parametrize(("day", "count", "result", "why"), COUNTED)
def test_the_nth_working_day(day: date, count: int, result: date, why: str) -> None:
    assert add_working_days(day, count) == result, why


@pytest.mark.parametrize(("contact", "starts", "why"), STARTS)
def test_a_clock_starts(contact: str, starts: str, why: str) -> None:
    assert office_start(local(contact)) == local(starts), why


def test_a_skipped_hour_is_read_one_hour_later_and_a_repeated_one_is_the_first() -> None:
    assert at_helsinki(date(2026, 3, 29), time(3, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert at_helsinki(date(2026, 10, 25), time(3, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
