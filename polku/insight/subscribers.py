from __future__ import annotations

from datetime import datetime

from polku.care.scheduling.models import Appointment
from polku.foundation.calendar import helsinki_date
from polku.foundation.models import Event
from polku.foundation.outbox import subscriber
from polku.guidance.models import Case
from polku.guidance.records import moments_of
from polku.insight.loading import lake, load_month
from polku.insight.own_matters import load_contacts
from polku.insight.refreshing import soon

OF_CASES = ("case_opened", "need_assessed", "care_reached", "case_closed", "case_reopened")
OF_BOOKINGS = ("booked", "moved", "cancelled", "fulfilled", "noshow")


@subscriber("encounters.recorded", name="insight.load_visits")
def load_visits(event: Event) -> None:
    """The visit at once, and its contact no more among those not met; the rest of the case in its turn."""
    load_month(helsinki_date(datetime.fromisoformat(event.payload["starts_at"])))
    for begun in sorted(moments_of(Case.objects.get(id=event.payload["case"])))[:1]:
        load_contacts(lake(), helsinki_date(begun))
    refresh_case(event)


def refresh_case(event: Event) -> None:
    """The months in which anything of the case began, and the queue."""
    case = Case.objects.get(id=event.payload["case"])
    months = {helsinki_date(moment).replace(day=1) for moment in moments_of(case)}
    soon([*(("cases", month) for month in sorted(months)), ("queue", None)])


def refresh_booking(event: Event) -> None:
    """The month in which the booking was made, and the calendars."""
    booked = Appointment.objects.values_list("booked_at", flat=True).get(id=event.payload["appointment"])
    soon([("bookings", helsinki_date(booked)), ("calendars", None)])


for _name in OF_CASES:
    subscriber(f"guidance.{_name}", name="insight.refresh_case")(refresh_case)
for _name in OF_BOOKINGS:
    subscriber(f"scheduling.{_name}", name="insight.refresh_booking")(refresh_booking)
