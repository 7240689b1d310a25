"""What the county's catalogue holds, and how people find it."""

from __future__ import annotations

from pathlib import Path

import pytest

from polku.catalogue import queries
from polku.catalogue.search import fold, rank, stem
from polku.demo.personas import load_personas
from polku.foundation.content import content_root, load_yaml
from polku.foundation.errors import NotFound
from polku.guidance.guarantees import rules
from polku.insight.codes import codes
from polku.insight.synthetic.settings import load_county

TOLD = queries.catalogue()
UNITS = list(TOLD.units.values())
SERVICES = list(TOLD.services.values())
LANGUAGES = {"fi", "sv", "en"}


def test_the_county_has_health_and_social_units() -> None:
    by_register = {register: [u for u in UNITS if u.register == register] for register in ("health", "social")}
    assert len(UNITS) >= 12
    assert len(by_register["health"]) >= 12
    assert len(by_register["social"]) >= 6


def test_the_county_is_bilingual_and_has_its_municipalities() -> None:
    county = TOLD.county
    assert (county.code, county.oid, county.bilingual) == ("05", "1.2.246.10.32210651.10.0", True)
    assert len(county.municipalities) == 27
    assert {m.name["sv"] for m in county.municipalities.values() if m.bilingual} == {"Åbo", "Pargas", "Kimitoön"}


NAMES = [
    ("fi", "Varsinais-Suomen hyvinvointialue"),
    ("sv", "Egentliga Finlands välfärdsområde"),
    ("sv-FI", "Egentliga Finlands välfärdsområde"),
]
TOLD_OF_A_SERVICE = ("name", "summary", "description", "audience", "how_to_get", "charge", "keywords")


@pytest.mark.parametrize(("language", "name"), NAMES)
def test_the_county_is_called_by_its_name_in_each_language(language: str, name: str) -> None:
    assert queries.county(language).name == name


def test_every_text_is_told_in_finnish_swedish_and_english() -> None:
    texts = [getattr(s, part) for s in SERVICES for part in TOLD_OF_A_SERVICE]
    texts += [text for u in UNITS for text in (u.name, u.street, *(phone.name for phone in u.phones))]
    texts += [text for p in TOLD.professions.values() for text in (p.name, p.summary)]
    texts += [text for g in TOLD.groups.values() for text in (g.name, g.summary)]
    assert all(set(text) >= LANGUAGES for text in texts)


def test_every_service_of_the_county_but_the_helpline_has_a_place() -> None:
    without = {s.slug for s in SERVICES if s.provider == "county" and not queries.units_of(service=s.slug)}
    assert without == {"urgent-care"}


def test_every_group_of_the_home_page_has_services() -> None:
    assert all(services for _, services in queries.groups())
    assert sum(len(services) for _, services in queries.groups()) == len(SERVICES)


def test_telephone_numbers_are_of_the_invented_range_and_used_once() -> None:
    numbers = [phone.number for unit in UNITS for phone in unit.phones]
    assert all(number.startswith("02 000 0") for number in numbers)
    assert len(numbers) == len(set(numbers))


def test_units_of_the_synthetic_county_and_of_the_personas_are_in_the_catalogue() -> None:
    synthetic = set(load_county("varsinais-suomi").pace)
    staff = {unit for persona in load_personas("varsinais-suomi").staff for unit in persona.units}
    assert synthetic | staff <= set(TOLD.units)


def test_the_synthetic_county_sends_people_where_the_service_is_given() -> None:
    districts = load_yaml(content_root() / "varsinais-suomi" / "synthetic.yaml").entries()["districts"].entries()
    for district in districts.values():
        for key, shares in district.entries().items():
            for unit_id in shares.entries():
                assert TOLD.serves(queries.unit(unit_id), key), (unit_id, key)


def test_personas_work_in_the_register_of_their_units() -> None:
    for persona in load_personas("varsinais-suomi").staff:
        assert {queries.unit(unit).register for unit in persona.units} == {persona.register}, persona.key


def test_guarantees_name_services_that_the_catalogue_gives() -> None:
    keys = {service.key for service in SERVICES}
    named = {service for rule in rules() for service in rule.services or ()}
    assert named <= keys, named - keys


def test_services_and_professions_of_the_code_lists_are_in_the_catalogue() -> None:
    assert set(codes().services) <= {service.key for service in SERVICES}
    assert set(codes().professions) <= set(TOLD.professions)
    assert {p.code for p in TOLD.professions.values()} == set(codes().professions)
    assert queries.service("health-station").avohilmo == ("T11",)
    assert queries.service("adult-social-work").avohilmo == ()


def test_linked_assessments_exist() -> None:
    folder = Path(content_root() / "national" / "assessments")
    linked = {slug for service in SERVICES for slug in service.assessments}
    assert linked
    assert all((folder / slug / "assessment.yaml").is_file() for slug in linked)


@pytest.mark.parametrize("ask", [queries.unit, queries.service, queries.profession])
def test_an_unknown_id_is_not_found(ask) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(NotFound):
        ask("nowhere")


def test_a_unit_that_is_gone_is_called_by_its_id() -> None:
    assert (queries.unit_name("salo", "sv"), queries.unit_name("closed-2019", "sv")) == ("Salo hälsostation", "closed-2019")


def test_units_by_place_and_service() -> None:
    assert [u.id for u in queries.units_of(key="oral", municipality="734")] == ["oral-salo"]
    assert {u.id for u in queries.units_of(service="income-support")} == {"social-adults-turku", "social-adults-salo"}
    assert {u.register for u in queries.units_of(register="social")} == {"social"}


# What people write, their language, and the service that must come first.
SEARCHES = [
    ("kuume", "fi", "health-station"),
    ("Kuumetta lapsella", "fi", "health-station"),
    ("hammassärky", "fi", "dental-urgent"),
    ("HAMMASSÄRKYÄ", "fi", "dental-urgent"),
    ("särkee hammas", "fi", "dental-urgent"),
    ("rahahuolet", "fi", "adult-social-work"),
    ("todistuksen", "fi", "health-station"),
    ("selkäkipuun", "fi", "physiotherapist-direct"),
    ("polveen", "fi", "physiotherapist-direct"),
    ("unettomuutta", "fi", "mental-health"),
    ("masentunut", "fi", "mental-health"),
    ("paihteet", "fi", "substance-use"),
    ("raskaana", "fi", "maternity-and-child-clinic"),
    ("omaishoitajan vapaa", "fi", "informal-care-support"),
    ("sähkölaskua", "fi", "income-support"),
    ("tandvärk", "sv", "dental-urgent"),
    ("feber", "sv", "health-station"),
    ("färdtjänsten", "sv", "disability-services"),
    ("money worries", "en", "adult-social-work"),
    ("I cannot sleep", "en", "mental-health"),
    ("toothache", "en", "dental-urgent"),
]


@pytest.mark.parametrize(("query", "language", "first"), SEARCHES)
def test_search_finds_the_service(query: str, language: str, first: str) -> None:
    assert [service.slug for service in queries.search(query, language)][:1] == [first]


@pytest.mark.parametrize("query", ["", "  ", "ja", "xyzzy", "%_'\"", "a" * 5000])
def test_search_finds_nothing_in_nothing(query: str) -> None:
    assert queries.search(query, "fi") == []


def test_units_are_found_by_kind_and_place() -> None:
    assert queries.search_units("Salon hammashoitola", "fi")[0].id == "oral-salo"
    assert queries.search_units("Åbo hälsostation", "sv")[0].id == "turku-keskusta"


STEMS = [("äitiysneuvolaan", "aitiysneuvol"), ("kuume", "kuum"), ("uni", "uni"), ("Åbo", "abo")]


@pytest.mark.parametrize(("word", "beginning"), STEMS)
def test_words_are_compared_by_folded_beginnings(word: str, beginning: str) -> None:
    assert stem(fold(word)) == beginning


def test_more_words_found_comes_before_weight() -> None:
    assert rank("back pain", [("name", [(9, "back")]), ("both", [(1, "pain in the back")])]) == ["both", "name"]
