"""Signing in by OpenID Connect: authorization code with PKCE, state and nonce, each of which works once.

``begin`` sends the person to the provider, ``complete`` turns the provider's answer into verified claims. Neither
touches accounts: who the claims are here, and the session of Polku, are decided in ``people.actions``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from polku.foundation import clock
from polku.people.id_token import Expected, SignInRefused, UnknownKey, verified
from polku.people.provider import Provider

__all__ = ["Claims", "SignInRefused", "SignedIn", "begin", "complete", "end_session_url", "words_for"]

PENDING = "oidc_pending"
PENDING_AT_MOST = 5
PENDING_SECONDS = 600

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claims:
    """What the provider has verified of the person. Never shown in a log: ``repr`` tells the issuer only."""

    issuer: str
    subject: str = field(repr=False)
    name: str = field(default="", repr=False)
    given_name: str = field(default="", repr=False)
    family_name: str = field(default="", repr=False)
    national_id_num: str = field(default="", repr=False)
    staff_id: str = field(default="", repr=False)
    locale: str = field(default="", repr=False)
    acr: str = ""


@dataclass(frozen=True)
class SignedIn:
    claims: Claims
    next_url: str


def begin(
    request: HttpRequest, *, redirect_uri: str, next_url: str = "/", language: str = "", acr_values: Sequence[str] = ()
) -> HttpResponseRedirect:
    """To the provider. ``redirect_uri`` is our absolute callback address; ``next_url`` a page of ours."""
    with _refusals_logged():
        return _begin(request, redirect_uri, next_url, language, acr_values)


def _begin(
    request: HttpRequest, redirect_uri: str, next_url: str, language: str, acr_values: Sequence[str]
) -> HttpResponseRedirect:
    provider = _provider()
    asked = tuple(acr_values) or provider.acr_values
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    _remember(request, state, {
        "nonce": nonce,
        "verifier": verifier,
        "redirect_uri": redirect_uri,
        "next_url": next_url if url_has_allowed_host_and_scheme(next_url, allowed_hosts=None) else "/",
        "acr_values": list(asked),
        "issuer": provider.issuer,
        "at": clock.real_now().timestamp(),
    })
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        "ui_locales": language,
        "acr_values": " ".join(asked),
        "prompt": provider.prompt,
    }
    address = provider.endpoint("authorization_endpoint")
    joint = "&" if "?" in address else "?"
    response = HttpResponseRedirect(address + joint + urlencode({key: value for key, value in query.items() if value}))
    add_never_cache_headers(response)
    return response


def complete(request: HttpRequest) -> SignedIn:
    """The verified claims of the person who came back from the provider; else ``SignInRefused``."""
    with _refusals_logged():
        return _complete(request)


@contextmanager
def _refusals_logged() -> Iterator[None]:
    try:
        yield
    except SignInRefused as refusal:
        logger.warning("sign_in_refused", reason=refusal.reason, found=refusal.found)
        raise


def end_session_url(*, post_logout_redirect_uri: str, language: str = "") -> str | None:
    """Where the provider signs the person out and sends them back; None where it does not offer that.

    The ID token is not sent along as a hint: a provider may have put personal data in it, and this is an address.
    """
    provider = _provider()
    if "end_session_endpoint" not in provider.metadata():
        return None
    query = {"client_id": provider.client_id, "post_logout_redirect_uri": post_logout_redirect_uri}
    query |= {"ui_locales": language} if language else {}
    return f"{provider.endpoint('end_session_endpoint')}?{urlencode(query)}"


def words_for(refusal: SignInRefused) -> str:
    """What to tell the person, in their language."""
    if refusal.reason == "cancelled":
        return gettext("You did not sign in. You can go on without signing in, or try again.")
    if refusal.reason == "unavailable":
        return gettext("The sign-in service does not answer just now. Please try again in a few minutes.")
    if refusal.reason == "state":
        return gettext("Signing in took too long or was already used. Please sign in again from the start.")
    return gettext("Signing in did not succeed, and nothing was changed. Please sign in again from the start.")


def _complete(request: HttpRequest) -> SignedIn:
    provider = _provider()
    pending = _recall(request, request.GET.get("state", ""))
    if pending["issuer"] != provider.issuer or request.GET.get("iss", provider.issuer) != provider.issuer:
        raise SignInRefused("issuer", "an answer from another provider", "the configured provider")
    if "error" in request.GET:
        reason = "cancelled" if request.GET["error"] == "access_denied" else "exchange"
        raise SignInRefused(reason, "the provider did not sign the person in", "a code")
    code = request.GET.get("code", "")
    if not code:
        raise SignInRefused("code", "an answer without a code", "a code")
    tokens = provider.exchange(code=code, verifier=pending["verifier"], redirect_uri=pending["redirect_uri"])
    expected = Expected(
        issuer=provider.issuer,
        client_id=provider.client_id,
        nonce=pending["nonce"],
        now=clock.real_now(),
        access_token=tokens["access_token"],
        acr_values=pending["acr_values"],
    )
    token = _verified(provider, tokens["id_token"], expected)
    told = provider.userinfo(tokens["access_token"])
    if told and told.get("sub") != token["sub"]:
        raise SignInRefused("userinfo", "particulars of someone else", "the subject of the ID token")
    return SignedIn(_claims(token, told), pending["next_url"])


def _verified(provider: Provider, token: str, expected: Expected) -> dict[str, Any]:
    try:
        return verified(token, keys=provider.keys(), expected=expected)
    except UnknownKey:
        return verified(token, keys=provider.keys(renewed=True), expected=expected)


def _claims(token: dict[str, Any], told: dict[str, Any]) -> Claims:
    names = ("name", "given_name", "family_name", "national_id_num", "staff_id", "locale")
    both = token | told
    return Claims(
        issuer=token["iss"],
        subject=token["sub"],
        acr=str(token.get("acr", "")),
        **{name: both[name] for name in names if isinstance(both.get(name), str)},
    )


def _provider() -> Provider:
    return Provider.from_settings(settings.POLKU_OIDC)


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _remember(request: HttpRequest, state: str, particulars: dict[str, Any]) -> None:
    pending = request.session.get(PENDING, {}) | {state: particulars}
    newest = sorted(pending.items(), key=lambda entry: entry[1]["at"])[-PENDING_AT_MOST:]
    request.session[PENDING] = dict(newest)


def _recall(request: HttpRequest, state: str) -> dict[str, Any]:
    """The particulars kept for ``state``, which is used up at once, whatever comes of the sign-in."""
    pending = dict(request.session.get(PENDING, {}))
    known = next((key for key in pending if hmac.compare_digest(key.encode(), state.encode())), None)
    if known is None:
        raise SignInRefused("state", "a sign-in that did not begin in this browser, or is already used", "a new sign-in")
    particulars: dict[str, Any] = pending.pop(known)
    request.session[PENDING] = pending
    request.session.save()
    if clock.real_now().timestamp() - particulars["at"] > PENDING_SECONDS:
        raise SignInRefused("state", "a sign-in begun too long ago", f"at most {PENDING_SECONDS} seconds")
    return particulars
