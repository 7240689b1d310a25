"""Trial 28, first part: what a sign-in provider sends is accepted only when it was made for this very sign-in.

Each refusal has its control: with that one check taken away, the same bad token is accepted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from joserfc._rfc7518 import oct_key
from joserfc.jwk import OctKey

from polku.foundation import clock
from polku.foundation.errors import NotConfigured
from polku.people import id_token, oidc, provider
from polku.people.oidc import SignedIn, SignInRefused, begin, complete, end_session_url, words_for
from tests.contract.fake_provider import (
    CLIENT_ID,
    CLIENT_SECRET,
    FakeProvider,
    by_ec,
    by_nobody,
    by_public_key_as_secret,
    by_stranger,
)

CALLBACK = "http://testserver/fi/signin/callback/"


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeProvider]:
    running = FakeProvider()
    settings.POLKU_OIDC = {
        "issuer": running.issuer, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
        "scopes": ["openid", "profile", "identity"], "allow_http": True,
    }
    yield running
    running.stop()
    provider._fetched.clear()


class Browser:
    """One person's session at Polku."""

    def __init__(self) -> None:
        self.session_key: str | None = None

    def request(self, query: dict[str, str] | None = None) -> HttpRequest:
        request = RequestFactory().get("/fi/signin/callback/", query or {})
        request.session = SessionStore(self.session_key)
        return request

    def begin(self, **options: Any) -> str:
        request = self.request()
        address = begin(request, redirect_uri=CALLBACK, **options).url
        request.session.save()
        self.session_key = request.session.session_key
        return address

    def complete(self, answer: dict[str, str]) -> SignedIn:
        return complete(self.request(answer))


@pytest.fixture
def browser() -> Browser:
    return Browser()


def sign_in(fake: FakeProvider, browser: Browser, **options: Any) -> SignedIn:
    return browser.complete(fake.authorize(browser.begin(**options)))


def refusal(fake: FakeProvider, browser: Browser) -> str:
    with pytest.raises(SignInRefused) as caught:
        sign_in(fake, browser)
    return caught.value.reason


def test_a_right_answer_is_accepted(fake: FakeProvider, browser: Browser) -> None:
    signed_in = sign_in(fake, browser, next_url="/fi/my/")
    claims = signed_in.claims
    assert (claims.issuer, claims.subject, claims.given_name) == (fake.issuer, "person-1", "Tuulia")
    assert claims.national_id_num == "141092-902X"
    assert signed_in.next_url == "/fi/my/"


def test_an_elliptic_signature_is_accepted(fake: FakeProvider, browser: Browser) -> None:
    fake.sign = by_ec
    assert sign_in(fake, browser).claims.subject == "person-1"


def test_the_request_carries_state_nonce_and_a_hashed_verifier(fake: FakeProvider, browser: Browser) -> None:
    asked = dict(parse_qsl(urlsplit(browser.begin(language="sv", acr_values=["substantial"])).query))
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid profile identity"
    assert (asked["ui_locales"], asked["acr_values"]) == ("sv", "substantial")
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    assert CLIENT_SECRET not in asked.values()
    assert dict(parse_qsl(urlsplit(browser.begin()).query))["state"] != asked["state"]


OLD = int(clock.real_now().timestamp()) - 3600
BAD_CLAIMS = [
    ("issuer", {"iss": "https://another.example"}),
    ("issuer", {"iss": None}),
    ("audience", {"aud": "another-client"}),
    ("audience", {"aud": [CLIENT_ID, "another-client"]}),
    ("audience", {"aud": None}),
    ("party", {"azp": "another-client"}),
    ("nonce", {"nonce": "another-nonce"}),
    ("nonce", {"nonce": None}),
    ("expiry", {"exp": OLD}),
    ("expiry", {"exp": None}),
    ("expiry", {"exp": "tomorrow"}),
    ("begin", {"iat": OLD + 7200}),
    ("begin", {"iat": None}),
    ("begin", {"nbf": OLD + 7200}),
    ("access-token", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
]


@pytest.mark.parametrize(("reason", "changes"), BAD_CLAIMS)
def test_a_token_with_a_bad_claim_is_refused(
    fake: FakeProvider, browser: Browser, monkeypatch: pytest.MonkeyPatch, reason: str, changes: dict[str, Any]
) -> None:
    fake.changes = changes
    assert refusal(fake, browser) == reason
    monkeypatch.delitem(id_token.CHECKS, reason)
    monkeypatch.setattr(oidc, "_claims", lambda token, told: "accepted")
    assert sign_in(fake, browser).claims == "accepted"


def test_a_token_without_a_subject_is_refused(fake: FakeProvider, browser: Browser) -> None:
    fake.changes = {"sub": ""}
    assert refusal(fake, browser) == "subject"


def test_a_weaker_level_of_assurance_than_asked_is_refused(fake: FakeProvider, browser: Browser) -> None:
    with pytest.raises(SignInRefused) as caught:
        sign_in(fake, browser, acr_values=["high"])
    assert caught.value.reason == "level"
    assert sign_in(fake, browser, acr_values=["high", "substantial"]).claims.acr == "substantial"


@pytest.mark.filterwarnings("ignore:JWS algorithm")
def test_an_unsigned_token_is_refused(
    fake: FakeProvider, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.sign = by_nobody
    assert refusal(fake, browser) == "algorithm"
    fake.extra_keys = [OctKey.import_key("nothing-at-all-here").as_dict(private=True)]
    assert refusal(fake, browser) == "algorithm"
    monkeypatch.setitem(id_token.KEY_TYPES, "none", "oct")
    provider._fetched.clear()
    assert sign_in(fake, browser).claims.subject == "person-1"


@pytest.mark.filterwarnings("ignore:This key should not be used")
def test_the_public_key_used_as_a_secret_is_refused(
    fake: FakeProvider, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By our own list of algorithms, even where the library would not notice."""
    monkeypatch.setattr(oct_key, "UNSAFE_KEY_LOADERS", ())
    fake.sign = by_public_key_as_secret
    assert refusal(fake, browser) == "algorithm"
    fake.extra_keys = [fake.public_key_as_secret().as_dict(private=True)]
    monkeypatch.setitem(id_token.KEY_TYPES, "HS256", "oct")
    provider._fetched.clear()
    assert sign_in(fake, browser).claims.subject == "person-1"


def test_a_forged_signature_is_refused(fake: FakeProvider, browser: Browser) -> None:
    fake.sign = by_stranger
    assert refusal(fake, browser) == "signature"


def test_keys_renewed_at_the_provider_are_fetched_once_more(fake: FakeProvider, browser: Browser) -> None:
    sign_in(fake, browser)
    fake.ec_key = type(fake.ec_key).generate_key("P-256", parameters={"kid": "three", "use": "sig"})
    fake.sign = by_ec
    assert sign_in(fake, browser).claims.subject == "person-1"
    assert fake.asked.count("/keys") == 2


@pytest.mark.parametrize("answer", [{}, {"code": "code-0"}, {"code": "code-0", "state": "guessed"}, {"state": ""}])
def test_an_answer_without_our_state_is_refused(fake: FakeProvider, browser: Browser, answer: dict[str, str]) -> None:
    fake.authorize(browser.begin())
    with pytest.raises(SignInRefused) as caught:
        browser.complete(answer)
    assert caught.value.reason == "state"
    assert "/token" not in fake.asked


def test_an_answer_brought_to_another_browser_is_refused(fake: FakeProvider, browser: Browser) -> None:
    answer = fake.authorize(browser.begin())
    with pytest.raises(SignInRefused) as caught:
        Browser().complete(answer)
    assert caught.value.reason == "state"
    assert browser.complete(answer).claims.subject == "person-1"


def test_a_replayed_answer_is_refused(
    fake: FakeProvider, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even by a provider that would honour the code again; with a state that is not used up, it is accepted."""
    first, again = (fake.authorize(browser.begin()) for _ in range(2))
    asked = dict(fake.codes)
    browser.complete(first)
    fake.codes |= asked
    with pytest.raises(SignInRefused) as caught:
        browser.complete(first)
    assert caught.value.reason == "state"

    monkeypatch.setattr(oidc, "_recall", lambda request, state: request.session[oidc.PENDING][state])
    browser.complete(again)
    fake.codes |= asked
    assert browser.complete(again).claims.subject == "person-1"


def test_a_used_code_is_refused(fake: FakeProvider, browser: Browser) -> None:
    used = fake.authorize(browser.begin())
    browser.complete(used)
    fresh = fake.authorize(browser.begin())
    with pytest.raises(SignInRefused) as caught:
        browser.complete(fresh | {"code": used["code"]})
    assert caught.value.reason == "exchange"


def test_a_code_from_another_sign_in_is_refused(fake: FakeProvider, browser: Browser) -> None:
    stolen = fake.authorize(Browser().begin())
    mine = fake.authorize(browser.begin())
    with pytest.raises(SignInRefused) as caught:
        browser.complete(mine | {"code": stolen["code"]})
    assert caught.value.reason == "exchange"


def test_state_is_used_up_by_a_failed_sign_in_too(fake: FakeProvider, browser: Browser) -> None:
    answer = fake.authorize(browser.begin())
    fake.token_status = 503
    with pytest.raises(SignInRefused) as caught:
        browser.complete(answer)
    assert caught.value.reason == "unavailable"
    fake.token_status = 200
    with pytest.raises(SignInRefused) as caught:
        browser.complete(answer)
    assert caught.value.reason == "state"


def test_a_sign_in_that_took_too_long_is_refused(
    fake: FakeProvider, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = fake.authorize(browser.begin())
    later = clock.real_now() + timedelta(seconds=oidc.PENDING_SECONDS + 1)
    monkeypatch.setattr(clock, "real_now", lambda: later)
    with pytest.raises(SignInRefused) as caught:
        browser.complete(answer)
    assert caught.value.reason == "state"


def test_a_moved_clock_does_not_age_tokens(fake: FakeProvider, browser: Browser) -> None:
    clock.set_offset(timedelta(days=40))
    assert sign_in(fake, browser).claims.subject == "person-1"


def test_two_tabs_may_sign_in_side_by_side(fake: FakeProvider, browser: Browser) -> None:
    first, second = fake.authorize(browser.begin(next_url="/a/")), fake.authorize(browser.begin(next_url="/b/"))
    assert browser.complete(first).next_url == "/a/"
    assert browser.complete(second).next_url == "/b/"


def test_an_answer_from_another_provider_is_refused(fake: FakeProvider, browser: Browser) -> None:
    answer = fake.authorize(browser.begin())
    with pytest.raises(SignInRefused) as caught:
        browser.complete(answer | {"iss": "https://another.example"})
    assert caught.value.reason == "issuer"


def test_particulars_of_someone_else_are_refused(fake: FakeProvider, browser: Browser) -> None:
    fake.userinfo = {"sub": "person-2", "national_id_num": "021097Y914V"}
    assert refusal(fake, browser) == "userinfo"


def test_a_discovery_document_of_another_issuer_is_refused(fake: FakeProvider, browser: Browser) -> None:
    fake.metadata_changes = {"issuer": "https://another.example"}
    assert refusal(fake, browser) == "discovery"


def test_plain_http_is_refused_outside_the_demonstration(fake: FakeProvider, browser: Browser, settings: Any) -> None:
    settings.POLKU_OIDC = settings.POLKU_OIDC | {"allow_http": False}
    assert refusal(fake, browser) == "transport"
    assert fake.asked == []


def test_one_endpoint_without_https_is_refused(fake: FakeProvider, browser: Browser, settings: Any) -> None:
    answer = fake.authorize(browser.begin())
    settings.POLKU_OIDC = settings.POLKU_OIDC | {"allow_http": False}
    with pytest.raises(SignInRefused) as caught:
        browser.complete(answer)
    assert caught.value.reason == "transport"
    assert "/token" not in fake.asked


@pytest.mark.parametrize("elsewhere", ["https://another.example/", "//another.example/", "javascript:alert(1)", ""])
def test_the_next_page_is_always_ours(fake: FakeProvider, browser: Browser, elsewhere: str) -> None:
    assert sign_in(fake, browser, next_url=elsewhere).next_url == "/"


def test_a_cancelled_sign_in_says_so(fake: FakeProvider, browser: Browser) -> None:
    state = fake.authorize(browser.begin())["state"]
    with pytest.raises(SignInRefused) as caught, translation.override("en"):
        browser.complete({"error": "access_denied", "state": state})
    assert caught.value.reason == "cancelled"
    with translation.override("en"):
        assert words_for(caught.value).startswith("You did not sign in.")


def test_signing_out_at_the_provider_takes_no_personal_data_along(fake: FakeProvider) -> None:
    address = end_session_url(post_logout_redirect_uri="http://testserver/fi/")
    assert address is not None
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "client_id": CLIENT_ID, "post_logout_redirect_uri": "http://testserver/fi/"
    }


def test_neither_claims_nor_refusals_tell_of_the_person(
    fake: FakeProvider, browser: Browser, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    shown = repr(sign_in(fake, browser))
    fake.changes = {"nonce": "another-nonce", "national_id_num": "141092-902X"}
    with pytest.raises(SignInRefused) as caught:
        sign_in(fake, browser)
    output = capsys.readouterr()
    everything = shown + str(caught.value) + caplog.text + output.out + output.err
    assert "sign_in_refused" in everything
    for personal in ("141092", "902X", "Tuulia", "person-1", CLIENT_SECRET):
        assert personal not in everything


def test_an_unknown_setting_is_refused(fake: FakeProvider, browser: Browser, settings: Any) -> None:
    settings.POLKU_OIDC = settings.POLKU_OIDC | {"verify": False}
    with pytest.raises(NotConfigured):
        browser.begin()
