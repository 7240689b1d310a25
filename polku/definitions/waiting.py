"""Waiting in calendar days between Helsinki dates, and the buckets it is told in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A range of waiting days, both ends included; `last` None is an open end."""

    name: str
    first: int
    last: int | None

    def holds(self, days: int) -> bool:
        return self.first <= days and (self.last is None or days <= self.last)


def _buckets(*last_days: int) -> tuple[Bucket, ...]:
    firsts = (0, *(last + 1 for last in last_days))
    closed = tuple(Bucket(f"{first}-{last}", first, last) for first, last in zip(firsts, last_days, strict=False))
    return (*closed, Bucket(f">{last_days[-1]}", last_days[-1] + 1, None))


OUTPATIENT_BUCKETS = _buckets(7, 14, 30, 90)
ORAL_BUCKETS = _buckets(21, 90, 180)
_BUCKETS_BY_SERVICE: Mapping[str, tuple[Bucket, ...]] = MappingProxyType({"oral": ORAL_BUCKETS})


def buckets_of(service: str) -> tuple[Bucket, ...]:
    """Oral care has buckets of its own; every other service is told in the outpatient ones."""
    return _BUCKETS_BY_SERVICE.get(service, OUTPATIENT_BUCKETS)


def bucket_name(days: int, service: str) -> str | None:
    """The bucket that holds `days`; None for a negative wait, which is an error in the record."""
    return next((bucket.name for bucket in buckets_of(service) if bucket.holds(days)), None)


def helsinki_day(moment: datetime) -> date:
    """The calendar day in Helsinki at an aware moment."""
    return moment.astimezone(HELSINKI).date()


def waiting_days(start: datetime | None, visit: datetime | None) -> int | None:
    """Calendar days from `start` to `visit`; None when either is missing or the visit came first."""
    if start is None or visit is None:
        return None
    days = (helsinki_day(visit) - helsinki_day(start)).days
    return days if days >= 0 else None


def earliest_contact(moments: Iterable[datetime | None]) -> datetime | None:
    """The earliest known of contact, need assessment and booking."""
    return min((moment for moment in moments if moment is not None), default=None)
