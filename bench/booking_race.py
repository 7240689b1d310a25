"""Many processes race for one free time, round after round: one booking, all others a clean refusal.

    python -m bench.booking_race [--racers 64] [--rounds 500] [--without-constraints]

Runs on a PostgreSQL of its own under ``var/``. The last line is JSON. Exits 1 where a slot was booked more or less
than once, or a racer met any end but a booking and ``SlotTaken``. ``--without-constraints`` is the control: the
database lets everything through, and the race must end in overbooking.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg

from polku.foundation.database import OWNER_ROLE
from polku.foundation.postgres import Server

NAME = "booking_race"
DATA = Path(__file__).resolve().parents[1] / "var" / "bench-postgres"
DROP_CONSTRAINTS = """
    ALTER TABLE scheduling_appointment DROP CONSTRAINT a_professional_is_in_one_place;
    ALTER TABLE scheduling_appointment DROP CONSTRAINT a_person_is_in_one_place;
    DROP INDEX one_booking_a_slot;
"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--racers", type=int, default=64)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--without-constraints", action="store_true", help="the control: it must overbook")
    arguments = parser.parse_args(argv)
    server = Server(DATA)
    server.start()
    try:
        prepare(server)
        if arguments.without_constraints:
            drop_constraints(server.url(OWNER_ROLE, NAME))
        result = race(server.url(name=NAME), arguments.racers, arguments.rounds)
    finally:
        server.drop_database(NAME)
        server.stop()
    print(json.dumps(result))
    return 0 if is_clean(result) else 1


def prepare(server: Server) -> None:
    server.drop_database(NAME)
    server.create_database(NAME)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "polku.config.settings.test",
        "DATABASE_OWNER_URL": server.url(OWNER_ROLE, NAME),
    }
    migrate = [sys.executable, "-m", "polku.config.cli", "manage", "migrate", "--skip-checks", "-v", "0"]
    subprocess.run(migrate, env=environment, check=True)


def drop_constraints(owner_url: str) -> None:
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute(DROP_CONSTRAINTS)


def race(url: str, racers: int, rounds: int) -> dict[str, Any]:
    """The race on a migrated, empty database."""
    command = [sys.executable, "-m", "bench.booking_racers", str(racers), str(rounds)]
    ended = subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(ended.stdout.splitlines()[-1]))


def is_clean(result: dict[str, Any]) -> bool:
    rounds, racers = result["rounds"], result["racers"]
    wanted = {"SlotTaken": rounds * (racers - 1), "booked": rounds}
    return bool(result["ends"] == wanted and result["slots_booked_once"] == rounds and result["most_bookings_of_a_slot"] == 1)


if __name__ == "__main__":
    sys.exit(main())
