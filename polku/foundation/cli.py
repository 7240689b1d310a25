"""``polku db start|stop|url``: the PostgreSQL that ships with Polku."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from polku.foundation.database import APP_ROLE, OWNER_ROLE
from polku.foundation.errors import PolkuError
from polku.foundation.postgres import Server


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("db", help="start, stop or name the PostgreSQL under var/")
    parser.add_argument("what", choices=["start", "stop", "url"])
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("POLKU_VAR", "var")) / "postgres")
    parser.add_argument("--owner", action="store_true", help="the owner's address, for migrations")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    try:
        return obeyed(arguments)
    except OSError as error:
        folder = "a folder of your own that can be written to"
        raise PolkuError(f"{arguments.data}: {error.strerror}", folder, "choose another --data") from error


def obeyed(arguments: argparse.Namespace) -> int:
    given = os.environ.get("DATABASE_OWNER_URL" if arguments.owner else "DATABASE_URL")
    server = Server(arguments.data)
    if arguments.what == "url":
        print(given or server.url(OWNER_ROLE if arguments.owner else APP_ROLE))
    elif given:
        print("DATABASE_URL is set: that server is not ours to start or stop")
    elif arguments.what == "start":
        server.start()
        server.create_database("polku")
        print(server.url())
    else:
        server.stop()
    return 0
