"""The manual is the spec tests: each of their tables becomes a page that can be read."""

from __future__ import annotations

import importlib
import re

import pytest

from tools import reference

BAR = re.compile(r"(?<!\\)\|")
READABLE = ("test_decision_tables", "test_questionnaires", "test_dmn", "test_proofs", "test_instruments", "test_reception")


@pytest.mark.parametrize("name", reference.modules())
def test_a_spec_renders(name: str) -> None:
    text = reference.page(importlib.import_module(f"tests.spec.{name}"))
    assert " at 0x" not in text
    for table in (part for part in text.split("\n\n") if part.startswith("| ")):
        assert len({len(BAR.split(line)) for line in table.splitlines()}) == 1, "a row has as many cells as its heading"


@pytest.mark.parametrize("name", READABLE)
def test_what_people_look_up_is_in_the_manual(name: str) -> None:
    assert reference.page(importlib.import_module(f"tests.spec.{name}")).count("\n| ") > 15
