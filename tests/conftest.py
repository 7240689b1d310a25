"""A PostgreSQL of the tests' own: one migrated template database, cloned for each worker, never flushed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import fasteners
import hypothesis
import psutil
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from polku.foundation import clock
from polku.foundation.database import APP_ROLE, OWNER_ROLE
from polku.foundation.postgres import Server

ROOT = Path(__file__).resolve().parents[1]
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def schema_digest() -> str:
    """A name for the schema: the migrations' bytes and what grants and triggers say."""
    files = sorted([*ROOT.glob("polku/**/migrations/*.py"), ROOT / "polku/foundation/grants.py", ROOT / "uv.lock"])
    return hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16]


def point_at(url_parts: dict[str, Any]) -> None:
    """Have Django's default connection use another database from now on."""
    connections["default"].close()
    connections["default"].settings_dict.update(url_parts)
    settings.DATABASES["default"].update(url_parts)


def make_template(server: Server) -> str:
    name = f"template_{schema_digest()}"
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        ready = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [name]).fetchone()
    if not ready:
        server.drop_database(name)
        server.create_database(name)
        point_at({"NAME": name, "USER": OWNER_ROLE, "HOST": str(server.sockets)})
        call_command("migrate", verbosity=0, interactive=False)
        connections["default"].close()
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
            admin.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")
    return name


def drop_leftovers(server: Server) -> None:
    """Databases are named by their process; those of processes that were killed go."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as admin:
        names = [row[0] for row in admin.execute("SELECT datname FROM pg_database WHERE datname ~ '^(test|fresh)_[0-9]+$'")]
    for name in names:
        if not psutil.pid_exists(int(name.split("_")[1])):
            server.drop_database(name)


@pytest.fixture(scope="session")
def postgres(django_db_blocker: Any) -> Iterator[tuple[Server, str]]:
    """The tests' server and the name of the migrated template."""
    data = ROOT / "var" / "test-postgres"
    data.parent.mkdir(exist_ok=True)
    server = Server(data, durable=False)
    with fasteners.InterProcessLock(str(data) + ".lock"), django_db_blocker.unblock():
        server.start()
        drop_leftovers(server)
        template = make_template(server)
    yield server, template


@pytest.fixture(scope="session")
def django_db_setup(postgres: tuple[Server, str], django_db_blocker: Any) -> Iterator[None]:
    server, template = postgres
    name = f"test_{os.getpid()}"
    with django_db_blocker.unblock():
        server.drop_database(name)
        with fasteners.InterProcessLock(str(server.data) + ".lock"):
            server.create_database(name, template=template)
        point_at({"NAME": name, "USER": APP_ROLE, "HOST": str(server.sockets)})
        yield
        connections["default"].close()
        server.drop_database(name)


@pytest.fixture
def fresh_database(
    postgres: tuple[Server, str], django_db_setup: None, django_db_blocker: Any
) -> Iterator[str]:
    """A database of this test alone, where commits are real; gives its address for ``polku_app``."""
    server, template = postgres
    name = f"fresh_{os.getpid()}"
    before = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        server.drop_database(name)
        with fasteners.InterProcessLock(str(server.data) + ".lock"):
            server.create_database(name, template=template)
        point_at({"NAME": name})
        yield server.url(APP_ROLE, name)
        point_at({"NAME": before})
        server.drop_database(name)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where CI runs, a skipped test fails the run: a test that is not run proves nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("found skipped tests, expected each to run where CI is set", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def real_time_again() -> Iterator[None]:
    yield
    clock.set_offset(timedelta(0))


@pytest.fixture
def at() -> Callable[[datetime], contextlib.AbstractContextManager[None]]:
    """``with at(moment):`` has the clock stand at about that moment."""

    @contextlib.contextmanager
    def moved(moment: datetime) -> Iterator[None]:
        before = clock.offset()
        clock.set_offset(moment - clock.real_now())
        yield
        clock.set_offset(before)

    return moved
