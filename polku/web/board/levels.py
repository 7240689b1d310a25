"""The same figures at each level: county, area, unit.

An area's counts are sums of its units' counts as they are shown, so it gives away nothing that they hide: where one of
them is hidden, the area's is too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings

from polku.insight.leading.areas import PREFIX, Area, area_of, areas
from polku.insight.measures.disclosure import Cell, Mark
from polku.insight.measures.figures import ALL, Coverage, Figures, Line, Month


def known() -> Mapping[str, Area]:
    return areas(settings.POLKU_COUNTY)


def area(place: str) -> Area | None:
    return known().get(place) if place.startswith(PREFIX) else None


def above(place: str) -> tuple[str, ...]:
    """The levels above a place, the county first."""
    if place == ALL:
        return ()
    found = None if area(place) else area_of(place, settings.POLKU_COUNTY)
    return (ALL, found.id) if found else (ALL,)


def units_in(place: str, units: Sequence[str]) -> tuple[str, ...]:
    """Those of the units that belong to the place."""
    found = area(place)
    if found:
        return tuple(unit for unit in units if unit in found.units)
    return tuple(units) if place == ALL else tuple(unit for unit in units if unit == place)


def has(place: str, figures: Figures | Month) -> bool:
    return place == ALL or bool(units_in(place, figures.units))


def line(month: Month, place: str, column: str = ALL) -> Line:
    if not area(place):
        return month.line(place, column)
    return line_of(month, units_in(place, month.units), column)


def line_of(month: Month, units: Sequence[str], column: str = ALL) -> Line:
    """Of units together: hidden where one of them is."""
    lines = [month.line(unit, column) for unit in units]
    waits = tuple(_sum([each.waits[wait] for each in lines]) for wait in range(month.waits))
    return Line(waits, _sum([each.total for each in lines]))


def coverage(month: Month, place: str) -> Coverage | None:
    if not area(place):
        return month.coverage(place)
    found = [month.coverage(unit) for unit in units_in(place, month.units)]
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        return None
    return Coverage(sum(each.counted for each in known), sum(each.missing for each in known))


def _sum(cells: Sequence[Cell]) -> Cell:
    counts = [cell.count for cell in cells if cell.count is not None]
    return Cell(sum(counts), Mark.SHOWN) if len(counts) == len(cells) else Cell(None, Mark.HIDDEN)
