"""What the bar's search finds: measures, areas and units by their names in any language."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from polku.catalogue.queries import catalogue
from polku.insight.measures.access import ACCESS
from polku.insight.measures.registry import MEASURES
from polku.web.board import levels, words
from polku.web.board.parts import Sheet

LONGEST = 100


def page(sheet: Sheet, query: str) -> dict[str, Any]:
    asked = query.replace("\0", "")[:LONGEST].strip()
    return {"title": _("Search results"), "query": asked, "found": found(sheet, asked)}


def found(sheet: Sheet, query: str) -> list[dict[str, str]]:
    """Names that hold every word of the query; measures first."""
    asked = query.casefold().split()
    places = {area.id: area.name for area in levels.known().values()}
    places |= {id: catalogue().units[id].name for id in sheet.units if id in catalogue().units}
    listed = [
        *((words.told(each.name), _("Measure"), _measure(id), [id, *each.name.values(), *each.definition.values()])
          for id, each in MEASURES.items()),
        *((words.told(name), _("Area") if levels.area(id) else _("Unit"), sheet.selection.address(unit=id), name.values())
          for id, name in places.items()),
    ]  # fmt: skip
    return [
        {"label": label, "kind": kind, "href": href}
        for label, kind, href, texts in listed
        if asked and all(any(word in text.casefold() for text in texts) for word in asked)
    ]


def _measure(id: str) -> str:
    return reverse("board:access") if id == ACCESS.id else reverse("board:measure", args=[id])
