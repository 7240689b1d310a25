"""A small OpenID Connect provider in a thread, which can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from polku.foundation import clock

CLIENT_ID, CLIENT_SECRET = "polku", "fake/secret"
SUBJECT = "person-1"
Sign = Callable[["FakeProvider", dict[str, Any]], str]


def by_rsa(provider: FakeProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, provider.key, algorithms=["RS256"])


def by_ec(provider: FakeProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "ES256", "kid": provider.ec_key.kid}, claims, provider.ec_key, algorithms=["ES256"])


def by_nobody(provider: FakeProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "none"}, claims, OctKey.import_key("nothing-at-all-here"), algorithms=["none"])


def by_public_key_as_secret(provider: FakeProvider, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256", "kid": provider.key.kid}, claims, provider.public_key_as_secret(), algorithms=["HS256"])


def by_stranger(provider: FakeProvider, claims: dict[str, Any]) -> str:
    stranger = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "kid": provider.key.kid}, claims, stranger, algorithms=["RS256"])


class FakeProvider:
    key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
    ec_key = ECKey.generate_key("P-256", parameters={"kid": "two", "use": "sig"})

    def __init__(self) -> None:
        self.numbers = itertools.count()
        self.codes: dict[str, dict[str, str]] = {}
        self.changes: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {"sub": SUBJECT, "given_name": "Tuulia", "national_id_num": "141092-902X"}
        self.metadata_changes: dict[str, Any] = {}
        self.extra_keys: list[dict[str, Any]] = []
        self.token_status = 200
        self.sign: Sign = by_rsa
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def public_key_as_secret(self) -> OctKey:
        secret = base64.urlsafe_b64encode(self.key.as_pem(private=False)).decode().rstrip("=")
        return OctKey.import_key({"kty": "oct", "k": secret, "kid": str(self.key.kid)})

    def authorize(self, address: str) -> dict[str, str]:
        """What the browser brings back after the person has agreed at ``address``."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{next(self.numbers)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/logout",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        } | self.metadata_changes

    def keys(self) -> dict[str, Any]:
        own = [key.as_dict(private=False) for key in (self.key, self.ec_key)]
        return {"keys": [*own, *self.extra_keys]}

    def tokens(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        client = "Basic " + base64.b64encode(f"{CLIENT_ID}:fake%2Fsecret".encode()).decode()
        right = (
            asked is not None
            and challenge.decode().rstrip("=") == asked["code_challenge"]
            and form.get("redirect_uri") == asked["redirect_uri"]
            and authorization == client
        )
        if asked is None or not right or self.token_status != 200:
            return (self.token_status if right else 400), {"error": "invalid_grant"}
        seconds = int(clock.real_now().timestamp())
        half = hashlib.sha256(b"opaque").digest()[:16]
        claims = {
            "iss": self.issuer, "aud": CLIENT_ID, "sub": SUBJECT, "nonce": asked["nonce"], "iat": seconds,
            "exp": seconds + 300, "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="), "acr": "substantial",
        }
        claims = {name: value for name, value in (claims | self.changes).items() if value is not None}
        return 200, {"id_token": self.sign(self, claims), "access_token": "opaque", "token_type": "Bearer"}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.asked.append(self.path)
                known = self.headers.get("Authorization") == "Bearer opaque"
                answers: dict[str, tuple[int, dict[str, Any]]] = {
                    "/.well-known/openid-configuration": (200, provider.metadata()),
                    "/keys": (200, provider.keys()),
                    "/userinfo": (200, provider.userinfo) if known else (401, {}),
                }
                self.answer(*answers.get(self.path, (404, {})))

            def do_POST(self) -> None:
                provider.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self.answer(*provider.tokens(form, self.headers.get("Authorization", "")))

            def answer(self, status: int, body: dict[str, Any]) -> None:
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler
