"""Where the rows of the canonical tables come from, in words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext as _

from polku.insight.lake import Pinned
from polku.insight.loading import to_read
from polku.web.board import words


def told(tables: Sequence[str]) -> str:
    """How many rows each kind of source has given to the first of the tables."""
    kinds = _kinds(to_read(), tables[0])
    names = {
        "events": _("this county's own events"), "avohilmo": _("AvoHILMO files"), "synthetic": _("an invented county"),
    }  # fmt: skip
    parts = [f"{names.get(kind, kind)} {words.number(rows)}" for kind, rows in kinds]
    return _("Rows by source: %(parts)s.") % {"parts": ", ".join(parts)} if parts else _("No data yet.")


@lru_cache(maxsize=64)
def _kinds(data: Pinned, table: str) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for key, source in data.sources(table).items():
        kind = key.replace("/", ":").split(":")[0]
        found[kind] = found.get(kind, 0) + source.rows
    return tuple(sorted(found.items(), key=lambda pair: -pair[1]))
