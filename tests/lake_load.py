"""A load into a lake in a process of its own, which may kill itself at the n-th step that touches the disk.

Processes are forked from one that has everything imported, so that a hundred of them take seconds.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from polku.insight.lake import Lake
from polku.insight.tables import ENCOUNTER, derive

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.lake_load"])
READY = "ready"


def load(folder: Path, unit: str, count: int, deadly: int = 0) -> tuple[BaseProcess, Connection]:
    """The process, and where it tells READY and then how many steps it took."""
    hearing, telling = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=publish, args=(folder, unit, count, deadly, telling), daemon=True)
    process.start()
    telling.close()
    return process, hearing


def loaded(folder: Path, unit: str, count: int, deadly: int = 0) -> int | None:
    """How the process ended."""
    process, _ = load(folder, unit, count, deadly)
    process.join(timeout=120)
    return process.exitcode


def publish(folder: Path, unit: str, count: int, deadly: int, telling: Connection) -> None:
    steps = Steps(deadly)
    if deadly:
        for owner, name in (
            (os, "replace"), (os, "fsync"), (Path, "mkdir"), (Path, "write_text"), (shutil, "rmtree"), (pq, "write_table"),
            (pq, "read_schema"),
        ):  # fmt: skip
            setattr(owner, name, steps.watched(getattr(owner, name)))
    start = datetime(2021, 3, 5, 8, tzinfo=UTC)
    rows = [{"encounter_id": f"{unit}-{n}", "unit_id": unit, "starts_at": start, "source": "events"} for n in range(count)]
    telling.send(READY)
    Lake(folder).publish("encounter", source="events:2021-03", data=derive(pa.Table.from_pylist(rows, schema=ENCOUNTER)))
    telling.send(steps.taken)


class Steps:
    def __init__(self, deadly: int) -> None:
        self.deadly, self.taken = deadly, 0

    def watched(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """Each call is two steps: before it, and after."""

        def step(*given: Any, **named: Any) -> Any:
            self._one()
            found = real(*given, **named)
            self._one()
            return found

        return step

    def _one(self) -> None:
        self.taken += 1
        if self.taken == self.deadly:
            os.kill(os.getpid(), signal.SIGKILL)
