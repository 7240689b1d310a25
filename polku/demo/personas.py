"""The invented people of the demonstration, read from ``content/<county>/personas.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from polku.foundation.content import Node, Text, content_root, load_yaml
from polku.people.identity_code import IdentityCode, InvalidIdentityCode

RESIDENT_KEYS = ("key", "given_name", "family_name", "identity_code", "sex", "language", "municipality", "about")
STAFF_KEYS = ("key", "staff_id", "given_name", "family_name", "role", "register", "units", "title", "about")


@dataclass(frozen=True, slots=True)
class Resident:
    key: str
    given_name: str
    family_name: str
    identity_code: IdentityCode
    sex: str
    language: str
    municipality: str
    about: Text


@dataclass(frozen=True, slots=True)
class Staff:
    key: str
    staff_id: str
    given_name: str
    family_name: str
    role: str
    register: str
    units: tuple[str, ...]
    title: Text
    about: Text


@dataclass(frozen=True, slots=True)
class Personas:
    residents: tuple[Resident, ...]
    staff: tuple[Staff, ...]

    def find(self, key: str) -> Resident | Staff | None:
        everyone: list[Resident | Staff] = [*self.residents, *self.staff]
        return next((persona for persona in everyone if persona.key == key), None)


def load_personas(county: str, root: Path | None = None) -> Personas:
    """The county's personas. Raises ``ContentError`` for a person who might be real, or given twice."""
    file = load_yaml((root or content_root()) / county / "personas.yaml")
    parts = file.mapping(required=("residents", "staff"))
    _refuse_repeats(parts["residents"].items() + parts["staff"].items(), "key")
    _refuse_repeats(parts["residents"].items(), "identity_code")
    _refuse_repeats(parts["staff"].items(), "staff_id")
    return Personas(
        tuple(_resident(node) for node in parts["residents"]),
        tuple(_staff(node) for node in parts["staff"]),
    )


def _resident(node: Node) -> Resident:
    entries = node.mapping(required=RESIDENT_KEYS)
    return Resident(
        key=entries["key"].text(),
        given_name=entries["given_name"].text(),
        family_name=entries["family_name"].text(),
        identity_code=artificial_code(entries["identity_code"]),
        sex=entries["sex"].word(("female", "male", "unknown")),
        language=entries["language"].text(),
        municipality=entries["municipality"].text(),
        about=entries["about"].text3(),
    )


def _staff(node: Node) -> Staff:
    entries = node.mapping(required=STAFF_KEYS)
    return Staff(
        key=entries["key"].text(),
        staff_id=entries["staff_id"].text(),
        given_name=entries["given_name"].text(),
        family_name=entries["family_name"].text(),
        role=entries["role"].text(),
        register=entries["register"].word(("health", "social")),
        units=tuple(unit.text() for unit in entries["units"]),
        title=entries["title"].text3(),
        about=entries["about"].text3(),
    )


def artificial_code(node: Node) -> IdentityCode:
    try:
        code = IdentityCode.parse(node.text())
    except InvalidIdentityCode as error:
        node.fail(str(error), "a valid identity code", "compute its check character anew")
    if not code.is_artificial:
        node.fail("an individual number that may be a real person's", "900–999", "choose an artificial number")
    return code


def _refuse_repeats(nodes: list[Node], key: str) -> None:
    seen: set[str] = set()
    for node in nodes:
        entry = node.entries().get(key)
        if entry is not None and entry.value in seen:
            entry.fail(f"the same {key} twice", f"each {key} once", "change one of them")
        if entry is not None:
            seen.add(entry.text())
