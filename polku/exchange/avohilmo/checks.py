"""Checks the rows of an extract, whole columns at once, and says what is wrong with each bad one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from polku.exchange.avohilmo import columns as avo
from polku.exchange.avohilmo.moments import EXPECTED, Flags, Moments
from polku.exchange.avohilmo.reading import Extract

IDENTITY_CODE = r"\d{6}[-+A-FU-Ya-fu-y]\d{3}[0-9A-Za-z]"
_SHOWN = 40
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Rejected:
    """The first fault of a bad row."""

    line: int
    column: str
    found: str
    expected: str


class Sieve:
    """Keeps which rows are good, and notes the first fault of each of the others."""

    def __init__(self, extract: Extract) -> None:
        self.extract = extract
        self.good: Flags = np.ones(extract.table.num_rows, bool)
        self.rejected = [Rejected(bad.line, "", bad.found, bad.expected) for bad in extract.bad_lines]

    def reject(self, bad: Flags, column: str, expected: str, *, found: str | None = None) -> None:
        rows = np.flatnonzero(bad & self.good)
        if rows.size == 0:
            return
        texts = self.extract.table[column].take(pa.array(rows)).to_pylist()
        self.rejected += [
            Rejected(int(self.extract.lines[row]), column, found or shown(text), expected)
            for row, text in zip(rows, texts, strict=True)
        ]
        self.good[rows] = False


def shown(text: str) -> str:
    """What was found, fit for a report: short, printable, without identity codes."""
    clean = re.sub(IDENTITY_CODE, "(identity code)", _UNPRINTABLE.sub(" ", text)).strip()
    if not clean:
        return "(empty)"
    return clean if len(clean) <= _SHOWN else clean[:_SHOWN] + "…"


def check(
    extract: Extract,
    *,
    moments: Mapping[str, Moments],
    services: Collection[str],
    contact_types: Collection[str],
    held: pa.Array,
) -> Sieve:
    """Every check in the order of the columns; `held` are the ids that the lake has from other files."""
    sieve, table = Sieve(extract), extract.table
    ids = table[avo.ID]
    sieve.reject(_flags(pc.equal(ids, "")), avo.ID, "an id")
    for column, read in moments.items():
        sieve.reject(~read.readable, column, EXPECTED)
    visit = moments[avo.VISIT]
    sieve.reject(~_known(table[avo.SERVICE], services, visit.given), avo.SERVICE, _one_of(services))
    sieve.reject(~_known(table[avo.CONTACT_TYPE], contact_types, visit.given), avo.CONTACT_TYPE, _one_of(contact_types))
    sieve.reject(_before(visit, moments[avo.ASSESSED]), avo.VISIT, f"a time not before {avo.ASSESSED}")
    _reject_duplicates(sieve, held)
    sieve.rejected.sort(key=lambda rejected: rejected.line)
    return sieve


def _known(codes: pa.ChunkedArray, known: Collection[str], visit: Flags) -> Flags:
    """A visit has a known code; a row without a visit may lack one."""
    found = _flags(pc.is_in(codes, value_set=pa.array(sorted(known))))
    return found | (_flags(pc.equal(codes, "")) & ~visit)


def _one_of(codes: Collection[str]) -> str:
    return f"one of {', '.join(sorted(codes))}"


def _before(visit: Moments, assessed: Moments) -> Flags:
    """Before in time and by the clock on the wall: a change of the clock alone makes no row bad."""
    return visit.known & assessed.known & (visit.utc < assessed.utc) & (visit.wall < assessed.wall)


def _reject_duplicates(sieve: Sieve, held: pa.Array) -> None:
    ids = sieve.extract.table[avo.ID]
    if len(held):
        sieve.reject(_flags(pc.is_in(ids, value_set=held)), avo.ID, "an id that no earlier file has brought")
    rows = np.flatnonzero(sieve.good)
    order = pc.dictionary_encode(ids.combine_chunks().take(pa.array(rows))).indices.to_numpy()
    if not rows.size or int(order.max()) + 1 == len(order):
        return
    again = np.zeros(len(sieve.good), bool)
    again[rows[1:]] = order[1:] <= np.maximum.accumulate(order)[:-1]
    sieve.reject(again, avo.ID, "an id that no earlier row has")


def _flags(values: pa.ChunkedArray) -> Flags:
    return np.asarray(values.to_numpy(), bool)
