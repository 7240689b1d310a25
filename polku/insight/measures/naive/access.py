"""Access to care counted row by row."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from polku.definitions.waiting import bucket_name, buckets_of, earliest_contact, helsinki_day, waiting_days
from polku.insight.measures.model import AccessRow
from polku.insight.measures.naive.rows import eligible

NURSES = {"nurse", "public_health_nurse"}
Visit = dict[str, Any]


def naive_access(visits: Iterable[Visit], *, clock: str, service: str, by: Sequence[str]) -> list[AccessRow]:
    """The all-row first, then every group that has an eligible visit, in the order of their keys."""
    found: dict[tuple[str, ...], list[Visit]] = {("all",) * len(by): []}
    for visit in visits:
        if visit["service"] == service and eligible(visit):
            found[("all",) * len(by)].append(visit)
            for key in keys(visit, by) if by else ():
                found.setdefault(key, []).append(visit)
    return [row(key, members, clock=clock, service=service, by=by) for key, members in found.items()]


def keys(visit: Visit, by: Sequence[str]) -> Iterable[tuple[str, ...]]:
    words = {
        "profession": [visit["profession"]] + ["nurse_or_public_health_nurse"] * (visit["profession"] in NURSES),
        "unit": [visit["unit_id"] or "unknown"],
        "month": [f"{helsinki_day(visit['starts_at']):%Y-%m}"],
    }
    return product(*(words[name] for name in by))


def row(key: tuple[str, ...], members: list[Visit], *, clock: str, service: str, by: Sequence[str]) -> AccessRow:
    counts = {bucket.name: 0 for bucket in buckets_of(service)}
    for visit in members:
        stamps = [visit["assessed_at"]]
        if clock == "earliest-contact":
            stamps += [visit["contacted_at"], visit["booked_at"]]
        days = waiting_days(earliest_contact(stamps), visit["starts_at"])
        if days is not None:
            counts[str(bucket_name(days, service))] += 1
    return AccessRow(dict(zip(by, key, strict=True)), counts, len(members))
