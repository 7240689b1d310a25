"""The moments of each row, from contact to end or cancelling, and the waits between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from polku.insight.synthetic.draws import words
from polku.insight.synthetic.plan import Plan
from polku.insight.synthetic.visits import CANCELLED, INDIRECT, URGENT, Visits
from polku.insight.synthetic.waits import QUANTILES, last_day_of_bucket, wait_tables

OPENS, CLOSES = 420, 960
"""Minutes of the day in which contacts are made."""
URGENT_HOURS = (8, 20)
SLOT = 15
ASSESSED_WITH_CONTACT, ASSESSED_WITH_BOOKING = 0.80, 0.70
CONTACT_ONLY, BOOKING_ONLY = 0.15, 0.40
URGENT_KNOWN, INDIRECT_KNOWN = 0.60, 0.30
LATER_ASSESSMENT = 0.30
"""Of those assessed with a known contact: assessed one to three days after it."""
MISSING_END = 0.03
SLOWEST_PACE = 0.9
_WORD = 65_536

Ints = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint16]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Moments:
    """UTC minutes since 1970 and which of them are known."""

    minutes: Ints
    known: Flags


@dataclass(frozen=True, slots=True)
class Waited:
    days: Ints
    known: Flags


@dataclass(frozen=True, slots=True)
class Stamps:
    contacted: Moments
    assessed: Moments
    booked: Moments
    starts: Moments
    ended: Moments
    cancelled: Moments
    from_assessment: Waited
    from_contact: Waited


class Stamping:
    """What every month's stamps are drawn from."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        streams = plan.county.streams
        keys = [part.key for part in plan.county.waits]
        self.stratum = np.array([2 * keys.index(stream.waits) for stream in streams])[plan.groups.stream]
        self.minutes = np.array([stream.minutes for stream in streams], dtype=np.int32)[plan.groups.stream]
        self.slots = self._slots()
        longest = max(part.last_day[-1] for part in plan.strata)
        bounds = [np.pad(last_day_of_bucket(p), (0, longest - p.last_day[-1]), mode="edge") for p in plan.strata]
        self.bucket_end = np.stack(bounds)

    def _slots(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """First slot of the day and number of slots, by group; the urgent hours come last."""
        hours = {service.key: service.hours for service in self.plan.county.services}
        streams = self.plan.county.streams
        spans = [hours[streams[index].service] for index in self.plan.groups.stream] + [URGENT_HOURS]
        first, last = np.array(spans, dtype=np.int32).T * 60
        return first, (last - first) // SLOT

    def month(self, number: int, visits: Visits, random: np.random.Generator) -> Stamps:
        plan, month = self.plan, self.plan.months[number]
        count = len(visits.group)
        drawn = words(random, 8, count)
        special = np.isin(visits.kind, (URGENT, INDIRECT))
        assessed = (drawn[0] < self._share(plan.assessed[number], visits)) & ~special
        contacted = self._share(plan.contacted[number], visits)
        known = drawn[0] < np.where(special, self._special_share(visits), contacted)
        tables = wait_tables(plan.strata, month, plan.calendar)
        wait = self._wait(number, visits, special, assessed, tables, random)
        has_contact, has_booking = _pattern(assessed, known, visits.kind == URGENT, drawn[1])
        late = self._late(visits, wait, assessed & has_contact, drawn[2])
        start = self._start(visits, drawn[3])
        day = visits.day - wait
        return self._stamps(visits, drawn, day, late, start, assessed, has_contact, has_booking)

    def _share(self, by_group: npt.NDArray[np.float64], visits: Visits) -> Ints:
        by_row: Ints = np.rint(by_group * _WORD).astype(np.int32)[visits.group]
        return by_row

    def _special_share(self, visits: Visits) -> Ints:
        share = np.zeros(4, dtype=np.int32)
        share[URGENT], share[INDIRECT] = int(URGENT_KNOWN * _WORD), int(INDIRECT_KNOWN * _WORD)
        by_row: Ints = share[visits.kind]
        return by_row

    def _wait(
        self,
        number: int,
        visits: Visits,
        special: Flags,
        assessed: Flags,
        tables: npt.NDArray[np.int16],
        random: np.random.Generator,
    ) -> Ints:
        """A wait for each row, from the table of its stratum and day, by the pace of its group."""
        plan, month = self.plan, self.plan.months[number]
        urgent = len(plan.strata) - 1
        stratum = np.stack([self.stratum, self.stratum + 1, np.full_like(self.stratum, urgent)], axis=1)
        first_share = np.array([part.shares[0] for part in plan.strata])[stratum]
        pace = np.concatenate([plan.pace[number], np.zeros((len(stratum), 1))], axis=1)
        pace = np.maximum(pace, -SLOWEST_PACE * first_share / (1 - first_share))
        case = visits.group.astype(np.int32) * 3 + np.where(special, 2, np.where(assessed, 0, 1)).astype(np.int32)
        quantile = _warped(random.random(len(case), dtype=np.float32), first_share, pace, case)
        row = stratum.astype(np.int32).ravel()[case] * month.days + (visits.day - month.first)
        waits: Ints = tables.ravel()[row * QUANTILES + quantile].astype(np.int32)
        return waits

    def _late(self, visits: Visits, wait: Ints, both: Flags, drawn: Words) -> Ints:
        """Days from contact to assessment: on open days only, and never past the end of the wait's bucket."""
        late = np.zeros(len(wait), dtype=np.int32)
        rows = np.flatnonzero(both & (drawn < int(LATER_ASSESSMENT * _WORD)))
        days = 1 + drawn[rows] % 3
        end = self.bucket_end[self.stratum[visits.group[rows]], wait[rows]]
        days = np.minimum(days, end - wait[rows])
        contact_day = visits.day[rows] - wait[rows] - days
        openness = self.plan.calendar.openness()
        late[rows] = np.where(openness[contact_day - self.plan.calendar.first] == 1, days, 0)
        return late

    def _start(self, visits: Visits, drawn: Words) -> Ints:
        first, slots = self.slots
        place = np.where(visits.kind == URGENT, len(first) - 1, visits.group)
        return first[place] + ((drawn * slots[place]) >> 16) * SLOT

    def _stamps(
        self,
        visits: Visits,
        drawn: npt.NDArray[np.uint16],
        day: Ints,
        late: Ints,
        start: Ints,
        assessed: Flags,
        has_contact: Flags,
        has_booking: Flags,
    ) -> Stamps:
        midnight, first = self.plan.calendar.midnight, self.plan.calendar.first
        same_day = day == visits.day
        latest = np.where(same_day, start, CLOSES)
        skew = (drawn[4] >> 8).astype(np.int32)
        contact_end = np.where(late > 0, CLOSES, latest)
        contact = OPENS + ((contact_end - OPENS) * (skew * skew)) // _WORD
        begun = np.where(late > 0, OPENS, contact)
        assess = begun + ((latest - begun) * (drawn[5] >> 10).astype(np.int32)) // 256
        book = np.where(assessed, assess, contact)
        book = book + ((latest - book) * (drawn[6] >> 10).astype(np.int32)) // 256
        day_start = midnight[day - first]
        contact_at = midnight[day - late - first] + contact
        book_at = day_start + book
        start_at = midnight[visits.day - first] + start
        ended, cancelled = self._endings(visits, drawn[7], start_at, book_at)
        all_known = np.ones(len(day), dtype=np.bool_)
        wait = visits.day - day
        return Stamps(
            contacted=Moments(contact_at, has_contact),
            assessed=Moments(day_start + assess, assessed),
            booked=Moments(book_at, has_booking),
            starts=Moments(start_at, all_known),
            ended=ended,
            cancelled=cancelled,
            from_assessment=Waited(wait, assessed),
            from_contact=Waited(wait + late, assessed | has_contact | has_booking),
        )

    def _endings(self, visits: Visits, drawn: Words, start_at: Ints, book_at: Ints) -> tuple[Moments, Moments]:
        """A visit takes a half to one and a half of its usual minutes; a cancelled one has no end."""
        minutes = self.minutes[visits.group]
        ended = start_at + (minutes >> 1) + ((minutes * (drawn & 1023).astype(np.int32)) >> 10)
        is_cancelled = visits.kind == CANCELLED
        known = ~is_cancelled & (drawn >= int(MISSING_END * _WORD))
        cancelled = np.zeros(len(start_at), dtype=np.int32)
        rows = np.flatnonzero(is_cancelled)
        between = (start_at[rows] - book_at[rows]).astype(np.int64)
        cancelled[rows] = book_at[rows] + ((between * drawn[rows]) >> 16)
        return Moments(ended, known), Moments(cancelled, is_cancelled)


def _pattern(assessed: Flags, known: Flags, urgent: Flags, drawn: Words) -> tuple[Flags, Flags]:
    """Which of contact and booking are stamped. Without an assessment a known row has one of them at least;
    an urgent visit is not booked."""
    contact = np.where(assessed, drawn < int(ASSESSED_WITH_CONTACT * _WORD), drawn >= int(BOOKING_ONLY * _WORD))
    top = int((1 - CONTACT_ONLY) * _WORD)
    odd = (drawn & 255) < int(ASSESSED_WITH_BOOKING * 256)
    booking = np.where(assessed, odd, drawn < top) & ~urgent
    return known & (contact | urgent), known & booking


def _warped(
    drawn: npt.NDArray[np.float32],
    first_share: npt.NDArray[np.float64],
    pace: npt.NDArray[np.float64],
    case: Ints,
) -> Ints:
    """Each row's place among the quantiles: the first bucket's share p becomes p + pace × (1 − p)."""
    threshold = (first_share + pace * (1 - first_share)).ravel()
    low = (QUANTILES * first_share.ravel() / threshold).astype(np.float32)
    high = (QUANTILES / (1 - pace.ravel())).astype(np.float32)
    shown = np.where(drawn < threshold.astype(np.float32)[case], drawn * low[case], QUANTILES - (1 - drawn) * high[case])
    return np.clip(shown, 0, QUANTILES - 1).astype(np.int32)
