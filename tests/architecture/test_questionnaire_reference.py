"""docs/reference/questionnaires.md names every key, type, function and problem that the loader and the engine know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from polku.assessment.logic.expressions import FUNCTIONS
from polku.assessment.logic.items import OPERATORS, TYPES
from polku.assessment.logic.known import KNOWN
from polku.assessment.logic.reading import KEYS
from polku.assessment.logic.taking import Problem

TEXT = (Path(__file__).resolve().parents[2] / "docs/reference/questionnaires.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"[A-Za-z][\w-]*|[<>=!]+", " ".join(re.findall(r"`([^`]+)`", TEXT))))
PROBLEMS = set(re.findall(r"[a-z]+(?:-[a-z]+)+|required", (Problem.__doc__ or "").split("`limit`")[0]))
KNOWN_TO_THE_CODE = {
    "types": set(TYPES), "operators": set(OPERATORS), "functions": set(FUNCTIONS), "known": set(KNOWN), "problems": PROBLEMS,
    "keys": {key for required, optional in KEYS.values() for key in (*required, *optional)},
}  # fmt: skip


@pytest.mark.parametrize("kind", KNOWN_TO_THE_CODE)
def test_the_reference_names_it(kind: str) -> None:
    assert KNOWN_TO_THE_CODE[kind] - NAMED == set()
