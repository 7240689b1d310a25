from __future__ import annotations

from datetime import datetime

from polku.foundation.calendar import helsinki_date
from polku.foundation.models import Event
from polku.foundation.outbox import subscriber
from polku.insight.loading import load_month


@subscriber("encounters.recorded", name="insight.load_visits")
def load_visits(event: Event) -> None:
    load_month(helsinki_date(datetime.fromisoformat(event.payload["starts_at"])))
