"""First contacts, staff load, a cohort, waits against limits and the gap of a group: each word of the measures on a few rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from polku.definitions.resolution import firsts
from polku.insight.canonical import TABLES, shaped
from polku.insight.measures.gaps import with_gaps
from polku.insight.measures.model import Asked
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Memory
from polku.insight.measures.suppression import suppressed
from polku.insight.measures.tallied import run
from tests.measured import NOON, figures, told, visit

DAY = timedelta(days=1)


def at(day: float) -> datetime:
    return NOON + day * DAY


# first contacts


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([0], [(0, True)]),
        ([0, 7], [(0, False)]),
        ([0, 7.1], [(0, True), (7.1, True)]),
        ([0, 3, 6, 9], [(0, False)]),
        ([0, 3, 20], [(0, False), (20, True)]),
        ([0, 0], [(0, False)]),
    ],
)
def test_a_first_contact_and_whether_it_was_enough(days: list[float], found: list[tuple[float, bool]]) -> None:
    """Contacts of one person in one service, by the days on which they were; 7 days before and after."""
    assert firsts([at(day) for day in days], 7) == [(at(day), enough) for day, enough in found]


def test_resolution_is_of_a_person_in_a_service() -> None:
    rows = [
        visit(person_id="a"), visit(person_id="a", service="oral", starts_at=at(2)),
        visit(person_id="b"), visit(person_id="b", starts_at=at(2)),
        visit(person_id="c"), visit(person_id="c", contact_type="R72", starts_at=at(2)),
        visit(person_id="d", starts_at=at(30)),
    ]  # fmt: skip
    found = figures("first-contact-resolution", rows)
    assert (found["numerator"], found["denominator"], found["value"]) == (3, 4, 75), "d has not had its days yet"
    assert figures("first-contact-resolution", rows, options={"days": 1})["value"] == 100


# staff load


def test_the_load_of_a_working_day() -> None:
    days = {("x", 0): 6, ("x", 1): 10, ("y", 0): 8, ("y", 3): 20}
    rows = [visit(professional_id=who, starts_at=at(day)) for (who, day), many in days.items() for _ in range(many)]
    rows += [visit(professional_id=None), visit(professional_id="x", contact_type="R72")]
    found = figures("staff-load", rows)
    assert (found["median"], found["p90"], found["n"], found["days"]) == (8, 10, 2, 4)


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("2026-03-28T21:59", "2026-03-28T22:00", 2),
        ("2026-03-29T20:59", "2026-03-29T21:00", 2),
        ("2026-10-24T20:59", "2026-10-24T21:00", 2),
        ("2026-10-25T21:59", "2026-10-25T22:00", 2),
        ("2026-10-25T00:30", "2026-10-25T21:30", 1),
        ("2024-03-30T22:30", "2024-03-31T20:30", 1),
    ],
)
def test_days_of_work_are_days_in_helsinki(first: str, second: str, days: int) -> None:
    """UTC moments on both sides of midnight in Helsinki, before and after the clock is changed."""
    rows = [
        visit(professional_id="x", starts_at=datetime.fromisoformat(moment).replace(tzinfo=UTC)) for moment in (first, second)
    ]
    assert figures("staff-load", rows)["days"] == days


def test_throughput_is_of_the_month_of_the_visit_and_demand_of_the_month_of_the_contact() -> None:
    rows = [visit(contacted_at=at(-20)), visit()]
    months = {
        id: {row.key["month"]: row.figures["value"] for row in told(id, rows, by=("month",)).rows}
        for id in ("throughput", "demand")
    }
    assert months == {"throughput": {"all": 2, "2026-03": 2}, "demand": {"all": 2, "2026-02": 1, "2026-03": 1}}


# a cohort


def test_the_cohort_of_fatigue() -> None:
    visits = [visit(person_id=who, encounter_id=f"{n}", source="events") for n, who in enumerate("aaabcdd")]
    assessed = [("a", "A04"), ("a", "U09.9"), ("b", "R74"), ("c", "R53"), ("e", "G93.3")]
    made = [
        {"assessment_id": f"{n}", "person_id": who, "kind": "need", "assessed_at": NOON, "reason": reason, "source": "events"}
        for n, (who, reason) in enumerate(assessed)
    ]
    tables = {
        name: shaped(name, pa.Table.from_pylist(rows, schema=pa.schema([f for f in TABLES[name] if f.name in rows[0]])))
        for name, rows in (("encounter", visits), ("assessment", made))
    }
    found = run(TALLIED["long-covid"], Memory(tables), Asked()).all.figures
    assert (found["numerator"], found["denominator"], found["contacts"], found["contacts_each"]) == (2, 4, 4, 2)
    assert found["contact_share"] == pytest.approx(100 * 4 / 7)
    narrow = run(TALLIED["long-covid"], Memory(tables), Asked(options={"reasons": ("U09.9",)})).all.figures
    assert narrow["numerator"] == 1


# limits


def waiting(number: int, due: float, ended: float | None, **more: Any) -> dict[str, Any]:
    usual = {"unit_id": "a", "service": "disability", "register": "social", "clock": "decision_to_service", "source": "events"}
    moments = {"started_at": at(0), "law_due_at": at(due), "ended_at": None if ended is None else at(ended)}
    return {**usual, "wait_id": f"{number}", **moments, **more}


@pytest.mark.parametrize(
    ("due", "ended", "counted", "within"),
    [
        (10, 5, 1, 1),
        (10, 10, 1, 1),
        (10, 11, 1, 0),
        (10, None, 1, 0),
        (40, 5, 0, 0),
        (40, None, 0, 0),
    ],
)
def test_a_wait_is_judged_when_its_limit_has_passed(due: float, ended: float | None, counted: int, within: int) -> None:
    """Days on which the limit fell and the wait ended; it is looked at on day 30."""
    found = figures("within-limit", [waiting(1, due, ended)], "wait", now=at(30))
    assert (found["denominator"], found["numerator"]) == (counted, within)


def test_waits_by_law_and_by_the_countys_own_target_and_the_units_that_reach_a_share() -> None:
    rows = [waiting(n, 10, 5, target_due_at=at(4 + n)) for n in range(5)]
    rows += [waiting(10 + n, 10, 12, unit_id="b") for n in range(5)] + [waiting(20, 10, 5, unit_id="c")]
    law = figures("within-limit", rows, "wait", now=at(30))
    assert (law["value"], law["units"], law["units_reaching"], law["units_share"]) == (pytest.approx(600 / 11), 2, 1, 50)
    own = figures("within-limit", rows, "wait", now=at(30), options={"limit": "target"})
    assert (own["value"], own["denominator"], own["units_reaching"]) == (80, 5, 1)
    assert (
        figures("within-limit", rows, "wait", now=at(30), options={"limit": "target", "reach": Decimal(81)})["units_reaching"]
        == 0
    )


def test_units_that_reach_the_target() -> None:
    def waits(unit: str, days: list[int], service: str = "outpatient") -> list[dict[str, Any]]:
        return [visit(unit_id=unit, service=service, assessed_at=at(-day)) for day in days]

    rows = [*waits("a", [0, 1, 7, 7, 8]), *waits("b", [0, 8, 8, 8, 8]), *waits("c", [0]), *waits("a", [21] * 5, "oral")]
    found = figures("units-reaching", rows)
    assert (found["numerator"], found["denominator"], found["left_out"]) == (2, 3, 1)
    assert figures("units-reaching", rows, options={"reach": Decimal("80.1")})["numerator"] == 1


# gaps


def test_the_gap_of_a_group_is_told_of_what_is_shown() -> None:
    ages = {30: (30, 20), 80: (20, 2), 10: (3, 1)}
    rows = [visit(age=age, contact_type="R52" if n < far else "R10") for age, (many, far) in ages.items() for n in range(many)]
    measure = TALLIED["remote-share"]
    whole = told("remote-share", rows, by=("age",))
    gaps = {row.key["age"]: row.figures.get("gap") for row in with_gaps(measure, whole).rows}
    value = 100 * 23 / 53
    assert gaps == {
        "all": None,
        "7-17": pytest.approx(100 / 3 - value),
        "30-49": pytest.approx(200 / 3 - value),
        "75-84": pytest.approx(10 - value),
    }
    shown = with_gaps(measure, suppressed(measure, whole))
    assert [row.figures["gap"] for row in shown.rows if row.hidden] == [None] * sum(row.hidden for row in shown.rows)
    assert sum(row.hidden for row in shown.rows) >= 2
    assert with_gaps(TALLIED["demand"], whole) is whole
