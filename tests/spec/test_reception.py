"""When a service takes what residents send. 2026-11-25 is a Wednesday; the service is open on weekdays from 8 to 16."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from polku.definitions.urgency import Urgency
from polku.foundation.content import parse_yaml
from polku.foundation.errors import ContentError
from polku.guidance.reception import Taking, read_receptions, taking

FILE = """
hours:
  office:
    serviceHours:
      - serviceHourType: DaysOfTheWeek
        openingHour: [{dayFrom: Monday, dayTo: Friday, from: "08:00", to: "16:00"}]
reception:
  - {services: [outpatient], hours: office, perDay: 2, urgentOutside: call-116117}
  - {services: [oral], hours: office, urgentOutside: night-clinic}
"""
UNITS = {"night-clinic": ["oral"]}
TODAY, SOON, SELF = Urgency.TODAY, Urgency.DAYS_1_3, Urgency.SELF_CARE


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=ZoneInfo("Europe/Helsinki"))


@pytest.mark.parametrize(
    ("service", "urgency", "now", "sent_today", "state", "opens"),
    [
        ("outpatient", TODAY, "25T10:00", 0, "now", None),
        ("outpatient", TODAY, "25T23:00", 0, "call", "26T08:00"),
        ("outpatient", TODAY, "25T10:00", 99, "now", None),
        ("outpatient", SOON, "25T10:00", 1, "now", None),
        ("outpatient", SOON, "25T10:00", 2, "full", "26T08:00"),
        ("outpatient", SOON, "25T06:00", 2, "full", "26T08:00"),
        ("outpatient", SOON, "25T16:00", 1, "later", "26T08:00"),
        ("outpatient", SELF, "27T16:00", 0, "later", "30T08:00"),
        ("oral", TODAY, "28T12:00", 0, "elsewhere", "30T08:00"),
        ("oral", SOON, "28T12:00", 500, "later", "30T08:00"),
        ("unknown", TODAY, "28T03:00", 500, "now", None),
    ],
)
def test_what_comes_of_sending_now(
    service: str, urgency: Urgency, now: str, sent_today: int, state: str, opens: str | None
) -> None:
    reception = read_receptions(parse_yaml(FILE, "reception.yaml"), UNITS).get(service)
    unit = "night-clinic" if state == "elsewhere" else ""
    assert taking(reception, urgency, moment(now), sent_today) == Taking(state, moment(opens) if opens else None, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("perDay: 2", "perDay: 0", "reception.yaml:8: perDay 0; expected at least 1"),
        ("[oral]", "[outpatient]", "service 'outpatient' twice"),
        ("urgentOutside: night-clinic", "urgentOutside: nowhere", "'nowhere' takes no 'oral'"),
        ("hours: office, perDay", "hours: night, perDay", "expected one of: office"),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, told: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_receptions(parse_yaml(FILE.replace(old, new), "reception.yaml"), UNITS)
    assert told in str(caught.value)
