"""The board's situation now over a million cases: its two questions, and the whole page.

    python -m bench.live [--cases N] [--open N] [--rounds R]

Makes N cases (a part of them open), and the calendars of four hundred professionals for four weeks, in a database of its
own under ``var/``. Tells the medians of the two queries and of the page through Django. Goal: the page in at most 300 ms.
Exits 1 above it.
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

NAME = "live"
DATA = Path(__file__).resolve().parents[1] / "var" / "bench-postgres"
GOAL_SECONDS = 0.300
UNITS, PROFESSIONALS, DAYS, TIMES_A_DAY = 40, 400, 28, 12
MAKE = f"""
    SET session_replication_role = replica;
    INSERT INTO people_person (id, identity_cipher, identity_hash, key_version, given_names, family_name, name_key, birth_date,
                               sex, language, municipality, phone, created_at)
    SELECT gen_random_uuid(), '', 'x' || n, 1, 'A', 'B', 'b a', '1980-01-01', 'female', 'fi', '853', '', now()
    FROM generate_series(1, {PROFESSIONALS}) AS n;
    INSERT INTO guidance_case (id, person_id, topic, service, register, unit_id, status, reason, urgency, opened_at, outcome,
                               next_due_at, version)
    SELECT gen_random_uuid(), (SELECT id FROM people_person LIMIT 1), 'urinary-symptoms',
           (ARRAY['outpatient', 'oral', 'mental_health', 'physiotherapy'])[1 + n %% 4], 'health', 'unit-' || n %% {UNITS},
           CASE WHEN n %% (%(cases)s / %(open)s) = 0 THEN 'open' ELSE 'closed' END, 'assessment', 1 + (n / 7) %% 5,
           now() - random() * interval '30 days', '', now() + (random() - 0.3) * interval '10 days', 1
    FROM generate_series(1, %(cases)s) AS n;
    INSERT INTO people_account (id, kind, subject, name, title, is_active, session_generation, created_at)
    SELECT gen_random_uuid(), 'staff', 'staff:bench-' || n, 'N', 'nurse', true, 1, now()
    FROM generate_series(1, {PROFESSIONALS}) AS n;
    INSERT INTO scheduling_slot (id, unit_id, professional_id, profession, service, contact_type, period, starts_at)
    SELECT gen_random_uuid(), 'unit-' || number %% {UNITS}, id,
           (ARRAY['nurse', 'physician', 'physiotherapist'])[1 + number %% 3],
           'outpatient', 'R10', tstzrange(begins, begins + interval '30 minutes'), begins
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS number FROM people_account) AS each,
         LATERAL (SELECT date_trunc('hour', now()) + day * interval '1 day' + place * interval '30 minutes' AS begins
                  FROM generate_series(0, {DAYS - 1}) AS day, generate_series(1, {TIMES_A_DAY}) AS place) AS times;
    INSERT INTO scheduling_appointment (id, person_id, slot_id, professional_id, unit_id, period, starts_at, status, booked_at,
                                        cancel_reason, version)
    SELECT gen_random_uuid(), person.id, slot.id, professional_id, unit_id, period, starts_at, 'booked', now(), '', 1
    FROM scheduling_slot AS slot
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM people_account) AS one ON one.id = professional_id
    JOIN (SELECT id, row_number() OVER (ORDER BY id) AS number FROM people_person) AS person USING (number)
    WHERE random() < 0.7;
    ANALYZE;
"""


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args(argv)
    server = Server(DATA)
    server.start()
    try:
        prepare(server, arguments.cases, arguments.open)
        found = asked("bench._live_asked", arguments.rounds, DATABASE_URL=server.url(name=NAME))
    finally:
        server.drop_database(NAME)
        server.stop()
    for name, seconds in found.items():
        print(f"live: {name}: {1000 * seconds:.0f} ms, {arguments.cases:,} cases, {arguments.open:,} of them open")
    return 0 if found["page"] <= GOAL_SECONDS else 1


def prepare(server: Server, cases: int, still_open: int) -> None:
    empty_database(server, NAME)
    with psycopg.connect(server.url("postgres", NAME), autocommit=True) as connection:
        for statement in filter(str.strip, MAKE.split(";")):
            connection.execute(statement.encode(), {"cases": cases, "open": still_open})
        connection.execute("VACUUM ANALYZE")


def empty_database(server: Server, name: str) -> None:
    """With the product's tables."""
    server.drop_database(name)
    server.create_database(name)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "polku.config.settings.test", "DATABASE_OWNER_URL": server.url(OWNER_ROLE, name)
    }  # fmt: skip
    migrate = [sys.executable, "-m", "polku.config.cli", "manage", "migrate", "--skip-checks", "-v", "0"]
    subprocess.run(migrate, env=environment, check=True)


def asked(module: str, rounds: int, **environment: str) -> dict[str, Any]:
    """What a module tells as JSON, in a process of its own."""
    command = [sys.executable, "-m", module, str(rounds)]
    ended = subprocess.run(command, env=os.environ | environment, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(ended.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main())
