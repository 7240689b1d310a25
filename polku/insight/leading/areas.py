"""The level between county and unit: areas of municipalities, from `content/<county>/areas.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from polku.catalogue.queries import catalogue
from polku.foundation.content import Node, Text, content_root, load_yaml

PREFIX = "area-"


@dataclass(frozen=True, slots=True)
class Area:
    id: str
    name: Text
    units: tuple[str, ...]


@cache
def areas(county: str) -> Mapping[str, Area]:
    """The county's areas with their units of the catalogue; none when it has no file of them."""
    file = content_root() / county / "areas.yaml"
    places = {unit.id: unit.municipality for unit in catalogue().units.values()}
    return read_areas(load_yaml(file), places) if file.exists() else {}


def read_areas(node: Node, places: Mapping[str, str]) -> Mapping[str, Area]:
    """`places` is the municipality of each unit. A municipality is in one area at most."""
    found: dict[str, Area] = {}
    taken: set[str] = set()
    for entry in node.mapping(["areas"])["areas"]:
        parts = entry.mapping(["id", "name", "municipalities"])
        name = parts["id"].text()
        if not name.startswith(PREFIX) or name in found:
            parts["id"].fail(f"'{name}'", f"an id of its own that begins with '{PREFIX}'", "rename the area")
        codes = {code.text() for code in parts["municipalities"]}
        if taken & codes:
            twice = ", ".join(sorted(taken & codes))
            parts["municipalities"].fail(f"{twice} twice", "each municipality in one area", "remove one of them")
        taken |= codes
        found[name] = Area(name, parts["name"].text3(), tuple(unit for unit, code in places.items() if code in codes))
    return found


def area_of(unit_id: str, county: str) -> Area | None:
    return next((area for area in areas(county).values() if unit_id in area.units), None)
