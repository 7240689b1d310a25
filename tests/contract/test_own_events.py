"""The county's own bookings and calendars in the canonical tables: pseudonyms only, each once however often loaded."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from polku.insight.lake import Lake
from polku.insight.own_events import load_bookings, load_calendars
from tests.county import county, slot, staff

pytestmark = pytest.mark.django_db


def rows(lake: Lake, name: str) -> list[dict[str, object]]:
    return pa.concat_tables(pq.read_table(file) for file in lake.files(name)).to_pylist()


def test_bookings_and_calendars_are_loaded_once(tmp_path: Path) -> None:
    made, lake = county(), Lake(tmp_path)
    slot(staff("T-8"))
    for _ in range(2):
        assert (load_bookings(lake), load_calendars(lake)) == (1, 2)
    (booking,) = rows(lake, "booking")
    assert (booking["ending"], booking["service"], booking["profession"]) == ("open", "outpatient", "nurse")
    assert str(made.client.person_id) not in str(booking) and len(str(booking["person_id"])) == 32
    assert sorted(bool(each["free"]) for each in rows(lake, "slot")) == [False, True]
    assert {each["days"] for each in rows(lake, "slot")} == {2}
