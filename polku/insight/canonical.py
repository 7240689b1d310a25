"""The canonical tables: `encounter`, and what there is beside it.

A contact has no table of its own: `encounter` holds it from its first stamp on, whether or not it has led to a visit yet.

Moments are UTC, people and professionals pseudonyms. `shaped(name, rows)` makes a loader's rows into the table's own
columns, and adds the derived ones.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from polku.definitions.experience import STATEMENTS
from polku.foundation.errors import PolkuError
from polku.insight.tables import CODE, DERIVED, LOADED, MOMENT, column, days_between, derive, month_of

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

UNIT = pa.schema(
    [
        column("unit_id", CODE, "code of the unit, as the other tables have it", required=True),
        column("from_day", pa.date32(), "the first day of the code", required=True),
        column("until_day", pa.date32(), "the last day of the code; empty while it is in use"),
        column("earlier_id", CODE, "the code that the unit had before from_day; empty where it had none"),
        column("name", pa.string(), "name in Finnish"),
        column("municipality", CODE, "three-digit municipality code"),
        column("register", CODE, "health or social"),
        SOURCE,
    ]
)

ASSESSMENT = pa.schema(
    [
        column("assessment_id", pa.string(), "unique within its source", required=True),
        column("person_id", pa.string(), "pseudonym of the client; empty when answered without signing in"),
        column("unit_id", CODE, "the unit that took it up"),
        column("service", CODE, "key in content/national/codes/services.yaml"),
        column("kind", CODE, "symptom: answered by the client; need: made by a professional", required=True),
        column("assessed_at", MOMENT, "when it was ready", required=True),
        column("urgency", pa.int8(), "5 emergency, 4 today, 3 in 1–3 days, 2 in 7 days, 1 self-care"),
        column("reason", CODE, "reason for contact, a code of ICPC-2 or ICD-10"),
        column("content", CODE, "the symptom assessment that was answered"),
        column("profession", CODE, "key in content/national/codes/professions.yaml, of who made it"),
        column("language", CODE, "ISO 639-1 code of the language it was answered in"),
        SOURCE,
        column("month", CODE, f"{MONTH}assessed_at"),
    ]
)

WAIT = pa.schema(
    [
        column("wait_id", pa.string(), "unique within its source", required=True),
        column("person_id", pa.string(), "pseudonym of the client"),
        column("unit_id", CODE, "the unit that has the matter"),
        column("service", CODE, "the service waited for"),
        column("register", CODE, "health or social"),
        column("clock", CODE, "what is waited for, such as assessment_to_care", required=True),
        column("started_at", MOMENT, "the clock started", required=True),
        column("law_due_at", MOMENT, "the last moment by law; empty where no law sets one"),
        column("target_due_at", MOMENT, "the last moment by the county's own target; empty where there is none"),
        column("ended_at", MOMENT, "the wait ended; empty while it runs"),
        SOURCE,
        column("month", CODE, f"{MONTH}started_at"),
        column("days", pa.int32(), "Helsinki calendar days, started_at to ended_at; empty while it runs"),
    ]
)

QUEUE_SNAPSHOT = pa.schema(
    [
        column("snapshot_at", MOMENT, "when the queue was looked at", required=True),
        column("unit_id", CODE, "the unit"),
        column("service", CODE, "key in content/national/codes/services.yaml"),
        column("begun_on", pa.date32(), "Helsinki day on which the contacts began", required=True),
        column("contacts", pa.int32(), "contacts that began then and had not been met yet", required=True),
        SOURCE,
        column("month", CODE, f"{MONTH}snapshot_at"),
    ]
)

OUTCOME = pa.schema(
    [
        column("outcome_id", pa.string(), "unique within its source", required=True),
        column("person_id", pa.string(), "pseudonym of the client"),
        column("unit_id", CODE, "the unit that gave the service"),
        column("service", CODE, "key in content/national/codes/services.yaml"),
        column("instrument", CODE, "what it was measured with", required=True),
        column("measured_at", MOMENT, "when it was measured", required=True),
        column("score", pa.float64(), "in the instrument's own points"),
        SOURCE,
        column("month", CODE, f"{MONTH}measured_at"),
    ]
)

COST = pa.schema(
    [
        column("profession", CODE, "key in content/national/codes/professions.yaml", required=True),
        column("remote", pa.bool_(), "by telephone or network", required=True),
        column("euros", pa.int32(), "of one contact, in whole euros", required=True),
        column("source", CODE, "the source of the contacts that it prices", required=True),
    ]
)

TABLES: Mapping[str, pa.Schema] = MappingProxyType(
    {
        "encounter": LOADED, "booking": BOOKING, "slot": SLOT, "feedback": FEEDBACK, "person_period": PERSON_PERIOD, "unit": UNIT,
        "assessment": ASSESSMENT, "wait": WAIT, "queue_snapshot": QUEUE_SNAPSHOT, "outcome": OUTCOME, "cost": COST,
    }
)  # fmt: skip
ABOUT: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "encounter": (
            "A contact, with its visit once there is one; a contact that has not been met yet has no starts_at",
            "Polku's own contacts and visits, AvoHILMO files and the synthetic county",
        ),
        "booking": ("A booked time and how it ended", "Polku's own bookings and the synthetic county"),
        "slot": ("A time in a calendar as it was at a moment", "Polku's own calendars and the synthetic county"),
        "feedback": (
            "An answer to the national client feedback",
            "imported files and the synthetic county, until Polku asks for feedback itself",
        ),
        "person_period": ("A person while nothing of the row changes", "the people whom Polku knows and the synthetic county"),
        "unit": ("A unit while it has its code", "the county's catalogue and the synthetic county"),
        "assessment": (
            "A symptom assessment that a client answered, or a professional's assessment of need",
            "Polku's own assessments and the synthetic county",
        ),
        "wait": ("A clock of a case, with its limits", "Polku's own cases and the synthetic county"),
        "queue_snapshot": (
            "How many contacts waited at a moment, and since which day",
            "Polku's own cases and the synthetic county",
        ),
        "outcome": (
            "A client's state as an instrument tells it",
            "imported files and the synthetic county, until Polku follows outcomes itself",
        ),
        "cost": (
            "What one contact costs",
            "the price list in the content, imported files and the synthetic county, until Polku keeps accounts",
        ),
    }
)
"""What a row of each table is, and what fills the table."""
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "encounter": ("source", "encounter_id"),
        "booking": ("source", "booking_id"),
        "slot": ("snapshot_at", "professional_id", "starts_at"),
        "feedback": ("source", "feedback_id"),
        "person_period": ("person_id", "from_day"),
        "unit": ("unit_id", "from_day"),
        "assessment": ("source", "assessment_id"),
        "wait": ("source", "wait_id"),
        "queue_snapshot": ("source", "snapshot_at", "unit_id", "service", "begun_on"),
        "outcome": ("source", "outcome_id"),
        "cost": ("source", "profession", "remote"),
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
        "assessment": {"month": lambda rows: month_of(rows, "assessed_at")},
        "wait": {
            "month": lambda rows: month_of(rows, "started_at"),
            "days": lambda rows: days_between(rows, "started_at", "ended_at"),
        },
        "queue_snapshot": {"month": lambda rows: month_of(rows, "snapshot_at")},
        "outcome": {"month": lambda rows: month_of(rows, "measured_at")},
    }
)
assert sum(name.startswith("statement_") for name in FEEDBACK.names) == STATEMENTS


def shaped(name: str, rows: pa.Table) -> pa.Table:
    """The rows in the columns, order and types of the canonical table; a missing nullable column is all null."""
    if name == "encounter":
        return derive(rows)
    schema, derived = TABLES[name], _DERIVED.get(name, {})
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


def derived(name: str) -> tuple[str, ...]:
    """The columns that a loader does not give."""
    return tuple(DERIVED.names) if name == "encounter" else tuple(_DERIVED.get(name, {}))


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
