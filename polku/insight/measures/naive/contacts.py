"""Twins of the measures of single contacts, of waits against limits and of a cohort."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from polku.definitions.quantiles import MEDIAN, NINETIETH, percentile
from polku.definitions.resolution import firsts
from polku.definitions.waiting import buckets_of, helsinki_day
from polku.insight.measures.library.limits import FEWEST
from polku.insight.measures.model import Asked, Figures
from polku.insight.measures.naive.rows import Record, Tables, eligible, month, share, visits, waited_from


def first_contacts(tables: Tables, asked: Asked) -> list[Record]:
    people: dict[tuple[Any, Any], list[Record]] = {}
    contacts = [row for row in visits(tables) if row["person_id"] is not None]
    latest: dict[str, datetime] = {}
    for row in contacts:
        latest[row["source"]] = max(row["starts_at"], latest.get(row["source"], row["starts_at"]))
        people.setdefault((row["person_id"], row["service"]), []).append(row)
    found = []
    for own in people.values():
        own.sort(key=lambda row: (row["starts_at"], row["source"], row["encounter_id"]))
        enough = dict(firsts([row["starts_at"] for row in own], asked["days"]))
        for row in own:
            start = row["starts_at"]
            if start in enough and (latest[row["source"]] - start).days >= asked["days"]:
                found.append({**row, "enough": enough.pop(start)})
    return found


def resolved(rows: list[Record], asked: Asked) -> Figures:
    return share(sum(row["enough"] for row in rows), len(rows))


def worked(tables: Tables, asked: Asked) -> list[Record]:
    return [row for row in visits(tables) if row["professional_id"] is not None]


def load(rows: list[Record], asked: Asked) -> Figures:
    days: dict[tuple[Any, Any], int] = {}
    for row in rows:
        key = row["professional_id"], helsinki_day(row["starts_at"])
        days[key] = days.get(key, 0) + 1
    counts, middle = list(days.values()), percentile(list(days.values()), MEDIAN)
    people = len({who for who, _ in days})
    return {"value": middle, "median": middle, "p90": percentile(counts, NINETIETH), "n": people, "days": len(days)}


def clients(tables: Tables, asked: Asked) -> list[Record]:
    cohort = {row["person_id"] for row in tables["assessment"] if row["reason"] in asked["reasons"]}
    return [{**row, "inside": row["person_id"] in cohort} for row in visits(tables) if row["person_id"] is not None]


def cohort(rows: list[Record], asked: Asked) -> Figures:
    theirs = [row["person_id"] for row in rows if row["inside"]]
    return {
        **share(len(set(theirs)), len({row["person_id"] for row in rows})),
        "contacts": len(theirs),
        "contact_share": share(len(theirs), len(rows))["value"],
        "contacts_each": len(theirs) / len(set(theirs)) if theirs else None,
    }


def judged(tables: Tables, asked: Asked) -> list[Record]:
    column = {"law": "law_due_at", "target": "target_due_at"}[asked["limit"]]
    waits = [{**row, "due": row[column], "month": month(row[column])} for row in tables["wait"]]
    return [row for row in waits if row["due"] is not None and row["due"] <= (asked["until"] or asked.now)]


def within(rows: list[Record], asked: Asked) -> Figures:
    kept = [{**row, "within": row["ended_at"] is not None and row["ended_at"] <= row["due"]} for row in rows]
    reaching, units, _ = _units([(row["unit_id"], row["within"]) for row in kept if row["unit_id"] is not None], asked)
    told = share(sum(row["within"] for row in kept), len(kept))
    return {**told, "units": units, "units_reaching": reaching, "units_share": share(reaching, units)["value"]}


def waited(tables: Tables, asked: Asked) -> list[Record]:
    rows = [{**row, "days": waited_from(row, asked["clock"])} for row in visits(tables, eligible)]
    return [row for row in rows if row["days"] is not None and row["service"] is not None]


def reaching(rows: list[Record], asked: Asked) -> Figures:
    told = [
        ((row["service"], row["unit_id"]), row["days"] <= (buckets_of(row["service"])[0].last or 0))
        for row in rows
        if row["unit_id"] is not None
    ]
    found, units, few = _units(told, asked)
    return {**share(found, units), "left_out": few}


def _units(waits: list[tuple[Any, bool]], asked: Asked) -> tuple[int, int, int]:
    units: dict[Any, list[bool]] = {}
    for unit, kept in waits:
        units.setdefault(unit, []).append(kept)
    told = [kept for kept in units.values() if len(kept) >= FEWEST]
    return sum(100 * sum(kept) / len(kept) >= asked["reach"] for kept in told), len(told), len(units) - len(told)
