"""How the demonstration's county lives, read from ``content/<county>/demo.yaml``: names, staffing, what people contact about."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from polku.definitions.urgency import Urgency
from polku.foundation.content import Node, content_root, load_yaml
from polku.guidance.topics import topics
from polku.people.logic import CARE_ROLES

CHANNELS = ("assessment", "phone", "service_point")
NAME_GROUPS = ("fi", "sv", "other")
SCENE_KEYS = ("topic", "weight", "ages", "channels", "urgencies", "levels", "reasons", "wait", "rationale")

Shares = Mapping[str, float]
Names = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Scene:
    """What some people contact about. `ages`: from, below; `wait`: days from the assessment to the wished visit."""

    topic: str
    weight: float
    ages: tuple[int, int]
    sex: str
    channels: Shares
    urgencies: Mapping[Urgency, float]
    levels: Shares
    reasons: tuple[str, ...]
    wait: tuple[int, int]
    rationale: tuple[str, ...]

    @property
    def service(self) -> str:
        return topics()[self.topic].service

    @property
    def register(self) -> str:
        return topics()[self.topic].register


@dataclass(frozen=True, slots=True)
class PersonaCase:
    """A case that a persona opened so many days ago."""

    resident: str
    topic: str
    days_ago: int


@dataclass(frozen=True, slots=True)
class DemoCounty:
    """`names[kind][group]`: kinds family, female, male; groups fi, sv, other."""

    names: Mapping[str, Names]
    minutes: Mapping[str, int]
    larger_units: frozenset[str]
    home_share: float
    home_units: frozenset[str]
    scenes: tuple[Scene, ...]
    persona_cases: tuple[PersonaCase, ...]


def load_demo_county(county: str, root: Path | None = None) -> DemoCounty:
    """The county's file; raises `ContentError`."""
    return read_demo_county(load_yaml((root or content_root()) / county / "demo.yaml"))


def read_demo_county(file: Node) -> DemoCounty:
    parts = file.mapping(["names", "minutes", "larger_units", "home_units", "scenes", "persona_cases"])
    names = parts["names"].mapping(["family", "female", "male"])
    home = parts["home_units"].mapping(["share", "units"])
    return DemoCounty(
        names={kind: _names(node) for kind, node in names.items()},
        minutes={_known(key, node, CARE_ROLES): node.integer() for key, node in parts["minutes"].entries().items()},
        larger_units=frozenset(_texts(parts["larger_units"])),
        home_share=float(home["share"].decimal()),
        home_units=frozenset(_texts(home["units"])),
        scenes=tuple(_scene(node) for node in parts["scenes"]),
        persona_cases=tuple(_persona_case(node) for node in parts["persona_cases"]),
    )


def _scene(node: Node) -> Scene:
    parts = node.mapping(SCENE_KEYS, ["sex"])
    return Scene(
        topic=parts["topic"].word(topics()),
        weight=float(parts["weight"].decimal()),
        ages=_pair(parts["ages"]),
        sex=parts["sex"].word(("female", "male")) if "sex" in parts else "",
        channels=_shares(parts["channels"], CHANNELS),
        urgencies={Urgency.of(key): share for key, share in _shares(parts["urgencies"], [u.key for u in Urgency]).items()},
        levels=_shares(parts["levels"], CARE_ROLES),
        reasons=_texts(parts["reasons"]),
        wait=_pair(parts["wait"]),
        rationale=_texts(parts["rationale"]),
    )


def _persona_case(node: Node) -> PersonaCase:
    parts = node.mapping(["resident", "topic", "days_ago"])
    return PersonaCase(parts["resident"].text(), parts["topic"].word(topics()), parts["days_ago"].integer())


def _names(node: Node) -> Names:
    return {group: _texts(part) for group, part in node.mapping(NAME_GROUPS).items()}


def _texts(node: Node) -> tuple[str, ...]:
    return tuple(each.text() for each in node)


def _pair(node: Node) -> tuple[int, int]:
    numbers = [each.integer() for each in node]
    if len(numbers) != 2 or numbers[0] > numbers[1]:
        node.fail(f"{numbers}", "two whole numbers, the smaller first", "write [from, to]")
    return numbers[0], numbers[1]


def _shares(node: Node, known: Collection[str]) -> dict[str, float]:
    return {_known(key, part, known): float(part.decimal()) for key, part in node.entries().items()}


def _known(key: str, node: Node, known: Collection[str]) -> str:
    names = sorted(known)
    if key not in names:
        node.fail(f"'{key}'", f"one of: {', '.join(names)}", "choose one of these")
    return key
