"""The demonstration as it runs for people (server, worker, identity provider) and a Chromium to visit it."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Browser, sync_playwright

from polku.demo.launcher import Demo, Size, prepared, started, stopped, wait_until_ready
from polku.foundation import clock
from polku.foundation.calendar import helsinki_date, is_working_day, next_working_day

SMALL = Size(residents=150, cases=40, history=2500, months=6)
OPTIONS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    """A small county of its own at nine on a working day, on free ports, shared by all journeys.

    Its folder is not pytest's, which another session of pytest would close to the database's own user.
    """
    port = free_port()
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLKU_VAR", stack.enter_context(TemporaryDirectory(prefix="polku-journeys-")))
        running = stack.enter_context(prepared(port, "once", SMALL, now=f"{office_day()}T09:00"))
        for process in started(running):
            stack.callback(stopped, process)
        wait_until_ready(f"{running.address}/ready")
        wait_until_ready(f"{running.issuer}/.well-known/openid-configuration")
        yield running


def office_day() -> str:
    today = helsinki_date(clock.real_now())
    return (today if is_working_day(today) else next_working_day(today)).isoformat()


def free_port() -> int:
    """A port that is free, and so is the next one, which the identity provider takes."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Stopped after each module: while it runs, its event loop keeps Django's database from other tests."""
    program = os.environ.get("POLKU_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium") or ""
    if not Path(program).is_file():
        pytest.skip("no Chromium: install it, or name it in POLKU_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        yield browser
        browser.close()
