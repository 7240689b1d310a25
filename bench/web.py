"""Pages of the residents, each against a bare Django view with the same middleware, queries, commits and bytes.

    python -m bench.web [--rounds R] [--turn N]

All ways run in one process with the settings of production on a durable PostgreSQL of their own under `var/`, and
alternate A B C C B A, N requests a turn. A bare view makes the same statements with Django's models and answers with
stored bytes. Goal: at least 0.7 of its requests a second, for an assessment's step (an answer and the question after
it) and for a resident's pages. Exits 1 below it. Printed beside, without a goal: a view that only sends the recorded
SQL, and the cost of the audit log, as the page of one's own matters against the same unlogged.
"""

from __future__ import annotations

import argparse
import base64
import os
import subprocess
import sys
from pathlib import Path

from polku.foundation.database import OWNER_ROLE
from polku.foundation.postgres import Server

NAME = "bench_web"
VAR = Path(__file__).resolve().parents[1] / "var" / "bench"
DATA = VAR.parent / "bench-postgres"
HOST = "polku.example"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--turn", type=int, default=3, help="requests in a turn")
    arguments = parser.parse_args(argv)
    server = Server(DATA)
    server.start()
    try:
        environment = prepared(server)
        command = [sys.executable, "-m", "bench.webpages", str(arguments.rounds), str(arguments.turn)]
        return subprocess.run(command, env=environment).returncode
    finally:
        server.drop_database(NAME)
        server.stop()


def prepared(server: Server, name: str = NAME) -> dict[str, str]:
    """A migrated, empty database and static files; gives the environment of an installation that uses them."""
    server.drop_database(name)
    server.create_database(name)
    environment = installation(server, name)
    polku = [sys.executable, "-m", "polku.config.cli"]
    subprocess.run([*polku, "manage", "migrate", "--skip-checks", "-v", "0"], env=environment, check=True)
    subprocess.run([*polku, "manage", "collectstatic", "--no-input", "-v", "0"], env=environment, check=True)
    return environment


def installation(server: Server, name: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "polku.config.settings.production",
        "POLKU_VAR": str(VAR),
        "POLKU_SECRET_KEY": "only-for-the-bench-" + "x" * 40,
        "POLKU_IDENTITY_KEYS": "1:" + base64.b64encode(b"only-for-the-bench-only-for-the-").decode(),
        "POLKU_HOSTS": HOST,
        "POLKU_OIDC_ISSUER": "https://provider.example",
        "POLKU_OIDC_CLIENT_ID": "polku",
        "POLKU_OIDC_CLIENT_SECRET": "only-for-the-bench",
        "DATABASE_URL": server.url(name=name),
        "DATABASE_OWNER_URL": server.url(OWNER_ROLE, name),
    }


if __name__ == "__main__":
    sys.exit(main())
