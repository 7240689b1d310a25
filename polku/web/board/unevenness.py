"""The Lorenz curve of heavy users with the table that says the same."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from polku.web.board import words
from polku.web.board.answers import Answers
from polku.web.board.lorenz_chart import LorenzPicture, lorenz_svg
from polku.web.board.parts import safe


def lorenz(found: Answers) -> dict[str, Any] | None:
    """None for a measure, or a place, without the curve."""
    row = found.row(found.question.month, found.question.unit)
    told = row.figures.get("lorenz") if row and not row.hidden else None
    if not told:
        return None
    points = {float(people): contacts for people, contacts in told.items() if contacts is not None}
    half = points.get(50.0)
    title = _("How contacts fall on people")
    shares = {"half": words.percent(half) if half is not None else "–", "most": words.percent(100 - points.get(90.0, 100.0))}
    summary = _("The half that uses least has %(half)s of the contacts, and the tenth that uses most %(most)s.") % shares
    people, contacts = _("of the people, the lightest users first"), _("of the contacts")
    return {
        "title": title,
        "summary": summary,
        "chart": safe(lorenz_svg(LorenzPicture(title, summary, points, people, contacts), words.percent)),
        "rows": [{"label": words.percent(each, 0), "cells": [words.percent(points[each])]} for each in sorted(points)],
        "columns": [_("Lightest users"), _("Share of contacts")],
    }
