"""Reads columns of time stamps: `dd.mm.yyyy HH:MM`, or ISO 8601 with or without a zone.

A stamp without a zone is Helsinki's wall clock. Common shapes are read for the whole column at once,
byte by place; the rest, one distinct text at a time.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from polku.insight.helsinki import FIRST_YEAR, HOUR, LAST_YEAR, Integers, is_skipped, utc_of, wall_of

EXPECTED = "dd.mm.yyyy HH:MM or ISO 8601, a year between 1970 and 2099"

Flags = npt.NDArray[np.bool_]
_Bytes = npt.NDArray[np.uint8]

_SECOND = 1_000_000
_DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FINNISH = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?\Z")
_SHAPES = (
    "DD.MM.YYYY hh:mm",
    "YYYY-MM-DD hh:mm",
    "YYYY-MM-DDThh:mm",
    "DD.MM.YYYY hh:mm:ss",
    "YYYY-MM-DD hh:mm:ss",
    "YYYY-MM-DDThh:mm:ss",
    "YYYY-MM-DDThh:mmZ",
    "YYYY-MM-DDThh:mm:ssZ",
    "YYYY-MM-DDThh:mm+HH:LL",
    "YYYY-MM-DDThh:mm:ss+HH:LL",
)
"""D day, M month, Y year, h hour, m minute, s second; after + or −, H hours and L minutes east of UTC."""


@dataclass(frozen=True, slots=True)
class Moments:
    """A column of time stamps, read; `utc` and `wall` are microseconds, 0 where nothing was read."""

    utc: Integers
    wall: Integers
    given: Flags
    readable: Flags
    """Also true where nothing was given."""
    zoned: Flags
    """The stamp names its own zone."""
    skipped: Flags
    """In the hour that summer time jumps over; read one hour later."""

    @property
    def known(self) -> Flags:
        return self.given & self.readable

    def array(self) -> pa.Array:
        return pa.array(self.utc, mask=~self.known).cast(pa.timestamp("us")).cast(pa.timestamp("us", tz="UTC"))


def read_moments(column: pa.ChunkedArray) -> Moments:
    """Every stamp of a column of texts; an empty text is none."""
    parts = [_read_chunk(chunk) for chunk in column.chunks] or [_read_chunk(pa.array([], pa.string()))]
    stamp, zoned, given, readable = (np.concatenate(part) for part in zip(*parts, strict=True))
    local = given & readable & ~zoned
    utc = np.where(local, utc_of(stamp), stamp)
    wall = np.where(local, stamp, wall_of(stamp))
    return Moments(utc, wall, given, readable, zoned, local & is_skipped(stamp))


def _read_chunk(chunk: pa.Array) -> tuple[Integers, Flags, Flags, Flags]:
    offsets = np.frombuffer(chunk.buffers()[1] or b"", np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    data = np.frombuffer(chunk.buffers()[2] or b"", np.uint8)
    sizes = np.diff(offsets) if len(chunk) else np.zeros(0, np.int32)
    stamp = np.zeros(len(chunk), np.int64)
    zoned = np.zeros(len(chunk), bool)
    unread = sizes > 0
    for shape in _SHAPES:
        rows = np.flatnonzero(unread & (sizes == len(shape)))
        if rows.size:
            matrix = _matrix(data, offsets[rows], len(shape))
            value, fits = _read_shape(matrix, shape)
            stamp[rows[fits]] = value[fits]
            zoned[rows[fits]] = "Z" in shape or "+" in shape
            unread[rows[fits]] = False
    given = sizes > 0
    _read_rest(chunk, np.flatnonzero(unread), stamp, zoned, given, unread)
    return stamp, zoned, given, ~unread


def _matrix(data: _Bytes, starts: npt.NDArray[np.int32], size: int) -> _Bytes:
    """The bytes of equally long texts, a row each."""
    first, last = int(starts[0]), int(starts[-1])
    if last - first == (len(starts) - 1) * size:
        return data[first : last + size].reshape(-1, size)
    windows = np.lib.stride_tricks.sliding_window_view(data, size)
    return np.asarray(windows[starts])


def _read_shape(matrix: _Bytes, shape: str) -> tuple[Integers, Flags]:
    """Microseconds of the rows, and which rows have the shape and are real moments."""
    fits = np.ones(len(matrix), bool)
    for place, letter in enumerate(shape):
        cells = matrix[:, place]
        if letter == "+":
            fits &= (cells == ord("+")) | (cells == ord("-"))
        elif letter in ":.-T Z":
            fits &= cells == ord(letter)
        else:
            fits &= (cells - np.uint8(ord("0"))) < 10
    year, month, day = (_number(matrix, shape, letter) for letter in "YMD")
    fits &= (year >= FIRST_YEAR) & (year <= LAST_YEAR) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(fits, (year - 1970) * 12 + month - 1, 0)
    first = _FIRST_DAYS[months]
    fits &= day <= _FIRST_DAYS[months + 1] - first
    hour, minute, second = (_number(matrix, shape, letter) for letter in "hms")
    fits &= (hour < 24) & (minute < 60) & (second < 60)
    value = (first + day - 1) * _DAY + hour * HOUR + minute * (60 * _SECOND) + second * _SECOND
    if "+" in shape:
        east = _number(matrix, shape, "H") * HOUR + _number(matrix, shape, "L") * (60 * _SECOND)
        fits &= east < _DAY
        value = value - np.where(matrix[:, shape.index("+")] == ord("-"), -east, east)
    return value, fits


def _number(matrix: _Bytes, shape: str, letter: str) -> Integers:
    number = np.zeros(len(matrix), np.int32)
    for place in (place for place, found in enumerate(shape) if found == letter):
        number = number * 10 + (matrix[:, place] - np.uint8(ord("0")))
    return number.astype(np.int64)


_FIRST_DAYS = np.arange((LAST_YEAR - 1970 + 1) * 12 + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
"""The day number on which each month since 1970-01 begins."""


def _read_rest(chunk: pa.Array, rows: Integers, stamp: Integers, zoned: Flags, given: Flags, unread: Flags) -> None:
    """Rows of rarer shapes, in place."""
    read: dict[str, tuple[int, bool] | None] = {}
    for row, text in zip(rows.tolist(), chunk.take(pa.array(rows)).to_pylist(), strict=True):
        text = text.strip()
        if not text:
            given[row] = unread[row] = False
            continue
        if text not in read:
            read[text] = read_one(text)
        found = read[text]
        if found is not None:
            stamp[row], zoned[row] = found
            unread[row] = False


def read_one(text: str) -> tuple[int, bool] | None:
    """One stamp in microseconds, and whether it has a zone; None when it is unreadable."""
    try:
        moment = _finnish(text) or datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    zoned = moment.tzinfo is not None
    aware = moment if zoned else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // timedelta(microseconds=1), zoned


def _finnish(text: str) -> datetime | None:
    match = _FINNISH.match(text)
    if match is None:
        return None
    day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (the zone is added by whoever reads)
