"""The county's settings, read from content/<county>/synthetic.yaml and checked as they are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.definitions.waiting import buckets_of
from polku.foundation.content import Node, content_root, load_yaml
from polku.foundation.errors import NotFound

FILE = "synthetic.yaml"
TOTAL_SHARE_ERROR = 0.001
PUBLISHED, ASSUMED = "published", "assumed"

Shares = Mapping[str, float]
Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Population:
    age_from: tuple[int, ...]
    share: Numbers
    women: Numbers
    other_language_weight: Numbers
    other_languages: Shares


@dataclass(frozen=True, slots=True)
class Municipality:
    code: str
    population: int
    swedish: float
    other: float
    district: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Change in a year."""

    pace: float
    need_assessment_stamps: float
    contact_stamps: float


@dataclass(frozen=True, slots=True)
class Service:
    key: str
    weekday: Numbers
    holiday: float
    hours: tuple[int, int]
    use_by_age: Numbers


@dataclass(frozen=True, slots=True)
class Channel:
    remote: Numbers
    women: float
    near: Shares
    far: Shares


@dataclass(frozen=True, slots=True)
class Waits:
    """Visits of a year by bucket of waiting, for both clocks; `last_day` closes each bucket."""

    key: str
    basis: str
    last_day: tuple[int, ...]
    same_day: float
    need_assessment: Numbers
    earliest_contact: Numbers


@dataclass(frozen=True, slots=True)
class Stream:
    """The visits of one profession in one service."""

    service: str
    profession: str
    waits: str
    visits: int
    urgent: float
    indirect: float
    cancelled: float
    channel: str
    minutes: int
    same_professional: float


@dataclass(frozen=True, slots=True)
class County:
    key: str
    until: date
    population: Population
    municipalities: tuple[Municipality, ...]
    districts: Mapping[str, Mapping[str, Shares]]
    pace: Mapping[str, float]
    trend: Trend
    season: Numbers
    services: tuple[Service, ...]
    channels: Mapping[str, Channel]
    indirect: Shares
    streams: tuple[Stream, ...]
    waits: tuple[Waits, ...]

    @property
    def people(self) -> int:
        return sum(place.population for place in self.municipalities)


KEYS = (
    "county", "until", "population", "municipalities", "districts", "pace", "trend",
    "season", "services", "channels", "indirect", "streams", "waits",
)  # fmt: skip


def counties(root: Path | None = None) -> list[str]:
    """The counties that can be made."""
    return sorted(path.parent.name for path in (root or content_root()).glob(f"*/{FILE}"))


def load_county(key: str, root: Path | None = None) -> County:
    known = counties(root)
    if key not in known:
        raise NotFound(
            found=f"no county '{key}'",
            expected=f"one of: {', '.join(known)}",
            mend="correct --county",
        )
    return read_county(load_yaml((root or content_root()) / key / FILE))


def read_county(node: Node) -> County:
    parts = node.mapping(required=KEYS)
    population = _population(parts["population"])
    bands = len(population.share)
    districts = {name: _district(part) for name, part in parts["districts"].entries().items()}
    services = tuple(_service(key, part, bands) for key, part in parts["services"].entries().items())
    channels = {key: _channel(part, bands) for key, part in parts["channels"].entries().items()}
    streams = tuple(_stream(part, parts) for part in parts["streams"])
    served = {stream.waits: stream.service for stream in streams}
    waits = tuple(_waits(key, part, served.get(key, "")) for key, part in parts["waits"].entries().items())
    county = County(
        key=parts["county"].text(),
        until=parts["until"].date(),
        population=population,
        municipalities=tuple(_municipality(part, districts) for part in parts["municipalities"]),
        districts=districts,
        pace={unit: _number(part, -0.2, 0.2) for unit, part in parts["pace"].entries().items()},
        trend=Trend(**_numbers_of(parts["trend"], ("pace", "need_assessment_stamps", "contact_stamps"))),
        season=_list(parts["season"], 12),
        services=services,
        channels=channels,
        indirect=_shares(parts["indirect"]),
        streams=streams,
        waits=waits,
    )
    _check_units(county, parts)
    _check_coverage(county, parts)
    return county


def _population(node: Node) -> Population:
    parts = node.mapping(required=("age_from", "share", "women", "other_language_weight", "other_languages"))
    ages = tuple(part.integer() for part in parts["age_from"])
    if ages[:1] != (0,) or sorted(set(ages)) != list(ages):
        parts["age_from"].fail(f"{list(ages)}", "growing ages from 0", "put them in order")
    share = _list(parts["share"], len(ages), 0, 1)
    if abs(sum(share) - 1) > TOTAL_SHARE_ERROR:
        parts["share"].fail(f"shares that add up to {sum(share):g}", "1", "correct the shares")
    return Population(
        age_from=ages,
        share=share,
        women=_list(parts["women"], len(ages), 0, 1),
        other_language_weight=_list(parts["other_language_weight"], len(ages)),
        other_languages=_shares(parts["other_languages"]),
    )


def _municipality(node: Node, districts: Collection[str]) -> Municipality:
    parts = node.mapping(required=("code", "name", "population", "swedish", "other", "district"))
    return Municipality(
        code=parts["code"].text(),
        population=int(_number(parts["population"], 1)),
        swedish=_number(parts["swedish"], 0, 1),
        other=_number(parts["other"], 0, 0.5),
        district=parts["district"].word(districts),
    )


def _district(node: Node) -> dict[str, Shares]:
    return {service: _shares(part) for service, part in node.entries().items()}


def _service(key: str, node: Node, bands: int) -> Service:
    parts = node.mapping(required=("weekday", "holiday", "hours", "use_by_age"))
    first, last = (int(hour) for hour in _list(parts["hours"], 2, 7, 21))
    if first >= last:
        parts["hours"].fail(f"[{first}, {last}]", "the first hour before the last", "put them in order")
    return Service(
        key=key,
        weekday=_list(parts["weekday"], 7),
        holiday=_number(parts["holiday"], 0),
        hours=(first, last),
        use_by_age=_list(parts["use_by_age"], bands),
    )


def _channel(node: Node, bands: int) -> Channel:
    parts = node.mapping(required=("remote", "women", "near", "far"))
    return Channel(
        remote=_list(parts["remote"], bands, 0, 0.8),
        women=_number(parts["women"], 0.8, 1.25),
        near=_shares(parts["near"]),
        far=_shares(parts["far"]),
    )


def _stream(node: Node, parts: Mapping[str, Node]) -> Stream:
    words = ("service", "profession", "waits", "channel")
    shares = ("urgent", "indirect", "cancelled", "same_professional")
    given = node.mapping(required=(*words, "visits", "minutes", *shares))
    for word, table in (("service", "services"), ("waits", "waits"), ("channel", "channels")):
        given[word].word(parts[table].entries())
    stream = Stream(
        service=given["service"].text(),
        profession=given["profession"].text(),
        waits=given["waits"].text(),
        channel=given["channel"].text(),
        visits=int(_number(given["visits"], 1)),
        minutes=int(_number(given["minutes"], 5, 120)),
        **{share: _number(given[share], 0, 1) for share in shares},
    )
    if stream.urgent + stream.indirect + stream.cancelled > 0.9:
        node.fail("urgent, indirect and cancelled above 0.9", "at most 0.9 together", "lower them")
    return stream


def _waits(key: str, node: Node, service: str) -> Waits:
    parts = node.mapping(required=("basis", "last_day", "same_day", "need_assessment", "earliest_contact"))
    buckets = buckets_of(service)
    last_day = tuple(int(day) for day in _list(parts["last_day"], len(buckets)))
    closed = [bucket.last for bucket in buckets[:-1]]
    if list(last_day[:-1]) != closed or last_day[-1] <= last_day[-2]:
        parts["last_day"].fail(f"{list(last_day)}", f"{closed} and a later last day", "use the service's buckets")
    waits = Waits(
        key=key,
        basis=parts["basis"].word((PUBLISHED, ASSUMED)),
        last_day=last_day,
        same_day=_number(parts["same_day"], 0, 1),
        need_assessment=_list(parts["need_assessment"], len(buckets)),
        earliest_contact=_list(parts["earliest_contact"], len(buckets)),
    )
    if any(a > e for a, e in zip(waits.need_assessment, waits.earliest_contact, strict=True)):
        parts["earliest_contact"].fail(
            "fewer visits than with a need assessment", "at least as many in each bucket", "raise them"
        )
    return waits


def _check_units(county: County, parts: Mapping[str, Node]) -> None:
    for name, district in county.districts.items():
        node = parts["districts"].entries()[name]
        for service in county.services:
            if service.key not in district:
                node.fail(f"no '{service.key}'", "units of every service", f"add '{service.key}:'")
        for unit in {unit for shares in district.values() for unit in shares}:
            if unit not in county.pace:
                node.fail(f"unit '{unit}'", "a unit listed under pace", "add it there or correct it")


def _check_coverage(county: County, parts: Mapping[str, Node]) -> None:
    for waits in county.waits:
        visits = sum(stream.visits for stream in county.streams if stream.waits == waits.key)
        if sum(waits.earliest_contact) > visits:
            parts["waits"].entries()[waits.key].fail(
                f"{sum(waits.earliest_contact):g} visits with a contact",
                f"at most the {visits} visits of its streams",
                "raise the visits or lower the counts",
            )


def _number(node: Node, low: float = 0, high: float = float("inf")) -> float:
    number = float(node.decimal())
    if not low <= number <= high:
        node.fail(f"{number:g}", f"a number from {low:g} to {high:g}", "correct it")
    return number


def _numbers_of(node: Node, keys: Collection[str]) -> dict[str, float]:
    return {key: _number(part) for key, part in node.mapping(required=keys).items()}


def _list(node: Node, length: int, low: float = 0, high: float = float("inf")) -> Numbers:
    numbers = tuple(_number(part, low, high) for part in node)
    if len(numbers) != length:
        node.fail(f"{len(numbers)} numbers", f"{length} numbers", "add or remove some")
    return numbers


def _shares(node: Node) -> Shares:
    shares = {key: _number(part, 0, 1) for key, part in node.entries().items()}
    if abs(sum(shares.values()) - 1) > TOTAL_SHARE_ERROR:
        node.fail(f"shares that add up to {sum(shares.values()):g}", "1", "correct the shares")
    return shares
