"""Who serves where, when and with what: the catalogue's words and its opening-hours maths. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from polku.foundation.calendar import at_helsinki, helsinki_date, public_holidays
from polku.foundation.content import Text

Register = Literal["health", "social", "none"]
ChannelType = Literal["EChannel", "WebPage", "PrintableForm", "Phone", "ServiceLocation"]
LOOK_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Municipality:
    """`bilingual` None: not known."""

    code: str
    name: Text
    bilingual: bool | None = None


@dataclass(frozen=True, slots=True)
class County:
    """A wellbeing services county; `code` is Statistics Finland's, `oid` its root in the national registers."""

    slug: str
    code: str
    oid: str
    name: Text
    short_name: Text
    bilingual: bool
    municipalities: Mapping[str, Municipality]
    note: Text


@dataclass(frozen=True, slots=True)
class Organisation:
    id: str
    name: Text
    parent: str | None
    oid: str | None
    business_code: str | None


@dataclass(frozen=True, slots=True)
class Profession:
    """`code` is the key of the national code list; several professions may share the code `other`."""

    key: str
    code: str
    register: Register
    name: Text
    summary: Text


@dataclass(frozen=True, slots=True)
class Weekly:
    """Open on a weekday (Monday 0) between two local times, on days within `valid_from`…`valid_to` where given."""

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None

    def holds(self, day: date) -> bool:
        after = self.valid_from is None or self.valid_from <= day
        before = self.valid_to is None or day <= self.valid_to
        return self.weekday == day.weekday() and after and before


@dataclass(frozen=True, slots=True)
class ExceptionalDays:
    """Days, both ends included, when the weekly hours do not hold: closed, or open between two times."""

    first: date
    last: date
    opens: time | None = None
    closes: time | None = None

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Weekly hours and exceptional days. Public holidays and the two eves are closed unless `on_holidays`."""

    weekly: tuple[Weekly, ...]
    exceptional: tuple[ExceptionalDays, ...] = ()
    on_holidays: bool = False

    def of(self, day: date) -> list[tuple[time, time]]:
        """The open times of a day in order. Exceptional days come first, the earliest written wins, then holidays."""
        for exception in self.exceptional:
            if exception.holds(day):
                return [(exception.opens, exception.closes)] if exception.opens and exception.closes else []
        if not self.on_holidays and day in public_holidays(day.year):
            return []
        return sorted((hours.opens, hours.closes) for hours in self.weekly if hours.holds(day))


@dataclass(frozen=True, slots=True)
class Phone:
    number: str
    name: Text


@dataclass(frozen=True, slots=True)
class Fact:
    """A word of the catalogue's own lists: a kind of unit, a telephone line, an accessibility fact, a PTV code."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True)
class Channel:
    key: str
    type: ChannelType
    name: Text


@dataclass(frozen=True, slots=True)
class Group:
    """Services under one heading of the home page."""

    slug: str
    name: Text
    summary: Text


@dataclass(frozen=True, slots=True)
class Service:
    """A service as a resident meets it. `key` is the service of cases, clocks and measures; `avohilmo` its record codes."""

    slug: str
    key: str
    group: str
    register: Register
    provider: str
    name: Text
    summary: Text
    description: Text
    audience: Text
    how_to_get: Text
    charge: Text
    free_of_charge: bool
    keywords: Mapping[str, tuple[str, ...]]
    service_classes: tuple[str, ...]
    target_groups: tuple[str, ...]
    channels: tuple[str, ...]
    assessments: tuple[str, ...] = ()
    avohilmo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A place of service. `services` are slugs, `professions` keys, `accessibility` keys of facts."""

    id: str
    kind: str
    organisation: str
    register: Register
    municipality: str
    name: Text
    street: Text
    phones: tuple[Phone, ...]
    hours: OpeningHours
    services: tuple[str, ...]
    professions: tuple[str, ...]
    accessibility: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """Everything of a county, by its ids, in the order of the files."""

    county: County
    kinds: Mapping[str, Fact]
    phones: Mapping[str, Fact]
    accessibility: Mapping[str, Fact]
    channels: Mapping[str, Channel]
    service_classes: Mapping[str, Fact]
    target_groups: Mapping[str, Fact]
    professions: Mapping[str, Profession]
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)

    def services_of(self, unit: Unit) -> list[Service]:
        return [self.services[slug] for slug in unit.services]

    def serves(self, unit: Unit, key: str) -> bool:
        """Whether the unit gives any service of that key."""
        return any(service.key == key for service in self.services_of(unit))


def openings(hours: OpeningHours, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """The open periods (aware) of the days from `first` to `last`, in order."""
    day = first
    while day <= last:
        for opens, closes in hours.of(day):
            yield at_helsinki(day, opens), at_helsinki(day, closes)
        day += timedelta(days=1)


def is_open(unit: Unit, at: datetime) -> bool:
    """Whether the unit is open at that moment; the closing minute itself is closed."""
    return closing(unit, at) is not None


def closing(unit: Unit, at: datetime) -> datetime | None:
    """When the unit, open at that moment, closes; None where it is closed."""
    day = helsinki_date(at)
    return next((closes for opens, closes in openings(unit.hours, day, day) if opens <= at < closes), None)


def next_opening(unit: Unit, at: datetime) -> datetime | None:
    """The first moment after `at` when doors open; None where they stay shut for over a year."""
    day = helsinki_date(at)
    return next((opens for opens, _ in openings(unit.hours, day, day + LOOK_AHEAD) if opens > at), None)
