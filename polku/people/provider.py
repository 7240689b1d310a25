"""The sign-in provider as seen from our server: its metadata, its keys, and the exchange of a code for claims."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from requests.auth import AuthBase, HTTPBasicAuth

from polku.foundation.errors import NotConfigured
from polku.people.id_token import SignInRefused

TIMEOUT_SECONDS = (3, 8)
LARGEST_ANSWER = 256 * 1024
FRESH_SECONDS = 600

_fetched: dict[str, tuple[float, dict[str, Any]]] = {}


@dataclass(frozen=True)
class Provider:
    """One OpenID Connect provider and our client at it, as the settings give them."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: tuple[str, ...] = ("openid", "profile")
    acr_values: tuple[str, ...] = ()
    prompt: str = ""
    allow_http: bool = False

    @classmethod
    def from_settings(cls, given: Mapping[str, Any]) -> Provider:
        unknown = set(given) - {known.name for known in fields(cls)}
        if unknown:
            raise NotConfigured(f"POLKU_OIDC has {', '.join(sorted(unknown))}", "known keys", "see polku/people/README.md")
        lists = {name: tuple(given[name]) for name in ("scopes", "acr_values") if name in given}
        return cls(**{**given, **lists})

    def metadata(self) -> dict[str, Any]:
        """The discovery document, which must be the issuer's own."""
        found = self._fresh(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise SignInRefused("discovery", "a discovery document of another issuer", "the configured issuer")
        return found

    def endpoint(self, name: str) -> str:
        address = self.metadata().get(name)
        if not isinstance(address, str):
            raise SignInRefused("discovery", f"a discovery document without {name}", "every endpoint", "ask the provider")
        return self._safe(address)

    def keys(self, *, renewed: bool = False) -> list[dict[str, Any]]:
        """The published keys; ``renewed`` fetches them anew."""
        address = self.endpoint("jwks_uri")
        if renewed:
            _fetched.pop(address, None)
        keys = self._fresh(address).get("keys")
        return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []

    def exchange(self, *, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        """The tokens for a code, server to server."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        auth: AuthBase | None = HTTPBasicAuth(quote(self.client_id, safe=""), quote(self.client_secret, safe=""))
        methods = self.metadata().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" not in methods and "client_secret_post" in methods:
            form |= {"client_id": self.client_id, "client_secret": self.client_secret}
            auth = _Bare()
        tokens = self._ask("POST", self.endpoint("token_endpoint"), data=form, auth=auth)
        complete = isinstance(tokens.get("id_token"), str) and isinstance(tokens.get("access_token"), str)
        if not complete or str(tokens.get("token_type", "")).lower() != "bearer":
            raise SignInRefused("tokens", "an answer without both tokens", "an ID token and a bearer token")
        return tokens

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """What the provider tells of the person; empty where it has no such endpoint."""
        if "userinfo_endpoint" not in self.metadata():
            return {}
        return self._ask("GET", self.endpoint("userinfo_endpoint"), auth=_Bearer(access_token))

    def _fresh(self, address: str) -> dict[str, Any]:
        stamp, kept = _fetched.get(address, (0.0, {}))
        if kept and time.monotonic() - stamp < FRESH_SECONDS:
            return kept
        found = self._ask("GET", address, auth=_Bare())
        _fetched[address] = (time.monotonic(), found)
        return found

    def _safe(self, address: str) -> str:
        if urlsplit(address).scheme == "https" or (self.allow_http and urlsplit(address).scheme == "http"):
            return address
        raise SignInRefused(
            "transport", "a provider's address without https", "https", "only the demonstration may set allow_http"
        )

    def _ask(self, method: str, address: str, *, auth: AuthBase | None, data: dict[str, str] | None = None) -> dict[str, Any]:
        try:
            with requests.request(
                method, self._safe(address), data=data, auth=auth, timeout=TIMEOUT_SECONDS,
                headers={"Accept": "application/json"}, allow_redirects=False, stream=True,
            ) as answer:
                body = answer.raw.read(LARGEST_ANSWER + 1, decode_content=True)
                status = answer.status_code
        except (requests.RequestException, OSError) as error:
            raise _unavailable(type(error).__name__) from None
        if 400 <= status < 500:
            raise SignInRefused("exchange", f"the provider answered {status}", "200")
        if status != 200 or len(body) > LARGEST_ANSWER:
            raise _unavailable(f"status {status}")
        return _mapping(body)


class _Bearer(AuthBase):
    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class _Bare(AuthBase):
    """No credentials: given so that none are taken from a .netrc file."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _mapping(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    raise _unavailable("not JSON")


def _unavailable(what: str) -> SignInRefused:
    return SignInRefused("unavailable", f"no usable answer from the sign-in provider ({what})", "an answer", "try again soon")
