"""Time stamps read for whole columns agree with Python's own reading, one at a time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from polku.definitions.waiting import HELSINKI, helsinki_day
from polku.exchange.avohilmo.moments import read_moments
from polku.insight.helsinki import day_numbers, is_repeated, is_skipped, month_codes, month_names

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
walls = st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 30)).map(lambda d: d.replace(second=0, microsecond=0))
near_changes = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from([datetime(2021, 3, 27), datetime(2021, 10, 30), datetime(1981, 3, 28), datetime(2040, 3, 24)]),
    st.integers(0, 3 * 24 * 60),
)
FORMS = ("%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S")


def read(texts: list[str]) -> list[Any]:
    return read_moments(pa.chunked_array([pa.array(texts, pa.string())])).array().to_pylist()


@given(st.lists(st.tuples(walls | near_changes, st.sampled_from(FORMS)), max_size=8))
@example([(datetime(2021, 3, 28, 3, 30), FORMS[0]), (datetime(2021, 10, 31, 3, 30), FORMS[1])])
def test_local_stamps(stamps: list[tuple[datetime, str]]) -> None:
    expected = [wall.replace(tzinfo=HELSINKI).astimezone(UTC) for wall, _ in stamps]
    assert read([wall.strftime(form) for wall, form in stamps]) == expected


@given(st.lists(st.tuples(walls, st.integers(-14 * 60, 14 * 60)), max_size=8))
def test_stamps_with_a_zone(stamps: list[tuple[datetime, int]]) -> None:
    texts, expected = [], []
    for wall, east in stamps:
        sign, minutes = "-" if east < 0 else "+", abs(east)
        texts.append(f"{wall:%Y-%m-%dT%H:%M:%S}{sign}{minutes // 60:02d}:{minutes % 60:02d}")
        expected.append(wall.replace(tzinfo=UTC) - timedelta(minutes=east))
    assert read(texts) == expected


@given(st.lists(st.text("0123456789.:-TZ+ ", max_size=25) | st.text(max_size=20), max_size=8))
def test_no_text_breaks_the_reading_of_its_neighbours(texts: list[str]) -> None:
    found = read(["01.02.2021 10:00", *texts, "2021-02-01T10:00"])
    assert found[0] == found[-1] == datetime(2021, 2, 1, 8, tzinfo=UTC)


@given(walls | near_changes)
def test_the_hours_that_are_skipped_and_repeated(wall: datetime) -> None:
    number = np.array([(wall.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)])
    first, second = (wall.replace(tzinfo=HELSINKI, fold=fold).astimezone(UTC) for fold in (0, 1))
    exists = first.astimezone(HELSINKI).replace(tzinfo=None) == wall
    assert bool(is_skipped(number)[0]) is not exists
    assert bool(is_repeated(number)[0]) is (exists and first != second)


@given(st.lists(walls | near_changes, min_size=1, max_size=8))
def test_days_and_months(walls: list[datetime]) -> None:
    moments = [wall.replace(tzinfo=UTC) for wall in walls]
    numbers = np.array([(moment - EPOCH) // timedelta(microseconds=1) for moment in moments])
    days = [helsinki_day(moment) for moment in moments]
    assert [EPOCH.date() + timedelta(days=int(day)) for day in day_numbers(numbers)] == days
    assert month_names(month_codes(day_numbers(numbers))) == [f"{day:%Y-%m}" for day in days]
