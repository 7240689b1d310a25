"""The instruments of the content folder, with what the county sets for itself (`<county>/instruments.yaml`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from polku.assessment.instruments.declaration import Bands, CutOff, Instrument, load_instruments, read_bands, read_cut_off
from polku.foundation.content import Node, load_yaml

_Part = TypeVar("_Part")

PLACE = "national/instruments"
COUNTY_FILE = "instruments.yaml"


@dataclass(frozen=True)
class Permission:
    """The holder's permission to use a text that is not free."""

    reference: str
    expires: date


@dataclass(frozen=True)
class County:
    """What a county decides: packs switched on, permissions, bands and cut-offs that stand in place of the declared ones."""

    packs: frozenset[str] = frozenset()
    permissions: Mapping[str, Permission] = field(default_factory=dict)
    cut_offs: Mapping[str, tuple[CutOff, ...]] = field(default_factory=dict)
    bands: Mapping[str, tuple[Bands, ...]] = field(default_factory=dict)


@lru_cache(maxsize=4)
def instruments(root: Path) -> Mapping[str, Instrument]:
    """Every instrument by id, as the county of this content root uses it. Raises ContentError."""
    declared, own = load_instruments(root / PLACE), county(root)
    return {name: _with(instrument, own) for name, instrument in declared.items()}


@lru_cache(maxsize=4)
def county(root: Path) -> County:
    """The decisions of the county folder under a content root; none where it has no such file."""
    found = County()
    for path in sorted(root.glob(f"*/{COUNTY_FILE}")):
        parts = load_yaml(path).mapping((), ("packs", "permissions", "cutOffs", "bands"))
        found = County(
            found.packs | (frozenset(node.text() for node in parts["packs"]) if "packs" in parts else frozenset()),
            {**found.permissions, **(_permissions(parts["permissions"]) if "permissions" in parts else {})},
            {**found.cut_offs, **(_each(parts["cutOffs"], read_cut_off) if "cutOffs" in parts else {})},
            {**found.bands, **(_each(parts["bands"], read_bands) if "bands" in parts else {})},
        )
    return found


def _permissions(node: Node) -> dict[str, Permission]:
    found = {}
    for name, part in node.entries().items():
        keys = part.mapping(("reference", "expires"))
        found[name] = Permission(keys["reference"].text(), keys["expires"].date())
    return found


def _each(node: Node, read: Callable[[Node], _Part]) -> dict[str, tuple[_Part, ...]]:
    return {name: tuple(read(one) for one in part) for name, part in node.entries().items()}


def _with(instrument: Instrument, own: County) -> Instrument:
    """What the county names takes the place of what is declared under the same name."""
    cuts, bands = own.cut_offs.get(instrument.id, ()), own.bands.get(instrument.id, ())
    kept_cuts = [cut for cut in instrument.cut_offs if cut.name not in {one.name for one in cuts}]
    kept_bands = [band for band in instrument.bands if band.name not in {one.name for one in bands}]
    return replace(instrument, cut_offs=(*kept_cuts, *cuts), bands=(*kept_bands, *bands))
