"""Visits and stamps as an Arrow table with the loaded schema of `encounter`."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from polku.definitions.contacts import NON_URGENT, NOT_CLIENT_CONTACTS
from polku.insight.synthetic.period import MINUTE, Month
from polku.insight.synthetic.plan import Plan
from polku.insight.synthetic.residents import SEXES, pseudonyms
from polku.insight.synthetic.stamps import Moments, Stamps, Waited
from polku.insight.synthetic.visits import CANCELLED, URGENT, Visits
from polku.insight.tables import LOADED, MOMENT

SOURCE = "synthetic"
URGENT_CODE = "P"
_PROFESSIONALS_FROM = 1 << 40
"""Professionals' pseudonyms are made of numbers that no resident has."""
_DIGITS = np.frombuffer(b"".join(b"%04d" % number for number in range(10_000)), dtype=np.uint32)

Flags = npt.NDArray[np.bool_]


class Rows:
    """Turns the rows of each month into Arrow arrays."""

    def __init__(self, plan: Plan, seed: int) -> None:
        self.plan = plan
        county, groups = plan.county, plan.groups
        streams = [county.streams[index] for index in groups.stream]
        count = int(groups.professionals.sum())
        self.professional = pseudonyms(_PROFESSIONALS_FROM + np.arange(count), seed)
        self.unit = _words([plan.residents.units[index] for index in groups.unit])
        self.service = _words([stream.service for stream in streams])
        self.profession = _words([stream.profession for stream in streams])
        self.municipality = [place.code for place in county.municipalities]
        self.prefix = bytes(pseudonyms(np.arange(1), seed)[0])[:4]

    def table(self, month: Month, visits: Visits, stamps: Stamps) -> pa.Table:
        residents, person, group = self.plan.residents, visits.person, visits.group
        count = len(person)
        columns = {
            "encounter_id": self._numbers(month, count),
            "person_id": _fixed(residents.pseudonym.take(person)),
            "unit_id": _coded(self.unit, group),
            "service": _coded(self.service, group),
            "profession": _coded(self.profession, group),
            "professional_id": _fixed(self.professional.take(visits.professional), visits.has_professional),
            "contact_type": _dictionary(visits.contact_types, visits.contact_type),
            "urgency": _dictionary((NON_URGENT, URGENT_CODE), visits.kind == URGENT),
            "contacted_at": _moments(stamps.contacted),
            "assessed_at": _moments(stamps.assessed),
            "booked_at": _moments(stamps.booked),
            "starts_at": _moments(stamps.starts),
            "ended_at": _moments(stamps.ended),
            "cancelled_at": _moments(stamps.cancelled),
            "age": pa.array(visits.age),
            "sex": _dictionary(SEXES, residents.sex.astype(np.int32).take(person)),
            "language": _dictionary(residents.languages, residents.language.astype(np.int32).take(person)),
            "municipality": _dictionary(
                self.municipality,
                residents.municipality.astype(np.int32).take(person),
                visits.has_municipality,
            ),
            "source": _dictionary([SOURCE], np.zeros(count, dtype=np.int32)),
            "realised": _flags(visits.kind != CANCELLED),
            "client_contact": _flags(self._client_contact(visits)),
            "month": _dictionary([month.name], np.zeros(count, dtype=np.int32)),
            "days_from_need_assessment": _waited(stamps.from_assessment),
            "days_from_earliest_contact": _waited(stamps.from_contact),
        }
        return pa.Table.from_arrays([columns[name] for name in LOADED.names], schema=LOADED)

    def _client_contact(self, visits: Visits) -> Flags:
        met = np.array([code not in NOT_CLIENT_CONTACTS for code in visits.contact_types])
        return met[visits.contact_type]

    def _numbers(self, month: Month, count: int) -> pa.Array:
        """Four letters of the seed, year and month in four digits, and eight digits of the row."""
        letters = np.empty((count, 4), dtype=np.uint32)
        letters[:, 0] = np.frombuffer(self.prefix, dtype=np.uint32)[0]
        letters[:, 1] = np.frombuffer((month.name[2:4] + month.name[5:7]).encode(), dtype=np.uint32)[0]
        blocks = -(-count // 10_000)
        letters[:, 2] = np.repeat(_DIGITS[:blocks], 10_000)[:count]
        letters[:, 3] = np.tile(_DIGITS, blocks)[:count]
        return _fixed(letters.view("S16").ravel())


def residents_table(plan: Plan) -> pa.Table:
    """Who the residents are at the end of the period."""
    residents = plan.residents
    last = plan.months[-1]
    today = _yyyymmdd_of(last)
    home = residents.unit[plan.county.services[0].key]
    return pa.table(
        {
            "person_id": _fixed(residents.pseudonym),
            "birth_year": pa.array((residents.birth // 10_000).astype(np.int16)),
            "age": pa.array(((today - residents.birth) // 10_000).astype(np.int16)),
            "sex": _dictionary(SEXES, residents.sex),
            "language": _dictionary(residents.languages, residents.language),
            "municipality": _dictionary([p.code for p in plan.county.municipalities], residents.municipality),
            "unit_id": _dictionary(residents.units, home),
        }
    )


def _yyyymmdd_of(month: Month) -> int:
    return int(month.name.replace("-", "")) * 100 + month.days


def _words(words: list[str]) -> tuple[list[str], npt.NDArray[np.int32]]:
    """The different words, and the place of each given word among them."""
    different = sorted(set(words))
    return different, np.array([different.index(word) for word in words], dtype=np.int32)


def _coded(coded: tuple[list[str], npt.NDArray[np.int32]], group: npt.NDArray[np.int16]) -> pa.DictionaryArray:
    words, place = coded
    return _dictionary(words, place[group])


def _dictionary(
    words: list[str] | tuple[str, ...], places: npt.NDArray[np.generic], known: Flags | None = None
) -> pa.DictionaryArray:
    indices = pa.Array.from_buffers(pa.int32(), len(places), [_bits(known), pa.py_buffer(places.astype(np.int32))])
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()), safe=False)


def _moments(moments: Moments) -> pa.Array:
    values = moments.minutes.astype(np.int64)
    values *= MINUTE
    values[~moments.known] = 0
    return pa.Array.from_buffers(MOMENT, len(values), [_bits(moments.known), pa.py_buffer(values)])


def _waited(waited: Waited) -> pa.Array:
    days = np.where(waited.known, waited.days, 0).astype(np.int32)
    return pa.Array.from_buffers(pa.int32(), len(days), [_bits(waited.known), pa.py_buffer(days)])


def _flags(flags: Flags) -> pa.Array:
    return pa.Array.from_buffers(pa.bool_(), len(flags), [None, _bits(flags)])


def _fixed(texts: npt.NDArray[np.bytes_], known: Flags | None = None) -> pa.Array:
    """Texts of one length each, without a copy."""
    length = texts.dtype.itemsize
    offsets = np.arange(len(texts) + 1, dtype=np.int32) * np.int32(length)
    buffers = [_bits(known), pa.py_buffer(offsets), pa.py_buffer(texts.view(np.uint8))]
    return pa.Array.from_buffers(pa.string(), len(texts), buffers)


def _bits(flags: Flags | None) -> pa.Buffer | None:
    return None if flags is None else pa.py_buffer(np.packbits(flags, bitorder="little"))
