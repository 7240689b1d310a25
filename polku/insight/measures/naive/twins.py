"""The twin of each measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from polku.definitions import bookings
from polku.definitions.concentration import gini, heaviest, lorenz, tenths, top_share
from polku.definitions.contacts import NON_URGENT, REMOTE, WITH_PHONE, is_urgent
from polku.definitions.continuity import HIGH, INDICES
from polku.definitions.debt import debts, months
from polku.definitions.experience import nps, statement_mean
from polku.definitions.plausibility import RULES
from polku.definitions.quantiles import MEDIAN, NINETIETH, percentile
from polku.definitions.third_time import median, third_free
from polku.definitions.waiting import earliest_contact, helsinki_day, waiting_days
from polku.insight.measures.library.segments import rules, segments
from polku.insight.measures.model import Asked, Figures
from polku.insight.measures.naive import contacts
from polku.insight.measures.naive.rows import (
    Record,
    Tables,
    Twin,
    eligible,
    is_contact,
    month,
    share,
    stamps,
    visits,
    waited_from,
)


def _wait_percentiles(rows: list[Record], asked: Asked) -> Figures:
    waits = [waited_from(row, asked["clock"]) for row in rows]
    known = [days for days in waits if days is not None]
    told = {f"p{percent.normalize():f}": percentile(known, percent) for percent in asked["percentiles"]}
    return {"value": next(iter(told.values())), "n": len(known), "eligible": len(rows), **told}


def _stamp_coverage(rows: list[Record], asked: Asked) -> Figures:
    carried: Callable[[Record], datetime | None] = {
        "need-assessment": lambda row: row["assessed_at"],
        "contact": lambda row: row["contacted_at"],
        "booking": lambda row: row["booked_at"],
        "earliest-contact": lambda row: earliest_contact(stamps(row)),
    }[asked["stamp"]]
    return share(sum(carried(row) is not None for row in rows), len(rows))


def _of_age(tables: Tables, asked: Asked) -> list[Record]:
    least = asked["min-age"]
    return [row for row in visits(tables) if least is None or (row["age"] is not None and row["age"] >= least)]


def _remote_share(rows: list[Record], asked: Asked) -> Figures:
    kinds = sorted(REMOTE[asked["definition"]])
    channels = {kind: sum(row["contact_type"] == kind for row in rows) for kind in kinds}
    return {**share(sum(channels.values()), len(rows)), "channels": channels}


def _no_shows(rows: list[Record], asked: Asked) -> Figures:
    missed = sum(row["ending"] == bookings.NOT_ARRIVED for row in rows)
    return share(missed, missed + sum(row["ending"] == bookings.ARRIVED for row in rows))


def _ended(tables: Tables, asked: Asked) -> list[Record]:
    told = (bookings.ARRIVED, bookings.NOT_ARRIVED)
    return [{**row, "month": month(row["starts_at"])} for row in tables["booking"] if row["ending"] in told]


def _by_person(rows: list[Record]) -> dict[str, list[Record]]:
    people: dict[str, list[Record]] = {}
    for row in rows:
        people.setdefault(row["person_id"], []).append(row)
    return people


def _provided(tables: Tables, asked: Asked) -> list[Record]:
    rows = [{**row, "provider": row["professional_id"] or row["unit_id"]} for row in visits(tables)]
    return [row for row in rows if row["person_id"] is not None and row["provider"] is not None]


def _continuity(rows: list[Record], asked: Asked) -> Figures:
    sequences = [
        [row["provider"] for row in sorted(own, key=lambda row: (row["starts_at"], row["encounter_id"]))]
        for own in _by_person(rows).values()
    ]
    enough = [sequence for sequence in sequences if len(sequence) >= asked["min-contacts"]]
    found = [index for index in map(INDICES[asked["index"]], enough) if index is not None]
    high = sum(index >= HIGH for index in found)
    return {
        "value": sum(found) / len(found) if found else None,
        "n": len(found),
        "left_out": len(sequences) - len(enough),
        "high_share": 100 * high / len(found) if found else None,
    }


def _everybody(tables: Tables, asked: Asked) -> list[Record]:
    rows = [{**row, "month": month(row["starts_at"]), "counted": is_contact(row)} for row in tables["encounter"]]
    nothing: Record = {"month": None, "counted": False, "service": None, "profession": None, "contact_type": None, "age": None}
    rows += [{**nothing, **row} for row in tables["person_period"]]
    return [row for row in rows if row["person_id"] is not None]


def _users(tables: Tables, asked: Asked) -> list[Record]:
    rows = _everybody(tables, asked)
    if asked["of"] == "population":
        return rows
    return [{name: value for name, value in row.items() if name != "counted"} for row in rows if row["counted"]]


def _heavy_users(rows: list[Record], asked: Asked) -> Figures:
    amounts = [sum(row.get("counted", True) for row in own) for own in _by_person(rows).values()]
    most = sum(sorted(amounts, reverse=True)[: heaviest(len(amounts), asked["share"])])
    return {
        "value": top_share(amounts, asked["share"]),
        "numerator": most,
        "denominator": sum(amounts),
        "n": len(amounts),
        "gini": gini(amounts),
        "lorenz": {word: 100 * lorenz(amounts)[many][1] for word, many in tenths(len(amounts)).items()} if sum(amounts) else {},
    }


def _begun(tables: Tables, asked: Asked) -> list[Record]:
    return [{**row, "month": month(earliest_contact([*stamps(row), row["starts_at"]]))} for row in visits(tables)]


def _count(rows: list[Record], asked: Asked) -> Figures:
    return {"value": len(rows), "n": len(rows)}


def _queued(tables: Tables, asked: Asked) -> list[Record]:
    now = asked["at"]

    def waits(row: Record) -> bool:
        begun = earliest_contact(stamps(row))
        gone = [moment for moment in (row["starts_at"], row["cancelled_at"]) if moment is not None and moment <= now]
        return begun is not None and begun <= now and not gone

    return visits(tables, waits)


def _queue(rows: list[Record], asked: Asked) -> Figures:
    ages = [waiting_days(earliest_contact(stamps(row)), asked["at"]) for row in rows]
    known = [age for age in ages if age is not None]
    return {"value": len(known), "n": len(known), "median": percentile(known, MEDIAN), "p90": percentile(known, NINETIETH)}


def _slots(tables: Tables, asked: Asked) -> list[Record]:
    return [{**row, "month": month(row["snapshot_at"])} for row in tables["slot"]]


def _t3(rows: list[Record], asked: Asked) -> Figures:
    calendars: dict[tuple[Any, ...], list[int]] = {}
    for row in rows:
        key = tuple(row[name] for name in ("snapshot_at", "professional_id", "unit_id", "service", "profession"))
        days = calendars.setdefault(key, [])
        ahead = row["starts_at"] is not None and row["starts_at"] >= row["snapshot_at"]
        if ahead and row["free"] and row["urgency"] == NON_URGENT:
            days.append((helsinki_day(row["starts_at"]) - helsinki_day(row["snapshot_at"])).days)
    thirds = [third_free(days) for days in calendars.values()]
    return {"value": median(thirds, asked["definition"]), "n": len(thirds), "without": thirds.count(None)}


def _service_debt(rows: list[Record], asked: Asked) -> Figures:
    base = months(*asked["base"])
    came: dict[str, int] = {}
    for row in rows:
        came[row["month"]] = came.get(row["month"], 0) + 1
    gaps = [came.get(each, 0) for each in base].count(0)
    first, until = asked.period or ("", "")
    if not any(came.get(each) for each in base) or until <= base[-1]:
        return {"all": {"value": None, "expected": None, "actual": None, "n": 0, "base_gaps": gaps}}
    found = debts(came, base, until, asked["population-ratio"])
    expected, actual = sum((row[0] for row in found.values()), Fraction(0)), sum(row[1] for row in found.values())
    told: Figures = {"all": _owed(expected, actual, found[until][2], gaps)}
    return told | {each: _owed(*figures, gaps) for each, figures in found.items() if each >= first}


def _owed(expected: Fraction, actual: int, debt: Fraction, gaps: int) -> Figures:
    return {"value": float(debt), "expected": float(expected), "actual": actual, "n": actual, "base_gaps": gaps}


def _priced(tables: Tables, asked: Asked) -> list[Record]:
    prices: dict[tuple[str, str, bool], int] = {}
    for listed in tables["cost"]:
        key = listed["source"], listed["profession"], listed["remote"]
        prices[key] = max(listed["euros"], prices.get(key, 0))

    def price(row: Record) -> int | None:
        return prices.get((row["source"], row["profession"] or "other", row["contact_type"] in WITH_PHONE))

    return [{**row, "euros": price(row)} for row in _everybody(tables, asked)]


def _segments(rows: list[Record], asked: Asked) -> Figures:
    found: dict[str, list[tuple[int, int, int]]] = {"all": [], **{name: [] for name in segments()}}
    for own in _by_person(rows).values():
        counted = [row for row in own if row["counted"]]
        services = {row["service"] for row in counted} - {None}
        facts = {"contacts": len(counted), "services": len(services), "urgent": sum(is_urgent(row["urgency"]) for row in counted)}
        cost, unpriced = sum(row["euros"] or 0 for row in counted), sum(row["euros"] is None for row in counted)
        segment = str(rules().model.evaluate("segment", facts)["segment"].value)
        found["all"].append((len(counted), cost, unpriced))
        found[segment].append((len(counted), cost, unpriced))
    return {name: _segment(people, found["all"]) for name, people in found.items()}


def _segment(people: list[tuple[int, int, int]], everybody: list[tuple[int, int, int]]) -> Figures:
    (contacts, cost, unpriced), (all_contacts, all_cost, _) = _sums(people), _sums(everybody)
    return {
        **share(len(people), len(everybody)),
        "n": len(people),
        "contacts": contacts,
        "contact_share": share(contacts, all_contacts)["value"],
        "cost": cost,
        "cost_share": share(cost, all_cost)["value"],
        "unpriced": unpriced,
    }


def _sums(people: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    return sum(each[0] for each in people), sum(each[1] for each in people), sum(each[2] for each in people)


def _forms(tables: Tables, asked: Asked) -> list[Record]:
    return [{**row, "month": month(row["given_at"])} for row in tables["feedback"]]


def _experience(rows: list[Record], asked: Asked) -> Figures:
    score = nps([row["recommends"] for row in rows if row["recommends"] is not None])
    low, high = score.interval or (None, None)
    return {
        "value": score.value,
        "low": low,
        "high": high,
        "promoters": score.promoters,
        "detractors": score.detractors,
        "n": score.answers,
        "forms": len(rows),
        **{name: statement_mean([row[name] or 0 for row in rows]) for name in (f"statement_{place}" for place in range(1, 8))},
    }


def _documentation_quality(rows: list[Record], asked: Asked) -> Figures:
    broken = [{name for name, breaks in RULES.items() if breaks(row)} for row in rows]
    told = {name: share(sum(name in rules_broken for rules_broken in broken), len(rows)) for name in RULES}
    return {"all": share(sum(map(bool, broken)), len(rows)), **told}


TWINS: Mapping[str, Twin] = MappingProxyType(
    {
        "wait-percentiles": Twin(lambda tables, asked: visits(tables, eligible), _wait_percentiles),
        "stamp-coverage": Twin(lambda tables, asked: visits(tables, eligible), _stamp_coverage),
        "remote-share": Twin(_of_age, _remote_share),
        "continuity": Twin(_provided, _continuity),
        "t3": Twin(_slots, _t3),
        "demand": Twin(_begun, _count),
        "queue": Twin(_queued, _queue),
        "throughput": Twin(lambda tables, asked: visits(tables), _count),
        "first-contact-resolution": Twin(contacts.first_contacts, contacts.resolved),
        "staff-load": Twin(contacts.worked, contacts.load),
        "long-covid": Twin(contacts.clients, contacts.cohort),
        "within-limit": Twin(contacts.judged, contacts.within),
        "units-reaching": Twin(contacts.waited, contacts.reaching),
        "no-shows": Twin(_ended, _no_shows),
        "heavy-users": Twin(_users, _heavy_users),
        "segments": Twin(_priced, _segments, "segment"),
        "service-debt": Twin(lambda tables, asked: visits(tables), _service_debt, "month"),
        "experience": Twin(_forms, _experience),
        "documentation-quality": Twin(lambda tables, asked: visits(tables, lambda row: True), _documentation_quality, "rule"),
    }
)
