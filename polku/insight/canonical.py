"""The canonical tables beside `encounter`: bookings, free times at a moment, feedback, and people by period.

Moments are UTC, people and professionals pseudonyms. `shaped(name, rows)` makes a loader's rows into the table's own
columns, and adds the derived ones.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from polku.definitions.experience import STATEMENTS
from polku.foundation.errors import PolkuError
from polku.insight.tables import CODE, LOADED, MOMENT, column, days_between, derive, month_of

MONTH = "month in Helsinki, YYYY-MM, of "
SOURCE = column("source", CODE, "events, synthetic or the name of an import", required=True)

BOOKING = pa.schema(
    [
        column("booking_id", pa.string(), "unique within its source", required=True),
        column("person_id", pa.string(), "pseudonym of the client"),
        column("unit_id", CODE, "the unit that gave the time"),
        column("service", CODE, "key in content/national/codes/services.yaml"),
        column("profession", CODE, "key in content/national/codes/professions.yaml"),
        column("professional_id", pa.string(), "pseudonym of the professional"),
        column("booked_at", MOMENT, "the time was booked"),
        column("starts_at", MOMENT, "the time was to begin"),
        column("ending", CODE, "arrived, not-arrived, cancelled or open"),
        SOURCE,
        column("month", CODE, f"{MONTH}starts_at"),
    ]
)

SLOT = pa.schema(
    [
        column("snapshot_at", MOMENT, "when the calendar was looked at", required=True),
        column("unit_id", CODE, "the unit"),
        column("service", CODE, "key in content/national/codes/services.yaml"),
        column("profession", CODE, "key in content/national/codes/professions.yaml"),
        column("professional_id", pa.string(), "pseudonym of the professional", required=True),
        column("starts_at", MOMENT, "a time in the calendar; empty in the one row of a professional without any"),
        column("free", pa.bool_(), "bookable: not booked, held or frozen", required=True),
        column("urgency", CODE, "AvoHILMO code of what the time is for; E is non-urgent"),
        SOURCE,
        column("month", CODE, f"{MONTH}snapshot_at"),
        column("days", pa.int32(), "Helsinki calendar days, snapshot_at to starts_at; empty when it had passed"),
    ]
)

FEEDBACK = pa.schema(
    [
        column("feedback_id", pa.string(), "unique within its source", required=True),
        column("given_at", MOMENT, "when it was given", required=True),
        column("unit_id", CODE, "the unit that it is about"),
        column("service", CODE, "key in content/national/codes/services.yaml"),
        column("age", pa.int16(), "whole years of the one who gave it"),
        column("sex", CODE, "male, female or other"),
        column("language", CODE, "ISO 639-1 code of the form's language"),
        column("recommends", pa.int8(), "would recommend the service, 0 to 10"),
        *(column(f"statement_{n}", pa.int8(), "5 fully agree … 1 fully disagree, 0 does not concern me") for n in range(1, 8)),
        SOURCE,
        column("month", CODE, f"{MONTH}given_at"),
    ]
)

PERSON_PERIOD = pa.schema(
    [
        column("person_id", pa.string(), "pseudonym", required=True),
        column("from_day", pa.date32(), "the first day that the row holds", required=True),
        column("until_day", pa.date32(), "the last day that the row holds; empty while it does"),
        column("unit_id", CODE, "the person's own health centre"),
        column("municipality", CODE, "three-digit municipality code of the home"),
        column("birth_year", pa.int16(), "year of birth"),
        column("sex", CODE, "male, female or other"),
        column("language", CODE, "ISO 639-1 code of the person's language"),
        SOURCE,
    ]
)

TABLES: Mapping[str, pa.Schema] = MappingProxyType(
    {"encounter": LOADED, "booking": BOOKING, "slot": SLOT, "feedback": FEEDBACK, "person_period": PERSON_PERIOD}
)
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "encounter": ("source", "encounter_id"),
        "booking": ("source", "booking_id"),
        "slot": ("snapshot_at", "professional_id", "starts_at"),
        "feedback": ("source", "feedback_id"),
        "person_period": ("person_id", "from_day"),
    }
)
"""What tells one row from another."""

_DERIVED: Mapping[str, Mapping[str, Callable[[pa.Table], pa.Array]]] = MappingProxyType(
    {
        "booking": {"month": lambda rows: month_of(rows, "starts_at")},
        "slot": {
            "month": lambda rows: month_of(rows, "snapshot_at"),
            "days": lambda rows: days_between(rows, "snapshot_at", "starts_at"),
        },
        "feedback": {"month": lambda rows: month_of(rows, "given_at")},
        "person_period": {},
    }
)
assert sum(name.startswith("statement_") for name in FEEDBACK.names) == STATEMENTS


def shaped(name: str, rows: pa.Table) -> pa.Table:
    """The rows in the columns, order and types of the canonical table; a missing nullable column is all null."""
    if name == "encounter":
        return derive(rows)
    schema, derived = TABLES[name], _DERIVED[name]
    unknown = sorted(set(rows.column_names) - set(schema.names))
    if unknown:
        given = [field.name for field in schema if field.name not in derived]
        raise PolkuError(
            f"unknown column {', '.join(unknown)}", f"columns of {name}: {', '.join(given)}", "rename the column, or leave it out"
        )
    for field in schema:
        if field.name not in derived:
            rows = _with(rows, field)
    for word, make in derived.items():
        rows = rows.drop_columns([word]) if word in rows.column_names else rows
        rows = rows.append_column(schema.field(word), make(rows))
    return rows.select(schema.names).cast(schema)


def empty(name: str) -> pa.Table:
    return TABLES[name].empty_table()


def _with(rows: pa.Table, field: pa.Field) -> pa.Table:
    if field.name not in rows.column_names:
        rows = rows.append_column(field, pa.nulls(rows.num_rows, field.type))
    missing = rows[field.name].null_count
    if missing and not field.nullable:
        raise PolkuError(
            f"{missing} empty values in column {field.name}", "a value in every row", f"give {field.name} for every row"
        )
    place = rows.column_names.index(field.name)
    return rows.set_column(place, field, rows[field.name].cast(field.type))


def dictionary(words: list[str], places: np.ndarray) -> pa.DictionaryArray:
    """A coded column from places in a list of words."""
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), pa.array(words, pa.string()))
