"""Moving the whole system's clock in demo and tests. A production system never reads the offset."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from polku.foundation import clock
from polku.foundation.errors import Refused
from polku.foundation.models import ClockShift


def refresh() -> None:
    """Read the shared offset into this process: at the start of a request and of a task."""
    if settings.POLKU_MOVABLE_CLOCK:
        seconds = ClockShift.objects.values_list("seconds", flat=True).first()
        clock.set_offset(timedelta(seconds=seconds or 0))


def move_to(moment: datetime) -> None:
    """Let it be ``moment`` now, or less than a second past it. Timers that fall due on the way run at once."""
    if not settings.POLKU_MOVABLE_CLOCK:
        raise Refused("a clock that follows real time", "the demo or a test", "run the demo to move time")
    before = clock.offset()
    after = timedelta(seconds=math.ceil((moment - clock.real_now()).total_seconds()))
    with transaction.atomic():
        ClockShift.objects.update_or_create(id=1, defaults={"seconds": after // timedelta(seconds=1)})
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - %s"
                " WHERE status = 'todo' AND scheduled_at IS NOT NULL AND queue_name = 'timers'",
                [after - before],
            )
    clock.set_offset(after)
