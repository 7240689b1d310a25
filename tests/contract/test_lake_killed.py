"""A load killed by SIGKILL at any moment: readers see the old version or the new, a re-run completes it, nothing is twice.

The load runs in a process of its own and stops itself at the n-th step that touches the disk; each n is tried until a
load gets through. Then it is killed from outside at drawn times too.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from polku.insight.lake import Lake

ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = ("old", 400), ("new", 600)

LOAD = """
import os, shutil, signal, sys
from datetime import UTC, datetime
from pathlib import Path
import pyarrow as pa
import pyarrow.parquet as pq
from polku.insight import lake as lake_module
from polku.insight.lake import Lake
from polku.insight.tables import ENCOUNTER, derive

folder, unit, count, deadly = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
steps = 0

def watched(real):
    def step(*given, **named):
        global steps
        for moment in ("before", "after"):
            steps += 1
            if steps == deadly:
                os.kill(os.getpid(), signal.SIGKILL)
            if moment == "before":
                found = real(*given, **named)
        return found
    return step

if deadly:
    os.replace, os.fsync, Path.mkdir = watched(os.replace), watched(os.fsync), watched(Path.mkdir)
    Path.write_text, shutil.rmtree = watched(Path.write_text), watched(shutil.rmtree)
    pq.write_table, pq.read_schema = watched(pq.write_table), watched(pq.read_schema)
start = datetime(2021, 3, 5, 8, tzinfo=UTC)
rows = [{"encounter_id": f"{unit}-{n}", "unit_id": unit, "starts_at": start, "source": "events"} for n in range(count)]
print("ready", flush=True)
Lake(folder).publish("encounter", source="events:2021-03", data=derive(pa.Table.from_pylist(rows, schema=ENCOUNTER)))
print(steps, flush=True)
"""


def load(folder: Path, unit: str, count: int, deadly: int = 0) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", LOAD, str(folder), unit, str(count), str(deadly)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


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
    assert load(lake.path, *NEW).wait() == 0
    assert seen(lake) == NEW
    before = (lake.version(), lake.files("encounter"))
    assert load(lake.path, *NEW).wait() == 0
    assert (lake.version(), lake.files("encounter")) == before
    assert list(lake.sources("encounter")) == ["events:2021-03"]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    found = Lake(tmp_path / "lake")
    assert load(found.path, *OLD).wait() == 0
    assert seen(found) == OLD
    return found


def test_killed_at_each_step_that_touches_the_disk(lake: Lake) -> None:
    found, deadly = [], 0
    while True:
        deadly += 1
        process = load(lake.path, *NEW, deadly=deadly)
        said, _ = process.communicate(timeout=120)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
        found.append(seen(lake))
        if found[-1] == NEW:
            again = load(lake.path, *OLD)
            assert again.wait() == 0 and seen(lake) == OLD
    assert int(said.split()[1]) == deadly - 1 > 15
    assert {*found} == {OLD, NEW}
    assert found == sorted(found, key=[OLD, NEW].index), "old until the manifest is renamed, new from then on"
    completed(lake)


def test_killed_from_outside_at_drawn_times_while_a_reader_reads(lake: Lake) -> None:
    draws = random.Random(4)
    for _ in range(6):
        process = load(lake.path, *NEW)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        until = time.monotonic() + draws.uniform(0, 0.06)
        while time.monotonic() < until:
            assert seen(lake) in (OLD, NEW)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert seen(lake) in (OLD, NEW)
    completed(lake)


def test_what_a_killed_load_left_is_swept(lake: Lake) -> None:
    """Files of a load that died are no part of a version; a day later they are gone."""
    process = load(lake.path, *NEW, deadly=4)
    assert process.wait() == -signal.SIGKILL
    (lake.path / ".manifest.json.half").write_text("{")
    left = [*(lake.path / ".staging").iterdir(), lake.path / ".manifest.json.half"]
    assert len(left) == 2
    day_old = time.time() - 25 * 3600
    for path in left:
        os.utime(path, (day_old, day_old))
    completed(lake)
    assert not any(path.exists() for path in left)
