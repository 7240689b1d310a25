"""Starts everything the demonstration needs, in order, and stops it all again."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from polku.demo import walk
from polku.demo.idp import launch as provider
from polku.demo.personas import Personas, load_personas
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date
from polku.foundation.database import OWNER_ROLE, with_
from polku.foundation.errors import NotConfigured, PolkuError
from polku.foundation.postgres import Server

COUNTY = "varsinais-suomi"
SEED = "2026"


@dataclass(frozen=True)
class Size:
    """How many live in the county and contact it; how many lived in its history, for how many months."""

    residents: int = 4000
    cases: int = 320
    history: int = 48_000
    months: int = 24


@dataclass(frozen=True)
class Demo:
    """Where the parts of one demonstration stand."""

    var: Path
    port: int
    database_url: str
    owner_url: str
    secrets: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def issuer(self) -> str:
        return f"http://localhost:{self.port + 1}"

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "POLKU_MODE": "demo",
            "DJANGO_SETTINGS_MODULE": "polku.config.settings.demo",
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.owner_url,
            "POLKU_VAR": str(self.var),
            "POLKU_LAKE": str(self.var / "lake"),
            "POLKU_SECRET_KEY": self.secrets["secret_key"],
            "POLKU_IDENTITY_KEYS": self.secrets["identity_keys"],
            "POLKU_OIDC_ISSUER": self.issuer,
            "POLKU_OIDC_CLIENT_ID": "polku",
            "POLKU_OIDC_CLIENT_SECRET": self.secrets["client_secret"],
        }


def run(*, port: int, once: bool, now: str | None) -> int:
    if os.environ.get("POLKU_MODE") == "production":
        raise NotConfigured("POLKU_MODE=production", "a demonstration", "a county's own system is started by polku serve")
    leave_when_told(lambda number: 128 + number if once else 0)
    with ExitStack() as stack:
        demo = stack.enter_context(prepared(port, "once" if once else "demo", now=now))
        for process in started(demo):
            stack.callback(stopped, process)
        wait_until_ready(f"{demo.address}/ready")
        wait_until_ready(f"{demo.issuer}/.well-known/openid-configuration")
        if once:
            return walk.walk(demo.address, demo.var / "lake")
        print_addresses(demo, load_personas(COUNTY))
        signal.pause()
    return 0


def leave_when_told(exit_code: Callable[[int], int]) -> None:
    """On Ctrl-C or a request to end, everything is stopped; a second one does not cut that short."""
    signals = (signal.SIGINT, signal.SIGTERM)

    def leave(number: int, _frame: object) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        sys.exit(exit_code(number))

    for each in signals:
        signal.signal(each, leave)


@contextmanager
def prepared(port: int, name: str, size: Size = Size(), now: str | None = None) -> Iterator[Demo]:
    """The databases migrated and filled, as of ``now``, the history written. A server that we started is stopped at the end.

    ``once`` is a county of its own, made anew each time, so that a walk never meets what someone has tried.
    """
    for wanted in (port, port + 1):
        refuse_taken(wanted)
    var = Path(os.environ.get("POLKU_VAR", "var")).resolve() / name
    with ExitStack() as stack:
        stack.enter_context(alone_in(var))
        if name == "once":
            Server(var / "postgres").stop()
            shutil.rmtree(var, ignore_errors=True)
        var.mkdir(parents=True, exist_ok=True)
        url, owner = os.environ.get("DATABASE_URL"), os.environ.get("DATABASE_OWNER_URL")
        if not url or not owner or name == "once":
            server = Server(var / "postgres")
            say("PostgreSQL")
            if not server.running:
                stack.callback(server.stop)
                server.start()
            server.create_database("polku")
            server.create_database("polku_idp")
            url, owner = server.url(), server.url(OWNER_ROLE)
        demo = Demo(var, port, url, owner, keys(var / "keys.json"))
        say("schema")
        polku(demo, "migrate", quiet=True)
        if not (var / "lake" / "manifest.json").exists():
            say("history")
            write_history(demo, size)
        if now:
            polku(demo, "manage", "move_clock", now)
        say("people, staff, cases, times")
        polku(demo, "manage", "seed_demo", "--residents", str(size.residents), "--cases", str(size.cases))
        provider.prepare(provider_run(demo))
        yield demo


@contextmanager
def alone_in(var: Path) -> Iterator[None]:
    """Two demonstrations in one folder would stop each other's database."""
    try:
        var.parent.mkdir(parents=True, exist_ok=True)
        lock = var.with_name(f".{var.name}.lock").open("w")
    except OSError as error:
        raise PolkuError(f"{var.parent}: {error.strerror}", "a folder that can be written to", "set POLKU_VAR") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mend = "stop the other one, or set POLKU_VAR to another folder"
            raise PolkuError(f"another demonstration at work in {var}", "one at a time", mend) from None
        yield


def write_history(demo: Demo, size: Size) -> None:
    """The synthetic county's past, up to yesterday."""
    until = helsinki_date(clock.real_now()) - timedelta(days=1)
    options = ["--residents", str(size.history), "--months", str(size.months), "--seed", SEED]
    polku(demo, "synth", "--county", COUNTY, *options, "--until", until.isoformat(), "--out", str(demo.var / "lake"), quiet=True)


def provider_run(demo: Demo) -> provider.ProviderRun:
    return provider.ProviderRun(
        database_url=with_(demo.owner_url, dbname="polku_idp"),
        issuer=demo.issuer,
        client_redirect_uris=[f"{demo.address}/signin/callback/"],
        client_secret=demo.secrets["client_secret"],
        var=demo.var,
        county=COUNTY,
    )


def started(demo: Demo) -> Iterator[subprocess.Popen[bytes]]:
    yield provider.start(provider_run(demo))
    with (demo.var / "server.log").open("ab") as log:
        yield _spawn(demo, log, "serve", "--port", str(demo.port))
    with (demo.var / "worker.log").open("ab") as log:
        yield _spawn(demo, log, "worker")


def _spawn(demo: Demo, log: object, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "polku.config.cli", *words],
        env=demo.environment(),
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,  # type: ignore[call-overload]
    )


def stopped(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def polku(demo: Demo, *words: str, quiet: bool = False) -> None:
    """Run a ``polku`` command as a part of the demonstration."""
    result = subprocess.run(
        [sys.executable, "-m", "polku.config.cli", *words],
        env=demo.environment(),
        text=True,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.PIPE,
    )
    if result.returncode != 0:
        last = (result.stderr.strip() or "no message").splitlines()[-1]
        raise PolkuError(f"polku {' '.join(words[:2])} failed: {last}", "exit 0", f"see {demo.var}")


def keys(path: Path) -> dict[str, str]:
    """The demonstration's own keys, made at its first start."""
    if not path.exists():
        made = {
            "secret_key": secrets.token_urlsafe(50),
            "identity_keys": "1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "client_secret": secrets.token_urlsafe(32),
        }
        path.write_text(json.dumps(made))
        path.chmod(0o600)
    return dict(json.loads(path.read_text()))


def refuse_taken(port: int) -> None:
    if not 0 < port < 65536:
        raise PolkuError(f"port {port}", "a port from 1 to 65534, and the next one", "choose another: --port 8010")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PolkuError(f"port {port} is taken", "a free port", "choose another: make demo PORT=8010") from None


def wait_until_ready(address: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise PolkuError(f"no answer from {address}", f"one within {seconds:.0f} s", "see the logs under var/demo")


def say(what: str) -> None:
    print(f"  · {what}", flush=True)


def print_addresses(demo: Demo, personas: Personas) -> None:
    print(f"\nPolku, Varsinais-Suomi (demonstration)\n\n  residents  {demo.address}/fi/\n  desk       {demo.address}/fi/desk/")
    print(
        f"  board      {demo.address}/fi/board/\n  time       {demo.address}/fi/demo/\n\nSign in as one of these, all invented:\n"
    )
    for person in personas.residents:
        print(f"  {person.given_name} {person.family_name}: {person.about['en']}")
    for member in personas.staff:
        print(f"  {member.given_name} {member.family_name}: {member.title['en']}")
    print("\nCtrl-C stops everything; what you did is kept under var/demo.", flush=True)
