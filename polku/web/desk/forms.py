"""The desk's forms as plain values: what was sent, and what to mend in it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Self
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from polku.foundation.calendar import at_helsinki
from polku.people.logic import CARE_ROLES
from polku.web.desk import codes

Problems = dict[str, str]
LONGEST_TEXT = 8000
YEARS = range(1900, 9000)


@dataclass(frozen=True)
class Form:
    """Every field is the text that was sent."""

    @classmethod
    def sent(cls, data: QueryDict) -> Self:
        return cls(**{field.name: data.get(field.name, "").replace("\0", "").strip() for field in fields(cls)})

    def problems(self) -> Problems:
        return {}


@dataclass(frozen=True)
class AssessForm(Form):
    urgency: str = ""
    reason: str = ""
    profession: str = ""
    mode: str = ""
    contacted: str = ""
    rationale: str = ""

    def problems(self) -> Problems:
        found: Problems = {}
        if self.urgency not in set("12345"):
            found["urgency"] = _("Choose the urgency.")
        if not self.reason:
            found["reason"] = _("Write the reason for contact, for example U71.")
        elif codes.reason_code(self.reason) is None:
            found["reason"] = _("This is not a code of ICPC-2. Write a code such as U71, or choose from the list.")
        if self.profession not in CARE_ROLES:
            found["profession"] = _("Choose the level of care.")
        if self.mode not in codes.ways_of_care():
            found["mode"] = _("Choose how the care is given.")
        if self.contacted and self.contacted not in codes.ways_of_care():
            found["contacted"] = _("Choose how you were in contact with the client.")
        if len(self.rationale) > LONGEST_TEXT:
            found["rationale"] = too_long()
        return found


@dataclass(frozen=True)
class BookForm(Form):
    slot: str = ""

    def problems(self) -> Problems:
        return {} if self.slot_id else {"slot": _("Choose a time.")}

    @property
    def slot_id(self) -> UUID | None:
        return as_uuid(self.slot)


@dataclass(frozen=True)
class VisitForm(Form):
    appointment: str = ""
    contact_type: str = ""
    urgency_code: str = ""
    day: str = ""
    starts: str = ""
    ends: str = ""

    def problems(self) -> Problems:
        found: Problems = {}
        if self.contact_type not in codes.contact_types():
            found["contact_type"] = _("Choose the way of contact.")
        if self.urgency_code not in codes.URGENCY_CODES:
            found["urgency_code"] = _("Choose whether the visit was urgent.")
        if read_day(self.day) is None:
            found["day"] = _("Write the day, for example 19.11.2026.")
        if read_time(self.starts) is None:
            found["starts"] = _("Write the time, for example 9.20.")
        if self.ends and read_time(self.ends) is None:
            found["ends"] = _("Write the time, for example 9.20.")
        return found

    def started(self, assessed_at: datetime | None) -> datetime:
        """The moment of the visit; within the very minute of the assessment it is the assessment's own moment."""
        began = self._moment(self.starts)
        same_minute = assessed_at is not None and began <= assessed_at and (assessed_at - began).total_seconds() < 60
        return assessed_at if assessed_at is not None and same_minute else began

    def ended(self, started: datetime) -> datetime | None:
        """The end, not before the moment of a visit that began and ended within one minute."""
        if not self.ends:
            return None
        ended = self._moment(self.ends)
        return started if 0 < (started - ended).total_seconds() < 60 else ended

    @property
    def appointment_id(self) -> UUID | None:
        return as_uuid(self.appointment)

    def _moment(self, clock_time: str) -> datetime:
        day, hour = read_day(self.day), read_time(clock_time)
        assert day is not None and hour is not None
        return at_helsinki(day, hour)


@dataclass(frozen=True)
class NoteForm(Form):
    text: str = ""

    def problems(self) -> Problems:
        if not self.text:
            return {"text": _("Write the note.")}
        return {"text": too_long()} if len(self.text) > LONGEST_TEXT else {}


@dataclass(frozen=True)
class CloseForm(Form):
    outcome: str = ""

    def problems(self) -> Problems:
        return {} if self.outcome in codes.OUTCOMES else {"outcome": _("Choose how the case ended.")}


def too_long() -> str:
    return _("The text is too long: write at most %(most)s characters.") % {"most": LONGEST_TEXT}


def as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def read_day(text: str) -> date | None:
    """A day as a browser sends it (2026-11-19) or as people write it (19.11.2026)."""
    parts = text.replace(" ", "").split(".")
    try:
        day = date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 else date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return day if day.year in YEARS else None


def read_time(text: str) -> time | None:
    """A time as a browser sends it (09:20) or as people write it (9.20)."""
    parts = text.replace(" ", "").replace(".", ":").split(":")
    try:
        return time(int(parts[0]), int(parts[1])) if len(parts) in (2, 3) else None
    except (ValueError, OverflowError):
        return None
