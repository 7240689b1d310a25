"""Every table of the content is proven, and every counterexample of a planted fault is what people would get."""

from __future__ import annotations

from pathlib import Path

import pytest

from polku.assessment.library import folders, library, load
from polku.assessment.logic.proving import failures
from polku.foundation.content import content_root

FOLDERS = sorted(folders(content_root() / "national/assessments"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_table_is_proven(folder: Path) -> None:
    """Also of parts whose texts are closed by their licence."""
    assert failures(load(folder)) == []


def test_red_flags_are_declared_where_an_emergency_can_be_reached() -> None:
    """Without a red flag nothing is said about growing worse, so a table that leads to an emergency must declare one."""
    without = [
        assessment.id
        for assessment in library(content_root()).values()
        if any(ending.stops for ending in assessment.endings.values())
        and not any(clause.red_flag for clause in assessment.table_inputs.values())
    ]
    assert without == []
