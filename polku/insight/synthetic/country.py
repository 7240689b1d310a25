"""A year of the whole country: each wellbeing services county made by itself, one after the other, into one lake.

Only one county has settings of its own, TEMPLATE; the others have its services, professions, waits and seasons, with their
own residents, languages and municipalities, and units in proportion. All of that is assumed, none of it published.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from polku.foundation.content import Text, content_root, load_yaml, text3
from polku.foundation.errors import BadInput
from polku.insight.synthetic.draws import UNITS, generator
from polku.insight.synthetic.make import MOST_SEED, Made, make_county
from polku.insight.synthetic.period import Month, busyness, calendar_of, months_until
from polku.insight.synthetic.plan import rows_for_one_visit
from polku.insight.synthetic.residents import DAYS_IN_YEAR
from polku.insight.synthetic.settings import County, Municipality, load_county

TEMPLATE = "varsinais-suomi"
FILE = "counties.yaml"
MONTHS = 12
SEEDS = 100
"""Each county has a seed of its own: the country's times this, and its number."""
MOST_EVENTS = 500_000_000
RESIDENTS_OF_A_CENTRE, RESIDENTS_OF_A_UNIT = 20_000, 100_000
MOST_PACE = 0.12


@dataclass(frozen=True, slots=True)
class Place:
    """A county of the country."""

    key: str
    name: Text
    number: int
    residents: int
    swedish: float
    other: float
    municipalities: tuple[str, ...]
    """Codes, the largest first."""


def places(root: Path | None = None) -> tuple[Place, ...]:
    """The counties of content/national/counties.yaml."""
    found = load_yaml((root or content_root()) / "national" / FILE).mapping(["counties"])["counties"]
    read = []
    for key, node in found.entries().items():
        parts = node.mapping(["name", "number", "residents", "swedish", "other", "municipalities"])
        number, residents = (parts[name].integer() for name in ("number", "residents"))
        swedish, other = (float(parts[name].decimal()) for name in ("swedish", "other"))
        codes = tuple(part.text() for part in parts["municipalities"])
        read.append(Place(key, text3(parts["name"]), number, residents, swedish, other, codes))
    return tuple(read)


def make_country(*, events: int, seed: int, until: date | None, out: Path) -> Iterator[tuple[str, Made]]:
    """Makes about so many rows of `encounter` into the lake `out`, county by county. Below the visits of a usual year, fewer
    residents are made; above them, every resident has more visits."""
    template = load_county(TEMPLATE)
    everyone = places()
    usual = rows_a_resident(template, until or template.until) * sum(place.residents for place in everyone)
    if not 1 <= events <= MOST_EVENTS:
        raise BadInput({"events": f"{events}"}, f"--events {events}", f"from 1 to {MOST_EVENTS}", "correct --events")
    if not 0 <= seed <= MOST_SEED // SEEDS - 1:
        raise BadInput({"seed": f"{seed}"}, f"--seed {seed}", f"from 0 to {MOST_SEED // SEEDS - 1}", "correct --seed")
    for place in everyone:
        county = busier(settings_of(template, place), max(1.0, events / usual))
        residents = max(1, round(place.residents * min(1.0, events / usual)))
        made = make_county(
            county,
            residents=residents,
            months=MONTHS,
            seed=seed * SEEDS + place.number,
            until=until,
            out=out,
            residents_file=Path("resident") / f"{place.key}.parquet",
        )
        yield place.key, made


def rows_a_resident(county: County, until: date) -> float:
    """Rows of a year for each resident of a county."""
    months = months_until(until, MONTHS)
    days = {service.key: _busy_days(county, service.key, months) for service in county.services}
    rows = sum(stream.visits * rows_for_one_visit(stream) * days[stream.service] for stream in county.streams)
    return rows / DAYS_IN_YEAR / county.people


def _busy_days(county: County, key: str, months: Sequence[Month]) -> float:
    service = next(service for service in county.services if service.key == key)
    calendar = calendar_of(tuple(months))
    return float(sum(busyness(service, county.season, month, calendar).sum() for month in months))


def settings_of(template: County, place: Place) -> County:
    """The county's settings: the template's as many times as it has residents for the template's."""
    if place.key == template.key:
        return template
    municipalities = _municipalities(place)
    around = {key: _units(place, key, place.residents, RESIDENTS_OF_A_UNIT) for key in _services(template)[1:]}
    districts = {
        town.code: {_services(template)[0]: _units(place, town.code, town.population, RESIDENTS_OF_A_CENTRE), **around}
        for town in municipalities
    }
    units = sorted({unit for services in districts.values() for shares in services.values() for unit in shares})
    pace = generator(0, UNITS, place.number).uniform(-MOST_PACE, MOST_PACE, len(units))
    county = replace(
        template,
        key=place.key,
        municipalities=municipalities,
        districts=districts,
        pace=dict(zip(units, map(float, pace), strict=True)),
    )
    return busier(county, county.people / template.people)


def busier(county: County, times: float) -> County:
    """The same county with so many times the visits."""
    if times == 1:
        return county
    waits = [
        replace(
            part,
            need_assessment=tuple(count * times for count in part.need_assessment),
            earliest_contact=tuple(count * times for count in part.earliest_contact),
        )
        for part in county.waits
    ]
    streams = [replace(stream, visits=max(1, round(stream.visits * times))) for stream in county.streams]
    return replace(county, waits=tuple(waits), streams=tuple(streams))


def _services(template: County) -> list[str]:
    return [service.key for service in template.services]


def _municipalities(place: Place) -> tuple[Municipality, ...]:
    """The nth largest has one nth of the residents of the largest."""
    whole = sum(1 / rank for rank in range(1, len(place.municipalities) + 1))
    return tuple(
        Municipality(code, max(1, round(place.residents / rank / whole)), place.swedish, place.other, code)
        for rank, code in enumerate(place.municipalities, start=1)
    )


def _units(place: Place, name: str, residents: int, size: int) -> dict[str, float]:
    """Units of one kind, each with an equal share."""
    many = max(1, round(residents / size))
    return {f"{place.key}-{name}-{number}": 1 / many for number in range(1, many + 1)}
