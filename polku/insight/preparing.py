"""The newest version of a lake whose answers are made: pages read it, so that nobody waits for a count.

    DIR/.answers/<version>/prepared.json   the version's manifest, once every usual answer of it lies beside

A version that nobody has prepared is read as it is only where no newer one than half a day is prepared: its files may be gone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from polku.foundation import clock
from polku.insight.lake import MANIFEST, Lake, Pinned
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import COLUMNS, figures
from polku.insight.measures.kept import FOLDER, PREPARED, written
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.shown import shown

MONTHS_SHOWN = 24
OLDEST_SECONDS = 12 * 3600
REST = 10
"""Between two preparations, times what the last one took."""


def prepared(lake: Lake) -> Pinned:
    """The newest prepared version, or the present one."""
    present = lake.pinned()
    if _mark(present).is_file() or not (marks := _marks(lake)):
        return present
    made, mark = marks[-1]
    if (lake.path / MANIFEST).stat().st_mtime - made > OLDEST_SECONDS:
        return present
    return Pinned(lake.path, json.loads(mark.read_bytes())["manifest"])


def prepare(lake: Lake, areas: Collection[Collection[str]] = ()) -> bool:
    """Make the usual answers of the present version; False where they are made, or it has rested too little.

    `areas` are the units of each level between county and unit.
    """
    present = lake.pinned()
    if present.version() == 0 or _mark(present).is_file() or not _rested(lake):
        return False
    began = time.monotonic()
    for service in COLUMNS:
        for stamp in ACCESS.clocks:
            found = figures(present, service=service, clock=stamp)
            for month in found.months[-MONTHS_SHOWN:]:
                found.month(month)
    for measure in TALLIED:
        _answer(present, measure, areas)
    written(_mark(present), json.dumps({"manifest": present.manifest, "seconds": time.monotonic() - began}))
    return True


def _answer(present: Pinned, measure: str, areas: Collection[Collection[str]]) -> None:
    """By unit in each month; by area, service and each own group in the last."""
    found = shown(present, measure)
    months = found.months[-MONTHS_SHOWN:]
    found.result([axis for axis in ("unit",) if axis in found.axes], months=months)
    for month in months[-1:]:
        found.result([axis for axis in ("service",) if axis in found.axes], months=[month])
        for units in areas if "unit" in found.axes else ():
            found.told(month, tuple(unit for unit in found.units if unit in units))
        for group in found.groups:
            found.split(month, group)


def _rested(lake: Lake) -> bool:
    if not (marks := _marks(lake)):
        return True
    made, mark = marks[-1]
    return clock.real_now().timestamp() - made >= REST * float(json.loads(mark.read_bytes())["seconds"])


def _marks(lake: Lake) -> list[tuple[float, Path]]:
    """When each prepared version was, and its mark, the oldest first."""
    found = []
    for mark in (lake.path / FOLDER).glob(f"*/{PREPARED}"):
        with suppress(FileNotFoundError):
            found.append((mark.stat().st_mtime, mark))
    return sorted(found)


def _mark(version: Pinned) -> Path:
    return version.path / FOLDER / version.content / PREPARED
