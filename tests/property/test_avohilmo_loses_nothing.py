"""Whatever happens to the bytes of a file, each of its lines is added or rejected, and told in plain words."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from polku.exchange.avohilmo.importing import import_file
from polku.foundation.errors import PolkuError
from tests.avohilmo import csv_text, row

LINES = csv_text([row(str(number)) for number in range(6)]).splitlines()
scraps = st.sampled_from(['"', ";", ",", "\n", "\r\n", "\r", "\t", " ", "é", "T99", "31.02.2021", "0", "R60", "'", "\u2028"])
edits = st.lists(st.tuples(st.integers(1, len(LINES) - 1), st.integers(0, 90), scraps), max_size=6)


@settings(max_examples=80, deadline=None)
@given(edits, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_every_line_is_added_or_rejected(changes: list[tuple[int, int, str]], newline: str, encoding: str) -> None:
    lines = list(LINES)
    for line, place, scrap in changes:
        lines[line] = lines[line][:place] + scrap + lines[line][place:]
    text = newline.join(lines) + newline
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder, "x.csv"), Path(folder, "lake")
        path.write_bytes(text.encode(encoding))
        try:
            done = import_file(path, out)
            added, rejected = done.added, done.rejected
        except PolkuError:
            added, rejected = 0, len((out / "rejected.csv").read_text().splitlines()) - 1
    said = [line for line in text.replace("\r\n", "\n").split("\n")[1:] if line.strip()]
    empty = [line for line in said if not line.strip('; "\r\t')]
    assert len(said) - len(empty) <= added + rejected <= len(said)
