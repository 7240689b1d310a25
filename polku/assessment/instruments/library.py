"""The instruments of the content folder, with what the county sets for itself (`<county>/instruments.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from polku.assessment.instruments.declaration import CutOff, Instrument, load_instruments, read_cut_off
from polku.foundation.content import Node, load_yaml

PLACE = "national/instruments"
COUNTY_FILE = "instruments.yaml"


@dataclass(frozen=True)
class Permission:
    """The holder's permission to use a text that is not free."""

    reference: str
    expires: date


@dataclass(frozen=True)
class County:
    """What a county decides: packs switched on, permissions, and cut-offs that stand in place of the declared ones."""

    packs: frozenset[str] = frozenset()
    permissions: Mapping[str, Permission] = field(default_factory=dict)
    cut_offs: Mapping[str, tuple[CutOff, ...]] = field(default_factory=dict)


@lru_cache(maxsize=4)
def instruments(root: Path) -> Mapping[str, Instrument]:
    """Every instrument by id, as the county of this content root uses it. Raises ContentError."""
    declared, own = load_instruments(root / PLACE), county(root)
    return {name: _with(instrument, own.cut_offs.get(name, ())) for name, instrument in declared.items()}


@lru_cache(maxsize=4)
def county(root: Path) -> County:
    """The decisions of the county folder under a content root; none where it has no such file."""
    found = County()
    for path in sorted(root.glob(f"*/{COUNTY_FILE}")):
        parts = load_yaml(path).mapping((), ("packs", "permissions", "cutOffs"))
        found = County(
            found.packs | (frozenset(node.text() for node in parts["packs"]) if "packs" in parts else frozenset()),
            {**found.permissions, **(_permissions(parts["permissions"]) if "permissions" in parts else {})},
            {**found.cut_offs, **(_cut_offs(parts["cutOffs"]) if "cutOffs" in parts else {})},
        )
    return found


def _permissions(node: Node) -> dict[str, Permission]:
    found = {}
    for name, part in node.entries().items():
        keys = part.mapping(("reference", "expires"))
        found[name] = Permission(keys["reference"].text(), keys["expires"].date())
    return found


def _cut_offs(node: Node) -> dict[str, tuple[CutOff, ...]]:
    return {name: tuple(read_cut_off(cut) for cut in part) for name, part in node.entries().items()}


def _with(instrument: Instrument, own: tuple[CutOff, ...]) -> Instrument:
    names = {cut.name for cut in own}
    return replace(instrument, cut_offs=(*(cut for cut in instrument.cut_offs if cut.name not in names), *own))
