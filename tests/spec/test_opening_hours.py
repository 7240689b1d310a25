"""When a unit is open. Times are Helsinki time; the units are the county's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from polku.catalogue.logic import OpeningHours, closing, is_open, next_opening
from polku.catalogue.queries import unit
from polku.foundation.calendar import HELSINKI, helsinki


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HELSINKI)


def shown(at: datetime | None) -> str:
    return helsinki(at).strftime("%Y-%m-%d %H:%M") if at else "never"


# Unit, moment, open, closes, next opening.
MOMENTS = [
    ("turku-mullintie", "2026-11-18 07:59", False, "never", "2026-11-18 08:00"),
    ("turku-mullintie", "2026-11-18 08:00", True, "2026-11-18 16:00", "2026-11-19 08:00"),
    ("turku-mullintie", "2026-11-18 16:00", False, "never", "2026-11-19 08:00"),
    ("turku-mullintie", "2026-11-20 18:00", False, "never", "2026-11-23 08:00"),
    # open later on Mondays
    ("turku-keskusta", "2026-11-23 17:30", True, "2026-11-23 18:00", "2026-11-24 08:00"),
    ("turku-keskusta", "2026-11-24 17:30", False, "never", "2026-11-25 08:00"),
    # shorter on the day before Christmas Eve, then closed to the next Monday
    ("turku-mullintie", "2026-12-23 13:59", True, "2026-12-23 14:00", "2026-12-28 08:00"),
    ("turku-mullintie", "2026-12-23 14:00", False, "never", "2026-12-28 08:00"),
    ("turku-mullintie", "2026-12-24 10:00", False, "never", "2026-12-28 08:00"),
    ("turku-mullintie", "2027-01-06 10:00", False, "never", "2027-01-07 08:00"),
    # small stations close between the years and in July
    ("somero", "2026-12-23 12:30", False, "never", "2027-01-04 08:00"),
    ("somero", "2027-07-06 10:00", False, "never", "2027-07-19 08:00"),
    # dental clinics close at two on Fridays
    ("oral-salo", "2026-11-20 14:30", False, "never", "2026-11-23 08:00"),
    # home care works on holidays too
    ("home-care-turku", "2026-12-25 10:00", True, "2026-12-25 22:00", "2026-12-26 07:00"),
    ("home-care-turku", "2026-12-25 22:00", False, "never", "2026-12-26 07:00"),
    # the nights when clocks change
    ("home-care-turku", "2026-03-29 02:59", False, "never", "2026-03-29 07:00"),
    ("home-care-turku", "2026-10-25 03:30", False, "never", "2026-10-25 07:00"),
]


@pytest.mark.parametrize(("unit_id", "at", "open_", "closes", "opens"), MOMENTS)
def test_open_and_next_opening(unit_id: str, at: str, open_: bool, closes: str, opens: str) -> None:
    place = unit(unit_id)
    found = (is_open(place, moment(at)), shown(closing(place, moment(at))), shown(next_opening(place, moment(at))))
    assert found == (open_, closes, opens)


def test_a_unit_without_hours_never_opens() -> None:
    place = replace(unit("salo"), hours=OpeningHours(()))
    assert (is_open(place, moment("2026-11-18 10:00")), next_opening(place, moment("2026-11-18 10:00"))) == (False, None)
