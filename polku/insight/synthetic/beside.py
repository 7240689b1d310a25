"""What happens beside the visits of a month, table by table; and the people and units of the county.

Assumed, none of it published: some times go unused, some of those met answer the feedback form, and a calendar has the
next free times that a month's waits let expect.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from polku.catalogue.loading import load_catalogue
from polku.definitions.bookings import ARRIVED, CANCELLED, NOT_ARRIVED
from polku.definitions.contacts import NON_URGENT
from polku.foundation.content import content_root
from polku.insight.canonical import dictionary, shaped
from polku.insight.synthetic.draws import BESIDE as PURPOSE
from polku.insight.synthetic.draws import MATTERS, generator
from polku.insight.synthetic.limits import Limits
from polku.insight.synthetic.matters import assessments, outcomes, social_waits, waited, waits
from polku.insight.synthetic.period import DAY, EPOCH, MINUTE, Month
from polku.insight.tables import MOMENT

BESIDE = ("booking", "slot", "feedback", "assessment", "wait", "outcome")
NOT_COME = 0.04
FEEDBACK_SHARE = 0.03
RECOMMENDS = (0.03, 0.01, 0.02, 0.02, 0.02, 0.04, 0.05, 0.09, 0.17, 0.20, 0.35)
"""Shares of the answers 0 to 10."""
AGREES = (0.05, 0.03, 0.05, 0.10, 0.27, 0.50)
"""Shares of a statement's answers 0 to 5."""
UNANSWERED = 0.06
FREE_TIMES = 6
MEAN_DAYS_BETWEEN_FREE = 4.0
LOOKED_AT = 7 * 60 * MINUTE
CALENDAR = ("unit_id", "service", "profession", "professional_id")
SYNTHETIC = "synthetic"
SOCIAL_UNIT = "social-services"
"""Of a county whose catalogue has none."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the months have in common."""

    seed: int
    residents: int
    end: int
    """The moment, in microseconds, after which nothing is known."""
    limits: Limits
    units: pa.Table

    @property
    def social_units(self) -> tuple[str, ...]:
        rows = self.units.select(["unit_id", "register"]).to_pylist()
        return tuple(row["unit_id"] for row in rows if row["register"] == "social")


def beside(visits: pa.Table, month: Month, setting: Setting) -> dict[str, pa.Table]:
    """The other canonical tables of a month, from its visits."""
    random = generator(setting.seed, PURPOSE, month.first)
    made = {"booking": _bookings(visits, random), "slot": _slots(visits, month, random), "feedback": _feedback(visits, random)}
    random = generator(setting.seed, MATTERS, month.first)
    social = social_waits(setting.residents, month, setting.limits, setting.social_units, random)
    made |= {
        "assessment": assessments(visits, random),
        "wait": waited([waits(visits, setting.limits), social], setting.end),
        "outcome": outcomes(visits, random),
    }
    return {name: shaped(name, of_source(rows)) for name, rows in made.items()}


def open_waits(visits: pa.Table, setting: Setting) -> pa.Table:
    """Of visits after the end, the waits that had started by then."""
    return shaped("wait", of_source(waited([waits(visits, setting.limits)], setting.end)))


def units_of(county: str, seen: tuple[str, ...], month: Month) -> pa.Table:
    """The units that are visited, and the county's social units, with their names where the catalogue has them."""
    file = content_root() / county / "units.yaml"
    known = {unit.id: unit for unit in load_catalogue(county).units.values()} if file.exists() else {}
    social = [name for name, unit in known.items() if unit.register == "social"] or [f"{county}-{SOCIAL_UNIT}"]
    rows = [
        {
            "unit_id": name,
            "from_day": EPOCH + timedelta(days=month.first),
            "name": known[name].name["fi"] if name in known else None,
            "municipality": known[name].municipality if name in known else None,
            "register": "social" if name in social else "health",
            "source": SYNTHETIC,
        }
        for name in (*seen, *(name for name in social if name not in seen))
    ]
    return shaped("unit", pa.Table.from_pylist(rows))


def people_of(residents: pa.Table, month: Month) -> pa.Table:
    """One row a resident, from the first month on: nobody moves or dies."""
    since = pa.repeat(pa.scalar(EPOCH + timedelta(days=month.first), pa.date32()), len(residents))
    rows = residents.drop_columns(["age"]).append_column("from_day", since)
    return shaped("person_period", of_source(rows))


def of_source(rows: pa.Table) -> pa.Table:
    return rows.append_column("source", dictionary([SYNTHETIC], np.zeros(len(rows))))


def _bookings(visits: pa.Table, random: np.random.Generator) -> pa.Table:
    """Each booked visit that took place or was cancelled; and for some of the former another time that nobody came to."""
    names = ["person_id", *CALENDAR, "booked_at", "starts_at"]
    booked = visits.select(["encounter_id", "cancelled_at", *names])
    booked = booked.filter(pc.and_(pc.is_valid(visits["booked_at"]), pc.is_valid(visits["starts_at"])))
    cancelled = pc.is_valid(booked["cancelled_at"]).to_numpy()
    told = booked.select(["encounter_id", *names]).rename_columns(["booking_id", *names])
    told = told.append_column("ending", dictionary([ARRIVED, CANCELLED], cancelled))
    missed = told.filter(pa.array((random.random(len(told)) < NOT_COME) & ~cancelled))
    missed = missed.set_column(0, told.schema.field(0), pc.binary_join_element_wise(missed["booking_id"], "N", "-"))
    place = missed.column_names.index("ending")
    missed = missed.set_column(place, "ending", dictionary([NOT_ARRIVED], np.zeros(len(missed))))
    return pa.concat_tables([told, missed]).unify_dictionaries()


def _slots(visits: pa.Table, month: Month, random: np.random.Generator) -> pa.Table:
    """Each professional's calendar on the month's first working morning: the next free times, every fourth of them held. Each
    professional works in one unit, service and profession."""
    professionals = visits["professional_id"].combine_chunks().dictionary_encode()
    numbers, first = np.unique(professionals.indices.fill_null(-1).to_numpy(), return_index=True)
    calendars = visits.select(list(CALENDAR)).take(pa.array(first[numbers >= 0]))
    calendars = calendars.take(pc.sort_indices(calendars["professional_id"]))
    looked = next(day for day in range(month.first, month.first + 8) if (EPOCH + timedelta(days=day)).weekday() < 5)
    gaps = random.exponential(MEAN_DAYS_BETWEEN_FREE, (len(calendars), FREE_TIMES))
    days = looked + np.floor(np.cumsum(gaps, axis=1)).astype(np.int64)
    hours = 1 + (random.integers(0, 7, (len(calendars), 1)) + np.arange(FREE_TIMES)) % 7
    rows = calendars.take(pa.array(np.repeat(np.arange(len(calendars)), FREE_TIMES)))
    starts = (days * DAY + LOOKED_AT + hours * 60 * MINUTE).ravel()
    return (
        rows.append_column("snapshot_at", pa.repeat(pa.scalar(looked * DAY + LOOKED_AT, pa.int64()), len(rows)).cast(MOMENT))
        .append_column("starts_at", pa.array(starts).cast(MOMENT))
        .append_column("free", pa.array((random.random(days.shape) >= 0.25).ravel()))
        .append_column("urgency", dictionary([NON_URGENT], np.zeros(len(rows))))
    )


def _feedback(visits: pa.Table, random: np.random.Generator) -> pa.Table:
    met = pc.and_(visits["realised"], visits["client_contact"]).to_numpy()
    rows = visits.take(pa.array(np.flatnonzero(met & (random.random(len(met)) < FEEDBACK_SHARE))))
    told = rows.select(["encounter_id", "starts_at", "unit_id", "service", "age", "sex", "language"])
    told = told.rename_columns(["feedback_id", "given_at", *told.column_names[2:]])
    told = told.append_column("recommends", _answers(random, RECOMMENDS, len(rows)))
    for place in range(1, 8):
        told = told.append_column(f"statement_{place}", _answers(random, AGREES, len(rows)))
    return told


def _answers(random: np.random.Generator, shares: tuple[float, ...], many: int) -> pa.Array:
    answers = random.choice(len(shares), many, p=np.array(shares) / sum(shares)).astype(np.int8)
    return pa.array(answers, mask=random.random(many) < UNANSWERED)
