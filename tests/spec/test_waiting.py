"""Waiting is counted in calendar days between Helsinki dates."""

from datetime import UTC, datetime

import pytest

from polku.definitions.waiting import bucket_name, buckets_of, earliest_contact, waiting_days

DAYS = [
    # from (UTC)           visit (UTC)          days  why
    ("2021-03-01 08:00", "2021-03-01 12:00", 0, "the same day"),
    ("2021-03-01 21:59", "2021-03-01 22:01", 1, "midnight in Helsinki lies between"),
    ("2021-03-01 22:01", "2021-03-02 21:59", 0, "one Helsinki day, two UTC days"),
    ("2021-03-27 22:30", "2021-03-28 21:30", 1, "the day of 23 hours is one day; both are after midnight"),
    ("2021-10-30 21:30", "2021-10-31 22:30", 1, "the day of 25 hours is one day"),
    ("2021-12-31 10:00", "2022-01-07 06:00", 7, "seven days, whatever the hours"),
    ("2021-03-02 08:00", "2021-03-01 08:00", None, "a visit before its start is an error in the record"),
    ("2021-03-01 12:00", "2021-03-01 08:00", 0, "the same day in the other order is still the same day"),
    (None, "2021-03-01 08:00", None, "no start, no wait"),
    ("2021-03-01 08:00", None, None, "no visit, no wait"),
]

BUCKETS = [
    ("outpatient", {"0-7": (0, 7), "8-14": (8, 14), "15-30": (15, 30), "31-90": (31, 90), ">90": (91, 9999)}),
    ("oral", {"0-21": (0, 21), "22-90": (22, 90), "91-180": (91, 180), ">180": (181, 9999)}),
    ("physiotherapy", {"0-7": (0, 7), "8-14": (8, 14), "15-30": (15, 30), "31-90": (31, 90), ">90": (91, 9999)}),
]

EARLIEST = [
    # contact, assessment, booking                                   earliest
    (("2021-03-01 08:00", "2021-03-02 08:00", "2021-03-03 08:00"), "2021-03-01 08:00"),
    (("2021-03-03 08:00", "2021-03-02 08:00", None), "2021-03-02 08:00"),
    ((None, None, "2021-03-03 08:00"), "2021-03-03 08:00"),
    ((None, None, None), None),
]


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


@pytest.mark.parametrize(("start", "visit", "days", "why"), DAYS, ids=[row[-1] for row in DAYS])
def test_waiting_days(start: str | None, visit: str | None, days: int | None, why: str) -> None:
    assert waiting_days(moment(start), moment(visit)) == days


@pytest.mark.parametrize(("service", "ranges"), BUCKETS)
def test_buckets(service: str, ranges: dict[str, tuple[int, int]]) -> None:
    assert [bucket.name for bucket in buckets_of(service)] == list(ranges)
    for name, (first, last) in ranges.items():
        assert bucket_name(first, service) == bucket_name(last, service) == name


def test_a_negative_wait_is_in_no_bucket() -> None:
    assert bucket_name(-1, "outpatient") is None


@pytest.mark.parametrize(("moments", "earliest"), EARLIEST)
def test_earliest_contact(moments: tuple[str | None, ...], earliest: str | None) -> None:
    assert earliest_contact(map(moment, moments)) == moment(earliest)
