"""Who waits: the queue on the first day of each month, and the contacts that are open when the data end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from polku.insight.canonical import dictionary
from polku.insight.helsinki import day_numbers, utc_of
from polku.insight.synthetic.period import DAY, EPOCH, MINUTE, Month
from polku.insight.tables import MOMENT, derive

LOOKED_AT = 5 * 60 * MINUTE
STAMPS = ("contacted_at", "assessed_at", "booked_at")
OPEN_MONTHS = 4
"""Visits so many months after the end are made, for the contacts that began before it."""
NEVER = np.iinfo(np.int64).max


def snapshots(visits: pa.Table, month: Month, months: tuple[Month, ...]) -> pa.Table:
    """What the month's visits add to the queue of its first day and of the first days before it."""
    begun = np.minimum.reduce([_moments(visits, name) for name in STAMPS])
    over = np.minimum(_moments(visits, "starts_at"), _moments(visits, "cancelled_at"))
    parts = []
    for earlier in reversed([each for each in months if each.first <= month.first]):
        moment = earlier.first * DAY + LOOKED_AT
        waiting = np.flatnonzero((begun <= moment) & (over > moment))
        if not len(waiting) and earlier.first < month.first:
            break
        parts.append(_counted(visits, waiting, begun, moment))
    return pa.concat_tables(parts) if parts else _counted(visits, np.zeros(0, np.int64), begun, 0)


def joined(parts: Iterable[pa.Table]) -> pa.Table:
    """The parts of all months added up."""
    keys = ["snapshot_at", "unit_id", "service", "begun_on"]
    whole = pa.concat_tables(parts).unify_dictionaries().combine_chunks()
    added = whole.group_by(keys).aggregate([("contacts", "sum")]).rename_columns([*keys, "contacts"])
    added = added.set_column(4, "contacts", added["contacts"].cast(pa.int32()))
    words = added.set_column(1, "unit_id", added["unit_id"].cast(pa.string()))
    words = words.set_column(2, "service", words["service"].cast(pa.string()))
    return added.take(pc.sort_indices(words, [(key, "ascending") for key in keys]))


def end_of(day: date) -> int:
    """The moment at which the Helsinki day ends, in microseconds."""
    return int(utc_of(np.array([((day - EPOCH).days + 1) * DAY]))[0])


def begun_by(visits: pa.Table, end: int) -> pa.Table:
    """The visits whose contact began before the moment, with ids that no visit made by then has."""
    begun = np.minimum.reduce([_moments(visits, name) for name in STAMPS])
    rows = visits.take(pa.array(np.flatnonzero(begun < end)))
    return rows.set_column(0, rows.schema.field(0), pc.binary_join_element_wise("O", rows["encounter_id"], ""))


def months_after(until: date) -> tuple[Month, ...]:
    """The rest of the month of `until`, if any, and whole months after it."""
    first, found = until + timedelta(days=1), []
    for _ in range(OPEN_MONTHS):
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        found.append(Month(f"{first:%Y-%m}", (first - EPOCH).days, (following - first).days, first.month))
        first = following
    return tuple(found)


def as_known(rows: pa.Table, end: int) -> pa.Table:
    """Contacts whose visit comes after a moment, as they are known at it: the stamps by then, and no visit."""
    for name in (*STAMPS, "starts_at", "ended_at", "cancelled_at"):
        place = rows.column_names.index(name)
        known = pa.array(_moments(rows, name) < (0 if name in ("starts_at", "ended_at") else end))
        rows = rows.set_column(place, rows.schema.field(place), pc.if_else(known, rows[name], pa.scalar(None, MOMENT)))
    return derive(rows)


def _moments(visits: pa.Table, name: str) -> np.ndarray:
    """Microseconds; a missing moment never came."""
    return np.asarray(visits[name].cast(pa.int64()).fill_null(NEVER).to_numpy())


def _counted(visits: pa.Table, waiting: np.ndarray, begun: np.ndarray, moment: int) -> pa.Table:
    units, services = (visits[name].combine_chunks() for name in ("unit_id", "service"))
    codes = (units.indices.to_numpy()[waiting].astype(np.int64) << 8 | services.indices.to_numpy()[waiting]) << 32
    keys, counts = np.unique(codes | day_numbers(begun[waiting]), return_counts=True)
    return pa.table(
        {
            "snapshot_at": pa.repeat(pa.scalar(moment, pa.int64()), len(keys)).cast(MOMENT),
            "unit_id": dictionary(units.dictionary.to_pylist(), keys >> 40),
            "service": dictionary(services.dictionary.to_pylist(), keys >> 32 & 255),
            "begun_on": pa.array((keys & 0xFFFFFFFF).astype(np.int32)).cast(pa.date32()),
            "contacts": pa.array(counts.astype(np.int32)),
        }
    )
