"""What a measure makes of each contact by itself, by the same declaration that its figures are counted by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pyarrow as pa

from polku.insight.measures.model import Asked, Figures, TalliedMeasure
from polku.insight.measures.registry import TALLIED
from polku.insight.measures.store import Memory
from polku.insight.measures.tallied import check, complete, gathered

CONTACT = "contact"


def singly(measure: str, contacts: pa.Table, asked: Asked) -> Mapping[str, Figures]:
    """The figures of each contact that counts, by its id; of a measure with a split, its mapping of figures."""
    declared = _by_contact(measure)
    asked = complete(declared, asked)
    found = gathered(declared, Memory({"encounter": contacts}), asked, (CONTACT,))
    return {contact: declared.figures(tallies, asked) for (contact,), tallies in found.items()}


@cache
def _by_contact(measure: str) -> TalliedMeasure:
    """Declared once, so that its queries are found again."""
    check("measure", [measure], [name for name, each in TALLIED.items() if each.dated_by])
    declared = TALLIED[measure]
    return replace(declared, groups={**declared.groups, CONTACT: "encounter_id"})
