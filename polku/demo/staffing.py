"""Who works where in the demonstration, and which times they offer."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from psycopg.types.range import Range

from polku.care.scheduling.models import Slot
from polku.catalogue.queries import profession, units_of
from polku.demo.county import DemoCounty
from polku.demo.personas import Staff
from polku.foundation.calendar import at_helsinki, is_working_day
from polku.foundation.content import in_language
from polku.insight.synthetic.settings import County

FIRST_STAFF_NUMBER = 5001
MORNING, AFTERNOON = (time(8, 15), time(11, 30)), (time(12, 30), time(15, 30))
PAST, NEAR, MIDDLE, FAR = 0.12, 0.2, 0.3, 0.4
OTHER_CONTACTS = {"nurse": ("R50", 0.2), "physician": ("R50", 0.15), "psychologist": ("R52", 0.3), "social_worker": ("R50", 0.25)}

Post = tuple[str, str]
"""A unit and a profession."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff to be entered."""

    staff_id: str
    name: str
    title: str
    role: str
    register: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Professional:
    """One who offers times: in one unit a day, turn by turn."""

    account_id: UUID
    subject: str
    profession: str
    units: tuple[str, ...]


def posts(demo: DemoCounty, county: County) -> dict[Post, str]:
    """The service of each profession that a unit needs for what its people contact about."""
    found: dict[Post, str] = {}
    for scene in demo.scenes:
        for unit in sorted(_units_of(scene.service, county)):
            for level in scene.levels:
                found.setdefault((unit, level), scene.service)
    return found


def _units_of(service: str, county: County) -> Collection[str]:
    served = {unit for district in county.districts.values() for unit in district.get(service, {})}
    return served or {unit.id for unit in units_of(key=service)}


def members(
    demo: DemoCounty, needed: Mapping[Post, str], registers: Mapping[str, str], personas: Iterable[Staff]
) -> list[Member]:
    """The personas' staff and as many invented ones as the posts need, named by their title and a number."""
    found = [
        Member(p.staff_id, f"{p.given_name} {p.family_name}", in_language(p.title, "fi"), p.role, p.register, p.units)
        for p in personas
    ]
    numbers: Counter[str] = Counter()
    for unit, role in needed:
        title = in_language(profession(role).name, "fi")
        for _ in range(2 if unit in demo.larger_units else 1):
            numbers[role] += 1
            staff_id = f"VS{FIRST_STAFF_NUMBER + numbers.total() - 1}"
            found.append(Member(staff_id, f"{title} {numbers[role]}", title, role, registers[unit], (unit,)))
    return found


def times(
    professional: Professional, needed: Mapping[Post, str], minutes: int, days: Iterable[date], today: date
) -> Iterator[Slot]:
    """The slots that the professional offers on those days: always the same for the same days and the same today."""
    for day in days:
        unit = professional.units[day.toordinal() % len(professional.units)]
        service = needed.get((unit, professional.profession))
        if service is None or not is_working_day(day):
            continue
        draw = random.Random(f"{professional.subject}:{day}")
        for start in _starts(day, timedelta(minutes=minutes)):
            if draw.random() < _share(day, today):
                yield Slot(
                    unit_id=unit, professional_id=professional.account_id, profession=professional.profession, service=service,
                    contact_type=_contact_type(draw, service, professional.profession), starts_at=start,
                    period=Range(start, start + timedelta(minutes=minutes)),
                )


def _starts(day: date, length: timedelta) -> Iterator[datetime]:
    for opens, closes in (MORNING, AFTERNOON):
        start, end = at_helsinki(day, opens), at_helsinki(day, closes)
        while start + length <= end:
            yield start
            start += length


def _share(day: date, today: date) -> float:
    """How much of a day is offered: the nearer it is, the more of it others have booked already."""
    ahead = (day - today).days
    if ahead < 0:
        return PAST
    return NEAR if ahead < 4 else MIDDLE if ahead < 11 else FAR


def _contact_type(draw: random.Random, service: str, profession: str) -> str:
    if service == "home_care":
        return "R20"
    other, share = OTHER_CONTACTS.get(profession, ("R10", 0.0))
    return other if draw.random() < share else "R10"


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def missing_days(wanted: Collection[date], offered: Iterable[tuple[UUID, date]]) -> Mapping[UUID, list[date]]:
    """For each professional who has offered something, the wanted days without an offer; all of them for anyone else."""
    have: dict[UUID, set[date]] = defaultdict(set)
    for professional, day in offered:
        have[professional].add(day)
    missing: dict[UUID, list[date]] = defaultdict(lambda: list(wanted))
    missing.update({professional: [day for day in wanted if day not in days] for professional, days in have.items()})
    return missing
