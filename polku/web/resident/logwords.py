"""The log of looks in words that its person understands."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from polku.catalogue.queries import profession, unit_name
from polku.foundation.content import in_language
from polku.foundation.errors import NotFound
from polku.people.queries import LogLine


def line(entry: LogLine) -> dict[str, Any]:
    language = get_language() or "fi"
    places = [role_word(entry.role, language), unit_name(entry.unit_id, language) if entry.unit_id else ""]
    named = {"self": _("You"), "system": _("The service itself"), "anonymous": _("Before signing in")}
    return {
        "at": entry.at,
        "who": named.get(entry.who, entry.who),
        "role": ", ".join(place for place in places if place),
        "what": what_word(entry),
        "ground": ground_word(entry),
    }


def role_word(role: str | None, language: str) -> str:
    if not role:
        return ""
    try:
        return in_language(profession(role).name, language)
    except NotFound:
        return role.replace("_", " ")


def what_word(entry: LogLine) -> str:
    words = {
        "guidance.case": _("Your case"), "guidance.worklist": _("Your case on the worklist"),
        "guidance.own_cases": _("Your matters"),
        "assessment.run": _("Your answers"), "assessment.assessmentrun": _("Your answers"),
        "assessment.file": _("A file you attached"), "people.representation": _("For whom you may act"),
        "people.person": _("Your basic data"), "people.log": _("This log"), "people.carerelation": _("The right to see you"),
        "scheduling.appointment": _("Your appointment"), "scheduling.appointments": _("Your appointments"),
        "scheduling.own_appointments": _("Your appointments"), "encounters.of_case": _("Your visits"),
        "encounters.behind_figure": _("Your visit, when a figure of the unit was looked into"),
        "encounters.encounter": _("Your visit"), "guidance.contact": _("Your contact"),
        "guidance.caseclock": _("A clock of your case"),
        "guidance.needassessment": _("The assessment of your need for care"), "guidance.note": _("A note on your case"),
    }
    what = words.get(entry.what, _("Your data"))
    return {
        "insert": _("%(what)s: written"), "update": _("%(what)s: changed"), "delete": _("%(what)s: deleted"),
    }.get(entry.verb, _("%(what)s: seen")) % {"what": what}


def ground_word(entry: LogLine) -> str:
    if entry.who == "self":
        return _("your own data")
    if entry.ground in ("guardian", "mandate"):
        return {"guardian": _("your guardian"), "mandate": _("has your mandate")}[entry.ground]
    return {"contact": _("you have contacted the unit")}.get(entry.ground, _("a part of handling your matter"))
