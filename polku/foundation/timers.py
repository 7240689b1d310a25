"""Upkeep: a job whose worker died is run again; sessions and form keys that have had their time go."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from procrastinate import JobContext
from procrastinate.contrib.django import app

from polku.foundation import clock
from polku.foundation.models import Submission

FORM_KEYS_KEPT = timedelta(days=7)
"""Longer than any session lives: a form opened in one cannot be sent after it."""


@app.periodic(cron="* * * * *")
@app.task(name="foundation.retry_stalled", queue="upkeep", queueing_lock="foundation.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Take up the jobs of workers that stopped beating half a minute ago."""
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await manager.retry_job(job)


@app.periodic(cron="47 3 * * *")
@app.task(name="foundation.clear_old", queue="upkeep", queueing_lock="foundation.clear_old")
def clear_old(timestamp: int) -> None:
    """Each night. Sessions follow the machine's clock, for so do their cookies."""
    Session.objects.filter(expire_date__lt=clock.real_now()).delete()
    Submission.objects.filter(at__lt=clock.real_now() - FORM_KEYS_KEPT).delete()
