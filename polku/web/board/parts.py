"""Parts that the board's pages share: the frame, the pickers, the funnel, the quality of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.definitions.waiting import buckets_of
from polku.foundation.actor import Actor
from polku.insight.lake import Lake
from polku.insight.leading.queries import Led, led
from polku.insight.measures.access import ACCESS
from polku.insight.measures.figures import ALL, COLUMNS, Coverage, Figures, Month, figures
from polku.insight.measures.funnel import Standing, curve, standings
from polku.people.logic import CARE_ROLES
from polku.people.models import Account
from polku.web.board import levels, words
from polku.web.board.funnel_chart import FunnelPicture, funnel_svg, round_up
from polku.web.board.selection import Selection, this_month

Options = list[dict[str, Any]]


@dataclass(frozen=True)
class Sheet:
    """The figures that a page is drawn from, each read once."""

    lake: Lake
    selection: Selection
    _read: dict[tuple[str, str], Figures] = field(default_factory=dict)
    _led: dict[str, Led] = field(default_factory=dict)

    def led(self) -> Led:
        """What leaders have done about the chosen unit's figures."""
        unit = self.selection.unit
        if unit not in self._led:
            self._led[unit] = led(unit)
        return self._led[unit]

    def figures(self, service: str = "", clock: str = "") -> Figures:
        key = (service or self.selection.service, clock or self.selection.clock)
        if key not in self._read:
            self._read[key] = figures(self.lake, service=key[0], clock=key[1])
        return self._read[key]

    @property
    def month(self) -> Month | None:
        return self.figures().month(self.selection.month)

    @property
    def units(self) -> dict[str, str]:
        """Every unit with figures, and a service that it gives: the chosen one where it can."""
        order = sorted(COLUMNS, key=lambda service: service != self.selection.service)
        return {unit: service for service in reversed(order) for unit in self.figures(service).units}

    @property
    def months(self) -> list[str]:
        """Months to choose from, newest first, the chosen one among them."""
        found = {month for service in COLUMNS for month in self.figures(service).months if month <= this_month()}
        return sorted(found | {self.selection.month}, reverse=True)


def frame(account: Account, actor: Actor, page: str, selection: Selection) -> dict[str, Any]:
    """What the bar at the top shows."""
    pages = {"board:overview": _("Overview"), "board:now": _("Now"), "board:measures": _("Measures"), "board:units": _("Units"),
             "board:compare": _("Comparison"), "board:deviations": _("Deviations"), "board:programme": _("Programme"),
             "board:quality": _("Quality of data"), "board:validity": _("Assessments")}
    desk = [{"label": _("Desk"), "href": reverse("desk:worklist")}] if actor.role in CARE_ROLES else []
    return {
        "nav": [{"label": label, "href": selection.address(name), "current": name == page} for name, label in pages.items()],
        "search": {"url": reverse("board:search"), "label": _("Find a measure or a unit"), "value": ""},
        "who": {"name": account.name, "place": words.unit(actor.unit_id or ALL), "links": desk},
    }


def about(text: str, selection: Selection) -> str:
    """The line below the heading; of the present month it says that the figures are not final."""
    going_on = _("The month is not over, so its figures will change.") if selection.month == this_month() else ""
    return f"{text} {going_on}".strip()


def picker(icon: str, name: str, options: Options) -> dict[str, Any]:
    """A menu of links: works without scripts."""
    label = next((option["label"] for option in options if option["current"]), name)
    return {"icon": icon, "name": name, "label": label, "options": options}


def pickers(sheet: Sheet, page: str, *, professions: bool = False) -> list[dict[str, Any]]:
    chosen = sheet.selection

    def options(field: str, labels: dict[str, str], also: dict[str, dict[str, str]] | None = None) -> Options:
        now = getattr(chosen, field)
        return [
            {"label": label, "href": chosen.address(page, **{field: key}, **(also or {}).get(key, {})), "current": key == now}
            for key, label in labels.items()
        ]

    units = sorted(sheet.units, key=words.unit)
    also = {unit: {"service": service} for unit, service in sheet.units.items()}
    above = [area for area in levels.known() if levels.units_in(area, units)]
    services = {key: words.service(key) for key in COLUMNS}
    of_unit = {key: {} if levels.has(chosen.unit, sheet.figures(key)) else {"unit": ALL} for key in COLUMNS}
    found = [
        picker("calendar", _("Month"), options("month", {month: words.month_first(month) for month in sheet.months})),
        picker("map-pin", _("Unit"), options("unit", {key: words.unit(key) for key in (ALL, *above, *units)}, also)),
        picker("stethoscope", _("Service"), options("service", services, of_unit)),
        picker("clock", _("Clock"), options("clock", {key: words.clock(key) for key in ACCESS.clocks})),
    ]
    if professions:
        columns = {key: words.column_in_full(key) for key in (ALL, *COLUMNS[chosen.service])}
        found.append(picker("users-round", _("Profession"), options("profession", columns)))
    return found


def safe(svg: str) -> SafeString:
    """A drawing of `charts`, whose words are escaped there."""
    return mark_safe(svg)


def unit_standings(month: Month, column: str = ALL) -> tuple[Standing, ...]:
    """Units whose figures are shown, against the share of all; none when that is hidden."""
    common = month.line(column=column)
    if common.total.count is None or common.within.count is None or not common.total.count:
        return ()
    lines = [(unit, month.line(unit, column)) for unit in month.units]
    shown = [
        (unit, line.within.count, line.total.count)
        for unit, line in lines
        if line.within.count is not None and line.total.count is not None
    ]
    return standings(shown, common.within.count / common.total.count)


def funnel(month: Month | None, selection: Selection) -> dict[str, Any] | None:
    units = unit_standings(month, selection.profession) if month else ()
    if month is None or len(units) < 2:
        return None
    common = month.line(column=selection.profession)
    share = (common.within.count or 0) / (common.total.count or 1)
    named = {unit.key: f"{words.unit(unit.key)} {words.percent(100 * unit.share)}" for unit in units if unit.side}
    headline = words.headline(selection.service, selection.clock)
    title = _("Units: %(headline)s") % {"headline": headline[0].lower() + headline[1:]}
    drawing = FunnelPicture(
        title=title,
        summary=funnel_summary(units),
        share=share,
        units=units,
        curve=curve(round_up(max(unit.total for unit in units)), share, phi=units[0].phi),
        names=named,
        chosen=selection.unit,
        common=(_("county"), words.percent(100 * share)),
        axis=_("visits in the month"),
    )
    count = len(month.units)
    return {
        "title": title,
        "about": _("The funnel shows which difference is larger than chance"),
        "chart": safe(funnel_svg(drawing, words.percent, words.number)),
        "table_href": selection.address("board:access", anchor="units", unit=ALL),
        "table_label": ngettext("Table, %(n)s unit", "Table, %(n)s units", count) % {"n": count},
        "chosen": selection.unit in {unit.key for unit in units if not unit.side},
        "note": hidden_note(count - len(units)),
    }


def hidden_note(count: int) -> str:
    told = ngettext(
        "%(n)s unit is not drawn, because its figures are hidden.",
        "%(n)s units are not drawn, because their figures are hidden.",
        count,
    )
    return told % {"n": count} if count else ""


def funnel_summary(units: Sequence[Standing]) -> str:
    told = [ngettext("%(n)s unit.", "%(n)s units.", len(units)) % {"n": len(units)}]
    for side, words_of_side in ((-1, _("Below the limits of chance: %(units)s.")), (1, _("Above them: %(units)s."))):
        names = [words.unit(unit.key) for unit in units if unit.side == side]
        if names:
            told.append(words_of_side % {"units": ", ".join(names)})
    if not any(unit.side for unit in units):
        told.append(_("All are within the limits of chance."))
    return " ".join(told)


def quality(month: Month | None, selection: Selection) -> dict[str, Any] | None:
    """How many of the eligible visits carry the time stamps of the clock, and which unit has the fewest."""
    found = levels.coverage(month, selection.unit) if month else None
    if month is None or found is None or found.share is None:
        return None
    missing = ngettext("%(n)s visit is left out", "%(n)s visits are left out", found.missing) % {"n": words.number(found.missing)}
    lowest = _lowest(month) if selection.unit == ALL else None
    numbers = {"missing": missing}
    if lowest is None:
        text = _("of the visits carry the time stamps. %(missing)s.") % numbers
        return {"share": found.share, "text": text, "href": "", "link_text": ""}
    unit, coverage = lowest
    return {
        "share": found.share,
        "text": _("of the visits carry the time stamps. %(missing)s; lowest:") % numbers,
        "href": selection.address("board:access", anchor="units"),
        "link_text": f"{words.unit(unit)} ({words.percent(coverage.share or 0, 0)})",
    }


def _lowest(month: Month) -> tuple[str, Coverage] | None:
    found = [(unit, coverage) for unit in month.units if (coverage := month.coverage(unit)) is not None]
    return min(found, key=lambda pair: (pair[1].share or 0, pair[0]), default=None)


def first_bucket(service: str) -> str:
    return words.within(buckets_of(service)[0])
