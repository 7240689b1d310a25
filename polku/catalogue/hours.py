"""Reads opening hours in PTV's words: `serviceHourType` DaysOfTheWeek or Exceptional, `openingHour` with its days and times."""

from __future__ import annotations

import re
from datetime import date, time

from polku.catalogue.logic import ExceptionalDays, OpeningHours, Weekly
from polku.foundation.content import Node

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TYPES = ("DaysOfTheWeek", "Exceptional")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z")


def read_named_hours(node: Node) -> dict[str, OpeningHours]:
    """Named opening hours, for units to refer to."""
    return {name: _opening_hours(entry) for name, entry in node.entries().items()}


def _opening_hours(node: Node) -> OpeningHours:
    parts = node.mapping(["serviceHours"], ["onHolidays"])
    weekly: list[Weekly] = []
    exceptional: list[ExceptionalDays] = []
    for each in parts["serviceHours"]:
        if each.entries().get("serviceHourType", each).word(TYPES) == "Exceptional":
            exceptional.append(_exceptional(each))
        else:
            weekly += _weekly(each)
    on_holidays = "onHolidays" in parts and parts["onHolidays"].boolean()
    return OpeningHours(tuple(weekly), tuple(exceptional), on_holidays)


def _weekly(node: Node) -> list[Weekly]:
    parts = node.mapping(["serviceHourType", "openingHour"], ["validFrom", "validTo"])
    first, last = _day(parts, "validFrom"), _day(parts, "validTo")
    found = []
    for hour in parts["openingHour"]:
        given = hour.mapping(["dayFrom", "from", "to"], ["dayTo"])
        start = DAYS.index(given["dayFrom"].word(DAYS))
        end = DAYS.index(given["dayTo"].word(DAYS)) if "dayTo" in given else start
        if end < start:
            given["dayTo"].fail(f"{DAYS[end]} before {DAYS[start]}", "days in the week's order", "write two entries")
        opens, closes = _times(given)
        found += [Weekly(day, opens, closes, first, last) for day in range(start, end + 1)]
    return found


def _exceptional(node: Node) -> ExceptionalDays:
    parts = node.mapping(["serviceHourType", "validFrom"], ["validTo", "isClosed", "openingHour"])
    first = parts["validFrom"].date()
    last = _day(parts, "validTo") or first
    if last < first:
        parts["validTo"].fail(f"validTo {last}", f"a day not before {first}", "correct one of the days")
    closed = "isClosed" in parts and parts["isClosed"].boolean()
    if closed == ("openingHour" in parts):
        node.fail("neither or both of isClosed and openingHour", "one of them", "say closed, or the times")
    if closed:
        return ExceptionalDays(first, last)
    opens, closes = _times(parts["openingHour"].mapping(["from", "to"]))
    return ExceptionalDays(first, last, opens, closes)


def _day(parts: dict[str, Node], key: str) -> date | None:
    return parts[key].date() if key in parts else None


def _times(parts: dict[str, Node]) -> tuple[time, time]:
    opens, closes = _time(parts["from"]), _time(parts["to"])
    if closes <= opens:
        parts["to"].fail(f"closes {closes:%H:%M}, opens {opens:%H:%M}", "closing after opening", "correct the times")
    return opens, closes


def _time(node: Node) -> time:
    found = _TIME.match(node.text())
    if not found:
        node.fail(f"'{node.text()}'", "a time such as 08:00", "write hours and minutes in two digits, in quotes")
    return time(int(found[1]), int(found[2]))
