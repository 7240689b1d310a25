"""Small counties drawn by hypothesis: visits, bookings, free times, feedback and people, with everything that can be missing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from polku.definitions.bookings import ENDINGS
from polku.insight.canonical import TABLES, shaped

STARTS = [datetime(2021, 3, 20, tzinfo=UTC), datetime(2021, 10, 25, tzinfo=UTC), datetime(2020, 2, 26, tzinfo=UTC)]
"""Around both changes of the clock, and around the end of the usual base period."""
EDGES = (-1, 0, 1, 7, 8, 14, 30, 31, 90, 91, 400)
PROFESSIONS = ["physician", "nurse", "public_health_nurse", "dentist", None]
SERVICES = ["outpatient", "outpatient", "oral", "mental_health", None]
UNITS = ["a", "b", None]
LANGUAGES = ["fi", "sv", "en", None]
SEXES = ["male", "female", None]
moments = st.builds(
    lambda start, half_hours: start + timedelta(minutes=30 * half_hours), st.sampled_from(STARTS), st.integers(0, 2 * 24 * 14)
)
away = st.none() | st.builds(
    lambda days, half_hours: timedelta(days=days, minutes=30 * half_hours), st.sampled_from(EDGES), st.integers(-24, 24)
)


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([usual] * 6 + list(others))


def _visit(drawn: dict[str, Any]) -> dict[str, Any]:
    waits, began, lasted, at = (drawn.pop(name) for name in ("waits", "began", "lasted", "at"))
    stamps = [None if wait is None else at - wait for wait in waits]
    return {
        **drawn,
        **dict(zip(("contacted_at", "assessed_at", "booked_at"), stamps, strict=True)),
        "starts_at": at if began else None,
        "ended_at": None if lasted is None else at + lasted,
        "cancelled_at": at + timedelta(hours=2) if drawn["cancelled_at"] else None,
    }


visits = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from(["p1", "p2", "p3", "p4", None]),
        "professional_id": st.sampled_from(["x", "y", "z", None]),
        "service": st.sampled_from(SERVICES),
        "profession": st.sampled_from(PROFESSIONS),
        "unit_id": st.sampled_from(UNITS),
        "contact_type": mostly("R10", "R50", "R51", "R52", "R55", "R56", "R60", "R72", None),
        "urgency": mostly("E", "P", "P", None),
        "cancelled_at": mostly(False, True),
        "began": mostly(True, False),
        "at": moments,
        "waits": st.tuples(away, away, away),
        "lasted": st.none() | st.builds(timedelta, hours=st.sampled_from([-1, 0, 1, 25])),
        "age": mostly(40, 0, 6, 19, 20, 80, 130, -1, None),
        "sex": st.sampled_from(SEXES),
        "language": st.sampled_from(LANGUAGES),
        "municipality": st.sampled_from(["853", "734", None]),
    }
).map(_visit)

bookings = st.fixed_dictionaries(
    {
        "service": st.sampled_from(SERVICES),
        "profession": st.sampled_from(PROFESSIONS),
        "unit_id": st.sampled_from(UNITS),
        "starts_at": moments | st.none(),
        "ending": st.sampled_from([*ENDINGS, None]),
    }
)

slots = st.fixed_dictionaries(
    {
        "snapshot_at": st.sampled_from(STARTS),
        "professional_id": st.sampled_from(["x", "y", "z"]),
        "service": st.sampled_from(["outpatient", None]),
        "profession": st.sampled_from(["physician", "nurse"]),
        "unit_id": st.sampled_from(UNITS),
        "starts_at": moments | st.none(),
        "free": mostly(True, False),
        "urgency": mostly("E", "P", None),
    }
)

feedback = st.fixed_dictionaries(
    {
        "given_at": moments,
        "service": st.sampled_from(SERVICES),
        "unit_id": st.sampled_from(UNITS),
        "age": st.sampled_from([13, 40, 90, None]),
        "sex": st.sampled_from(SEXES),
        "language": st.sampled_from(LANGUAGES),
        "recommends": st.none() | st.integers(0, 10),
        **{f"statement_{place}": st.none() | st.integers(0, 5) for place in range(1, 8)},
    }
)

assessments = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from(["p1", "p2", "p3", None]),
        "kind": st.sampled_from(["need", "symptom"]),
        "assessed_at": moments,
        "reason": st.sampled_from(["A04", "U09.9", "R74", "L03", None]),
    }
)

waits = st.fixed_dictionaries(
    {
        "unit_id": st.sampled_from(UNITS),
        "service": st.sampled_from([*SERVICES, "income_support"]),
        "register": st.sampled_from(["health", "social", None]),
        "clock": st.sampled_from(["assessment_to_care", "contact_to_assessment"]),
        "started_at": moments,
        "law_due_at": moments | st.none(),
        "target_due_at": moments | st.none(),
        "ended_at": moments | st.none(),
    }
)

prices = st.fixed_dictionaries(
    {
        "profession": st.sampled_from(["physician", "nurse", "other"]),
        "remote": st.booleans(),
        "euros": st.integers(0, 300),
    }
)

people = st.fixed_dictionaries(
    {
        "person_id": st.sampled_from(["p1", "p2", "q1", "q2", "q3"]),
        "unit_id": st.sampled_from(UNITS),
        "municipality": st.sampled_from(["853", None]),
        "sex": st.sampled_from(SEXES),
        "language": st.sampled_from(LANGUAGES),
    }
)


def _numbered(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    given = {name: f"{name}_id" for name in ("encounter", "booking", "feedback", "assessment", "wait")}
    extra = {"person_period": {"from_day": date(2020, 1, 1)}}.get(name, {})
    told = [
        {**row, **extra, **({given[name]: f"{place:04d}"} if name in given else {}), "source": "events"}
        for place, row in enumerate(rows)
    ]
    names = [field for field in TABLES[name] if field.name in (told[0] if told else {"source": ""})]
    return shaped(name, pa.Table.from_pylist(told, schema=pa.schema(names)) if told else TABLES[name].empty_table())


def counties_of(least: int) -> st.SearchStrategy[dict[str, pa.Table]]:
    """Counties of at least so many visits, and half as many rows of what happens beside them."""
    tables = {
        "encounter": st.lists(visits, min_size=max(least, 1), max_size=40),
        "booking": st.lists(bookings, min_size=least // 2, max_size=20),
        "slot": st.lists(slots, min_size=least // 2, max_size=30),
        "feedback": st.lists(feedback, min_size=least // 2, max_size=20),
        "person_period": st.lists(people, max_size=5),
        "assessment": st.lists(assessments, max_size=5),
        "wait": st.lists(waits, min_size=least // 2, max_size=20),
        "cost": st.lists(prices, max_size=6),
    }
    return st.fixed_dictionaries(tables).map(lambda drawn: {name: _numbered(name, rows) for name, rows in drawn.items()})


counties = counties_of(1)
