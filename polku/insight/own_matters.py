"""This county's own cases into the canonical tables: contacts not met yet, assessments, waits, the queue; its people and units.

What began in a month is one source of the lake, written again when any of it changes.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from django.db.models import Exists, OuterRef, QuerySet

from polku.assessment.models import AssessmentRun
from polku.assessment.records import sent_between
from polku.care.encounters.models import Encounter
from polku.catalogue.queries import catalogue
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date, years_between
from polku.guidance.models import Case, Contact
from polku.guidance.records import clocks_between, contacts_between, needs_between
from polku.insight.canonical import TABLES, shaped
from polku.insight.lake import Lake
from polku.insight.months import EVENTS, month_of, utc
from polku.insight.prices import price_list
from polku.people.models import Person
from polku.people.vault import pseudonym

PURPOSE = "insight"
COUNTIES_BEGAN = date(2023, 1, 1)
Row = dict[str, Any]


def load_cases(lake: Lake, day: date) -> int:
    """What began in the month of contacts, assessments and waits."""
    return sum(load(lake, day) for load in (load_contacts, load_needs, load_symptoms, load_waits))


def load_contacts(lake: Lake, day: date) -> int:
    """Contacts of the month whose case has no visit yet; one that was closed without any was cancelled then."""
    rows = [_contact(one) for one in _unmet(contacts_between(*month_of(day)))]
    return publish(lake, "encounter", f"contacts:{day:%Y-%m}", rows)


def _unmet(contacts: QuerySet[Contact]) -> QuerySet[Contact]:
    return contacts.exclude(Exists(Encounter.objects.filter(case=OuterRef("case"))))


def _contact(one: Contact) -> Row:
    person, case = one.person, one.case
    return {
        "encounter_id": str(one.id),
        "person_id": pseudonym(str(one.person_id), PURPOSE),
        "unit_id": case.unit_id,
        "service": case.service,
        "contacted_at": utc(one.at),
        "assessed_at": utc(one.assessed_at),  # type: ignore[attr-defined]
        "cancelled_at": utc(case.closed_at) if case.status == Case.Status.CLOSED else None,
        "age": years_between(person.birth_date, helsinki_date(one.at)),
        "sex": person.sex,
        "language": person.language,
        "municipality": person.municipality or None,
    }


def load_needs(lake: Lake, day: date) -> int:
    """Professionals' assessments of need made in the month."""
    rows = [
        {
            "assessment_id": str(one.id),
            "person_id": pseudonym(str(one.person_id), PURPOSE),
            "unit_id": one.case.unit_id,
            "service": one.case.service,
            "kind": "need",
            "assessed_at": utc(one.at),
            "urgency": one.urgency,
            "reason": one.reason_code,
            "profession": one.role,
            "language": one.person.language,
        }
        for one in needs_between(*month_of(day))
    ]
    return publish(lake, "assessment", f"need:{day:%Y-%m}", rows)


def load_symptoms(lake: Lake, day: date) -> int:
    """Assessments that clients answered and sent in the month, with the case that each opened."""
    runs = list(sent_between(*month_of(day)))
    cases = {one.run_id: one.case for one in Contact.objects.filter(run_id__in=[run.id for run in runs]).select_related("case")}
    rows = [_symptom(run, cases.get(run.id)) for run in runs]
    return publish(lake, "assessment", f"symptom:{day:%Y-%m}", rows)


def _symptom(run: AssessmentRun, case: Case | None) -> Row:
    return {
        "assessment_id": str(run.id),
        "person_id": pseudonym(str(run.person_id), PURPOSE),
        "unit_id": case.unit_id if case else None,
        "service": case.service if case else None,
        "kind": "symptom",
        "assessed_at": utc(run.finished_at),
        "urgency": run.urgency,
        "content": run.assessment,
        "language": run.language,
    }


def load_waits(lake: Lake, day: date) -> int:
    """Clocks that started in the month."""
    rows = [
        {
            "wait_id": str(one.id),
            "person_id": pseudonym(str(one.person_id), PURPOSE),
            "unit_id": one.case.unit_id,
            "service": one.case.service,
            "register": one.case.register,
            "clock": one.name,
            "started_at": utc(one.started_at),
            "law_due_at": utc(one.law_due_at),
            "target_due_at": utc(one.target_due_at),
            "ended_at": utc(one.stopped_at),
        }
        for one in clocks_between(*month_of(day))
    ]
    return publish(lake, "wait", f"{day:%Y-%m}", rows)


def load_queue(lake: Lake) -> int:
    """The queue as it is now, one source a day: a later look of the same day takes the earlier's place."""
    now = clock.now()
    open_ones = _unmet(Contact.objects.filter(case__status=Case.Status.OPEN))
    first: dict[Any, tuple[str, str, datetime]] = {}
    for case, unit, service, begun in open_ones.order_by("at").values_list("case_id", "case__unit_id", "case__service", "at"):
        first.setdefault(case, (unit, service, begun))
    waiting = Counter((unit, service, helsinki_date(begun)) for unit, service, begun in first.values())
    rows = [
        {"snapshot_at": utc(now), "unit_id": unit, "service": service, "begun_on": day, "contacts": many}
        for (unit, service, day), many in sorted(waiting.items())
    ]
    publish(lake, "queue_snapshot", f"{helsinki_date(now):%Y-%m-%d}", rows)
    return sum(waiting.values())


def load_people(lake: Lake) -> int:
    """Everybody whom Polku knows, from the day it came to know them."""
    rows = [
        {
            "person_id": pseudonym(str(one.id), PURPOSE),
            "from_day": helsinki_date(one.created_at),
            "municipality": one.municipality or None,
            "birth_year": one.birth_date.year,
            "sex": one.sex,
            "language": one.language,
        }
        for one in Person.objects.order_by("id").iterator()
    ]
    return publish(lake, "person_period", "people", rows)


def load_places(lake: Lake) -> int:
    """The catalogue's units, which have their codes since the counties began, and the price list."""
    rows = [
        {
            "unit_id": one.id,
            "from_day": COUNTIES_BEGAN,
            "name": one.name["fi"],
            "municipality": one.municipality,
            "register": one.register,
        }
        for one in catalogue().units.values()
    ]
    lake.publish("cost", source=f"{EVENTS}:prices", data=price_list(EVENTS))
    return publish(lake, "unit", "catalogue", rows)


def publish(lake: Lake, table: str, part: str, rows: list[Row]) -> int:
    """The rows as what this county's events give of a part; nothing, where there are none."""
    if rows:
        fields = [field for field in TABLES[table] if field.name in rows[0]]
        data = pa.Table.from_pylist(rows, schema=pa.schema(fields))
        source = pa.array([EVENTS] * len(rows))
        lake.publish(table, source=f"{EVENTS}:{part}", data=shaped(table, data.append_column("source", source)))
    else:
        lake.withdraw(table, source=f"{EVENTS}:{part}")
    return len(rows)
