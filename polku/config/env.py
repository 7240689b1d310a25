"""Settings come from the environment, or from files that the environment names (``NAME_FILE``)."""

from __future__ import annotations

import os
from pathlib import Path

from polku.foundation.errors import NotConfigured


def text(name: str, default: str | None = None) -> str:
    """The setting ``name``, or what the file named by ``name_FILE`` holds. An empty one counts as not given."""
    if file := os.environ.get(f"{name}_FILE"):
        try:
            value: str | None = Path(file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            raise NotConfigured(f"{name}_FILE names a file that cannot be read", "a readable file", f"{file}: {why}") from error
    else:
        value = os.environ.get(name)
    value = value or default
    if not value:
        raise NotConfigured(f"no {name}", f"{name} or {name}_FILE in the environment", "see docs/how-to/install.md")
    return value


def words(name: str, default: str | None = None) -> list[str]:
    return [word for word in text(name, default).replace(",", " ").split() if word]


def flag(name: str, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise NotConfigured(f"{name}={value}", "1 or 0", f"set {name}=1 or {name}=0")
    return value in {"1", "true", "yes"}
