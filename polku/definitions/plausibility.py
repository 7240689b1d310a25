"""Named rules that a record of a visit breaks when it cannot be right, or is not whole."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

LONGEST_VISIT = timedelta(hours=24)
OLDEST = 120
Record = Mapping[str, Any]


def _before(record: Record, first: str, second: str) -> bool:
    """Both are known, and `first` came before `second`."""
    return record[first] is not None and record[second] is not None and record[first] < record[second]


def _too_long(record: Record) -> bool:
    known = record["starts_at"] is not None and record["ended_at"] is not None
    return known and record["ended_at"] - record["starts_at"] > LONGEST_VISIT


def _no_moment(record: Record) -> bool:
    return all(record[name] is None for name in ("contacted_at", "assessed_at", "booked_at", "starts_at"))


RULES: Mapping[str, Callable[[Record], bool]] = MappingProxyType(
    {
        "no-person": lambda r: r["person_id"] is None,
        "no-unit": lambda r: r["unit_id"] is None,
        "no-service": lambda r: r["service"] is None,
        "no-profession": lambda r: r["profession"] is None,
        "no-professional": lambda r: r["professional_id"] is None,
        "no-contact-type": lambda r: r["contact_type"] is None,
        "no-urgency": lambda r: r["urgency"] is None,
        "no-moment": _no_moment,
        "no-need-assessment": lambda r: (
            r["starts_at"] is not None and r["cancelled_at"] is None and r["urgency"] == "E" and r["assessed_at"] is None
        ),
        "visit-before-contact": lambda r: _before(r, "starts_at", "contacted_at"),
        "visit-before-assessment": lambda r: _before(r, "starts_at", "assessed_at"),
        "visit-before-booking": lambda r: _before(r, "starts_at", "booked_at"),
        "assessment-before-contact": lambda r: _before(r, "assessed_at", "contacted_at"),
        "end-before-start": lambda r: _before(r, "ended_at", "starts_at"),
        "too-long": _too_long,
        "cancelled-after-end": lambda r: _before(r, "ended_at", "cancelled_at"),
        "age": lambda r: r["age"] is not None and not 0 <= r["age"] <= OLDEST,
    }
)
