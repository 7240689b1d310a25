"""Cases for the canonical tables alone: whole stretches of time, never shown by person, so no look is logged."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import F, Min, QuerySet

from polku.foundation.calendar import HELSINKI
from polku.guidance.models import Case, CaseClock, Contact, NeedAssessment


def contacts_between(start: datetime, end: datetime) -> QuerySet[Contact]:
    """The first contacts of cases that were made in [start, end), each with when its case was first assessed."""
    made = Contact.objects.filter(at__gte=start, at__lt=end).select_related("case", "person").order_by("id")
    made = made.annotate(first=Min("case__contacts__at"), assessed_at=Min("case__need_assessments__at"))
    return made.filter(at=F("first"))


def needs_between(start: datetime, end: datetime) -> QuerySet[NeedAssessment]:
    return NeedAssessment.objects.filter(at__gte=start, at__lt=end).select_related("case", "person").order_by("id")


def clocks_between(start: datetime, end: datetime) -> QuerySet[CaseClock]:
    """Clocks that started in [start, end)."""
    return CaseClock.objects.filter(started_at__gte=start, started_at__lt=end).select_related("case").order_by("id")


def months_of_cases() -> list[date]:
    """The first days of the Helsinki months in which a case was opened, assessed or had a clock started."""
    moments = (
        Contact.objects.datetimes("at", "month", tzinfo=HELSINKI),
        NeedAssessment.objects.datetimes("at", "month", tzinfo=HELSINKI),
        CaseClock.objects.datetimes("started_at", "month", tzinfo=HELSINKI),
    )
    return sorted({moment.date() for found in moments for moment in found})


def moments_of(case: Case) -> set[datetime]:
    """When its contacts, assessments and clocks began."""
    lists = (
        case.contacts.values_list("at", flat=True),
        case.need_assessments.values_list("at", flat=True),
        case.clocks.values_list("started_at", flat=True),
    )
    return {moment for found in lists for moment in found}
