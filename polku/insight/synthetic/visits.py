"""One month of rows, whole columns at a time: who came to whom, how, and when each stamp was made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from polku.insight.synthetic.draws import MONTH, cumulative, generator, words
from polku.insight.synthetic.period import Month, busyness
from polku.insight.synthetic.plan import Plan
from polku.insight.synthetic.residents import OLDEST, SEXES, yyyymmdd
from polku.insight.synthetic.settings import Channel

REALISED, CANCELLED, URGENT, INDIRECT = range(4)
MISSING_PROFESSIONAL, MISSING_MUNICIPALITY = 0.02, 0.01
REDRAWS = 8
_WORD = 65_536
_CHOICES = 1024

Ints = npt.NDArray[np.int32]
Small = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Visits:
    """Rows in the order of group and day; one entry a row in every array but `contact_types`."""

    group: npt.NDArray[np.int16]
    day: Ints
    """Day number since 1970-01-01."""
    person: Ints
    age: npt.NDArray[np.int16]
    kind: Small
    contact_type: Small
    contact_types: tuple[str, ...]
    professional: Ints
    has_professional: Flags
    has_municipality: Flags


@dataclass(frozen=True, slots=True)
class ContactTables:
    """`table[start + within + choice]` draws a contact type; `within` comes from age band and sex."""

    types: tuple[str, ...]
    table: Small
    start: Ints
    """Of each stream."""
    indirect: int
    """The start of contacts that meet no client."""


class Visiting:
    """What every month's rows are drawn from."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan, self.seed = plan, seed
        self.birth_and_sex = plan.residents.birth << 1 | plan.residents.sex
        self.contacts = contact_tables(plan)
        bands = plan.county.population.age_from
        self.band_of_age = (np.searchsorted(bands, np.arange(OLDEST + 60), side="right") - 1).astype(np.uint8)
        streams = plan.county.streams
        cuts = np.cumsum([[s.cancelled, s.urgent, s.indirect] for s in streams], axis=1)
        self.kind_cut = np.rint(cuts * _WORD).astype(np.int32)
        self.same = np.rint([s.same_professional * _WORD for s in streams]).astype(np.int32)

    def month(self, number: int) -> tuple[Visits, np.random.Generator]:
        """The month's visits, and the generator that its stamps go on drawing from."""
        month = self.plan.months[number]
        random = generator(self.seed, MONTH, month.first)
        group, day = self._when(random, month)
        drawn = words(random, 6, len(group))
        person = self._who(random, group, day)
        unborn = self._unborn(person, day, np.arange(len(day))) if self._some_unborn(day) else np.array([], dtype=np.int64)
        if len(unborn):
            group, day, person = np.delete(group, unborn), np.delete(day, unborn), np.delete(person, unborn)
            drawn = np.delete(drawn, unborn, axis=1)
        packed = self.birth_and_sex[person]
        today = yyyymmdd(month.numbers()).astype(np.int32)[day - month.first]
        age = ((today - (packed >> 1).astype(np.int32)) // 10_000).astype(np.int16)
        sex = (packed & 1).astype(np.uint8)
        kind = self._kind(group, drawn[0])
        professional = self._professional(group, person, drawn[1], drawn[2])
        return Visits(
            group=group,
            day=day,
            person=person,
            age=age,
            kind=kind,
            contact_type=self._contact_type(group, kind, self.band_of_age[age], sex, drawn[3]),
            contact_types=self.contacts.types,
            professional=professional,
            has_professional=drawn[4] >= int(MISSING_PROFESSIONAL * _WORD),
            has_municipality=drawn[5] >= int(MISSING_MUNICIPALITY * _WORD),
        ), random

    def _when(self, random: np.random.Generator, month: Month) -> tuple[npt.NDArray[np.int16], Ints]:
        county, groups = self.plan.county, self.plan.groups
        busy = {s.key: busyness(s, county.season, month, self.plan.calendar) for s in county.services}
        by_stream = np.array([busy[stream.service] for stream in county.streams])
        counts = random.poisson(groups.daily[:, None] * by_stream[groups.stream])
        group = np.repeat(np.arange(len(groups.daily), dtype=np.int16), counts.sum(axis=1))
        days = np.broadcast_to(month.numbers().astype(np.int32), counts.shape)
        return group, np.repeat(days.ravel(), counts.ravel())

    def _who(self, random: np.random.Generator, group: npt.NDArray[np.int16], day: Ints) -> Ints:
        """Drawn from the unit's pool; who was not born by then is drawn anew. In a tiny pool no one may have been."""
        groups, members = self.plan.groups, self.plan.pools.members
        start, size = groups.pool_start.astype(np.int32), groups.pool_size.astype(np.uint64)

        def draw(of: npt.NDArray[np.int16]) -> Ints:
            drawn = random.integers(0, 2**32, len(of), dtype=np.uint32)
            place = ((drawn * size[of]) >> np.uint64(32)).astype(np.int32)
            chosen: Ints = members[start[of] + place]
            return chosen

        person = draw(group)
        if not self._some_unborn(day):
            return person
        unborn = self._unborn(person, day, np.arange(len(day)))
        for _ in range(REDRAWS):
            person[unborn] = draw(group[unborn])
            unborn = self._unborn(person, day, unborn)
        person[unborn] = groups.eldest[group[unborn]]
        return person

    def _some_unborn(self, day: Ints) -> bool:
        first = yyyymmdd(np.array([int(day.min())] if len(day) else [0]))[0]
        return int(self.plan.residents.birth.max()) >= int(first)

    def _unborn(self, person: Ints, day: Ints, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        birth = self.plan.residents.birth[person[rows]]
        first, last = (int(day.min()), int(day.max())) if len(day) else (0, 0)
        today = yyyymmdd(np.arange(first, last + 1))[day[rows] - first]
        return rows[birth > today]

    def _kind(self, group: npt.NDArray[np.int16], drawn: npt.NDArray[np.uint16]) -> Small:
        cut = self.kind_cut[self.plan.groups.stream]
        kind = np.full(len(group), CANCELLED, dtype=np.uint8)
        for index, following in enumerate((URGENT, INDIRECT, REALISED)):
            kind[drawn >= cut[:, index][group]] = following
        return kind

    def _contact_type(
        self,
        group: npt.NDArray[np.int16],
        kind: Small,
        band: Small,
        sex: Small,
        drawn: npt.NDArray[np.uint16],
    ) -> Small:
        contacts = self.contacts
        start = np.where(kind == INDIRECT, contacts.indirect, contacts.start[self.plan.groups.stream][group])
        within = (band.astype(np.int32) * len(SEXES) + sex) * _CHOICES + (drawn >> 6)
        chosen: Small = contacts.table[start + within]
        return chosen

    def _professional(
        self,
        group: npt.NDArray[np.int16],
        person: Ints,
        drawn: npt.NDArray[np.uint16],
        other: npt.NDArray[np.uint16],
    ) -> Ints:
        """The person's own professional of the group, or any of them."""
        groups = self.plan.groups
        own = ((person.astype(np.uint32) * np.uint32(2_654_435_761)) >> np.uint32(16)).astype(np.uint16)
        choice = np.where(drawn < self.same[groups.stream][group], own, other).astype(np.int64)
        place = (choice * groups.professionals[group]) >> 16
        return (groups.professional_start[group] + place).astype(np.int32)


def contact_tables(plan: Plan) -> ContactTables:
    county = plan.county
    channels = list(county.channels)
    known = county.channels.values()
    types = sorted({code for channel in known for code in (*channel.near, *channel.far)} | set(county.indirect))
    bands = range(len(county.population.age_from))
    rows = [
        cumulative(_contact_shares(channel, band, sex, types, county.population.women[band]), _CHOICES)
        for channel in known
        for band in bands
        for sex in range(len(SEXES))
    ]
    indirect = cumulative([county.indirect.get(t, 0) for t in types], _CHOICES)
    size = len(bands) * len(SEXES) * _CHOICES
    start = [channels.index(stream.channel) * size for stream in county.streams]
    return ContactTables(
        types=tuple(types),
        table=np.concatenate([*rows, *[indirect] * (len(bands) * len(SEXES))]),
        start=np.array(start, dtype=np.int32),
        indirect=len(channels) * size,
    )


def _contact_shares(channel: Channel, band: int, sex: int, types: list[str], women: float) -> list[float]:
    """The band's remote share holds over both sexes; women's is `channel.women` times men's."""
    men = channel.remote[band] / (1 - women + women * channel.women)
    remote = min(men * (channel.women if sex else 1), 1)
    return [channel.near.get(t, 0) * (1 - remote) + channel.far.get(t, 0) * remote for t in types]
