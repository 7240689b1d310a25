"""For whoever starts the demonstration: prepare the provider, and run it as a process of its own."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from polku.foundation.database import with_
from polku.foundation.errors import NotConfigured, PolkuError


@dataclass(frozen=True)
class ProviderRun:
    """All that the provider's process needs to know. ``var`` is the folder of its key, secret and log."""

    database_url: str = field(repr=False)
    issuer: str
    client_redirect_uris: Sequence[str]
    client_secret: str = field(repr=False)
    var: Path
    client_id: str = "polku"
    county: str = "varsinais-suomi"

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "POLKU_IDP_DATABASE_URL": self.database_url,
            "POLKU_IDP_ISSUER": self.issuer,
            "POLKU_IDP_REDIRECT_URIS": " ".join(self.client_redirect_uris),
            "POLKU_IDP_CLIENT_ID": self.client_id,
            "POLKU_IDP_CLIENT_SECRET": self.client_secret,
            "POLKU_IDP_VAR": str(self.var),
            "POLKU_COUNTY": self.county,
        }


def prepare(run: ProviderRun) -> None:
    """Make the database, keys, client and persona users, each unless it is there."""
    _refuse_production()
    _make_secrets(run.var)
    _make_database(run.database_url)
    result = subprocess.run(
        [sys.executable, "-m", "polku.demo.idp", "prepare_provider"],
        env=run.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )
    if result.returncode != 0:
        last = (result.stderr.strip() or "no message").splitlines()[-1]
        raise PolkuError(f"the demo's identity provider could not be prepared: {last}", "a prepared database")


def start(run: ProviderRun, *, host: str = "127.0.0.1") -> subprocess.Popen[bytes]:
    """The provider's server on the issuer's port, logging to ``var/provider.log``; the caller stops it."""
    _refuse_production()
    port = urlsplit(run.issuer).port
    if port is None:
        raise NotConfigured("an issuer without a port", "http://localhost:8001", "give the port")
    with (run.var / "provider.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", "1",
             "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "polku.demo.idp.wsgi:application"],
            env=run.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )


def _refuse_production() -> None:
    settings_module = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    if os.environ.get("POLKU_MODE") == "production" or settings_module.endswith(".production"):
        raise NotConfigured("the demo's identity provider in production", "a real provider", "set POLKU_OIDC_ISSUER to it")


def _make_secrets(var: Path) -> None:
    var.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(var / "secret-key", secrets.token_urlsafe(48).encode())
    if not (var / "signing-key.pem").exists():
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _write_once(var / "signing-key.pem", pem)


def _write_once(path: Path, content: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)


def _make_database(url: str) -> None:
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(with_(url, dbname="postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
