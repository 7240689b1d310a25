"""The demonstration's residents: drawn as the synthetic county draws them, with invented names and artificial codes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from polku.demo.county import DemoCounty
from polku.demo.personas import Resident
from polku.insight.synthetic.residents import SEXES, make_residents
from polku.insight.synthetic.settings import County
from polku.people.actions import new_person
from polku.people.identity_code import IdentityCode, artificial
from polku.people.models import Person

FIRST_NUMBER, NUMBERS = 900, 100


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A resident as their life sees them; `units` tells the unit that serves them, by service key."""

    person_id: UUID
    birth_date: date
    sex: str
    language: str
    municipality: str
    units: Mapping[str, str]


def draw_residents(
    demo: DemoCounty, county: County, count: int, today: date, seed: int, taken: frozenset[str]
) -> Iterator[tuple[Person, Mapping[str, str]]]:
    """People not saved yet, each with their units by service. `taken` holds identity codes in use (the personas')."""
    drawn = make_residents(county, count, today, seed)
    names, births = random.Random(seed), Counter[date]()
    for n in range(count):
        language = drawn.languages[drawn.language[n]]
        sex = SEXES[drawn.sex[n]]
        born = _date(int(drawn.birth[n]))
        code, births[born] = _free_code(born, births[born], taken)
        group = language if language in ("fi", "sv") else "other"
        person = new_person(
            code, given_names=names.choice(demo.names[sex][group]), family_name=names.choice(demo.names["family"][group]),
            sex=sex, language=language, municipality=county.municipalities[drawn.municipality[n]].code,
        )
        yield person, {service: drawn.units[unit[n]] for service, unit in drawn.unit.items()}


def persona_person(resident: Resident) -> Person:
    """The persona as a person, found by the same identity hash when they sign in."""
    return new_person(
        resident.identity_code, given_names=resident.given_name, family_name=resident.family_name, sex=resident.sex,
        language=resident.language, municipality=resident.municipality,
    )


def units_near(municipality: str, county: County) -> dict[str, str]:
    """The unit that serves most people of the municipality, by service."""
    district = next(m.district for m in county.municipalities if m.code == municipality)
    return {service: max(shares, key=lambda unit: shares[unit]) for service, shares in county.districts[district].items()}


def _free_code(born: date, used: int, taken: frozenset[str]) -> tuple[IdentityCode, int]:
    while True:
        code = artificial(born, FIRST_NUMBER + used % NUMBERS, variant=used // NUMBERS)
        used += 1
        if code.text not in taken:
            return code, used


def _date(yyyymmdd: int) -> date:
    return date(yyyymmdd // 10_000, yyyymmdd // 100 % 100, yyyymmdd % 100)
