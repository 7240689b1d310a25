"""Reads the CSV file into columns of text, and knows the line of every row. A row is one line."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from polku.exchange.avohilmo.columns import MOMENTS, OPTIONAL, REQUIRED
from polku.foundation.errors import NotFound, PolkuError

_BLOCK, _LARGE_BLOCK = 4 << 20, 32 << 20
_BOM = b"\xef\xbb\xbf"
_QUOTE = b'"'


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not a row of the table."""

    line: int
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Extract:
    """The rows of a file, the line of each (the header is line 1), and the lines that are no rows."""

    table: pa.Table
    lines: npt.NDArray[np.int64]
    bad_lines: tuple[BadLine, ...]


def read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(found=f"no file {path}", expected="a CSV file", mend="check the name") from None
    except OSError as error:
        raise PolkuError(found=f"{path}: {error.strerror}", expected="a CSV file that can be read") from None


def read(raw: bytes) -> Extract:
    """The extract; PolkuError names every required column that is missing."""
    text = _plain_newlines(_utf8(raw))
    header_line = text[: text.find(b"\n") if b"\n" in text else None].decode()
    delimiter = ";" if header_line.count(";") >= header_line.count(",") else ","
    header = [name.strip() for name in next(csv.reader([header_line], delimiter=delimiter), [])]
    _check_header(header)
    text, misquoted = _without_misquoted(text, delimiter)
    table, ragged = _parsed(text, header, delimiter)
    lines = np.delete(np.arange(table.num_rows + len(ragged)), [bad.line - 2 for bad in ragged]) + 2
    table = _trimmed(table)
    filled = _filled(table)
    bad_lines = sorted([*misquoted, *ragged], key=lambda bad: bad.line)
    return Extract(table.filter(pa.array(filled)), lines[filled], tuple(bad_lines))


def _utf8(raw: bytes) -> bytes:
    """The text as UTF-8 without its mark; what is not UTF-8 is Latin-1."""
    if b"\x00" in raw[:4096] or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise PolkuError(
            found="a file that is not text in UTF-8 or Latin-1",
            expected="a CSV file in UTF-8",
            mend="save it as CSV UTF-8",
        )
    text = raw.removeprefix(_BOM)
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1").encode()
    return text


def _plain_newlines(text: bytes) -> bytes:
    if b"\r" not in text:
        return text
    text = text.replace(b"\r\n", b"\n")
    return text.replace(b"\r", b" " if b"\n" in text else b"\n")


def _check_header(header: list[str]) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise PolkuError(
            found=f"missing column{'s' if len(missing) > 1 else ''} {', '.join(missing)}",
            expected="every required column in the header",
            mend="add what is missing",
        )
    twice = [name for name in REQUIRED + OPTIONAL if header.count(name) > 1]
    if twice:
        raise PolkuError(f"column {', '.join(twice)} twice", "each column once", "remove one of them")


def _without_misquoted(text: bytes, delimiter: str) -> tuple[bytes, list[BadLine]]:
    """A quotation mark out of place would swallow the lines after it: such a line is set aside."""
    places = _misquoted(text, delimiter)
    if not places:
        return text, []
    lines = text.split(b"\n")
    for place in places:
        lines[place] = b""
    found, expected = "a quotation mark out of place", "cells wholly within marks, or without them"
    return b"\n".join(lines), [BadLine(place + 1, found, expected) for place in places]


def _misquoted(text: bytes, delimiter: str) -> list[int]:
    """Lines where a mark opens inside a cell, closes before its end, or is never closed; from 0."""
    if _QUOTE not in text:
        return []
    data = np.frombuffer(text[: text.rindex(_QUOTE) + 2] + b"\n", np.uint8)
    marks = np.flatnonzero(data == ord(_QUOTE))
    lines = np.searchsorted(np.flatnonzero(data == ord(b"\n")), marks)
    first = np.flatnonzero(np.diff(lines, prepend=-1))
    counts = np.diff(first, append=len(marks))
    opening = (np.arange(len(marks)) - np.repeat(first, counts)) % 2 == 0
    neighbour = np.where(opening, data[np.maximum(marks - 1, 0)], data[marks + 1])
    in_place = np.isin(neighbour, np.frombuffer(delimiter.encode() + b'\n"', np.uint8)) | (opening & (marks == 0))
    unclosed = lines[first[counts % 2 == 1]]
    return sorted({*lines[~in_place].tolist(), *unclosed.tolist()})


def _parsed(text: bytes, header: list[str], delimiter: str) -> tuple[pa.Table, list[BadLine]]:
    """Several lines at once; where a line is no row, one after another, so that each is known by its place."""
    names = [name if name in REQUIRED + OPTIONAL else f"_{place}" for place, name in enumerate(header)]
    wanted = [name for name in REQUIRED + OPTIONAL if name in names]
    ragged: list[BadLine] = []

    def note(row: pa_csv.InvalidRow) -> str:
        ragged.append(BadLine(row.number, f"{row.actual_columns} cells", f"{row.expected_columns} cells"))
        return "skip"

    def parsed(handler: Callable[[pa_csv.InvalidRow], str] | None, size: int) -> pa.Table:
        return pa_csv.read_csv(
            pa.BufferReader(text),
            read_options=pa_csv.ReadOptions(use_threads=handler is None, block_size=size, column_names=names, skip_rows=1),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False, invalid_row_handler=handler),
            convert_options=pa_csv.ConvertOptions(
                column_types={name: pa.string() for name in wanted},
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )

    try:
        return parsed(None, _BLOCK), ragged
    except pa.ArrowInvalid:
        return parsed(note, _LARGE_BLOCK), ragged


def _trimmed(table: pa.Table) -> pa.Table:
    """Codes and ids without spaces around them; whoever reads the moments trims those."""
    for place, name in enumerate(table.column_names):
        if name not in MOMENTS:
            table = table.set_column(place, name, pc.utf8_trim_whitespace(table[name]))
    return table


def _filled(table: pa.Table) -> npt.NDArray[np.bool_]:
    """Rows that say anything: a blank line, or one of delimiters only, is none."""
    filled = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        filled |= pc.not_equal(column, "").to_numpy()
        if filled.all():
            break
    return filled
