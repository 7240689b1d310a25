"""The daily export of the guarantee of care: every health centre, complete or refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from polku.config.cli import main
from polku.exchange.monitoring.daily import COLUMNS, as_csv, daily
from polku.foundation.errors import PolkuError
from polku.insight.lake import Lake
from polku.insight.tables import ENCOUNTER, derive

DAY, TODAY = date(2026, 3, 4), date(2026, 3, 5)
NOON = datetime(2026, 3, 4, 10, tzinfo=UTC)


def visit(number, waited=5, *, unit="salo", service="outpatient", age=20, at=NOON, **more):
    return {
        "encounter_id": str(number), "unit_id": unit, "service": service, "age": age, "starts_at": at, "urgency": "E",
        "contact_type": "R10", "assessed_at": None if waited is None else at - timedelta(days=waited), "source": "events",
    } | more  # fmt: skip


def lake_of(folder, *visits):
    lake = Lake(folder)
    lake.publish("encounter", source="events:2026-03", data=derive(pa.Table.from_pylist([*visits], schema=ENCOUNTER)))
    return lake


WHOLE = [
    visit(1, 14),
    visit(2, 15),
    visit(3, 15, age=40),
    visit(4, 120, age=40),
    visit(5, None),
    visit(6, 3, age=None),
    visit(7, -1),
    visit(8, 3, urgency="1"),
    visit(9, 3, contact_type="R60"),
    visit(10, 3, cancelled_at=NOON),
    visit(11, 3, service="home_care"),
    visit(12, 2, unit="aura", service="oral"),
    visit(13, 2, at=NOON - timedelta(days=1)),
]


def test_each_visit_is_judged_by_the_limit_of_its_client(tmp_path):
    """Under 23 years: 14 days; others: three months."""
    found = as_csv(daily(lake_of(tmp_path / "lake", *WHOLE), DAY, TODAY))
    assert found.splitlines() == [
        ",".join(COLUMNS),
        "2026-03-04,aura,oral,1,1,1,1,0,2",
        "2026-03-04,salo,outpatient,7,5,4,2,2,120",
    ]


LACKS = [
    ([visit(1, at=NOON - timedelta(days=3))], "salo lacks outpatient visits"),
    ([visit(1), visit(2, unit=None)], "1 outpatient visits lack their unit"),
    ([visit(1, None)], "salo lacks every assessment's time in outpatient"),
    ([visit(1, age=None)], "salo lacks every client's age in outpatient"),
    ([visit(1, at=NOON - timedelta(days=40))], "no visits in the 28 days before"),
]


@pytest.mark.parametrize(("visits", "told"), LACKS, ids=[told for _, told in LACKS])
def test_what_is_not_complete_is_refused_by_name(tmp_path, visits, told):
    with pytest.raises(PolkuError, match=told):
        daily(lake_of(tmp_path / "lake", *visits), DAY, TODAY)


def test_a_day_off_may_have_no_visits(tmp_path):
    saturday = date(2026, 3, 7)
    (line,) = daily(lake_of(tmp_path / "lake", visit(1)), saturday, saturday + timedelta(days=1))
    assert (line.visits, line.longest_days) == (0, None)


def test_the_command_writes_the_same_bytes_or_nothing(tmp_path, capsys):
    lake, out = lake_of(tmp_path / "lake", *WHOLE), tmp_path / "day.csv"
    asked = ["exchange", "monitoring", "--data", str(lake.path), "--out", str(out), "--day"]
    assert main([*asked, "2026-03-04"]) == 0
    first = out.read_bytes()
    assert main([*asked, "2026-03-04"]) == 0 and out.read_bytes() == first
    assert "2 lines, 2 health centres" in capsys.readouterr().out
    out.unlink()
    lacking = "aura lacks oral visits; salo lacks outpatient visits"
    for day, told in (("2026-03-05", lacking), ("2126-03-04", "not over"), ("yesterday", "--day")):
        assert main([*asked, day]) == 2
        said = capsys.readouterr().err
        assert told in said and said.count("\n") == 1
    assert list(tmp_path.iterdir()) == [lake.path]
