"""Who contacts about what and when, in the demonstration: drawn before anything is done."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, time, timedelta

from polku.demo.county import DemoCounty, Scene
from polku.demo.lives import Plan, office_moment, pick
from polku.demo.population import Neighbour
from polku.foundation.calendar import at_helsinki, helsinki_date, in_office_hours, is_working_day
from polku.guidance.actions import age_at
from polku.guidance.routing import home_unit

OLDEST_DAYS, MEAN_DAYS = 40, 9
EVERY_FORGOTTEN, EVERY_FRESH, EVERY_FRESH_AT_NIGHT = 16, 8, 48


def persona_plans(
    demo: DemoCounty, neighbours: Mapping[str, Neighbour], now: datetime, seed: int
) -> Iterator[Plan]:
    """The cases that the personas have, each opened on a working day so many days ago."""
    scenes = {scene.topic: scene for scene in demo.scenes}
    for told in demo.persona_cases:
        person, scene = neighbours[told.resident], scenes[told.topic]
        draw = random.Random(f"{seed}:{told.resident}")
        opened = office_moment(helsinki_date(now) - timedelta(days=told.days_ago), draw)
        yield Plan(person, scene, unit_for(person, scene, "phone"), "phone", opened)


def unit_for(person: Neighbour, scene: Scene, channel: str) -> str:
    """Where the person's contact goes: an assessment by its routing, a call to the unit that serves them."""
    if channel != "assessment" and scene.service in person.units:
        return person.units[scene.service]
    return home_unit(person.municipality, scene.service)


class Planner:
    """Draws who contacts about what and when; nobody of them twice, and no persona."""

    def __init__(
        self, demo: DemoCounty, neighbours: Mapping[str, Neighbour], staffed: Collection[str], now: datetime, seed: int
    ) -> None:
        self.demo, self.staffed, self.now = demo, staffed, now
        self.draw = random.Random(seed)
        self.unused = [person for key, person in neighbours.items() if key.isdigit()]
        self.draw.shuffle(self.unused)

    def plans(self, count: int) -> Iterator[Plan]:
        for number in range(count):
            plan = self._plan(number)
            if plan is not None:
                yield plan

    def _plan(self, number: int) -> Plan | None:
        at_night = not in_office_hours(self.now)
        forgotten = number % EVERY_FORGOTTEN == 3
        fresh = number % (EVERY_FRESH_AT_NIGHT if at_night else EVERY_FRESH) == 1
        for _ in range(50):
            online = fresh and at_night
            scene = self._scene(online=online, health=forgotten)
            channel = "assessment" if online else pick(self.draw, scene.channels)
            person = self._person(scene, channel)
            if person is not None:
                self.unused.remove(person)
                opened = self._opened_at(channel, forgotten, fresh)
                return Plan(person, scene, unit_for(person, scene, channel), channel, opened, forgotten or fresh)
        return None

    def _scene(self, *, online: bool, health: bool) -> Scene:
        scenes = [s for s in self.demo.scenes if not online or "assessment" in s.channels]
        scenes = [s for s in scenes if not health or (s.register == "health" and s.service != "home_care")]
        return self.draw.choices(scenes, [s.weight for s in scenes])[0]

    def _person(self, scene: Scene, channel: str) -> Neighbour | None:
        """Someone of the scene's age and sex; as often as the county says, one whom a persona's unit serves."""
        at_home = self.draw.random() < self.demo.home_share
        today, second = helsinki_date(self.now), None
        for person in self.unused:
            age = age_at(person.birth_date, today)
            if not scene.ages[0] <= age < scene.ages[1] or scene.sex not in ("", person.sex):
                continue
            unit = unit_for(person, scene, channel)
            if unit not in self.staffed:
                continue
            if not at_home or unit in self.demo.home_units:
                return person
            second = second or person
        return second

    def _opened_at(self, channel: str, forgotten: bool, fresh: bool) -> datetime:
        today = helsinki_date(self.now)
        if fresh:
            return self.now - timedelta(minutes=self.draw.randint(3, 150))
        while True:
            days = self.draw.randint(1, 5) if forgotten else int(min(self.draw.expovariate(1 / MEAN_DAYS), OLDEST_DAYS))
            day = today - timedelta(days=days)
            if channel == "assessment" and not forgotten:
                opened = at_helsinki(day, time(7)) + timedelta(minutes=int(900 * self.draw.betavariate(1.6, 2)))
            elif is_working_day(day):
                opened = office_moment(day, self.draw)
            else:
                continue
            if opened < self.now:
                return opened
