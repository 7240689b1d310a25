"""What a measure's page asks, as its address says: month, place, service and the measure's own options."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from polku.foundation.errors import NotFound
from polku.insight.leading.queries import Key
from polku.insight.measures.figures import ALL
from polku.insight.measures.model import Option, TalliedMeasure
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.shown import OFFERED, usual_service
from polku.web.board.selection import Selection, last_full_month, read_month

Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """`service` is empty where it is the measure's usual one; `options` has those that are not usual."""

    measure: TalliedMeasure
    month: str
    unit: str = ALL
    service: str = ""
    options: Options = ()

    def address(self, page: str = "board:measure", anchor: str = "", by: str = "", **changes: Any) -> str:
        """The address of a page with this question changed; what is usual is left out."""
        chosen = replace(self, **changes)
        query = dict(chosen.options)
        usual = {"month": last_full_month(), "unit": ALL, "service": "", "by": ""}
        asked = {"month": chosen.month, "unit": chosen.unit, "service": chosen.service, "by": by}
        query |= {name: word for name, word in asked.items() if word != usual[name]}
        if page == "board:measure_cases":
            query.pop("unit", None)
            place = reverse(page, args=[self.measure.id, chosen.unit])
        else:
            place = reverse(page, args=[self.measure.id]) if page != "board:open_deviation" else reverse(page)
        query |= {"measure": self.measure.id} if page == "board:open_deviation" else {}
        return place + (f"?{urlencode(query)}" if query else "") + (f"#{anchor}" if anchor else "")

    def word(self, option: Option) -> str:
        return dict(self.options).get(option.name, str(option.default))

    def with_word(self, option: Option, word: str) -> Options:
        """The options with one changed, in the measure's order."""
        chosen = {**dict(self.options), option.name: word}
        return tuple((each.name, chosen[each.name]) for each in offered(self.measure)
                     if chosen.get(each.name, str(each.default)) != str(each.default))  # fmt: skip

    @property
    def key(self) -> Key:
        """The figure, as deviations and new limits name it."""
        variant = "&".join(f"{name}={word}" for name, word in self.options)
        return self.measure.id, self.service or usual_service(self.measure.id), variant

    @property
    def selection(self) -> Selection:
        """The same month and place on the overview."""
        return Selection(self.month, unit=self.unit)

    @property
    def months(self) -> tuple[str, ...]:
        return self.selection.months


def offered(measure: TalliedMeasure) -> tuple[Option, ...]:
    """The options that a page lets choose."""
    return tuple(option for option in measure.options if option.name in OFFERED and option.words)


def read(query: QueryDict, measure: str) -> Question:
    """The question of an address; NotFound for a measure, month or option that is not there."""
    declared = TALLIED.get(measure)
    if declared is None:
        raise NotFound("no such measure", "one of the list", "choose it from the list")
    options = []
    for option in offered(declared):
        word = query.get(option.name) or str(option.default)
        if word not in option.words:
            raise NotFound("no such choice", f"one of {', '.join(option.words)}", "check the address")
        if word != str(option.default):
            options.append((option.name, word))
    return Question(declared, read_month(query), query.get("unit") or ALL, query.get("service") or "", tuple(options))


def of_key(key: Key, month: str, unit: str) -> Question | None:
    """The question that a deviation is about; None where the measure is there no more."""
    measure, service, variant = key
    if measure not in TALLIED:
        return None
    options = tuple((name, word) for name, _equals, word in (part.partition("=") for part in variant.split("&")) if word)
    return Question(TALLIED[measure], month, unit, "" if service == usual_service(measure) else service, options)
