"""The tables of a tallied measure's page as lines of a file: every figure by its own name, small groups hidden."""

from __future__ import annotations

from typing import Any

from polku.foundation.errors import NotFound
from polku.insight.measures.output import flat
from polku.insight.measures.tallied import Row
from polku.web.board import tables
from polku.web.board.answers import Answers
from polku.web.board.files import Lines
from polku.web.board.tables import Figure


def lines(found: Answers, by: str) -> Lines:
    """By month, unit or a group that the page has a table for."""
    known = ("month", "unit", *tables.groups(found))
    if by not in known:
        raise NotFound("no such file", f"one of {', '.join(known)}", "check the address")
    figures = {"month": tables.by_month, "unit": tables.by_unit}[by](found) if by in known[:2] else tables.grouped(found, by)
    names = list(dict.fromkeys(name for each in figures if each.row for name in _flat(each.row)))
    chosen = found.question
    options = [option.name for option in chosen.measure.options if option.name in dict(chosen.options) or option.words]
    header = ["measure", *options, "month", "unit", "service", *([by] if by not in ("month", "unit", "service") else []), *names]
    keys = len(header) - len(names)
    rows = [[*_key(found, by, each, options), *_cells(each, names)] for each in figures if each.row]
    return Lines(header, rows, keys)


def _key(found: Answers, by: str, each: Figure, options: list[str]) -> list[str]:
    chosen = found.question
    words = {option.name: chosen.word(option) for option in chosen.measure.options}
    own = by not in ("month", "unit", "service")
    place = {"month": chosen.month, "unit": "all" if own else chosen.unit, "service": chosen.service or found.shown.usual_service}
    place |= {} if own else {by: each.key}
    return [chosen.measure.id, *(words[name] for name in options), *place.values(), *([each.key] if own else [])]


def _cells(each: Figure, names: list[str]) -> list[str]:
    assert each.row is not None
    if each.row.hidden:
        return ["hidden"] * len(names)
    flat = _flat(each.row)
    return ["" if flat.get(name) is None else str(flat[name]) for name in names]


def _flat(row: Row) -> dict[str, Any]:
    """`>horizon` is no number and is left out."""
    return {name: each if isinstance(each, int | float) else None for name, each in flat(row).items()}


def name(found: Answers, by: str) -> str:
    """Without its ending."""
    chosen = found.question
    parts = [chosen.measure.id, "by", by, chosen.month, *(word for _name, word in chosen.options)]
    return "-".join([*parts, *(word for word in (chosen.unit, chosen.service) if word not in ("all", ""))])
