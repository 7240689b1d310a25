"""``polku serve``, ``polku worker`` and ``polku migrate``: a county's own system, or the demo's parts of it."""

from __future__ import annotations

import argparse
import os
import socket
import sys

import django
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError

from polku.foundation.errors import NotConfigured, PolkuError

SETTINGS = {"production": "polku.config.settings.production", "demo": "polku.config.settings.demo"}
CLOSING_SECONDS = "20"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    server = commands.add_parser("serve", help="serve the county's pages; settings come from the environment or files")
    server.add_argument("--host", default="127.0.0.1")
    server.add_argument("--port", type=int, default=8000)
    server.add_argument("--workers", type=int, default=1)
    server.add_argument("--threads", type=int, default=4)
    server.set_defaults(run=serve)
    background = commands.add_parser("worker", help="run background work: deliveries of events, timers")
    background.add_argument("--concurrency", type=int, default=2)
    background.set_defaults(run=worker)
    migrator = commands.add_parser("migrate", help="bring the database to this version, as its owner")
    migrator.set_defaults(run=migrate)


def choose_settings(role: str = "app") -> str:
    """Settings by POLKU_MODE: ``production`` unless the demo's launcher says otherwise."""
    mode = os.environ.get("POLKU_MODE") or "production"
    if mode not in SETTINGS:
        raise NotConfigured(f"POLKU_MODE={mode}", "production", "unset POLKU_MODE")
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS[mode]
    os.environ["POLKU_DATABASE_ROLE"] = role
    return mode


def serve(arguments: argparse.Namespace) -> int:
    mode = choose_settings()
    django.setup()
    if not checked(deploy=mode == "production"):
        return 2
    refuse_taken(arguments.host, arguments.port)
    call_command("collectstatic", interactive=False, verbosity=0)
    os.execv(sys.executable, [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", arguments.host, "--port", str(arguments.port),
        "--workers", str(arguments.workers), "--blocking-threads", str(arguments.threads), "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", CLOSING_SECONDS, "polku.config.wsgi:application",
    ])


def refuse_taken(host: str, port: int) -> None:
    """The server's sockets would share a port with another server of the same user, without a word."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(found[0][0], socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[0][4])
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise PolkuError(f"{host} port {port}: {why}", "a free port here", "choose another: --port") from error


def checked(*, deploy: bool) -> bool:
    """Whether nothing is amiss with the installation; what is, goes to stderr."""
    try:
        call_command("check", deploy=deploy, databases=["default"] if deploy else None, fail_level="WARNING")
    except SystemCheckError as error:
        print(f"polku serve: not started\n{error}", file=sys.stderr)
        return False
    return True


def worker(arguments: argparse.Namespace) -> int:
    choose_settings()
    django.setup()
    return answered("procrastinate", "worker", concurrency=arguments.concurrency)


def migrate(arguments: argparse.Namespace) -> int:
    choose_settings(role="owner")
    django.setup()
    return answered("migrate", interactive=False, verbosity=1)


def answered(*command: str, **options: object) -> int:
    """Run the command; a database that does not answer is one clear line."""
    try:
        call_command(*command, **options)
    except OperationalError as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else "no message"
        raise PolkuError(f"the database does not answer: {first}", "a running PostgreSQL", "check its address") from error
    return 0
