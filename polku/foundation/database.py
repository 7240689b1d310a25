"""Database addresses and Django's settings for them. Two roles: the owner migrates, ``polku_app`` works."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from polku.foundation.errors import NotConfigured

APP_ROLE = "polku_app"
OWNER_ROLE = "polku_owner"


def django_settings(url: str, *, pool: bool = False) -> dict[str, Any]:
    """Django's DATABASES entry for a ``postgresql://`` address."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise NotConfigured(
            "a database address that is not PostgreSQL's", "postgresql://user:password@host/name", "set DATABASE_URL"
        )
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {
        key: value for key, value in parts.items() if key not in {"user", "password", "host", "port", "dbname"}
    }
    options["options"] = options.get("options", "") + " -c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000"
    if pool:
        options["pool"] = {"min_size": 2, "max_size": 12, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname") or "polku",
        "USER": parts.get("user") or "",
        "PASSWORD": parts.get("password") or "",
        "HOST": parts.get("host") or "",
        "PORT": str(parts.get("port") or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": True,
    }


def with_(url: str, **changes: str) -> str:
    """The same address with another user, dbname or host, again as a ``postgresql://`` address."""
    parts = conninfo_to_dict(make_conninfo(url, **changes))
    user, name, host = (str(parts.pop(key, "") or "") for key in ("user", "dbname", "host"))
    password = f":{parts.pop('password')}" if parts.get("password") else ""
    port = parts.pop("port", None)
    if host.startswith("/"):
        query = f"?host={host}" + (f"&port={port}" if port else "")
        return f"postgresql://{user}{password}@/{name}{query}"
    return f"postgresql://{user}{password}@{host}{f':{port}' if port else ''}/{name}"
