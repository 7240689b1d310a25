"""How a case lives in the demonstration: a contact, its assessment, a booking, a visit, an end, all by the real actions.

Each life is a generator: it yields the moment of its next act and acts when it is resumed. Lives are played in the
order of time under a moved clock, and what lies beyond the present has simply not happened yet.
"""

from __future__ import annotations

import heapq
import random
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID

from polku.care.encounters.actions import record
from polku.care.scheduling.actions import book, cancel, mark
from polku.care.scheduling.models import Appointment, Slot
from polku.definitions.contacts import NON_URGENT
from polku.definitions.urgency import Urgency
from polku.demo.answering import filled_run
from polku.demo.county import Scene
from polku.demo.population import Neighbour
from polku.foundation import clock
from polku.foundation.actor import Actor
from polku.foundation.calendar import at_helsinki, helsinki_date, is_working_day, next_working_day
from polku.guidance.actions import age_at, assess_need, close, open_case, send_assessment, take
from polku.guidance.guarantees import clock_start
from polku.guidance.models import Case
from polku.insight.synthetic.rows import URGENT_CODE

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
OFFICE_ENDS = time(15, 55)
SLOW, BOOKED_LATER, BOOKS_ONESELF, CANCELS, STAYS_AWAY, GOES_ON = 0.07, 0.25, 0.25, 0.05, 0.03, 0.2
SPOKEN = ("fi", "sv", "en")

T = TypeVar("T")
Moments = Iterator[datetime]


@dataclass(frozen=True, slots=True)
class Plan:
    """What begins: who contacts whom about what, how and when. One that `waits` has no assessment yet."""

    person: Neighbour
    scene: Scene
    unit_id: str
    channel: str
    opened_at: datetime
    waits: bool = False


class FreeTimes:
    """The slots nobody has booked, by unit and profession, soonest first."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self._by_post: dict[tuple[str, str], list[tuple[datetime, UUID, Slot]]] = {}
        for slot in slots:
            self.give_back(slot)

    def first(self, unit_id: str, profession: str, after: datetime) -> Slot | None:
        """Take the first slot that begins after the moment."""
        there = self._by_post.get((unit_id, profession), [])
        place = bisect_left(there, after, key=lambda entry: entry[0])
        return there.pop(place)[2] if place < len(there) else None

    def give_back(self, slot: Slot) -> None:
        insort(self._by_post.setdefault((slot.unit_id, slot.profession), []), (slot.starts_at, slot.id, slot))


@dataclass(frozen=True, slots=True)
class World:
    """What lives meet: free times, and who works in which unit (as actors, by unit)."""

    free: FreeTimes
    staff: Mapping[str, Sequence[Actor]]


def play(lives: Iterable[Moments], until: datetime) -> None:
    """Resume each life when its moment comes, up to the present. The clock stands where the last act was."""
    queue = [(moment, n, life) for n, life in enumerate(lives) if (moment := next(life, None))]
    heapq.heapify(queue)
    while queue and queue[0][0] <= until:
        moment, n, life = heapq.heappop(queue)
        clock.set_offset(moment - clock.real_now())
        following = next(life, None)
        if following is not None:
            heapq.heappush(queue, (max(following, moment), n, life))


class Life:
    def __init__(self, plan: Plan, world: World, seed: str) -> None:
        self.plan, self.world, self.draw = plan, world, random.Random(seed)
        self.worker = self.draw.choice(world.staff[plan.unit_id])

    def run(self) -> Moments:
        yield self.plan.opened_at
        case = self._open()
        if self.plan.waits:
            return
        assessed_at = self._assessed_at(self.plan.opened_at)
        yield assessed_at - self.draw.randint(2, 12) * MINUTE
        take(case_id=case.id, by=self.worker)
        yield assessed_at
        urgency = Urgency(case.urgency)
        level = pick(self.draw, self.plan.scene.levels)
        self._assess(case, urgency, level)
        if urgency is Urgency.SELF_CARE:
            yield from self._advise(case)
        else:
            yield from self._care(case, urgency, level)

    def _open(self) -> Case:
        plan, person = self.plan, self.plan.person
        language = person.language if person.language in SPOKEN else "en"
        resident = Actor(kind="resident", person_id=person.person_id, purpose="own matters")
        if plan.channel == "assessment":
            age = age_at(person.birth_date, helsinki_date(plan.opened_at))
            run_id = filled_run(plan.scene.topic, age=age, sex=person.sex, language=language, draw=self.draw)
            return send_assessment(run_id=run_id, held=(str(run_id),), by=resident)
        return open_case(
            person_id=person.person_id, topic=plan.scene.topic, channel=plan.channel, unit_id=plan.unit_id,
            urgency=pick(self.draw, plan.scene.urgencies), service=plan.scene.service, register=plan.scene.register,
            reason="contact", language=language, by=self.worker,
        )

    def _assess(self, case: Case, urgency: Urgency, level: str) -> None:
        scene = self.plan.scene
        contact_type = "R50" if urgency is Urgency.SELF_CARE else "R10"
        assess_need(
            case_id=case.id, urgency=urgency, reason_code=self.draw.choice(scene.reasons), level=level,
            contact_type=contact_type, contacted="R50", rationale=self.draw.choice(scene.rationale), by=self.worker,
        )

    def _advise(self, case: Case) -> Moments:
        """Advice in the same call, and the case is done."""
        began = clock.now()
        yield began + self.draw.randint(4, 9) * MINUTE
        record(
            case_id=case.id, contact_type="R50", urgency_code=NON_URGENT, starts_at=began, ended_at=clock.now(), by=self.worker
        )
        close(case_id=case.id, outcome="advised", by=self.worker)

    def _care(self, case: Case, urgency: Urgency, level: str) -> Moments:
        yield self._booked_at(urgency)
        slot = self._book(case, urgency, level)
        if slot is None:
            return
        made = Appointment.objects.get(case=case, status=Appointment.Status.BOOKED)
        if slot.starts_at - clock.now() > 3 * DAY and self._happens(CANCELS):
            yield clock.now() + DAY
            cancel(appointment_id=made.id, by=self._resident())
            self.world.free.give_back(slot)
            yield clock.now() + 3 * MINUTE
            slot = self._book(case, urgency, level)
            if slot is None:
                return
            made = Appointment.objects.get(case=case, status=Appointment.Status.BOOKED)
        yield from self._visit(case, made, slot, urgency)

    def _book(self, case: Case, urgency: Urgency, level: str) -> Slot | None:
        low, high = self.plan.scene.wait
        days = {Urgency.TODAY: 0, Urgency.DAYS_1_3: self.draw.randint(0, min(high, 3))}.get(urgency, self.draw.randint(low, high))
        slot = self.world.free.first(self.plan.unit_id, level, clock.now() + 30 * MINUTE + days * DAY)
        if slot is not None:
            oneself = urgency < Urgency.TODAY and self._happens(BOOKS_ONESELF)
            book(slot_id=slot.id, case_id=case.id, by=self._resident() if oneself else self.worker)
        return slot

    def _visit(self, case: Case, made: Appointment, slot: Slot, urgency: Urgency) -> Moments:
        its_end = slot.period.upper
        own = Actor(kind="staff", account_id=slot.professional_id, role=slot.profession, unit_id=slot.unit_id, purpose="care")
        yield its_end + self.draw.randint(1, 6) * MINUTE
        if self._happens(STAYS_AWAY):
            mark(appointment_id=made.id, status=Appointment.Status.NO_SHOW, by=own)
            return
        urgency_code = URGENT_CODE if urgency >= Urgency.TODAY else NON_URGENT
        record(
            case_id=case.id, contact_type=slot.contact_type, urgency_code=urgency_code, starts_at=slot.starts_at,
            ended_at=its_end, appointment_id=made.id, by=own,
        )
        goes_on = self._happens(GOES_ON)
        yield clock.now() + (self.draw.randint(1, 9) * DAY if goes_on else 2 * MINUTE)
        close(case_id=case.id, outcome="treated", by=own)

    def _assessed_at(self, opened: datetime) -> datetime:
        """Mostly soon within the office hours of the same day; sometimes the next one; social services take days."""
        start = clock_start(opened)
        if self.plan.scene.register == "social":
            return later_day(start, self.draw.randint(0, 6), self.draw)
        if self._happens(SLOW):
            return later_day(start, 1, self.draw)
        left = at_helsinki(helsinki_date(start), OFFICE_ENDS) - start
        return start + max(left, 15 * MINUTE) * (0.1 + 0.8 * self.draw.random() ** 2)

    def _booked_at(self, urgency: Urgency) -> datetime:
        if urgency < Urgency.DAYS_1_3 and self._happens(BOOKED_LATER):
            return later_day(clock.now(), self.draw.randint(1, 7), self.draw)
        return clock.now() + 2 * MINUTE

    def _resident(self) -> Actor:
        return Actor(kind="resident", person_id=self.plan.person.person_id, purpose="own matters")

    def _happens(self, share: float) -> bool:
        return self.draw.random() < share


def pick(draw: random.Random, shares: Mapping[T, float]) -> T:
    return draw.choices(list(shares), list(shares.values()))[0]


def later_day(moment: datetime, working_days: int, draw: random.Random) -> datetime:
    """A moment of office hours that many working days later."""
    day = helsinki_date(moment)
    for _ in range(working_days):
        day = next_working_day(day)
    return max(office_moment(day, draw), moment + 10 * MINUTE)


def office_moment(day: date, draw: random.Random) -> datetime:
    """A moment between eight and four, mostly in the morning."""
    if not is_working_day(day):
        day = next_working_day(day)
    return at_helsinki(day, time(8)) + timedelta(minutes=5 + int(465 * draw.betavariate(1.3, 2)), seconds=draw.randint(0, 59))
