"""The quality of a lake's present version, looked for in the background: a page never waits for a large lake to be read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread

from polku.insight.lake import Lake
from polku.insight.quality import Finding, quality

PATIENCE_SECONDS = 3.0
"""How long the first asker waits; a small lake is read by then."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a version, and when."""

    version: int
    at: datetime
    findings: tuple[Finding, ...]


_lock = Lock()
_checked: dict[str, Checked] = {}
_running: dict[str, Thread] = {}


def checked(lake: Lake, now: datetime, units: Collection[str] = (), patience: float = PATIENCE_SECONDS) -> Checked | None:
    """What was found in the newest version that has been looked at; None while none has. A newer one begins a new look."""
    key, version = str(lake.path), lake.version()
    with _lock:
        held, thread = _checked.get(key), _running.get(key)
        if (held is None or held.version != version) and (thread is None or not thread.is_alive()):
            thread = Thread(target=_look, args=(key, Lake(lake.path), version, now, units), daemon=True)
            _running[key] = thread
            thread.start()
    if held is None and thread is not None:
        thread.join(patience)
    return _checked.get(key)


def _look(key: str, lake: Lake, version: int, now: datetime, units: Collection[str]) -> None:
    _checked[key] = Checked(version, now, quality(lake, now, units))
