"""The racers of ``bench.booking_race``: ``python -m bench.booking_racers RACERS ROUNDS`` on the empty database DATABASE_URL.

Each racer is a process with a connection, a person and a case of its own. In each round all want the same slot at
the same moment. Prints what came of it as one line of JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku.config.settings.test")
django.setup()

from django.db import connections  # noqa: E402
from django.db.models import Count  # noqa: E402

from polku.care.scheduling.actions import book  # noqa: E402
from polku.care.scheduling.models import Appointment  # noqa: E402
from polku.foundation.actor import Actor  # noqa: E402
from tests.contract.bookings import a_professional, free_times, open_cases, person_of  # noqa: E402

LONGEST_ROUND_SECONDS = 60


def race(racers: int, rounds: int) -> dict[str, Any]:
    slots = [slot.id for slot in free_times(a_professional(), rounds)]
    cases = [(case.id, person_of(case)) for case in open_cases(racers)]
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    barrier, ends = fork.Barrier(racers), fork.SimpleQueue()
    children = [fork.Process(target=run, args=(barrier, ends, slots, *case)) for case in cases]
    begun = time.perf_counter()
    for child in children:
        child.start()
    counted = sum((ends.get() for _ in children), Counter())
    for child in children:
        child.join()
    return summary(counted, racers, rounds) | {"seconds": round(time.perf_counter() - begun, 1)}


def run(barrier: Any, ends: Any, slots: list[UUID], case_id: UUID, person: Actor) -> None:
    counted: Counter[str] = Counter()
    connections["default"].ensure_connection()
    for slot_id in slots:
        barrier.wait(LONGEST_ROUND_SECONDS)
        counted[attempt(slot_id, case_id, person)] += 1
    ends.put(counted)


def attempt(slot_id: UUID, case_id: UUID, person: Actor) -> str:
    try:
        book(slot_id=slot_id, case_id=case_id, by=person)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
        return type(error).__name__
    return "booked"


def summary(counted: Counter[str], racers: int, rounds: int) -> dict[str, Any]:
    booked = Appointment.objects.filter(status="booked").values("slot").annotate(n=Count("id")).values_list("n", flat=True)
    return {
        "racers": racers,
        "rounds": rounds,
        "ends": dict(sorted(counted.items())),
        "slots_booked_once": sum(n == 1 for n in booked),
        "most_bookings_of_a_slot": max(booked, default=0),
    }


if __name__ == "__main__":
    print(json.dumps(race(int(sys.argv[1]), int(sys.argv[2]))))
