"""Signing in and out at our own addresses: the language that is kept, the way back, and what is said when it fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client

from polku.foundation import clock
from polku.people import provider
from polku.people.identity_code import artificial
from polku.people.models import Account, Person
from tests.contract.fake_provider import CLIENT_ID, CLIENT_SECRET, SUBJECT, FakeProvider
from tests.contract.residents import Visitor, heading, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.contract.residents_only")]
STAFF = {"sub": SUBJECT, "given_name": "Noora", "staff_id": "7001"}


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeProvider]:
    running = FakeProvider()
    settings.POLKU_OIDC = {
        "issuer": running.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
        "scopes": ["openid", "profile", "identity"], "allow_http": True,
    }  # fmt: skip
    yield running
    running.stop()
    provider._fetched.clear()


def sign_in(client: Client, fake: FakeProvider, wanted: str) -> HttpResponse:
    begun = client.get("/signin/", {"next": wanted})
    return client.get("/signin/callback/", fake.authorize(begun.headers["Location"]))


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_new_person_has_the_language_of_the_page_where_sign_in_began(client: Client, fake: FakeProvider, language: str) -> None:
    begun = client.get("/signin/", {"next": f"/{language}/my/"})
    assert parse_qs(urlsplit(begun.headers["Location"]).query)["ui_locales"] == [language]
    answer = client.get("/signin/callback/", fake.authorize(begun.headers["Location"]))
    assert answer.headers["Location"] == f"/{language}/my/"
    assert Person.objects.get().language == language


def test_the_language_of_a_known_person_stays(client: Client, fake: FakeProvider) -> None:
    sign_in(client, fake, "/sv/my/")
    sign_in(Client(), fake, "/en/my/")
    assert Person.objects.get().language == "sv"


@pytest.mark.parametrize(
    ("wanted", "there"), [("/sv/", "/sv/"), ("/", "/fi/"), ("https://evil.test/", "/fi/"), ("//evil.test/", "/fi/")]
)
def test_a_resident_goes_on_to_the_wanted_page_of_ours(client: Client, fake: FakeProvider, wanted: str, there: str) -> None:
    assert sign_in(client, fake, wanted).headers["Location"] == there


@pytest.mark.parametrize(("wanted", "there"), [("/sv/", "/sv/desk/"), ("/", "/fi/desk/"), ("/en/desk/times/", "/en/desk/times/")])
def test_staff_without_a_wish_land_at_the_desk(client: Client, fake: FakeProvider, wanted: str, there: str) -> None:
    Account.objects.create(kind="staff", subject="staff:7001", name="Noora")
    fake.userinfo = STAFF
    assert sign_in(client, fake, wanted).headers["Location"] == there


def test_a_draft_survives_signing_in(fake: FakeProvider) -> None:
    visitor = Visitor()
    visitor.finish()
    assert sign_in(visitor, fake, visitor.url("send")).headers["Location"] == visitor.url("send")
    assert visitor.get(visitor.url("send")).status_code == 200


def test_the_next_to_sign_in_does_not_get_the_drafts_of_the_one_before(fake: FakeProvider) -> None:
    visitor = Visitor()
    sign_in(visitor, fake, "/fi/my/")
    visitor.finish()
    sign_in(visitor, fake, "/fi/my/")
    assert visitor.get(visitor.url("result")).status_code == 200, "the same person keeps them"
    fake.userinfo = fake.userinfo | {"national_id_num": artificial(date(1980, 1, 1), 950).text}
    sign_in(visitor, fake, "/fi/my/")
    assert visitor.get(visitor.url("result")).status_code == 404


@pytest.mark.parametrize(
    ("language", "title", "words", "button"),
    [
        ("fi", "Et ole kirjautunut", "Et kirjautunut.", "Kirjaudu"),
        ("sv", "Du är inte inloggad", "Du loggade inte in.", "Logga in"),
        ("en", "You are not signed in", "You did not sign in.", "Sign in"),
    ],
)
def test_one_who_turns_back_is_told_so_in_their_language(
    client: Client, fake: FakeProvider, language: str, title: str, words: str, button: str
) -> None:
    begun = client.get("/signin/", {"next": f"/{language}/my/"})
    state = dict(parse_qsl(urlsplit(begun.headers["Location"]).query))["state"]
    page = client.get("/signin/callback/", {"error": "access_denied", "state": state})
    assert (page.status_code, heading(page)) == (400, title)
    assert words in text(page) and button in text(page)
    assert f'href="/signin/?next=/{language}/my/"' in page.content.decode()


def test_an_answer_that_did_not_begin_here_signs_no_one_in(client: Client, fake: FakeProvider) -> None:
    page = client.get("/signin/callback/", {"code": "stolen", "state": "guessed"})
    assert page.status_code == 400 and "sessionid" not in page.cookies and "_auth_user_id" not in client.session
    assert "Kirjautuminen" in text(page)


def test_a_provider_that_does_not_answer_is_explained(client: Client, settings: Any) -> None:
    settings.POLKU_OIDC = settings.POLKU_OIDC | {"issuer": "http://localhost:9"}
    page = client.get("/signin/", {"next": "/fi/my/"})
    assert page.status_code == 503 and 'href="/signin/?next=/fi/my/"' in page.content.decode()


def test_signing_out_goes_on_to_the_provider_and_comes_back_in_the_language(client: Client, fake: FakeProvider) -> None:
    sign_in(client, fake, "/sv/my/")
    address = client.post("/signin/out/", {"next": "/sv/"}).headers["Location"]
    assert address.startswith(f"{fake.issuer}/logout?")
    assert parse_qs(urlsplit(address).query)["post_logout_redirect_uri"] == ["http://testserver/signin/out/ended/"]
    assert client.get("/sv/my/").headers["Location"].startswith("/signin/")
    assert client.get("/signin/out/ended/").headers["Location"] == "/sv/"


@pytest.mark.parametrize("provider_state", ["no endpoint", "no answer"])
def test_signing_out_ends_our_session_whatever_the_provider_does(client: Client, fake: FakeProvider, provider_state: str) -> None:
    sign_in(client, fake, "/fi/my/")
    provider._fetched.clear()
    if provider_state == "no endpoint":
        full = fake.metadata()
        fake.metadata = lambda: {name: value for name, value in full.items() if name != "end_session_endpoint"}  # type: ignore[method-assign]
    else:
        fake.stop()
    assert client.post("/signin/out/", {"next": "https://evil.test/"}).headers["Location"] == "/signin/out/ended/"
    assert client.get("/signin/out/ended/").headers["Location"] == "/fi/"
    assert client.get("/fi/my/").headers["Location"].startswith("/signin/")


def test_a_session_that_is_used_lasts_and_says_how_long(
    client: Client, fake: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, fake, "/fi/my/")
    client.get("/fi/my/")
    begun = clock.real_now()
    for minutes, left, seen in ((4, 3360, 0), (6, 3600, 6), (10, 3360, 6)):
        monkeypatch.setattr(clock, "real_now", lambda minutes=minutes: begun + timedelta(minutes=minutes))
        page = client.get("/fi/my/").content.decode()
        said = int(re.findall(r'data-seconds-left="(\d+)" data-extend-url="/signin/extend/"', page)[0])
        assert abs(said - left) <= 2
        assert abs(client.session["seen_at"] - begun.timestamp() - 60 * seen) <= 2
    assert client.get("/signin/extend/").status_code == 204
    assert abs(client.session["seen_at"] - begun.timestamp() - 600) <= 2


def test_one_who_is_not_signed_in_has_no_session_to_extend(client: Client) -> None:
    assert "session-warning" not in client.get("/fi/").content.decode()
    assert client.get("/signin/extend/").status_code == 204 and not client.cookies.get("polku_session")


def test_signing_out_takes_a_post(client: Client, fake: FakeProvider) -> None:
    sign_in(client, fake, "/fi/my/")
    assert client.get("/signin/out/").status_code == 405
    assert client.get("/fi/my/").status_code == 200
