"""What the board shows, as its address says: month, unit, service, clock and profession."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from polku.foundation import clock as time
from polku.foundation.calendar import helsinki_date
from polku.foundation.errors import NotFound
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL, COLUMNS

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])\Z")
SHOWN_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Selection:
    month: str
    unit: str = ALL
    service: str = "outpatient"
    clock: str = "need-assessment"
    profession: str = ALL

    def address(self, page: str = "board:overview", anchor: str = "", by: str = "", place: str = "", **changes: str) -> str:
        """The address of a page with this selection changed; what is usual is left out, as is a unit that is the `place`."""
        chosen = replace(self, **changes)
        if chosen.profession != ALL and chosen.profession not in COLUMNS[chosen.service]:
            chosen = replace(chosen, profession=ALL)
        usual = Selection(month=last_full_month())
        fields = {name: getattr(chosen, name) for name in Selection.__slots__}
        query = {name: value for name, value in fields.items() if value != getattr(usual, name)}
        if by:
            query["by"] = by
        if place:
            query.pop("unit", None)
        path = reverse(page, args=[place] if place else None)
        return path + (f"?{urlencode(query)}" if query else "") + (f"#{anchor}" if anchor else "")

    @property
    def months(self) -> tuple[str, ...]:
        """The months of a run chart: up to the chosen one."""
        return tuple(months_before(self.month, SHOWN_MONTHS - 1 - step) for step in range(SHOWN_MONTHS))


def read(query: QueryDict) -> Selection:
    """The selection of an address; NotFound for a month, service, clock or profession that is not there."""
    service = _one_of(query.get("service", "outpatient"), COLUMNS)
    return Selection(
        month=read_month(query),
        unit=query.get("unit") or ALL,
        service=service,
        clock=_one_of(query.get("clock", "need-assessment"), ACCESS.clocks),
        profession=_one_of(query.get("profession", ALL), [ALL, *COLUMNS[service]]),
    )


def read_month(query: QueryDict) -> str:
    month = query.get("month") or last_full_month()
    if not MONTH.match(month) or month > this_month():
        raise _no_such("month")
    return month


def this_month() -> str:
    return f"{helsinki_date(time.now()):%Y-%m}"


def last_full_month() -> str:
    return months_before(this_month(), 1)


def months_before(month: str, count: int) -> str:
    year, number = map(int, month.split("-"))
    year, rest = divmod(12 * year + number - 1 - count, 12)
    return f"{year}-{rest + 1:02}"


def _one_of(word: str, known: object) -> str:
    if word not in known:  # type: ignore[operator]
        raise _no_such("choice")
    return word


def _no_such(what: str) -> NotFound:
    return NotFound(f"no such {what}", "one that the page offers", "check the address")
