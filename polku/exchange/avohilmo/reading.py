"""Reads the CSV file into columns of text, and knows the line of every row. A row is one line."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from polku.exchange.avohilmo.columns import MOMENTS, OPTIONAL, REQUIRED
from polku.foundation.errors import NotFound, PolkuError

_BLOCK = 32 << 20
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
    text = _utf8(raw)
    header_line = text.split(b"\n", 1)[0].decode().strip("\r")
    delimiter = ";" if header_line.count(";") >= header_line.count(",") else ","
    header = [name.strip() for name in next(csv.reader([header_line], delimiter=delimiter), [])]
    _check_header(header)
    text, unclosed = _without_unclosed(text)
    table, ragged = _parsed(text, header, delimiter)
    lines = np.delete(np.arange(table.num_rows + len(ragged)), [bad.line - 2 for bad in ragged]) + 2
    table = _trimmed(table)
    filled = _filled(table)
    bad_lines = sorted([*unclosed, *ragged], key=lambda bad: bad.line)
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


def _without_unclosed(text: bytes) -> tuple[bytes, list[BadLine]]:
    """A quotation mark that is never closed would swallow the lines after it: such a line is set aside."""
    if _QUOTE not in text:
        return text, []
    lines = text.split(b"\n")
    unclosed = [place for place, line in enumerate(lines) if line.count(_QUOTE) % 2]
    for place in unclosed:
        lines[place] = b""
    expected = "a closing mark on the same line"
    return b"\n".join(lines), [BadLine(place + 1, "an unclosed quotation mark", expected) for place in unclosed]


def _parsed(text: bytes, header: list[str], delimiter: str) -> tuple[pa.Table, list[BadLine]]:
    ragged: list[BadLine] = []

    def note(row: pa_csv.InvalidRow) -> str:
        ragged.append(BadLine(row.number, f"{row.actual_columns} cells", f"{row.expected_columns} cells"))
        return "skip"

    names = [name if name in REQUIRED + OPTIONAL else f"_{place}" for place, name in enumerate(header)]
    wanted = [name for name in REQUIRED + OPTIONAL if name in names]
    table = pa_csv.read_csv(
        io.BytesIO(text),
        read_options=pa_csv.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=names, skip_rows=1),
        parse_options=pa_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False, invalid_row_handler=note),
        convert_options=pa_csv.ConvertOptions(
            column_types={name: pa.string() for name in wanted},
            include_columns=wanted,
            strings_can_be_null=False,
        ),
    )
    return table, ragged


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
