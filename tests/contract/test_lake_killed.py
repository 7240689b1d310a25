"""A load killed by SIGKILL at any moment: readers see the old version or the new, a re-run completes it, nothing is twice.

The load runs in a process of its own and stops itself at the n-th step that touches the disk; each n is tried until a
load gets through. Then it is killed from outside at drawn times too.
"""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import duckdb
import pytest

from polku.insight.lake import Lake
from tests.lake_load import READY, load, loaded

OLD, NEW = ("old", 400), ("new", 600)


def seen(lake: Lake) -> tuple[str, int]:
    """The unit and the rows that a reader finds: a mixture, or a row twice, fails here."""
    files = [str(file) for file in lake.files("encounter")]
    units, rows, ids = duckdb.execute(
        "SELECT array_agg(DISTINCT unit_id), count(*), count(DISTINCT encounter_id) FROM read_parquet(?)", [files]
    ).fetchone()
    assert len(units) == 1 and rows == ids == lake.rows("encounter") and lake.damaged() == []
    return units[0], rows


def completed(lake: Lake) -> None:
    """A re-run brings the new version, once; the next changes nothing."""
    assert loaded(lake.path, *NEW) == 0
    assert seen(lake) == NEW
    before = (lake.version(), lake.files("encounter"))
    assert loaded(lake.path, *NEW) == 0
    assert (lake.version(), lake.files("encounter")) == before
    assert list(lake.sources("encounter")) == ["events:2021-03"]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    found = Lake(tmp_path / "lake")
    assert loaded(found.path, *OLD) == 0
    assert seen(found) == OLD
    return found


def test_killed_at_each_step_that_touches_the_disk(lake: Lake) -> None:
    found, deadly = [], 0
    while True:
        deadly += 1
        process, hearing = load(lake.path, *NEW, deadly=deadly)
        process.join(timeout=120)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        found.append(seen(lake))
        if found[-1] == NEW:
            assert loaded(lake.path, *OLD) == 0 and seen(lake) == OLD
    assert (hearing.recv(), hearing.recv()) == (READY, deadly - 1) and deadly > 16
    assert {*found} == {OLD, NEW}
    assert found == sorted(found, key=[OLD, NEW].index), "old until the manifest is renamed, new from then on"
    completed(lake)


def test_killed_from_outside_at_drawn_times_while_a_reader_reads(lake: Lake) -> None:
    draws = random.Random(4)
    for _ in range(6):
        process, hearing = load(lake.path, *NEW)
        assert hearing.recv() == READY
        until = time.monotonic() + draws.uniform(0, 0.06)
        while time.monotonic() < until:
            assert seen(lake) in (OLD, NEW)
        process.kill()
        process.join()
        assert seen(lake) in (OLD, NEW)
    completed(lake)


def test_what_a_killed_load_left_is_swept(lake: Lake) -> None:
    """Files of a load that died are no part of a version; a day later they are gone."""
    assert loaded(lake.path, *NEW, deadly=4) == -signal.SIGKILL
    (lake.path / ".manifest.json.half").write_text("{")
    left = [*(lake.path / ".staging").iterdir(), lake.path / ".manifest.json.half"]
    assert len(left) == 2
    day_old = time.time() - 25 * 3600
    for path in left:
        os.utime(path, (day_old, day_old))
    completed(lake)
    assert not any(path.exists() for path in left)
