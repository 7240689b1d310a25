"""A living county in the database: residents, staff, free times, and cases of every age, made by the real actions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from polku.care.scheduling.models import Appointment, Slot
from polku.catalogue.queries import catalogue
from polku.demo.actions import add_people, add_staff, offer_times
from polku.demo.county import DemoCounty, load_demo_county
from polku.demo.deviations import follow_deviations
from polku.demo.lives import FreeTimes, Life, World, play
from polku.demo.mandates import mandates
from polku.demo.personas import Personas, load_personas
from polku.demo.planning import Planner, persona_plans
from polku.demo.population import Neighbour, draw_residents, persona_person, units_near
from polku.demo.staffing import FIRST_STAFF_NUMBER, members, posts
from polku.foundation import clock
from polku.foundation.actor import SYSTEM, Actor
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import content_root
from polku.guidance.models import Case
from polku.insight.synthetic.settings import County, load_county
from polku.people.logic import CARE_ROLES
from polku.people.models import Account, Person, StaffRole

LOCK = 7_205_002
PERSONAS_SHARE = 3
HISTORY, AHEAD = timedelta(days=45), timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows were added; nothing where the county was there already."""

    residents: int = 0
    staff: int = 0
    cases: int = 0
    open_cases: int = 0
    appointments: int = 0
    slots: int = 0

    def __bool__(self) -> bool:
        return any(asdict(self).values())


def seed(*, residents: int = 4000, cases: int = 320, seed: int = 2026) -> Summary:
    """Fill an empty database with a county; one that has staff is left as it is. All or nothing."""
    demo, county = load_demo_county(settings.POLKU_COUNTY), load_county(settings.POLKU_COUNTY)
    personas = load_personas(settings.POLKU_COUNTY)
    now = clock.now()
    with transaction.atomic():
        _one_at_a_time()
        if Account.objects.filter(kind="staff").exists():
            return Summary()
        with _clock_moved(now - HISTORY, now):
            neighbours = _people(demo, county, personas, residents, seed)
            _staff(demo, county, personas)
            slots = _offer(demo, county, now - HISTORY, now)
            world = World(FreeTimes(slots), _workers())
            planner = Planner(demo, neighbours, world.staff, now, seed)
            plans = [*persona_plans(demo, neighbours, now, seed), *planner.plans(cases)]
            play((Life(plan, world, f"{seed}:{n}").run() for n, plan in enumerate(plans)), now)
            follow_deviations(settings.POLKU_COUNTY, now)
            return _summary(len(neighbours), len(slots))


def top_up() -> int:
    """Offer free times four weeks ahead of now; how many were added."""
    demo, county = load_demo_county(settings.POLKU_COUNTY), load_county(settings.POLKU_COUNTY)
    with transaction.atomic():
        _one_at_a_time()
        return len(_offer(demo, county, clock.now(), clock.now()))


def _summary(residents: int, slots: int) -> Summary:
    return Summary(
        residents=residents,
        staff=Account.objects.filter(kind="staff").count(),
        cases=Case.objects.count(),
        open_cases=Case.objects.filter(status=Case.Status.OPEN).count(),
        appointments=Appointment.objects.count(),
        slots=slots,
    )


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@contextmanager
def _clock_moved(begins: datetime, now: datetime) -> Iterator[None]:
    before = clock.offset()
    clock.set_offset(begins - clock.real_now())
    try:
        yield
    finally:
        clock.set_offset(before)


def _people(demo: DemoCounty, county: County, personas: Personas, count: int, seed: int) -> dict[str, Neighbour]:
    """Everyone by a key: the personas by theirs, the others by number. Those who are there already are not added again."""
    represented = (mandate.code.text for _, mandate in mandates(settings.POLKU_COUNTY, content_root()))
    codes = frozenset([*(p.identity_code.text for p in personas.residents), *represented])
    others = draw_residents(demo, county, count, helsinki_date(clock.now()), seed, codes)
    drawn = [(f"{n}", *each) for n, each in enumerate(others)]
    drawn += [(p.key, persona_person(p), units_near(p.municipality, county)) for p in personas.residents]
    there = Person.objects.filter(identity_hash__in=[person.identity_hash for _, person, _ in drawn])
    known = {person.identity_hash: person for person in there}
    add_people(people=[person for _, person, _ in drawn if person.identity_hash not in known], by=SYSTEM)
    return {key: _neighbour(known.get(person.identity_hash, person), units) for key, person, units in drawn}


def _neighbour(person: Person, units: Mapping[str, str]) -> Neighbour:
    return Neighbour(person.id, person.birth_date, person.sex, person.language, person.municipality, units)


def _staff(demo: DemoCounty, county: County, personas: Personas) -> None:
    registers = {unit.id: unit.register for unit in catalogue().units.values()}
    add_staff(members=members(demo, posts(demo, county), registers, personas.staff), by=SYSTEM)


def _offer(demo: DemoCounty, county: County, first: datetime, now: datetime) -> list[Slot]:
    today = helsinki_date(now)
    return offer_times(
        demo=demo, needed=posts(demo, county), first=helsinki_date(first), last=helsinki_date(now + AHEAD), today=today, by=SYSTEM
    )


def _workers() -> Mapping[str, Sequence[Actor]]:
    """Who assesses in each unit: its care staff, the personas more often than the others."""
    found: dict[str, list[Actor]] = defaultdict(list)
    care = StaffRole.objects.filter(role__in=CARE_ROLES, valid_to=None).select_related("account")
    for role in care.order_by("account__subject"):
        actor = Actor(kind="staff", account_id=role.account_id, role=role.role, unit_id=role.unit_id, purpose="care")
        found[role.unit_id] += [actor] * (PERSONAS_SHARE if role.account.subject < f"staff:VS{FIRST_STAFF_NUMBER}" else 1)
    return found
