from __future__ import annotations

from datetime import datetime

from polku.foundation import clock
from polku.foundation.calendar import at_helsinki
from polku.foundation.errors import BadInput


def parse(text: str) -> datetime:
    """A Helsinki moment ``YYYY-MM-DDTHH:MM``, or ``real`` for what the machine's clock says."""
    if text == "real":
        return clock.real_now()
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise BadInput({"moment": "form"}, f"a moment {text!r}", "YYYY-MM-DDTHH:MM", "for example 2026-11-23T09:00") from None
    return at_helsinki(local.date(), local.time().replace(tzinfo=None))
