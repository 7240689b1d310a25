"""A run chart as a file of its own: the page's picture in plain SVG, which texts, slides and browsers open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from textwrap import wrap

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from polku.foundation.errors import NotFound
from polku.web.board import sources, words
from polku.web.board.charts import WIDE, run_parts, scale_of
from polku.web.board.drawing import standing_alone, text
from polku.web.board.run_panel import FEWEST, note
from polku.web.board.signals import picture
from polku.web.board.trend import Trend

RULES = ("ui/css/board.css", "board/measure.css")
COLOURS = ("ui/css/tokens.css", "ui/vendor/polku-theme.css")
"""In each the light look comes first."""
OWN = ".heading { font-size: 20px; font-weight: bold; } text { font-family: 'Source Sans 3', 'Segoe UI', Arial, sans-serif; }"
LETTERS, LINE, EDGE = 140, 18, 20


def drawn(found: Trend) -> bool:
    return found.shown >= FEWEST


def picture_file(found: Trend, headline: str, about: str, tables: Sequence[str]) -> str:
    """NotFound where the page has no picture either."""
    if not drawn(found):
        raise NotFound("no picture", f"a figure of {FEWEST} months", "take the table")
    chart = picture(found, "run", headline)
    above, below = [f"{about} {_period(found)}"], [note(found, scale_of(chart, WIDE)), sources.told(tables)]
    top = EDGE + 26 + LINE * len(above)
    parts = [text("heading", EDGE, EDGE + 16, headline), *_lines(above, EDGE + 24)]
    parts.append(f'<g transform="translate({EDGE} {top})">{"".join(run_parts(chart, WIDE, words.number))}</g>')
    told = [line for each in below for line in wrap(each, LETTERS)]
    parts += _lines(told, top + WIDE.height + 8)
    height = top + WIDE.height + LINE * len(told) + EDGE + 8
    return standing_alone(chart.title, chart.summary, WIDE.width + 2 * EDGE, height, _style(), parts)


def _period(found: Trend) -> str:
    return _("%(first)s–%(last)s") % {"first": words.month_first(found.months[0]), "last": words.month(found.months[-1])} + "."


def _lines(told: Sequence[str], top: int) -> list[str]:
    return [text("tick", EDGE, top + LINE * (place + 1), line) for place, line in enumerate(told)]


@cache
def _style() -> str:
    """The pages' own rules of charts, with the colours of the light look."""
    colours: dict[str, str] = {}
    for name, value in re.findall(r"(--[\w-]+):\s*([^;{}]+);", "".join(map(_read, COLOURS))):
        colours.setdefault(name, value)

    def plain(value: str) -> str:
        found = re.sub(r"var\((--[\w-]+)\)", lambda name: colours[name[1]], value)
        return found if found == value else plain(found)

    rules = re.findall(r"^\.chart (?!svg)([^{]+)\{([^}]*)\}", "".join(map(_read, RULES)), re.MULTILINE)
    return "\n".join([*(f"{_names(names)} {{{plain(rule)}}}" for names, rule in rules), OWN])


def _names(selector: str) -> str:
    """Without `:is`, which is unknown to many."""
    return re.sub(r":is\((.*)\)", r"\1", selector).strip()


def _read(name: str) -> str:
    return Path(str(finders.find(name))).read_text(encoding="utf-8")
