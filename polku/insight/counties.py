"""Which wellbeing services county each unit of a lake belongs to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, lru_cache

from polku.foundation.content import Text
from polku.insight.lake import Pinned
from polku.insight.measures.store import read_all
from polku.insight.synthetic.country import Place, places


@cache
def counties() -> Mapping[str, Place]:
    """Every county by its key."""
    return {place.key: place for place in places()}


def name(key: str) -> Text:
    return counties()[key].name


def of_units(lake: Pinned, units: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The units of each county that has some: by the municipality that the table of units gives them, or else by their code,
    which begins with the county's name in the synthetic country."""
    found: dict[str, list[str]] = {}
    for unit, county in _counties(lake).items():
        if unit in units:
            found.setdefault(county, []).append(unit)
    return {key: tuple(sorted(found[key])) for key in counties() if key in found}


@lru_cache(maxsize=8)
def _counties(lake: Pinned) -> dict[str, str]:
    by_municipality = {code: place.key for place in counties().values() for code in place.municipalities}
    rows = read_all(lake, "unit").select(["unit_id", "municipality"]).to_pylist()
    found = {row["unit_id"]: by_municipality.get(row["municipality"]) or _named(row["unit_id"]) for row in rows}
    return {unit: county for unit, county in found.items() if county}


def _named(unit: str) -> str | None:
    return next((key for key in counties() if unit.startswith(f"{key}-")), None)
