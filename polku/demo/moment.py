from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from polku.foundation import clock
from polku.foundation.calendar import at_helsinki
from polku.foundation.errors import BadInput

YEARS = range(2000, 2100)


def parse(text: str) -> datetime:
    """A Helsinki moment ``YYYY-MM-DDTHH:MM``, or ``real`` for what the machine's clock says."""
    if text == "real":
        return clock.real_now()
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        _refuse(text)
    if local.year not in YEARS:
        _refuse(text)
    return at_helsinki(local.date(), local.time().replace(tzinfo=None))


def _refuse(text: str) -> NoReturn:
    expected = f"YYYY-MM-DDTHH:MM of the years {YEARS[0]}-{YEARS[-1]}"
    raise BadInput({"moment": "form"}, f"a moment {text[:40]!r}", expected, "for example 2026-11-23T09:00") from None
