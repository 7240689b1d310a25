"""``polku serve``, ``polku worker`` and ``polku migrate``: a county's own system, or the demo's parts of it."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from polku.foundation.errors import NotConfigured

SETTINGS = {"production": "polku.config.settings.production", "demo": "polku.config.settings.demo"}


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


def choose_settings() -> None:
    """Settings by POLKU_MODE: ``production`` unless the demo's launcher says otherwise."""
    mode = os.environ.get("POLKU_MODE", "production")
    if mode not in SETTINGS:
        raise NotConfigured(f"POLKU_MODE={mode}", "production", "unset POLKU_MODE")
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS[mode]


def serve(arguments: argparse.Namespace) -> int:
    choose_settings()
    django = importlib.import_module("django")
    django.setup()
    call = importlib.import_module("django.core.management").call_command
    call("check", deploy=os.environ["DJANGO_SETTINGS_MODULE"].endswith("production"), fail_level="WARNING")
    call("collectstatic", interactive=False, verbosity=0)
    os.execv(sys.executable, [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", arguments.host, "--port", str(arguments.port),
        "--workers", str(arguments.workers), "--blocking-threads", str(arguments.threads), "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "polku.config.wsgi:application",
    ])


def worker(arguments: argparse.Namespace) -> int:
    choose_settings()
    return manage("procrastinate", "worker", "--concurrency", str(arguments.concurrency))


def migrate(arguments: argparse.Namespace) -> int:
    choose_settings()
    os.environ["POLKU_DATABASE_ROLE"] = "owner"
    return manage("migrate", "--no-input", "--verbosity", "1")


def manage(*words: str) -> int:
    importlib.import_module("django.core.management").execute_from_command_line(["polku manage", *words])
    return 0
