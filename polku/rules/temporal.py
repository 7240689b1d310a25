"""Dates, times and durations of FEEL: read from text, written as ISO 8601, added and compared.

Days-and-time durations are `timedelta`, dates and times those of Python; a years-and-months duration is `Months`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, order=True)
class Months:
    """A duration of years and months."""

    count: int


Temporal = date | time | datetime | timedelta | Months

_CLOCK = re.compile(
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?"
    r"(?P<zone>Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z_]+(?:/[A-Za-z_+-]+)*)?"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_DAYS = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d*)?)S)?)?")
_MONTHS = re.compile(r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?")


def read_date(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    try:
        micro = int((found["fraction"] or "0")[:6].ljust(6, "0"))
        return time(int(found["hour"]), int(found["minute"]), int(found["second"]), micro, _zone(found["zone"]))
    except (ValueError, ZoneInfoNotFoundError):
        return None


def read_date_time(text: str) -> datetime | None:
    """Also a plain date, which is its midnight."""
    day, mark, clock = text.partition("T")
    on, at = read_date(day), read_time(clock) if mark else time()
    return None if on is None or at is None else datetime.combine(on, at)


def read_duration(text: str) -> timedelta | Months | None:
    days = read_days(text)
    return read_months(text) if days is None else days


def read_days(text: str) -> timedelta | None:
    found = _DAYS.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        return None
    days, hours, minutes = (int(part or 0) for part in found.groups()[1:4])
    try:
        length = timedelta(days, hours=hours, minutes=minutes, microseconds=int(Decimal(found[5] or 0) * 1_000_000))
    except OverflowError:
        return None
    return -length if found[1] else length


def read_months(text: str) -> Months | None:
    found = _MONTHS.fullmatch(text)
    if not found or not any(found.groups()[1:]):
        return None
    count = int(found[2] or 0) * 12 + int(found[3] or 0)
    return Months(-count if found[1] else count)


def read_moment(text: str) -> Temporal | None:
    """What `@"…"` means."""
    if "T" in text and not text.lstrip("-").startswith("P"):
        return read_date_time(text)
    days = read_duration(text)
    return days if days is not None else read_date(text) or read_time(text)


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in "Zz":
        return timezone.utc  # noqa: UP017 - `datetime.UTC` is the same
    if text.startswith("@"):
        return ZoneInfo(text[1:])
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[4:6])))


def written(value: Temporal) -> str:
    """ISO 8601, as FEEL's `string()` writes it."""
    if isinstance(value, Months):
        years, months = divmod(abs(value.count), 12)
        parts = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if value.count < 0 else "P") + parts
    if isinstance(value, timedelta):
        return _written_days(value)
    if isinstance(value, datetime):
        return f"{value.date().isoformat()}T{_written_clock(value.timetz())}"
    return _written_clock(value) if isinstance(value, time) else value.isoformat()


def _written_days(value: timedelta) -> str:
    length = abs(value)
    hours, rest = divmod(length.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    second = f"{seconds}.{length.microseconds:06d}".rstrip("0") if length.microseconds else str(seconds)
    clock = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M"), (second, "S")) if amount not in (0, "0"))
    day = f"{length.days}D" if length.days else ""
    sign = "-P" if value < timedelta() else "P"
    return sign + ((day + (f"T{clock}" if clock else "")) or "T0S")


def _written_clock(value: time) -> str:
    """A fraction of a second without zeros at its end."""
    zone = value.tzinfo
    clock = value.replace(tzinfo=None).isoformat()
    clock = clock.rstrip("0") if value.microsecond else clock
    if isinstance(zone, ZoneInfo):
        return f"{clock}@{zone.key}"
    text = clock + value.isoformat().removeprefix(value.replace(tzinfo=None).isoformat())
    return text.removesuffix("+00:00") + "Z" if value.utcoffset() == timedelta() else text


def comparable(left: Temporal, right: Temporal) -> bool:
    """Whether the two have an order: the same kind, and both with a zone or both without."""
    if kind(left) != kind(right):
        return False
    if isinstance(left, (datetime, time)) and isinstance(right, (datetime, time)):
        return (left.tzinfo is None) == (right.tzinfo is None)
    return True


def kind(value: object) -> str:
    """The name of the type in FEEL; an empty text where the value is none of these."""
    if isinstance(value, datetime):
        return "date and time"
    names = ((date, "date"), (time, "time"), (timedelta, "days and time duration"), (Months, "years and months duration"))
    return next((name for type_, name in names if isinstance(value, type_)), "")


def order(left: Temporal, right: Temporal) -> int:
    """-1, 0 or 1 of two that are comparable."""
    if isinstance(left, time) and isinstance(right, time):
        left, right = _in_day(left), _in_day(right)
    return (left > right) - (left < right)  # type: ignore[operator]


def _in_day(value: time) -> timedelta:
    return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond) - (
        value.utcoffset() or timedelta()
    )


def add(left: Temporal, right: Temporal) -> Temporal | None:
    """The sum; null where it has no meaning or leaves the calendar."""
    if isinstance(left, (timedelta, Months)) and not isinstance(right, (timedelta, Months)):
        left, right = right, left
    try:
        if isinstance(right, Months):
            return Months(left.count + right.count) if isinstance(left, Months) else _later(left, right.count)
        if isinstance(right, timedelta):
            return _longer(left, right)
    except (OverflowError, ValueError):
        pass
    return None


def _later(value: Temporal, months: int) -> Temporal | None:
    if not isinstance(value, date):
        return None
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    return value.replace(year=year, month=month + 1, day=min(value.day, calendar.monthrange(year, month + 1)[1]))


def _longer(value: Temporal, by: timedelta) -> Temporal | None:
    if isinstance(value, (datetime, timedelta)):
        return value + by
    if isinstance(value, date):
        return (datetime.combine(value, time()) + by).date()
    if isinstance(value, time):
        return (datetime.combine(date(2000, 1, 1), value) + by).timetz()
    return None


def negative(value: Temporal) -> Temporal | None:
    if isinstance(value, Months):
        return Months(-value.count)
    return -value if isinstance(value, timedelta) else None


def subtract(left: Temporal, right: Temporal) -> Temporal | None:
    if isinstance(right, (timedelta, Months)):
        turned, length = negative(right), isinstance(left, (timedelta, Months))
        return None if turned is None or (length and kind(left) != kind(right)) else add(left, turned)
    if isinstance(left, date) and isinstance(right, date):
        first, second = _moment(left, right), _moment(right, left)
        return first - second if (first.tzinfo is None) == (second.tzinfo is None) else None
    if isinstance(left, time) and isinstance(right, time) and comparable(left, right):
        return _in_day(left) - _in_day(right)
    return None


def _moment(value: date, beside: date) -> datetime:
    """A date beside a moment with a zone counts as its midnight in UTC."""
    if isinstance(value, datetime):
        return value
    zone = timezone.utc if isinstance(beside, datetime) and beside.tzinfo else None  # noqa: UP017
    return datetime.combine(value, time(tzinfo=zone))


def months_between(start: date, end: date) -> Months:
    """Whole months from one to the other."""
    forward = (start.year, start.month, start.day) <= (end.year, end.month, end.day)
    first, last = (start, end) if forward else (end, start)
    count = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return Months(count if forward else -count)


def component(value: Temporal, name: str) -> int | Decimal | str | timedelta | None:
    """`year`, `hour`, `days`… of a value that has it."""
    if isinstance(value, Months):
        sign = -1 if value.count < 0 else 1
        return {"years": sign * (abs(value.count) // 12), "months": sign * (abs(value.count) % 12)}.get(name)
    if isinstance(value, timedelta):
        length, sign = abs(value), -1 if value < timedelta() else 1
        seconds = length.seconds % 60 + (Decimal(length.microseconds) / 1_000_000 if length.microseconds else 0)
        parts = {"days": length.days, "hours": length.seconds // 3600, "minutes": length.seconds // 60 % 60, "seconds": seconds}
        return sign * parts[name] if name in parts else None
    if name == "weekday":
        return value.isoweekday() if isinstance(value, date) else None
    if name == "time offset":
        return value.utcoffset() if isinstance(value, (time, datetime)) else None
    if name == "timezone":
        return value.tzinfo.key if isinstance(value, (time, datetime)) and isinstance(value.tzinfo, ZoneInfo) else None
    return getattr(value, name, None) if name in ("year", "month", "day", "hour", "minute", "second") else None
