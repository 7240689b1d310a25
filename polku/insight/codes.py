"""The national codes, from `content/national/codes/`: services, professions and ways of contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from polku.foundation.content import Node, Text, content_root, load_yaml, text3


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list, and the AvoHILMO codes that mean it."""

    key: str
    name: Text
    avohilmo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactType:
    """A way of contact; `remote` ones meet the client by telephone or network."""

    key: str
    name: Text
    remote: bool = False


@dataclass(frozen=True, slots=True)
class ProfessionGroup:
    """Professions that figures are also told for together."""

    key: str
    name: Text
    professions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    services: Mapping[str, Code]
    professions: Mapping[str, Code]
    profession_groups: Mapping[str, ProfessionGroup]
    contact_types: Mapping[str, ContactType]
    social_services: Mapping[str, Code]


@cache
def codes() -> Codes:
    """The code lists, read once."""
    folder = content_root() / "national" / "codes"
    services = load_yaml(folder / "services.yaml").mapping(["services"])
    professions = load_yaml(folder / "professions.yaml").mapping(["professions", "groups"])
    contact_types = load_yaml(folder / "contact-types.yaml").mapping(["contact_types"])
    social = load_yaml(folder / "social-services.yaml").mapping(["services"])["services"].entries()
    known = _codes(professions["professions"])
    return Codes(
        services=_codes(services["services"]),
        professions=known,
        profession_groups=_groups(professions["groups"], known),
        contact_types=_contact_types(contact_types["contact_types"]),
        social_services={key: Code(key, text3(name)) for key, name in social.items()},
    )


def _codes(node: Node) -> dict[str, Code]:
    found: dict[str, Code] = {}
    owners: dict[str, str] = {}
    for key, entry in node.entries().items():
        parts = entry.mapping(["avohilmo", "name"])
        for code in parts["avohilmo"]:
            if owners.setdefault(code.text(), key) != key:
                code.fail(f"code {code.text()} in two places", "each code once", f"see {owners[code.text()]}")
        found[key] = Code(key, text3(parts["name"]), tuple(code.text() for code in parts["avohilmo"]))
    return found


def _contact_types(node: Node) -> dict[str, ContactType]:
    found = {}
    for key, entry in node.entries().items():
        parts = entry.mapping(["name"], ["remote"])
        found[key] = ContactType(key, text3(parts["name"]), "remote" in parts and parts["remote"].boolean())
    return found


def _groups(node: Node, professions: Mapping[str, Code]) -> dict[str, ProfessionGroup]:
    found = {}
    for key, entry in node.entries().items():
        parts = entry.mapping(["professions", "name"])
        members = tuple(member.word(professions) for member in parts["professions"])
        found[key] = ProfessionGroup(key, text3(parts["name"]), members)
    return found
