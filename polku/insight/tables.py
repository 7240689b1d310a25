"""The canonical table `encounter`: one row for each contact, booking or visit, whatever its source.

Moments are UTC. `derive` adds, in one vectorised pass, what every measure needs; the plain definitions
of the same words are in `polku.definitions`.
"""

from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from polku.definitions.contacts import NOT_CLIENT_CONTACTS
from polku.foundation.errors import PolkuError
from polku.insight.helsinki import Days, day_numbers, month_codes, month_names

CODE = pa.dictionary(pa.int32(), pa.string())
MOMENT = pa.timestamp("us", tz="UTC")


def column(name: str, kind: pa.DataType, meaning: str, *, required: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=not required, metadata={"meaning": meaning})


ENCOUNTER = pa.schema(
    [
        column("encounter_id", pa.string(), "unique within its source", required=True),
        column("person_id", pa.string(), "pseudonym of the client"),
        column("unit_id", CODE, "the unit that gave the service"),
        column("service", CODE, "key in content/national/codes/services.yaml"),
        column("profession", CODE, "key in content/national/codes/professions.yaml"),
        column("professional_id", pa.string(), "pseudonym of the professional"),
        column("contact_type", CODE, "national code R10 … R90"),
        column("urgency", CODE, "AvoHILMO code; E is non-urgent"),
        column("contacted_at", MOMENT, "the client made contact"),
        column("assessed_at", MOMENT, "a professional assessed the need for care"),
        column("booked_at", MOMENT, "the visit was booked"),
        column("starts_at", MOMENT, "the visit began, or is to begin"),
        column("ended_at", MOMENT, "the visit ended"),
        column("cancelled_at", MOMENT, "the visit was cancelled"),
        column("age", pa.int16(), "whole years at the visit"),
        column("sex", CODE, "male, female or other"),
        column("language", CODE, "ISO 639-1 code of the client's language"),
        column("municipality", CODE, "three-digit municipality code of the client's home"),
        column("source", CODE, "events, avohilmo or synthetic", required=True),
    ]
)
"""What a loader gives. A missing nullable column is read as all null."""

DERIVED = pa.schema(
    [
        column("realised", pa.bool_(), "began and was not cancelled", required=True),
        column("client_contact", pa.bool_(), "a client was met or reached", required=True),
        column("month", CODE, "month of the visit in Helsinki, YYYY-MM"),
        column("days_from_need_assessment", pa.int32(), "Helsinki calendar days, assessment to visit"),
        column("days_from_earliest_contact", pa.int32(), "the same from the earliest of the three moments"),
    ]
)

LOADED = pa.schema([*ENCOUNTER, *DERIVED])
"""What a lake holds: the loader's columns and the derived ones."""

_NO_DAY = np.int32(np.iinfo(np.int32).max)


class Relation(Protocol):
    """A DuckDB relation, for one."""

    def to_arrow_table(self) -> pa.Table: ...


def conform(table: pa.Table) -> pa.Table:
    """The same rows in the columns, order and types of ENCOUNTER; other columns are refused."""
    unknown = sorted(set(table.column_names) - set(LOADED.names))
    if unknown:
        raise PolkuError(
            found=f"unknown column {', '.join(unknown)}",
            expected=f"columns of encounter: {', '.join(ENCOUNTER.names)}",
            mend="rename the column, or leave it out",
        )
    columns = [_conformed(table, field) for field in ENCOUNTER]
    return pa.Table.from_arrays(columns, schema=ENCOUNTER)


def _conformed(table: pa.Table, field: pa.Field) -> pa.ChunkedArray:
    if field.name in table.column_names:
        values = table.column(field.name).cast(field.type)
    else:
        values = pa.chunked_array([pa.nulls(table.num_rows, field.type)])
    if not field.nullable and values.null_count:
        raise PolkuError(
            found=f"{values.null_count} empty values in column {field.name}",
            expected="a value in every row",
            mend=f"give {field.name} for every row",
        )
    return values


def derive(rows: pa.Table | Relation) -> pa.Table:
    """The rows with the derived columns: schema LOADED. Columns derived before are derived anew."""
    table = conform(rows if isinstance(rows, pa.Table) else rows.to_arrow_table())
    visit = _days(table, "starts_at")
    assessed = _days(table, "assessed_at")
    earliest = np.minimum(np.minimum(_days(table, "contacted_at"), _days(table, "booked_at")), assessed)
    derived = [
        pc.and_(pc.is_valid(table["starts_at"]), pc.is_null(table["cancelled_at"])),
        _client_contact(table["contact_type"]),
        _month(visit),
        _waiting(assessed, visit),
        _waiting(earliest, visit),
    ]
    return pa.Table.from_arrays([*table.columns, *derived], schema=LOADED)


def _days(table: pa.Table, name: str) -> Days:
    """Helsinki day numbers; a missing moment is the far future."""
    given = table[name]
    moments = given.cast(pa.timestamp("us")).cast(pa.int64())
    days = day_numbers(moments.fill_null(0).to_numpy())
    if given.null_count:
        days[given.is_null().to_numpy()] = _NO_DAY
    return days


def month_of(table: pa.Table, name: str) -> pa.DictionaryArray:
    """The Helsinki month, YYYY-MM, of a column of moments."""
    return _month(_days(table, name))


def days_between(table: pa.Table, start: str, end: str) -> pa.Array:
    """Helsinki calendar days from one column to another; null when either is missing or the end came first."""
    return _waiting(_days(table, start), _days(table, end))


def _waiting(start: Days, visit: Days) -> pa.Array:
    missing = (start == _NO_DAY) | (visit == _NO_DAY) | (visit < start)
    days = visit - start
    days[missing] = 0
    return pa.array(days, mask=missing)


def _month(visit: Days) -> pa.DictionaryArray:
    missing = visit == _NO_DAY
    codes = month_codes(visit)
    present = np.flatnonzero(np.bincount(codes[~missing])).astype(np.int32)
    indices = pa.array(np.searchsorted(present, codes).astype(np.int32), mask=missing)
    return pa.DictionaryArray.from_arrays(indices, pa.array(month_names(present), pa.string()))


def _client_contact(contact_type: pa.ChunkedArray) -> pa.ChunkedArray:
    excluded = pc.is_in(contact_type.cast(pa.string()), value_set=pa.array(sorted(NOT_CLIENT_CONTACTS)))
    return pc.and_(pc.is_valid(contact_type), pc.invert(excluded))
