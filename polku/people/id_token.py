"""Checking an ID token (OpenID Connect Core 1.0, 3.1.3.7): the signature, then each claim that binds it to this sign-in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import import_key
from joserfc.jws import JWSRegistry

from polku.foundation.errors import PolkuError

KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}
"""The algorithms we accept, each with the only type of key it may be checked by."""

LEEWAY_SECONDS = 30

Token = Mapping[str, Any]


class SignInRefused(PolkuError):
    """A sign-in that we do not accept. ``reason`` is one word, fit for a log; nothing in it is personal."""

    def __init__(self, reason: str, found: str, expected: str = "", mend: str = "sign in again") -> None:
        super().__init__(found, expected, mend)
        self.reason = reason


class UnknownKey(SignInRefused):
    """The token names a key that is not among the provider's keys: they may have been renewed."""


@dataclass(frozen=True)
class Expected:
    """What this sign-in, and no other, must carry."""

    issuer: str
    client_id: str
    nonce: str
    now: datetime
    access_token: str = ""
    acr_values: Sequence[str] = ()


def verified(token: str, *, keys: Sequence[Mapping[str, Any]], expected: Expected) -> dict[str, Any]:
    """The claims of ``token``, signed by one of ``keys`` (JWK) and made for this sign-in; else ``SignInRefused``."""
    claims = _signed_claims(token, keys)
    for reason, (holds, wanted) in CHECKS.items():
        if not holds(claims, expected):
            raise SignInRefused(reason, f"an ID token that fails the check '{reason}'", wanted)
    return claims


def _signed_claims(token: str, keys: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    header = _header(token)
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in KEY_TYPES:
        raise SignInRefused(
            "algorithm", "an ID token signed in a way that is not accepted", f"one of {', '.join(KEY_TYPES)}",
            "set the provider to sign with one of these",
        )
    fitting = [key for key in keys if _fits(key, algorithm, header.get("kid"))]
    if not fitting:
        raise UnknownKey("key", "an ID token signed by a key that the provider has not published", "a published key")
    registry = JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    for key in fitting:
        try:
            return dict(jwt.decode(token, import_key(dict(key)), registry=registry).claims)
        except (JoseError, ValueError, KeyError):
            continue
    raise SignInRefused("signature", "an ID token whose signature does not hold", "the provider's signature")


def _header(token: str) -> dict[str, Any]:
    first = token.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except ValueError:
        header = None
    if isinstance(header, dict):
        return header
    raise SignInRefused("form", "an ID token that cannot be read", "a signed JWT")


def _fits(key: Mapping[str, Any], algorithm: str, key_id: object) -> bool:
    return (
        key.get("kty") == KEY_TYPES[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (key_id is None or key.get("kid") == key_id)
    )


def _audience(token: Token, expected: Expected) -> bool:
    audience = token.get("aud")
    return audience == expected.client_id or audience == [expected.client_id]


def _nonce(token: Token, expected: Expected) -> bool:
    nonce = token.get("nonce")
    return isinstance(nonce, str) and hmac.compare_digest(nonce.encode(), expected.nonce.encode())


def _seconds(token: Token, name: str, default: float | None = None) -> float | None:
    value = token.get(name, default)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _unexpired(token: Token, expected: Expected) -> bool:
    expires = _seconds(token, "exp")
    return expires is not None and expires > expected.now.timestamp() - LEEWAY_SECONDS


def _begun(token: Token, expected: Expected) -> bool:
    issued, valid_from = _seconds(token, "iat"), _seconds(token, "nbf", 0)
    latest = expected.now.timestamp() + LEEWAY_SECONDS
    return issued is not None and valid_from is not None and max(issued, valid_from) <= latest


def _access_token(token: Token, expected: Expected) -> bool:
    if "at_hash" not in token:
        return True
    half = hashlib.sha256(expected.access_token.encode()).digest()[:16]
    return bool(token["at_hash"] == base64.urlsafe_b64encode(half).decode().rstrip("="))


def _subject(token: Token, expected: Expected) -> bool:
    subject = token.get("sub")
    return isinstance(subject, str) and 0 < len(subject) <= 255


CHECKS: dict[str, tuple[Callable[[Token, Expected], bool], str]] = {
    "issuer": (lambda token, expected: token.get("iss") == expected.issuer, "the configured provider"),
    "audience": (_audience, "a token for Polku alone"),
    "party": (lambda token, expected: token.get("azp", expected.client_id) == expected.client_id, "azp that is Polku"),
    "subject": (_subject, "a subject of 1 to 255 characters"),
    "nonce": (_nonce, "the nonce of this sign-in"),
    "expiry": (_unexpired, "a token still in force"),
    "begin": (_begun, "a token already in force"),
    "access-token": (_access_token, "the hash of the access token beside it"),
    "level": (
        lambda token, expected: not expected.acr_values or token.get("acr") in expected.acr_values,
        "the asked level of assurance",
    ),
}
"""Each check by its name: does it hold, and what was expected."""
