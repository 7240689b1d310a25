"""Reads a county's catalogue from `content/`, strictly: every reference is checked, a fault names file, line and mend."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, cast, get_args

from polku.catalogue.hours import read_named_hours
from polku.catalogue.logic import (
    Catalogue,
    Channel,
    ChannelType,
    County,
    Fact,
    Group,
    Municipality,
    OpeningHours,
    Organisation,
    Phone,
    Profession,
    Register,
    Service,
    Unit,
)
from polku.foundation.content import REQUIRED_LANGUAGES, Node, Text, content_root, load_yaml, text3

Entry = TypeVar("Entry")
PROVIDERS = ("county", "municipality", "association")
REGISTERS: tuple[str, ...] = get_args(Register)


def load_catalogue(county: str) -> Catalogue:
    """The catalogue of a county's folder; raises `ContentError`."""
    national, own = content_root() / "national", content_root() / county
    told = _national(national, _county(load_yaml(own / "county.yaml"), county))
    told = replace(told, organisations=_organisations(load_yaml(own / "organisation.yaml")))
    offer = load_yaml(own / "services.yaml").mapping(["groups", "services"])
    told = replace(told, groups=_listed(offer["groups"], "slug", _group))
    records = _record_codes(national / "codes" / "services.yaml")
    told = replace(told, services=_listed(offer["services"], "slug", lambda node: _service(node, told, records)))
    places = load_yaml(own / "units.yaml").mapping(["hours", "units"])
    hours = read_named_hours(places["hours"])
    return replace(told, units=_listed(places["units"], "id", lambda node: _unit(node, told, hours)))


def _national(folder: Path, county: County) -> Catalogue:
    """What every county shares: words and codes, professions."""
    lists = load_yaml(folder / "catalogue.yaml").mapping(
        ["kinds", "phones", "accessibility", "channels", "service_classes", "target_groups"]
    )
    return Catalogue(
        county=county, kinds=_facts(lists["kinds"]), phones=_facts(lists["phones"]), accessibility=_facts(lists["accessibility"]),
        channels={key: _channel(key, node) for key, node in lists["channels"].entries().items()},
        service_classes=_facts(lists["service_classes"]), target_groups=_facts(lists["target_groups"]),
        professions=_professions(load_yaml(folder / "professions.yaml"), folder / "codes" / "professions.yaml"),
    )


def _listed(node: Node, key: str, read: Callable[[Node], Entry]) -> dict[str, Entry]:
    """The entries of a list by their `key`, none twice."""
    found: dict[str, Entry] = {}
    for each in node:
        entry = read(each)
        name = str(getattr(entry, key))
        if name in found:
            each.fail(f"{key} '{name}' twice", "each once", "rename one of them")
        found[name] = entry
    return found


def _words(node: Node, allowed: Collection[str]) -> tuple[str, ...]:
    return tuple(each.word(allowed) for each in node)


def _facts(node: Node) -> dict[str, Fact]:
    return {key: Fact(key, text3(entry)) for key, entry in node.entries().items()}


def _local_name(node: Node) -> Text:
    """A Finnish and Swedish name, used in English as in Finnish: places and streets."""
    parts = node.mapping(["fi", "sv"])
    fi, sv = parts["fi"].text().strip(), parts["sv"].text().strip()
    return {"fi": fi, "sv": sv, "en": fi}


def _county(root: Node, slug: str) -> County:
    parts = root.mapping(["code", "oid", "name", "short_name", "bilingual", "note", "municipalities"])
    return County(
        slug=slug, code=parts["code"].text(), oid=parts["oid"].text(), name=text3(parts["name"]),
        short_name=text3(parts["short_name"]), bilingual=parts["bilingual"].boolean(), note=text3(parts["note"]),
        municipalities=_listed(parts["municipalities"], "code", _municipality),
    )


def _municipality(node: Node) -> Municipality:
    parts = node.mapping(["code", "name"], ["bilingual"])
    bilingual = parts["bilingual"].boolean() if "bilingual" in parts else None
    return Municipality(parts["code"].text(), _local_name(parts["name"]), bilingual)


def _organisations(root: Node) -> dict[str, Organisation]:
    entries = root.mapping(["organisations"])["organisations"]
    found = _listed(entries, "id", _organisation)
    for node in entries:
        parent = node.entries().get("parent")
        if parent is not None:
            parent.word(found)
    return found


def _organisation(node: Node) -> Organisation:
    parts = node.mapping(["id", "name"], ["parent", "oid", "business_code"])
    given = {key: parts[key].text() for key in ("parent", "oid", "business_code") if key in parts}
    return Organisation(
        parts["id"].text(), text3(parts["name"]), given.get("parent"), given.get("oid"), given.get("business_code")
    )


def _professions(root: Node, code_list: Path) -> dict[str, Profession]:
    codes = load_yaml(code_list).entries()["professions"].entries()
    names = {code: text3(entry.entries()["name"]) for code, entry in codes.items()}
    entries = root.mapping(["professions"])["professions"].entries()
    return {key: _profession(key, node, names) for key, node in entries.items()}


def _profession(key: str, node: Node, names: Mapping[str, Text]) -> Profession:
    """A profession of the code list takes its name from there; another brings its own name and the code that it counts as."""
    parts = node.mapping(["register", "summary"] if key in names else ["register", "summary", "name", "code"])
    code = key if key in names else parts["code"].word(names)
    name = names[key] if key in names else text3(parts["name"])
    return Profession(key, code, _register(parts["register"]), name, text3(parts["summary"]))


def _register(node: Node) -> Register:
    return cast(Register, node.word(REGISTERS))


def _channel(key: str, node: Node) -> Channel:
    parts = node.mapping(["type", "name"])
    return Channel(key, cast(ChannelType, parts["type"].word(get_args(ChannelType))), text3(parts["name"]))


def _group(node: Node) -> Group:
    parts = node.mapping(["slug", "name", "summary"])
    return Group(parts["slug"].text(), text3(parts["name"]), text3(parts["summary"]))


def _record_codes(path: Path) -> dict[str, tuple[str, ...]]:
    entries = load_yaml(path).entries()["services"].entries()
    return {key: tuple(code.text() for code in entry.entries()["avohilmo"]) for key, entry in entries.items()}


def _service(node: Node, told: Catalogue, records: Mapping[str, tuple[str, ...]]) -> Service:
    texts = ("name", "summary", "description", "audience", "how_to_get", "charge")
    parts = node.mapping(
        ["slug", "key", "group", "register", "provider", *texts, "free_of_charge", "keywords", "service_classes",
         "target_groups", "channels"],
        ["assessments"],
    )  # fmt: skip
    return Service(
        slug=parts["slug"].text(), key=parts["key"].text(), group=parts["group"].word(told.groups),
        register=_register(parts["register"]), provider=parts["provider"].word(PROVIDERS),
        name=text3(parts["name"]), summary=text3(parts["summary"]), description=text3(parts["description"]),
        audience=text3(parts["audience"]), how_to_get=text3(parts["how_to_get"]), charge=text3(parts["charge"]),
        free_of_charge=parts["free_of_charge"].boolean(), keywords=_keywords(parts["keywords"]),
        service_classes=_words(parts["service_classes"], told.service_classes),
        target_groups=_words(parts["target_groups"], told.target_groups),
        channels=_words(parts["channels"], told.channels),
        assessments=tuple(each.text() for each in parts["assessments"]) if "assessments" in parts else (),
        avohilmo=records.get(parts["key"].text(), ()),
    )


def _keywords(node: Node) -> dict[str, tuple[str, ...]]:
    parts = node.mapping(REQUIRED_LANGUAGES)
    return {language: tuple(word.text() for word in words) for language, words in parts.items()}


def _unit(node: Node, told: Catalogue, hours: Mapping[str, OpeningHours]) -> Unit:
    parts = node.mapping(
        ["id", "kind", "organisation", "register", "municipality", "name", "street", "phones", "hours", "services",
         "professions", "accessibility"],
    )  # fmt: skip
    unit = Unit(
        id=parts["id"].text(), kind=parts["kind"].word(told.kinds), organisation=parts["organisation"].word(told.organisations),
        register=_register(parts["register"]), municipality=parts["municipality"].word(told.county.municipalities),
        name=text3(parts["name"]), street=_local_name(parts["street"]),
        phones=tuple(_phone(each, told.phones) for each in parts["phones"]), hours=hours[parts["hours"].word(hours)],
        services=_words(parts["services"], told.services),
        professions=_words(parts["professions"], told.professions),
        accessibility=_words(parts["accessibility"], told.accessibility),
    )
    for slug in parts["services"]:
        kept = told.services[slug.text()].register
        if kept not in (unit.register, "none"):
            slug.fail(f"'{slug.text()}' of the register {kept}", f"services of the register {unit.register}", "use another unit")
    return unit


def _phone(node: Node, lines: Mapping[str, Fact]) -> Phone:
    parts = node.mapping(["number", "line"])
    return Phone(parts["number"].text(), lines[parts["line"].word(lines)].name)
