"""What the twins share: rows as dictionaries, the words of their groups, and which of them a question is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from polku.definitions.ages import band
from polku.definitions.contacts import is_client_contact, is_eligible, is_realised
from polku.definitions.waiting import earliest_contact, helsinki_day, waiting_days
from polku.insight.measures.model import Asked, Figures

Record = dict[str, Any]
Tables = Mapping[str, Sequence[Record]]
PROFESSION_GROUPS = {
    "nurse_or_public_health_nurse": ("nurse", "public_health_nurse"),
}
COLUMNS = {"unit": "unit_id", "channel": "contact_type"}
OF_PEOPLE = ("unit", "municipality", "sex", "language")


@dataclass(frozen=True)
class Twin:
    """`rows` that may count, each with its `month`; where people stay without contacts, with a mark `counted`."""

    rows: Callable[[Tables, Asked], list[Record]]
    figures: Callable[[list[Record], Asked], Figures]
    split: str = ""


def month(moment: datetime | None) -> str | None:
    return None if moment is None else f"{helsinki_day(moment):%Y-%m}"


def share(part: int, whole: int) -> Figures:
    return {"value": 100 * part / whole if whole else None, "numerator": part, "denominator": whole, "n": whole}


def stamps(row: Record) -> tuple[datetime | None, ...]:
    return row["contacted_at"], row["assessed_at"], row["booked_at"]


def waited_from(row: Record, clock: str) -> int | None:
    """Days of waiting by the clock."""
    start = row["assessed_at"] if clock == "need-assessment" else earliest_contact(stamps(row))
    return waiting_days(start, row["starts_at"])


def is_contact(row: Record) -> bool:
    return is_realised(row["starts_at"], row["cancelled_at"]) and is_client_contact(row["contact_type"])


def eligible(row: Record) -> bool:
    return is_eligible(
        contact_type=row["contact_type"],
        urgency=row["urgency"],
        starts_at=row["starts_at"],
        cancelled_at=row["cancelled_at"],
    )


def visits(tables: Tables, holds: Callable[[Record], bool] = is_contact) -> list[Record]:
    return [{**row, "month": month(row["starts_at"])} for row in tables["encounter"] if holds(row)]


def answer(twin: Twin, tables: Tables, asked: Asked) -> list[Record]:
    """The all-row, then every group that has a row."""
    rows = [kept for each in twin.rows(tables, asked) if (kept := _kept(twin, each, asked)) is not None]
    found = {("all",) * len(asked.by): _all(twin, rows, asked)}
    names = [name for name in asked.by if name != twin.split]
    groups: dict[tuple[str, ...], list[Record]] = {} if names else {(): []}
    for row in rows:
        groups.setdefault(tuple(word(row, name) for name in names), []).append(row)
    for key, members in groups.items() if asked.by else ():
        told = dict(zip(names, key, strict=True))
        if twin.split not in asked.by:
            figures = twin.figures(members, asked)
            found[key] = figures["all"] if twin.split else figures
            continue
        for part, figures in twin.figures(members, asked).items():
            if part != "all" and part in asked.where.get(twin.split, (part,)):
                found[tuple({**told, twin.split: part}[name] for name in asked.by)] = figures
    return [{**dict(zip(asked.by, key, strict=True)), **figures} for key, figures in found.items()]


def _all(twin: Twin, rows: list[Record], asked: Asked) -> Figures:
    figures = twin.figures(rows, asked)
    if not twin.split:
        return figures
    chosen = asked.where.get(twin.split, ())
    told: Figures = figures[chosen[0] if len(chosen) == 1 and chosen[0] in figures else "all"]
    return told


def word(row: Record, name: str) -> str:
    value = band(row["age"]) if name == "age" else row[COLUMNS.get(name, name)]
    return "unknown" if value is None else str(value)


def _kept(twin: Twin, row: Record, asked: Asked) -> Record | None:
    """The row; unmarked or None when the question is not about it."""
    conditions = {name: _asked_for(row, name, words) for name, words in asked.where.items() if name != twin.split}
    if asked.period and twin.split != "month":
        conditions["period"] = row["month"] is not None and asked.period[0] <= row["month"] <= asked.period[1]
    if "counted" not in row:
        return row if all(conditions.values()) else None
    if not all(holds for name, holds in conditions.items() if name in OF_PEOPLE):
        return None
    return {**row, "counted": row["counted"] and all(conditions.values())}


def _asked_for(row: Record, name: str, words: Sequence[str]) -> bool:
    if name == "profession":
        words = [each for one in words for each in PROFESSION_GROUPS.get(one, (one,))]
    return word(row, name) in words
