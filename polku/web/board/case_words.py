"""What is told of each visit behind a figure: what decides about it, and what it is in the figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.care.encounters.models import Encounter
from polku.definitions.waiting import Bucket
from polku.insight.codes import codes
from polku.insight.measures.figures import ALL
from polku.insight.measures.library.shares import STAMPS
from polku.insight.measures.model import Figures, TalliedMeasure
from polku.web.board import vocabulary, words
from polku.web.board.question import Question, offered
from polku.web.ui import formatting

Columns = Sequence[tuple[str, Callable[[Encounter, Figures], str]]]
"""A heading, and its cell of a visit and the visit's own figures."""


def columns(asked: Question) -> Columns:
    measure, chosen = asked.measure, {option.name: asked.word(option) for option in offered(asked.measure)}
    if "clock" in chosen:
        return [(_("The clock began"), _earliest(STAMPS[chosen["clock"]])), (_("Wait"), lambda visit, told: _wait(told))]
    if "stamp" in chosen:
        return [(_("Time stamp"), _earliest(STAMPS[chosen["stamp"]]))]
    if measure.split:
        return [(vocabulary.heading(measure.split), lambda visit, told: _parts(measure, told))]
    began = [(_("First stamp"), _earliest(measure.dated_by))] if len(measure.dated_by) > 1 else []
    return [*began, (_("Way of contact"), lambda visit, told: _way(visit))]


def verdict(measure: TalliedMeasure, told: Figures, limit: Bucket | None) -> tuple[str, str]:
    """What the visit is in the figure, and the tone of the word."""
    whole = told[ALL] if measure.split else told
    if not whole["n"]:
        return _("left out of the figure"), ""
    if limit is not None:
        return (_("within the limit"), "done") if limit.holds(whole["value"]) else (_("over the limit"), "now")
    if "numerator" not in whole:
        return _("counted in"), ""
    raises = bool(whole["numerator"])
    good = raises == (measure.better == "higher")
    return _("raises the share") if raises else _("lowers the share"), "done" if good else ""


def _earliest(names: Sequence[str]) -> Callable[[Encounter, Figures], str]:
    def told(visit: Encounter, _figures: Figures) -> str:
        moments = [moment for name in names if (moment := getattr(visit, name))]
        return formatting.day(min(moments), words.language()) if moments else _("no time stamp")

    return told


def _wait(told: Figures) -> str:
    days = told["value"]
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days is not None else "–"


def _parts(measure: TalliedMeasure, told: Figures) -> str:
    """The words of the measure's own split that the visit counts towards."""
    found = [vocabulary.member(measure.split, part) for part, each in told.items() if part != ALL and each["numerator"]]
    return ", ".join(found) or "–"


def _way(visit: Encounter) -> str:
    found = codes().contact_types.get(visit.contact_type)
    return words.told(found.name) if found else visit.contact_type
