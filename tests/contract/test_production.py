"""A county's own system as the process it is: it starts only when sound, and no persona can be had in it."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import fasteners
import psycopg
import pytest
import requests

from polku.foundation.database import APP_ROLE, OWNER_ROLE
from polku.foundation.postgres import Server

ROOT = Path(__file__).resolve().parents[2]
NAME = f"production_{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"
HOST = "polku.example.fi"
SECURE = {"Host": HOST, "X-Forwarded-Proto": "https"}
KEYS = "1:" + base64.b64encode(b"only-for-tests-only-for-tests-12").decode()

pytestmark = pytest.mark.xdist_group("production")


@pytest.fixture(scope="module")
def server(postgres: tuple[Server, str]) -> Iterator[Server]:
    """The tests' PostgreSQL, with a migrated database of this module."""
    server, template = postgres
    make(server, template)
    yield server
    server.drop_database(NAME)


def make(server: Server, template: str) -> None:
    server.drop_database(NAME)
    with fasteners.InterProcessLock(str(server.data) + ".lock"):
        server.create_database(NAME, template=template)


@pytest.fixture(scope="module")
def environment(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings as the how-to gives them: the secrets in files."""
    folder = tmp_path_factory.mktemp("etc")
    secrets = {"POLKU_SECRET_KEY": base64.b64encode(os.urandom(60)).decode(), "POLKU_IDENTITY_KEYS": KEYS}
    for name, value in secrets.items():
        (folder / name).write_text(value + "\n", encoding="utf-8")
    return {
        "PATH": os.environ["PATH"],
        "POLKU_MODE": "production",
        "POLKU_HOSTS": HOST,
        "POLKU_VAR": str(tmp_path_factory.mktemp("var")),
        "DATABASE_URL": server.url(APP_ROLE, NAME),
        "DATABASE_OWNER_URL": server.url(OWNER_ROLE, NAME),
        "POLKU_OIDC_ISSUER": "https://tunnistus.example.fi",
        "POLKU_OIDC_CLIENT_ID": "polku",
        "POLKU_OIDC_CLIENT_SECRET": "only-for-tests",
        **{f"{name}_FILE": str(folder / name) for name in secrets},
    }


def polku(environment: dict[str, str], *words: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in {**environment, **changes}.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-m", "polku.config.cli", *words],
        env=given, cwd=ROOT, capture_output=True, text=True, timeout=90, check=False,
    )


def refused(result: subprocess.CompletedProcess[str]) -> str:
    """The one clear line of a refusal."""
    assert result.returncode == 2, result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("polku: "), result.stderr
    return lines[0]


def test_the_check_finds_nothing(environment: dict[str, str]) -> None:
    result = polku(environment, "manage", "check", "--deploy", "--database", "default", "--fail-level", "WARNING")
    assert (result.returncode, result.stderr.strip()) == (0, "")
    assert "no issues (0 silenced)" in result.stdout


NEEDED = [
    "POLKU_SECRET_KEY", "POLKU_IDENTITY_KEYS", "POLKU_HOSTS", "DATABASE_URL", "POLKU_OIDC_ISSUER", "POLKU_OIDC_CLIENT_SECRET",
]


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_setting_is_one_line(environment: dict[str, str], name: str) -> None:
    line = refused(polku(environment, "serve", **{name: None, f"{name}_FILE": None}))
    assert f"no {name};" in line and f"{name}_FILE" in line


def test_an_empty_setting_is_a_missing_one(environment: dict[str, str]) -> None:
    assert "no POLKU_HOSTS;" in refused(polku(environment, "serve", POLKU_HOSTS=""))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"POLKU_OIDC_ISSUER": "http://tunnistus.example.fi"}, "https"),
        ({"POLKU_OIDC_ISSUER": "https://"}, "https"),
        ({"POLKU_HOSTS": "*"}, "wildcard"),
        ({"POLKU_HOSTS": ".example.fi"}, "wildcard"),
        ({"POLKU_MODE": "test"}, "POLKU_MODE=test"),
        ({"POLKU_SECRET_KEY_FILE": "/nowhere"}, "POLKU_SECRET_KEY_FILE"),
        ({"DATABASE_URL": "sqlite:///x"}, "PostgreSQL"),
    ],
)
def test_an_unsafe_setting_is_one_line(environment: dict[str, str], changes: dict[str, str], said: str) -> None:
    assert said in refused(polku(environment, "serve", **changes))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"POLKU_SECRET_KEY_FILE": None, "POLKU_SECRET_KEY": "short"}, "security.W009"),
        ({"POLKU_IDENTITY_KEYS_FILE": None, "POLKU_IDENTITY_KEYS": "1:c2hvcnQ="}, "polku.E001"),
    ],
)
def test_an_unsound_installation_is_not_served(environment: dict[str, str], changes: dict[str, str | None], found: str) -> None:
    result = polku(environment, "serve", "--port", str(free_port()), **changes)
    assert result.returncode == 2
    assert "polku serve: not started" in result.stderr and found in result.stderr


@pytest.mark.parametrize("role", [OWNER_ROLE, "postgres"])
def test_a_role_with_powers_is_not_served(environment: dict[str, str], server: Server, role: str) -> None:
    result = polku(environment, "serve", "--port", str(free_port()), DATABASE_URL=server.url(role, NAME))
    assert result.returncode == 2
    assert "polku.E003" in result.stderr


def test_the_demonstration_cannot_be_started(environment: dict[str, str]) -> None:
    assert "POLKU_MODE=production" in refused(polku(environment, "demo", "--once"))
    settings = "polku.config.settings.demo"
    assert "in production" in refused(polku(environment, "manage", "check", DJANGO_SETTINGS_MODULE=settings))


@pytest.mark.parametrize("command", ["seed_demo", "move_clock", "prepare_provider"])
def test_the_demonstrations_commands_are_not_there(environment: dict[str, str], command: str) -> None:
    result = polku(environment, "manage", command)
    assert result.returncode != 0 and f"Unknown command: '{command}'" in result.stderr


def test_the_demonstrations_provider_cannot_be_started(environment: dict[str, str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "polku.demo.idp", "check"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode != 0 and "the demo's identity provider in production" in result.stderr


def test_no_room_of_the_demonstration_is_installed(environment: dict[str, str]) -> None:
    script = "import django; django.setup(); from django.apps import apps; print([a.name for a in apps.get_app_configs()])"
    result = subprocess.run(
        [sys.executable, "-c", script], env={**environment, "DJANGO_SETTINGS_MODULE": "polku.config.settings.production"},
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    assert "polku.people" in result.stdout and "demo" not in result.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``polku serve``, and its address as the proxy sees it."""
    port = free_port()
    log = tmp_path_factory.mktemp("log") / "serve.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "polku.config.cli", "serve", "--port", str(port)],
            env=environment, cwd=ROOT, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
        )
    try:
        wait(f"http://127.0.0.1:{port}/health", 200)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wait(address: str, status: int, seconds: float = 60) -> requests.Response:
    until = time.monotonic() + seconds
    while True:
        try:
            response = requests.get(address, headers=SECURE, timeout=15)
            if response.status_code == status:
                return response
        except requests.ConnectionError:
            pass
        assert time.monotonic() < until, f"no {status} from {address}"
        time.sleep(0.2)


def test_a_page_comes_with_its_headers(served: str) -> None:
    response = requests.get(f"{served}/fi/", headers=SECURE, timeout=15)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert "form-action 'self' https://tunnistus.example.fi" in policy
    assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
    assert (response.headers["X-Frame-Options"], response.headers["Cache-Control"]) == ("DENY", "no-store")
    style = re.search(r'href="(/static/ui/css/base\.[0-9a-f]{12}\.css)"', response.text)
    assert style
    static = requests.get(served + style[1], headers=SECURE, timeout=15)
    assert static.status_code == 200 and "immutable" in static.headers["Cache-Control"]


def test_cookies_stay_with_this_host_and_https(served: str) -> None:
    address = f"{served}/en/assessments/continue/"
    page = requests.get(address, headers=SECURE, timeout=30)
    key = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert key is not None
    kept = "; ".join(cookie.split(";")[0] for cookie in page.raw.headers.getlist("Set-Cookie"))
    form = {"csrfmiddlewaretoken": key[1], "code": "2345-6789-ABCD"}
    sent = requests.post(address, data=form, headers={**SECURE, "Cookie": kept, "Referer": f"https://{HOST}/"}, timeout=30)
    cookies = [cookie for cookie in sent.raw.headers.getlist("Set-Cookie") if "session" in cookie]
    assert cookies and all(cookie.startswith("__Host-polku_session=") for cookie in cookies)
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)


def test_plain_http_and_other_hosts_are_turned_away(served: str) -> None:
    plain = requests.get(f"{served}/fi/", headers={"Host": HOST}, allow_redirects=False, timeout=15)
    assert (plain.status_code, plain.headers["Location"]) == (301, f"https://{HOST}/fi/")
    assert requests.get(f"{served}/fi/", headers={**SECURE, "Host": "other.example.fi"}, timeout=15).status_code == 400


def test_no_page_of_the_demonstration_is_served(served: str) -> None:
    for language in ("fi", "sv", "en"):
        assert requests.get(f"{served}/{language}/demo/", headers=SECURE, timeout=15).status_code == 404


def test_demonstration_assessments_are_not_offered(served: str) -> None:
    """The control: the same assessment is in the library that ships along."""
    assert (ROOT / "content/national/assessments/urinary-symptoms/assessment.yaml").exists()
    assert requests.get(f"{served}/en/assessments/urinary-symptoms/", headers=SECURE, timeout=15).status_code == 404
    home = requests.get(f"{served}/en/", headers=SECURE, timeout=15).text
    assert "No assessment is in use here now" in home and "Start the assessment" not in home


def test_a_taken_port_is_one_line(served: str, environment: dict[str, str]) -> None:
    assert "Address already in use" in refused(polku(environment, "serve", "--port", served.rpartition(":")[2]))


def test_a_big_body_is_refused(served: str) -> None:
    """The control: the same form with a small body is read."""
    address = f"{served}/en/assessments/continue/"
    page = requests.get(address, headers=SECURE, timeout=15)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert token
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in page.cookies)
    headers = {**SECURE, "Referer": f"https://{HOST}/", "Cookie": cookies}

    def status(size: int) -> int:
        form = {"csrfmiddlewaretoken": token[1], "code": "a" * size}
        return requests.post(address, data=form, headers=headers, timeout=15).status_code

    assert (status(10), status(2_000_000)) == (422, 400)


def test_readiness_follows_the_schema_and_the_database(served: str, server: Server, postgres: tuple[Server, str]) -> None:
    assert wait(f"{served}/ready", 200).json() == {"ready": True, "missing": []}
    with psycopg.connect(server.url("postgres", NAME), autocommit=True) as admin:
        row = admin.execute("DELETE FROM django_migrations WHERE app = 'scheduling' AND name LIKE '0002%' RETURNING *").fetchone()
        assert row
        assert wait(f"{served}/ready", 503).json()["missing"] == ["migrations"]
        admin.execute("INSERT INTO django_migrations (id, app, name, applied) VALUES (%s, %s, %s, %s)", row)
    wait(f"{served}/ready", 200)
    server.drop_database(NAME)
    assert wait(f"{served}/ready", 503).json()["missing"] == ["database"]
    make(server, postgres[1])
    assert json.loads(wait(f"{served}/ready", 200).text)["ready"] is True
