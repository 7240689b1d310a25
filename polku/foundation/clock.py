"""The only source of now. In demo and tests it can be moved, over every process of the system.

The offset stands in one database row; a process reads it at the start of each request and each
background task (``refresh``), so one page sees one offset.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return real_now() + _offset


def real_now() -> datetime:
    """What the machine's clock says: for timers of the machinery itself, never for a deadline."""
    return datetime.now(UTC)


def offset() -> timedelta:
    return _offset


def set_offset(value: timedelta) -> None:
    """Move this process's clock. Settings decide who may call it: see ``clockshift``."""
    global _offset
    _offset = value


def to_real(moment: datetime) -> datetime:
    """When the machine's clock will stand at ``moment`` of the moved one."""
    return moment - _offset
