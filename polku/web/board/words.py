"""The board's words for what is selected and for what may be shown, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from polku.catalogue.queries import county, unit_name
from polku.definitions.waiting import Bucket
from polku.foundation.content import Text, in_language
from polku.insight.codes import codes
from polku.insight.measures.disclosure import Cell, Mark
from polku.insight.measures.figures import ALL
from polku.insight.measures.model import Measure
from polku.web.board import levels
from polku.web.board.selection import Selection
from polku.web.ui import formatting


def language() -> str:
    return get_language() or "fi"


def told(text: Text) -> str:
    return in_language(text, language())


def month(text: str) -> str:
    return formatting.month(text, language())


def month_first(text: str) -> str:
    """The month where a sentence or a label begins."""
    return month(text).capitalize()


def number(value: float, decimals: int = 0) -> str:
    return formatting.number(value, language(), decimals)


def percent(value: float, decimals: int = 1) -> str:
    return formatting.percent(value, language(), decimals)


def unit(id: str) -> str:
    area = levels.area(id)
    if area:
        return told(area.name)
    return _("Whole county") if id == ALL else unit_name(id, language())


def place(selection: Selection) -> str:
    return str(county(language()).name) if selection.unit == ALL else unit(selection.unit)


def column(key: str) -> str:
    """A profession or group as a short heading."""
    return {
        ALL: _("All"),
        "physician": _("Physician"),
        "nurse_or_public_health_nurse": _("Nurse"),
        "dentist": _("Dentist"),
        "dental_hygienist": _("Hygienist"),
        "rest": _("Others"),
    }[key]


def column_in_full(key: str) -> str:
    return {
        ALL: _("All professions"),
        "physician": _("Physician"),
        "nurse_or_public_health_nurse": _("Nurse or public health nurse"),
        "dentist": _("Dentist"),
        "dental_hygienist": _("Dental hygienist"),
        "rest": _("Other professionals"),
    }[key]


def service(key: str) -> str:
    found = codes().services.get(key) or codes().social_services.get(key)
    return told(found.name) if found else key


def non_urgent(key: str) -> str:
    return {"outpatient": _("Non-urgent outpatient care"), "oral": _("Non-urgent oral health care")}[key]


def clock(key: str) -> str:
    return {"need-assessment": _("From assessment"), "earliest-contact": _("From first contact")}[key]


def clock_explained(key: str) -> str:
    return {
        "need-assessment": _("From the recorded assessment of the need for care to the start of the visit, in calendar days"),
        "earliest-contact": _(
            "From the earliest of contact, assessment and booking to the start of the visit, in calendar days"
        ),
    }[key]


def headline(service: str, clock: str) -> str:
    return {
        ("outpatient", "need-assessment"): _("Care within 7 days of assessment"),
        ("outpatient", "earliest-contact"): _("Care within 7 days of contact"),
        ("oral", "need-assessment"): _("Oral care within 21 days of assessment"),
        ("oral", "earliest-contact"): _("Oral care within 21 days of contact"),
    }[service, clock]


def waits_title(clock: str) -> str:
    return {
        "need-assessment": _("Wait from assessment to visit"),
        "earliest-contact": _("Wait from first contact to visit"),
    }[clock]


def bucket(found: Bucket) -> str:
    if found.last is None:
        return _("over %(days)s days") % {"days": found.first - 1}
    return _("%(first)s–%(last)s days") % {"first": found.first, "last": found.last}


def within(found: Bucket) -> str:
    """The first bucket as a column's heading."""
    return _("Within %(days)s days") % {"days": found.last}


def plain(unit: str, value: float) -> str:
    """A figure of a measure without its unit, as a picture tells it."""
    return number(value, _decimals(unit, value))


def value(unit: str, value: float) -> str:
    """A figure of a measure in a sentence."""
    if unit == "days":
        return ngettext("%(n)s day", "%(n)s days", round(value)) % {"n": plain(unit, value)}
    return percent(value, 1) if unit == "percent" else plain(unit, value)


def value_and_unit(unit: str, value: float | None) -> tuple[str, str]:
    """A figure in large type, and its unit in small."""
    if value is None:
        return "–", ""
    small = {"percent": "%", "days": ngettext("day", "days", round(value))}
    return plain(unit, value), small.get(unit, "")


def _decimals(unit: str, value: float) -> int:
    """A mean of days has a decimal; a small index three, so that its months differ."""
    if unit == "index":
        return 2 if abs(value) >= 0.2 else 3
    return 1 if unit == "percent" or (unit == "days" and value != int(value)) else 0


def target(measure: Measure, goal: float) -> str:
    """A dated target is a figure to be exceeded, or to stay under."""
    decimals = 0 if goal == int(goal) else 2
    told_of = percent(goal, decimals) if measure.unit == "percent" else number(goal, decimals)
    if measure.better == "lower":
        return str(_("under %(figure)s") % {"figure": told_of})
    return str(_("over %(share)s") % {"share": told_of})


def count(cell: Cell) -> str:
    return _shown(cell, lambda value: number(value))


def _shown(cell: Cell, write: Callable[[int], str]) -> str:
    if cell.count is not None:
        return write(cell.count)
    return _("under 5") if cell.mark == Mark.SMALL else _("hidden")


def share(value: float | None) -> str:
    return _("hidden") if value is None else percent(value)


def csv_count(cell: Cell) -> str:
    """The same in a file: figures as they are, `<5` and `hidden` otherwise."""
    if cell.count is not None:
        return str(cell.count)
    return "<5" if cell.mark == Mark.SMALL else "hidden"
