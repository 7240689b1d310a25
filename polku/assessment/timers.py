from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from polku.assessment.actions import forget_unsent
from polku.foundation import clockshift
from polku.foundation.actor import SYSTEM

KEPT = timedelta(days=30)
"""How long answers that nobody sent are kept after the last change; a code to continue lives for 14 days."""


@app.periodic(cron="17 3 * * *")
@app.task(name="assessment.forget_unsent", queue="upkeep", queueing_lock="assessment.forget_unsent")
def forget(timestamp: int) -> None:
    """Each night: delete the runs that nobody sent."""
    clockshift.refresh()
    forget_unsent(older_than=KEPT, by=SYSTEM)
