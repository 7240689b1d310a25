"""The demonstration's identity provider, run as the process it is, and Polku's sign-in client against it."""

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
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import psycopg
import pytest
import requests
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from polku.demo.idp.launch import ProviderRun, prepare, start
from polku.demo.personas import Resident, load_personas
from polku.foundation.database import OWNER_ROLE
from polku.foundation.errors import NotConfigured
from polku.foundation.postgres import Server
from polku.people.oidc import SignedIn, SignInRefused, begin, complete, end_session_url
from polku.people.provider import Provider
from polku.web import errors

CALLBACK = "http://polku.test/signin/callback/"
POLKU_CALLBACK = "http://testserver/signin/callback/"
PERSONAS = load_personas("varsinais-suomi")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

pytestmark = pytest.mark.xdist_group("demo_provider")


@pytest.fixture(scope="module")
def run(postgres: tuple[Server, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProviderRun]:
    server, _ = postgres
    name = f"idp_{WORKER}"
    server.drop_database(name)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    run = ProviderRun(
        database_url=server.url(OWNER_ROLE, name), issuer=f"http://localhost:{port}",
        client_redirect_uris=[CALLBACK, POLKU_CALLBACK], client_secret="only-for-tests", var=tmp_path_factory.mktemp("idp"),
    )
    prepare(run)
    process = start(run)
    try:
        wait_for(run.issuer)
        yield run
    finally:
        process.terminate()
        process.wait(10)
        server.drop_database(name)


def wait_for(issuer: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            requests.get(f"{issuer}/.well-known/openid-configuration", timeout=2)
            return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError("the provider did not start")


@pytest.fixture
def provider(run: ProviderRun, settings: Any) -> Provider:
    settings.POLKU_OIDC = {
        "issuer": run.issuer, "client_id": run.client_id, "client_secret": run.client_secret,
        "scopes": ["openid", "profile", "identity"], "prompt": "login", "allow_http": True,
    }
    return Provider.from_settings(settings.POLKU_OIDC)


class Browser(requests.Session):
    """One person's browser, with a session at Polku and cookies at the provider."""

    def __init__(self) -> None:
        super().__init__()
        self.polku = SessionStore()

    def request_to_polku(self, query: dict[str, str] | None = None) -> HttpRequest:
        request = RequestFactory().get("/signin/callback/", query or {})
        request.session = self.polku
        return request

    def begin(self, **options: Any) -> str:
        return begin(self.request_to_polku(), redirect_uri=CALLBACK, **options).url

    def choose(self, address: str, persona: str) -> dict[str, str]:
        """Open the provider's page, choose, and give what the provider sends to our callback."""
        page = self.get(address, timeout=10)
        form = {name: value for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text) if name != "persona"}
        form["next"] = form["next"].replace("&amp;", "&")
        answer = self.post(urljoin(page.url, "/choose/"), form | {"persona": persona}, allow_redirects=False, timeout=10)
        while not answer.headers["Location"].startswith((CALLBACK, POLKU_CALLBACK)):
            answer = self.get(urljoin(answer.url, answer.headers["Location"]), allow_redirects=False, timeout=10)
        return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    def complete(self, answer: dict[str, str]) -> SignedIn:
        return complete(self.request_to_polku(answer))


def test_every_persona_can_sign_in(provider: Provider) -> None:
    for persona in (*PERSONAS.residents, *PERSONAS.staff):
        browser = Browser()
        claims = browser.complete(browser.choose(browser.begin(), persona.key)).claims
        assert (claims.given_name, claims.family_name) == (persona.given_name, persona.family_name)
        if isinstance(persona, Resident):
            assert (claims.national_id_num, claims.staff_id) == (persona.identity_code.text, "")
            assert claims.locale == persona.language
        else:
            assert (claims.national_id_num, claims.staff_id) == ("", persona.staff_id)
        assert claims.acr == "http://ftn.ficora.fi/2017/loatest2"


@pytest.mark.django_db
@pytest.mark.urls("tests.contract.signin_only")
def test_signing_in_at_the_provider_alone_leaves_polku_signed_out(
    provider: Provider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trial 28, last part. The control: the answer brought to Polku does sign in, once."""
    monkeypatch.setattr(errors, "page", lambda request, status, error=None: HttpResponse(status=status))
    browser = Browser()
    answer = browser.choose(client.get("/signin/").headers["Location"], "tuulia")
    for name, value in browser.cookies.items():
        client.cookies[name] = value
    assert client.get("/who/").content == b"anonymous"

    client.get("/signin/callback/", answer)
    assert client.get("/who/").content == b"resident"
    client.post("/signin/out/")
    assert client.get("/who/").content == b"anonymous"
    assert client.get("/signin/callback/", answer).status_code == 400
    assert client.get("/who/").content == b"anonymous"
    assert browser.get(f"{provider.issuer}/", timeout=10).text.count("Tuulia") == 2


def test_another_persona_can_be_chosen_the_next_time(provider: Provider) -> None:
    browser = Browser()
    assert browser.complete(browser.choose(browser.begin(), "tuulia")).claims.subject == "tuulia"
    assert browser.complete(browser.choose(browser.begin(), "nurse-noora")).claims.subject == "nurse-noora"


def test_the_id_token_carries_no_identity_code(provider: Provider) -> None:
    browser = Browser()
    answer = browser.choose(browser.begin(), "tuulia")
    pending = browser.polku["oidc_pending"][answer["state"]]
    tokens = provider.exchange(code=answer["code"], verifier=pending["verifier"], redirect_uri=CALLBACK)
    body = tokens["id_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert claims["nonce"] == pending["nonce"]
    assert not {"national_id_num", "name", "given_name", "family_name"} & set(claims)
    assert provider.userinfo(tokens["access_token"])["national_id_num"] == "141092-902X"


def test_the_identity_scope_must_be_asked_for(provider: Provider, settings: Any) -> None:
    settings.POLKU_OIDC = settings.POLKU_OIDC | {"scopes": ["openid"]}
    browser = Browser()
    claims = browser.complete(browser.choose(browser.begin(), "tuulia")).claims
    assert (claims.subject, claims.national_id_num, claims.name) == ("tuulia", "", "")


def test_the_provider_holds_to_pkce_and_to_one_use_of_a_code(provider: Provider) -> None:
    browser = Browser()
    first, second = (browser.choose(browser.begin(), "tuulia") for _ in range(2))
    verifiers = {state: kept["verifier"] for state, kept in browser.polku["oidc_pending"].items()}
    with pytest.raises(SignInRefused):
        provider.exchange(code=first["code"], verifier=verifiers[second["state"]], redirect_uri=CALLBACK)
    provider.exchange(code=second["code"], verifier=verifiers[second["state"]], redirect_uri=CALLBACK)
    with pytest.raises(SignInRefused):
        provider.exchange(code=second["code"], verifier=verifiers[second["state"]], redirect_uri=CALLBACK)


def test_the_wrong_client_secret_gets_nothing(provider: Provider) -> None:
    browser = Browser()
    answer = browser.choose(browser.begin(), "tuulia")
    verifier = browser.polku["oidc_pending"][answer["state"]]["verifier"]
    with pytest.raises(SignInRefused):
        replace(provider, client_secret="guessed").exchange(
            code=answer["code"], verifier=verifier, redirect_uri=CALLBACK
        )


def test_codes_go_to_the_registered_address_only(provider: Provider) -> None:
    browser = Browser()
    browser.choose(browser.begin(), "tuulia")
    elsewhere = browser.begin().replace(urlencode({"a": CALLBACK})[2:], urlencode({"a": "http://evil.test/"})[2:])
    answer = browser.get(elsewhere.replace("&prompt=login", ""), allow_redirects=False, timeout=10)
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    assert "name=\"persona\"" not in answer.text


def test_one_can_go_back_without_choosing(provider: Provider) -> None:
    browser = Browser()
    page = browser.get(browser.begin(), timeout=10)
    link = re.search(r'href="(/cancel/\?[^"]+)"', page.text)
    assert link is not None
    answer = browser.get(urljoin(page.url, link[1]), allow_redirects=False, timeout=10)
    with pytest.raises(SignInRefused) as caught:
        browser.complete(dict(parse_qsl(urlsplit(answer.headers["Location"]).query)))
    assert caught.value.reason == "cancelled"


def test_signing_out_at_the_provider_asks_and_comes_back(provider: Provider) -> None:
    browser = Browser()
    browser.choose(browser.begin(), "tuulia")
    page = browser.get(end_session_url(post_logout_redirect_uri="http://polku.test/fi/") or "", timeout=10)
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.text)) | {"action": "logout"}
    answer = browser.post(urljoin(page.url, "/logout"), form, allow_redirects=False, timeout=10)
    assert answer.headers["Location"] == "http://polku.test/fi/"
    assert "polku_idp_session" not in browser.cookies


@pytest.mark.parametrize("path", ["/", "/choose/?next=/authorize", "/no-such-page", "/authorize", "/logout"])
def test_pages_keep_the_strict_content_policy(provider: Provider, path: str) -> None:
    page = requests.get(provider.issuer + path, timeout=10)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script|<style| style=| on\w+=", page.text)
    assert all(address.startswith(("/", "?", "#", "data:,")) for address in re.findall(r'(?:href|src)="([^"]*)"', page.text))


def test_the_page_speaks_the_language_that_the_service_asks_for(provider: Provider) -> None:
    for language in ("fi", "sv", "en"):
        page = Browser().get(Browser().begin(language=language), timeout=10)
        assert f'<html lang="{language}">' in page.text
        title = PERSONAS.staff[0].title[language]
        assert title in page.text


def test_the_provider_has_cookies_of_its_own(provider: Provider) -> None:
    browser = Browser()
    browser.choose(browser.begin(), "tuulia")
    assert set(browser.cookies.keys()) == {"polku_idp_session", "polku_idp_csrf"}


def test_preparing_again_changes_nothing(run: ProviderRun) -> None:
    key = (run.var / "signing-key.pem").read_bytes()
    prepare(run)
    assert (run.var / "signing-key.pem").read_bytes() == key
    assert (run.var / "signing-key.pem").stat().st_mode & 0o077 == 0
    with psycopg.connect(run.database_url) as database:
        users = database.execute("SELECT count(*) FROM auth_user WHERE is_active").fetchone()
        clients = database.execute("SELECT count(*) FROM allauth_idp_oidc_client").fetchone()
    assert users == (len(PERSONAS.residents) + len(PERSONAS.staff),)
    assert clients == (1,)


def test_it_refuses_to_start_in_production(run: ProviderRun, monkeypatch: pytest.MonkeyPatch) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "polku.demo.idp", "check"],
        env=run.environment() | {"POLKU_MODE": "production"}, capture_output=True, text=True,
    )
    assert result.returncode != 0
    assert "identity provider in production" in result.stderr
    monkeypatch.setenv("POLKU_MODE", "production")
    for refused in (prepare, start):
        with pytest.raises(NotConfigured):
            refused(run)


def test_personas_who_might_be_real_are_refused(tmp_path: Path) -> None:
    source = (Path(__file__).parents[2] / "content" / "varsinais-suomi" / "personas.yaml").read_text(encoding="utf-8")
    (tmp_path / "county").mkdir()
    for bad in ("141092-002W", "141092-902Y", "021097Y914V"):
        (tmp_path / "county" / "personas.yaml").write_text(source.replace("141092-902X", bad), encoding="utf-8")
        with pytest.raises(Exception, match=r"personas\.yaml:\d+: ") as caught:
            load_personas("county", tmp_path)
        assert bad not in str(caught.value)
