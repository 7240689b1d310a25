"""When a service takes what residents send: its hours, how much a day, and where a matter that cannot wait goes meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal

from polku.catalogue.hours import read_named_hours
from polku.catalogue.logic import OpeningHours, openings
from polku.definitions.urgency import Urgency
from polku.foundation.calendar import helsinki_date
from polku.foundation.content import Node, load_yaml

CALL = "call-116117"
LOOK_AHEAD = timedelta(days=400)
State = Literal["now", "later", "call", "elsewhere", "full"]


@dataclass(frozen=True, slots=True)
class Reception:
    """`per_day` is None where there is no cap; `urgent_outside` is CALL or the id of a unit."""

    hours: OpeningHours
    per_day: int | None
    urgent_outside: str


@dataclass(frozen=True, slots=True)
class Taking:
    """What comes of sending now.

    now: it is open. later: it is taken, and looked at from `opens` on. call: it cannot wait for `opens`. elsewhere: `unit_id`
    takes it meanwhile. full: the day's places are used; it may be sent from `opens` on.
    """

    state: State
    opens: datetime | None = None
    unit_id: str = ""


OPEN = Taking("now")


def taking(reception: Reception | None, urgency: Urgency, now: datetime, sent_today: int = 0) -> Taking:
    """Of one service at a moment. A service that the file does not name takes everything at any time."""
    if reception is None:
        return OPEN
    today = helsinki_date(now)
    is_open = any(opens <= now < closes for opens, closes in openings(reception.hours, today, today))
    if urgency >= Urgency.TODAY:
        if is_open:
            return OPEN
        opens = _next(reception.hours, today, now)
        return Taking("call", opens) if reception.urgent_outside == CALL else Taking("elsewhere", opens, reception.urgent_outside)
    if reception.per_day is not None and sent_today >= reception.per_day:
        return Taking("full", _next(reception.hours, today + timedelta(days=1), now))
    return OPEN if is_open else Taking("later", _next(reception.hours, today, now))


def _next(hours: OpeningHours, first: date, after: datetime) -> datetime | None:
    return next((opens for opens, _ in openings(hours, first, first + LOOK_AHEAD) if opens > after), None)


def load_receptions(path: Path, units: Mapping[str, Collection[str]]) -> dict[str, Reception]:
    """By service key. `units` are the ids of units with the service keys that each gives. Raises `ContentError`."""
    return read_receptions(load_yaml(path), units)


def read_receptions(root: Node, units: Mapping[str, Collection[str]]) -> dict[str, Reception]:
    parts = root.mapping(["hours", "reception"])
    hours = read_named_hours(parts["hours"])
    found: dict[str, Reception] = {}
    for node in parts["reception"]:
        keys = node.mapping(["services", "hours", "urgentOutside"], ["perDay"])
        named = hours[keys["hours"].word(hours)]
        per_day = _at_least_one(keys["perDay"]) if "perDay" in keys else None
        for service in keys["services"]:
            key = service.text()
            if key in found:
                service.fail(f"service '{key}' twice", "each service once", "remove one of them")
            found[key] = Reception(named, per_day, _outside(keys["urgentOutside"], key, units))
    return found


def _at_least_one(node: Node) -> int:
    count = node.integer()
    if count < 1:
        node.fail(f"perDay {count}", "at least 1", "leave it out where there is no cap")
    return count


def _outside(node: Node, service: str, units: Mapping[str, Collection[str]]) -> str:
    wanted = node.text()
    if wanted != CALL and service not in units.get(wanted, ()):
        node.fail(f"'{wanted}' takes no '{service}'", f"{CALL}, or the id of a unit that gives {service}", "correct it")
    return wanted
