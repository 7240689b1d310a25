"""The board's words for measures: their figures, their groups and the members of those, their options."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _

from polku.catalogue.queries import catalogue
from polku.insight.codes import codes
from polku.insight.measures.figures import ALL
from polku.insight.measures.model import TalliedMeasure
from polku.insight.measures.tallied import UNKNOWN
from polku.web.board import words
from polku.web.board.question import Question

ORDER = (
    "value", "median", "p50", "p90", "numerator", "denominator", "n", "low", "high", "expected", "actual", "contact_share",
    "cost_share", "gini", "high_share", "without",
)  # fmt: skip
"""The figures that tables tell, in this order."""
PERCENTS = frozenset({"contact_share", "cost_share", "high_share"})
DAYS = frozenset({"median", "p50", "p90"})
AS_THE_VALUE = frozenset({"value", "low", "high"})
EQUAL = {"demand": ("n",), "queue": ("n",), "wait-percentiles": ("value",), "segments": ("numerator", "denominator")}
"""Figures that say again what another of the measure says."""


def headline(asked: Question) -> str:
    """The measure's name, and what of it was chosen where that is not the usual."""
    parts = [option_word(name, word) for name, word in asked.options]
    if asked.measure.id == "continuity" and not parts:
        parts = [option_word("index", "coci")]
    return ", ".join([words.told(asked.measure.name), *parts])


def kind(measure: TalliedMeasure, figure: str) -> str:
    """What a figure is counted in."""
    if figure in AS_THE_VALUE:
        return measure.unit
    return "percent" if figure in PERCENTS else "days" if figure in DAYS else "index" if figure == "gini" else "contacts"


def value_label(measure: TalliedMeasure) -> str:
    special = {
        "experience": _("NPS"), "queue": _("Waiting"), "service-debt": _("Debt"), "segments": _("Share of people"),
        "demand": _("Client contacts"),
    }  # fmt: skip
    usual = {
        "percent": _("Share"), "days": _("Days"), "contacts": _("Number"), "index": _("Index"), "points": _("Points")
    }  # fmt: skip
    return special.get(measure.id, usual[measure.unit])


def figure_label(measure: TalliedMeasure, figure: str) -> str:
    if figure == "value":
        return value_label(measure)
    special = {
        ("remote-share", "numerator"): _("Remote"), ("remote-share", "denominator"): _("Client contacts"),
        ("stamp-coverage", "numerator"): _("With stamps"), ("stamp-coverage", "denominator"): _("Visits"),
        ("no-shows", "numerator"): _("Not come"), ("no-shows", "denominator"): _("Times"),
        ("documentation-quality", "numerator"): _("Break a rule"), ("documentation-quality", "denominator"): _("Records"),
        ("wait-percentiles", "n"): _("Visits"), ("experience", "n"): _("Answers"), ("t3", "n"): _("Calendars"),
    }  # fmt: skip
    usual = {
        "numerator": _("Of them"), "denominator": _("All"), "n": _("Clients"), "expected": _("Expected"), "actual": _("Came"),
        "median": _("Median, days"), "p50": _("Median, days"), "p90": _("90th percentile, days"), "gini": _("Gini"),
        "low": _("Lower limit, 95 %"), "high": _("Upper limit, 95 %"), "contact_share": _("Share of contacts"),
        "cost_share": _("Share of cost"), "high_share": _("High continuity"), "without": _("Without a third time"),
    }  # fmt: skip
    return special.get((measure.id, figure), usual.get(figure, figure))


def group(name: str) -> str:
    return {
        "service": _("By service"), "profession": _("By profession"), "municipality": _("By municipality"), "age": _("By age"),
        "sex": _("By sex"), "language": _("By language"), "rule": _("By rule"), "segment": _("By segment"),
        "producer": _("By producer"), "unit": _("By unit"), "month": _("By month"),
    }.get(name, name)  # fmt: skip


def heading(name: str) -> str:
    """Of the column of a group's members."""
    return {
        "service": _("Service"), "profession": _("Profession"), "municipality": _("Municipality"), "age": _("Age"),
        "sex": _("Sex"), "language": _("Language"), "rule": _("Rule"), "segment": _("Segment"), "producer": _("Producer"),
    }.get(name, name)  # fmt: skip


def member(name: str, key: str) -> str:
    if key == ALL:
        return _("All services") if name == "service" else _("All")
    if key == UNKNOWN:
        return _("Unknown")
    if name == "profession":
        found = codes().professions.get(key)
        return words.told(found.name) if found else key
    if name == "municipality":
        place = catalogue().county.municipalities.get(key)
        return words.told(place.name) if place else _("Municipality %(code)s") % {"code": key}
    if name == "language":
        return language(key)
    return _words_of(name).get(key, words.service(key) if name == "service" else key.replace("-", "–"))


def language(code: str) -> str:
    try:
        return (Locale.parse(code).get_display_name(words.language()) or code).capitalize()
    except (UnknownLocaleError, ValueError):
        return code


def _words_of(name: str) -> dict[str, str]:
    return {
        "sex": {"female": _("Women"), "male": _("Men")},
        "age": {"85-": _("85 and over")},
        "segment": {
            "none": _("No contacts"), "few": _("1–4 contacts"), "some": _("5–9 contacts"), "many": _("Many contacts or services"),
        },
        "rule": {
            "no-person": _("No client"), "no-unit": _("No unit"), "no-service": _("No service"), "no-urgency": _("No urgency"),
            "no-profession": _("No profession"), "no-professional": _("No professional"), "no-moment": _("No time stamp at all"),
            "no-contact-type": _("No way of contact"), "no-need-assessment": _("No assessment of need"),
            "visit-before-contact": _("Visit before the contact"), "visit-before-assessment": _("Visit before the assessment"),
            "visit-before-booking": _("Visit before the booking"), "too-long": _("Visit of over 24 hours"),
            "assessment-before-contact": _("Assessment before the contact"), "end-before-start": _("End before the start"),
            "cancelled-after-end": _("Cancelled after its end"), "age": _("Age that cannot be"),
        },
    }.get(name, {})  # fmt: skip


def option(name: str) -> str:
    return {
        "definition": _("Definition"), "index": _("Index"), "stamp": _("Time stamp"), "clock": _("Clock"),
    }.get(name, name)  # fmt: skip


def option_word(name: str, word: str) -> str:
    return {
        ("definition", "electronic"): _("Electronic contacts"), ("definition", "with-phone"): _("Telephone too"),
        ("definition", "national"): _("National definition"), ("definition", "censored"): _("No third time told apart"),
        ("index", "coci"): _("COCI"), ("index", "upc"): _("UPC"), ("index", "secon"): _("SECON"), ("index", "mmci"): _("MMCI"),
        ("clock", "need-assessment"): _("From assessment"), ("clock", "earliest-contact"): _("From first contact"),
        ("stamp", "need-assessment"): _("Assessment of need"), ("stamp", "contact"): _("Contact"),
        ("stamp", "booking"): _("Booking"), ("stamp", "earliest-contact"): _("The earliest of them"),
    }.get((name, word), word)  # fmt: skip
