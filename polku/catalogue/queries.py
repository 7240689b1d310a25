"""Every read of the catalogue: content in memory, read once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils import translation

from polku.catalogue.loading import load_catalogue
from polku.catalogue.logic import Catalogue, Group, Profession, Service, Unit
from polku.catalogue.search import rank
from polku.foundation.content import in_language
from polku.foundation.errors import NotFound


@dataclass(frozen=True)
class CountyFace:
    """The county in one language, as pages show it."""

    slug: str
    code: str
    name: str
    short_name: str
    note: str


@cache
def catalogue() -> Catalogue:
    """The catalogue of this installation's county; raises `ContentError` where a file breaks its form."""
    return load_catalogue(settings.POLKU_COUNTY)


def county(language: str = "") -> CountyFace:
    """The county in `language`, or in the page's own."""
    spoken = language or translation.get_language() or settings.LANGUAGE_CODE
    told = catalogue().county
    return CountyFace(
        slug=told.slug, code=told.code, name=in_language(told.name, spoken), short_name=in_language(told.short_name, spoken),
        note=in_language(told.note, spoken),
    )


def unit(id: str) -> Unit:
    """The unit of that id; raises `NotFound`."""
    found = catalogue().units.get(id)
    if found is None:
        raise NotFound("no such unit", "the id of a unit in the catalogue", "look it up among the units")
    return found


def service(slug: str) -> Service:
    """The service of that slug; raises `NotFound`."""
    found = catalogue().services.get(slug)
    if found is None:
        raise NotFound("no such service", "the slug of a service in the catalogue", "look it up among the services")
    return found


def profession(key: str) -> Profession:
    """The profession of that key; raises `NotFound`."""
    found = catalogue().professions.get(key)
    if found is None:
        raise NotFound("no such profession", "the key of a profession in the catalogue", "look it up among the professions")
    return found


def unit_name(id: str, language: str) -> str:
    """The unit's name; the id itself for a unit that the catalogue no longer holds, so that history stays readable."""
    found = catalogue().units.get(id)
    return in_language(found.name, language) if found else id


def groups() -> list[tuple[Group, list[Service]]]:
    """The groups of the home page with their services, in the order of the files."""
    told = catalogue()
    return [(group, [each for each in told.services.values() if each.group == group.slug]) for group in told.groups.values()]


def services_of_key(key: str) -> list[Service]:
    return [each for each in catalogue().services.values() if each.key == key]


def units_of(
    *, service: str | None = None, key: str | None = None, municipality: str | None = None, register: str | None = None
) -> list[Unit]:
    """The units that give the service (by slug or by key), lie in the municipality and keep the register, where given."""
    told = catalogue()
    return [
        each
        for each in told.units.values()
        if (service is None or service in each.services)
        and (key is None or told.serves(each, key))
        and (municipality is None or each.municipality == municipality)
        and (register is None or each.register == register)
    ]


def search(query: str, language: str) -> list[Service]:
    """Services that hold the query's words in names, keywords or summaries of the language, best first."""
    return rank(
        query,
        (
            (
                each,
                [
                    (8, in_language(each.name, language)),
                    (8, " ".join(each.keywords.get(language, each.keywords["en"]))),
                    (3, in_language(each.summary, language)),
                    (1, in_language(each.audience, language)),
                ],
            )
            for each in catalogue().services.values()
        ),
    )


def search_units(query: str, language: str) -> list[Unit]:
    """Units whose name, municipality or kind holds the query's words, best first."""
    told = catalogue()
    return rank(
        query,
        (
            (
                each,
                [
                    (8, in_language(each.name, language)),
                    (5, in_language(told.county.municipalities[each.municipality].name, language)),
                    (3, in_language(told.kinds[each.kind].name, language)),
                ],
            )
            for each in told.units.values()
        ),
    )
