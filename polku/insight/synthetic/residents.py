"""The county's residents: who they are, where they live and which units serve them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from polku.insight.synthetic.draws import RESIDENTS, generator
from polku.insight.synthetic.settings import County, Population

OLDEST = 101
SEXES = ("male", "female")
PSEUDONYM_LENGTH = 10
_LETTERS = np.frombuffer(b"0123456789abcdefghjkmnpqrstvwxyz", dtype=np.uint8)
_PSEUDONYM_BITS = 5 * PSEUDONYM_LENGTH
DAYS_IN_YEAR = 365.2425

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Residents:
    """One entry a resident in every array. `unit[service]` indexes `units`, `birth` is yyyymmdd."""

    pseudonym: npt.NDArray[np.bytes_]
    birth: Ints
    band: Ints
    sex: Ints
    language: Ints
    municipality: Ints
    unit: dict[str, Ints]
    frailty: Floats
    languages: tuple[str, ...]
    units: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.birth)


def make_residents(county: County, count: int, until: date, seed: int) -> Residents:
    random = generator(seed, RESIDENTS)
    people = county.population
    band = random.choice(len(people.share), count, p=_normal(people.share))
    sex = (random.random(count) < np.array(people.women)[band]).astype(np.int64)
    weights = _normal([place.population for place in county.municipalities])
    municipality = random.choice(len(weights), count, p=weights)
    units = tuple(county.pace)
    return Residents(
        pseudonym=pseudonyms(np.arange(count), seed),
        birth=_birth(random, people, band, until),
        band=band,
        sex=sex,
        language=_language(random, county, municipality, band),
        municipality=municipality,
        unit={s.key: _unit(random, county, s.key, municipality, units) for s in county.services},
        frailty=random.standard_gamma(0.9, count) + 0.1,
        languages=("fi", "sv", *people.other_languages),
        units=units,
    )


def pseudonyms(numbers: Ints, seed: int) -> npt.NDArray[np.bytes_]:
    """Ten letters and digits for each number, never the same for two; another seed gives others."""
    mask = np.uint64(2**_PSEUDONYM_BITS - 1)
    key = generator(seed, RESIDENTS, 1).integers(0, 2**64, 3, dtype=np.uint64)
    mixed = numbers.astype(np.uint64)
    for part in key:
        mixed = ((mixed ^ part) * np.uint64(0x9E3779B97F4A7C15)) & mask
        mixed ^= mixed >> np.uint64(_PSEUDONYM_BITS // 2)
    letters = np.empty((len(numbers), PSEUDONYM_LENGTH), dtype=np.uint8)
    for place in range(PSEUDONYM_LENGTH):
        letters[:, place] = _LETTERS[(mixed >> np.uint64(5 * place)) & np.uint64(31)]
    return letters.view(f"S{PSEUDONYM_LENGTH}").ravel()


def yyyymmdd(days: Ints) -> Ints:
    """Days since 1970-01-01 → numbers such as 20260131."""
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]").astype(np.int64)
    day = (dates - dates.astype("datetime64[M]")).astype(np.int64) + 1
    return np.asarray((months // 12 + 1970) * 10_000 + (months % 12 + 1) * 100 + day)


def _normal(weights: npt.ArrayLike) -> Floats:
    numbers = np.asarray(weights, dtype=float)
    return np.asarray(numbers / numbers.sum())


def _birth(random: np.random.Generator, people: Population, band: Ints, until: date) -> Ints:
    """Even within each band; in the last one fewer with each year."""
    edges = np.array([*people.age_from, OLDEST])
    place = random.random(len(band))
    place = np.where(band == len(people.share) - 1, 1 - np.sqrt(1 - place), place)
    age = edges[band] + place * (edges[band + 1] - edges[band])
    today = (until - date(1970, 1, 1)).days
    return yyyymmdd(today - np.floor(age * DAYS_IN_YEAR).astype(np.int64))


def _language(random: np.random.Generator, county: County, municipality: Ints, band: Ints) -> Ints:
    """0 Finnish, 1 Swedish, 2 and up the other languages: where people live and how old they are decide."""
    people = county.population
    weight = np.array(people.other_language_weight)
    weight = weight / float(weight @ np.array(people.share))
    other = np.array([place.other for place in county.municipalities])[municipality] * weight[band]
    swedish = np.array([place.swedish for place in county.municipalities])[municipality]
    drawn = random.random(len(band))
    kind = np.where(drawn < other, 2, np.where(drawn > 1 - swedish, 1, 0))
    shares = list(people.other_languages.values())
    return np.asarray(np.where(kind == 2, 2 + random.choice(len(shares), len(band), p=_normal(shares)), kind))


def _unit(random: np.random.Generator, county: County, service: str, municipality: Ints, units: tuple[str, ...]) -> Ints:
    drawn = random.random(len(municipality))
    chosen = np.zeros(len(municipality), dtype=np.int64)
    for index, place in enumerate(county.municipalities):
        shares = county.districts[place.district][service]
        here = np.flatnonzero(municipality == index)
        step = np.searchsorted(np.cumsum(_normal(list(shares.values()))), drawn[here], side="right")
        numbers = np.array([units.index(unit) for unit in shares])
        chosen[here] = numbers[np.minimum(step, len(numbers) - 1)]
    return chosen
