"""The port to the register of guardians and mandates: who may act for whom. Which register answers, a setting tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from polku.foundation.errors import PolkuError
from polku.people.identity_code import IdentityCode


class RegisterSilent(PolkuError):
    """The register does not answer: nobody acts for another on its word."""


@dataclass(frozen=True)
class Mandate:
    """One for whom the asked person may act, as what, and from when to when; ``known`` is what else the register tells."""

    code: IdentityCode
    given_names: str
    family_name: str
    kind: Literal["guardian", "mandate"]
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    language: str = "fi"
    known: dict[str, str] = field(default_factory=dict)


class Register(Protocol):
    """A register of mandates; ``name`` stands in what is kept of its answers."""

    name: str

    def held_by(self, code: IdentityCode) -> Sequence[Mandate]:
        """Those for whom the person may act. Raises ``RegisterSilent``."""


class NoRegister:
    """Where no register is connected, everyone acts for oneself."""

    name = "none"

    def held_by(self, code: IdentityCode) -> Sequence[Mandate]:
        return ()


def register() -> Register:
    found: Register = import_string(settings.POLKU_MANDATES)()
    return found


def told(code: IdentityCode) -> tuple[Sequence[Mandate], str]:
    """What the register says, and its name; nothing where it is silent: deny by default."""
    asked = register()
    try:
        return asked.held_by(code), asked.name
    except RegisterSilent:
        return (), asked.name
