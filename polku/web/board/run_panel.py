"""A figure's head and its run chart, alike on the page of every measure and on the overview."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku.web.board import words
from polku.web.board.charts import NARROW, SMALL, WIDE, run_svg, scale_of
from polku.web.board.drawing import Scale
from polku.web.board.parts import safe
from polku.web.board.signals import flags, picture, said, told
from polku.web.board.trend import Trend

FEWEST = 3
"""Months with a figure that make a picture."""
Facts = list[tuple[str, str]]


def signal_panel(found: Trend) -> dict[str, str]:
    icon, tone, headline, text = said(found)
    return {"icon": icon, "tone": tone, "title": headline, "text": text}


def now_panel(found: Trend, facts: Facts) -> dict[str, Any]:
    """The figure in large type, what it is made of, its target and its signal."""
    value, unit = words.value_and_unit(found.measure.unit, found.value)
    goal = [(_("Target"), words.target(found.measure, found.target))] if found.target is not None else []
    return {"value": value, "unit": unit, "facts": [*facts[:1], *goal, *facts[1:]], "signal": signal_panel(found)}


def run_panel(found: Trend, headline: str) -> dict[str, Any]:
    period = _("%(first)s–%(last)s") % {"first": words.month(found.months[0]), "last": words.month(found.months[-1])}
    title = f"{headline}, {period}"
    if found.shown < FEWEST:
        return {"wide": "", "narrow": "", "note": "", "has_target": False, "has_limits": False, "flags": set()}
    wide, narrow = picture(found, "run-wide", title), picture(found, "run-narrow", title)
    scale = scale_of(wide, WIDE)
    return {
        "wide": safe(run_svg(wide, WIDE, words.number)),
        "narrow": safe(run_svg(narrow, NARROW, words.number)),
        "note": note(found, scale),
        "has_target": any(target is not None and scale.holds(target) for target in found.targets),
        "has_limits": not found.running,
        "flags": {flag.kind for flag in flags(found)},
    }


def note(found: Trend, scale: Scale) -> str:
    notes = [] if found.running else [_("Limits: mean ± 2.66 × the mean change from month to month.")]
    if found.chart.trial and found.chart.values:
        count = len(found.chart.values)
        notes.append(
            ngettext(
                "They are trial limits: there is %(n)s point, and 12 are needed.",
                "They are trial limits: there are %(n)s points, and 12 are needed.",
                count,
            ) % {"n": count}
        )  # fmt: skip
    if scale.low:
        notes.append(_("The vertical axis starts at %(low)s.") % {"low": told(found, scale.low)})
    if found.target is not None and not scale.holds(found.target):
        notes.append(_("The target is so far away that it is outside the picture."))
    return " ".join(notes)


def tile(found: Trend, name: str, title: str, href: str, more: str = "") -> dict[str, Any]:
    """The figure as the overview shows it; `more` says what else belongs to it."""
    value, unit = words.value_and_unit(found.measure.unit, found.value)
    svg = run_svg(picture(found, name, _("%(headline)s, 24 months") % {"headline": title}), SMALL, words.number)
    return {
        "title": title, "href": href, "value": value, "unit": unit, "more": more,
        "target": words.target(found.measure, found.target) if found.target is not None else "",
        "chart": safe(svg) if found.shown >= FEWEST else "",
        "signal": signal_panel(found),
    }  # fmt: skip
