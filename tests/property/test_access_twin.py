"""The compiled measure and the naive one agree on whatever small table hypothesis can find."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.insight.lake import Lake
from polku.insight.measures.engine import access
from polku.insight.measures.model import AccessRow
from polku.insight.measures.naive.access import naive_access
from polku.insight.tables import ENCOUNTER, derive

SPRING = datetime(2021, 3, 20, tzinfo=UTC)
AUTUMN = datetime(2021, 10, 25, tzinfo=UTC)
HALF_HOURS = 2 * 24 * 14
EDGES = (-1, 0, 1, 7, 8, 14, 15, 21, 22, 30, 31, 90, 91, 180, 181)
moments = st.builds(
    lambda start, half_hours: start + timedelta(minutes=30 * half_hours),
    st.sampled_from([SPRING, AUTUMN]),
    st.integers(0, HALF_HOURS),
)


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([usual] * 5 + list(others))


waits = st.none() | st.builds(
    lambda days, half_hours: timedelta(days=days, minutes=30 * half_hours),
    st.sampled_from(EDGES),
    st.integers(-24, 24),
)


def visit(draw: dict[str, Any]) -> dict[str, Any]:
    """The waits counted back from the visit, or from its day where it did not begin."""
    waits, began, at = draw.pop("waits"), draw.pop("began"), draw.pop("at")
    stamps = [None if wait is None else at - wait for wait in waits]
    return {
        **draw,
        **dict(zip(("contacted_at", "assessed_at", "booked_at"), stamps, strict=True)),
        "starts_at": at if began else None,
        "cancelled_at": at if draw["cancelled_at"] else None,
    }


visits = st.fixed_dictionaries(
    {
        "service": mostly("outpatient", "oral", "oral", "home_care"),
        "profession": st.sampled_from(["physician", "nurse", "public_health_nurse", "dentist", "other"]),
        "unit_id": st.sampled_from(["a", "b", None]),
        "contact_type": mostly("R10", "R50", "R60", "R80", None),
        "urgency": mostly("E", "P", None),
        "cancelled_at": mostly(False, True),
        "began": mostly(True, False),
        "at": moments,
        "waits": st.tuples(waits, waits, waits),
    }
).map(visit)
groups = st.permutations(["profession", "unit", "month"]).flatmap(lambda names: st.integers(0, 3).map(lambda many: names[:many]))


def in_any_order(rows: Any) -> list[AccessRow]:
    return sorted(rows, key=lambda row: sorted(row.key.items()))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(visits, min_size=1, max_size=40),
    st.sampled_from(["need-assessment", "earliest-contact"]),
    mostly("outpatient", "oral", "oral", "home_care"),
    groups,
)
def test_the_compiled_measure_agrees_with_the_naive_one(
    rows: list[dict[str, Any]], clock: str, service: str, by: list[str]
) -> None:
    numbered = [{**row, "encounter_id": str(place), "source": "events"} for place, row in enumerate(rows)]
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder))
        lake.publish("encounter", source="x", data=derive(pa.Table.from_pylist(numbered, schema=ENCOUNTER)))
        found = access(lake, clock=clock, service=service, by=by)
        told = access(lake, clock=clock, service=service, by=by, where={"profession": "nurse_or_public_health_nurse"})
    expected = naive_access(numbered, clock=clock, service=service, by=by)
    assert found.rows[0] == expected[0]
    assert in_any_order(found.rows) == in_any_order(expected)
    nurses = [row for row in numbered if row["profession"] in ("nurse", "public_health_nurse")]
    assert in_any_order(told.rows) == in_any_order(naive_access(nurses, clock=clock, service=service, by=by))
