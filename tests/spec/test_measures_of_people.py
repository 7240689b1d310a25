"""Measures of people by example: continuity of care, and how unevenly contacts fall on them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from polku.definitions.concentration import gini, lorenz, top_share
from polku.definitions.concentration import heaviest as heaviest_of
from polku.definitions.continuity import INDICES
from tests.measured import NOON, figures, visit

USE = [40, 12, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1, *[0] * 7]
"""Contacts of twenty people."""


# continuity

ONE_PERSON = [*"AABACAABAD"]


@pytest.mark.parametrize(
    ("visits", "COCI", "UPC", "SECON", "MMCI"),
    [
        ("AABACAABAD", 0.3556, 0.6000, 0.2222, 0.6703),
        ("AAAA", 1, 1, 1, 1),
        ("ABCD", 0, 0.25, 0, 0.0323),
        ("AB", 0, 0.5, 0, 0.0909),
        ("A", None, None, None, None),
    ],
)
def test_indices_of_continuity(visits: str, COCI: float, UPC: float, SECON: float, MMCI: float) -> None:
    """One person's visits in the order of time, by who gave them. A single visit says nothing of continuity: none, never 0."""
    expected = {"coci": COCI, "upc": UPC, "secon": SECON, "mmci": MMCI}
    found = {name: index(visits) for name, index in INDICES.items()}
    assert found == {name: None if value is None else pytest.approx(value, abs=5e-5) for name, value in expected.items()}


@pytest.mark.parametrize(("index", "value"), [("coci", 0.3556), ("upc", 0.6), ("secon", 0.2222), ("mmci", 0.6703)])
def test_continuity_of_one_person(index: str, value: float) -> None:
    rows = [visit(professional_id=who, starts_at=NOON + timedelta(days=day)) for day, who in enumerate(ONE_PERSON)]
    found = figures("continuity", rows, options={"index": index})
    assert found["value"] == pytest.approx(value, abs=5e-5)
    assert (found["n"], found["left_out"]) == (1, 0)


def test_continuity_leaves_out_those_with_too_few_contacts_and_counts_them() -> None:
    rows = [visit(person_id="p", professional_id="A")] * 3 + [visit(person_id="q", professional_id="A")] * 2
    found = figures("continuity", rows)
    assert (found["value"], found["n"], found["left_out"]) == (1, 1, 1)


def test_a_contact_without_a_professional_is_its_units() -> None:
    rows = [visit(professional_id=None, unit_id=unit) for unit in ("a", "a", "b")]
    assert figures("continuity", rows, options={"index": "upc"})["value"] == pytest.approx(2 / 3)


# concentration


def test_the_heaviest_tenth() -> None:
    assert top_share(USE, Decimal("0.10")) == 52
    assert gini(USE) == pytest.approx(0.695)
    assert lorenz([1, 3]) == [(0, 0), (0.5, 0.25), (1, 1)]


@pytest.mark.parametrize(
    ("of", "share", "people", "heaviest", "percent", "gini"),
    [
        ("population", "0.10", 20, 2, 52, 0.695),
        ("users", "0.10", 13, 2, 52, 0.5308),
        ("population", "0.05", 20, 1, 40, 0.695),
        ("users", "0.50", 13, 7, 87, 0.5308),
        ("population", "1", 20, 20, 100, 0.695),
    ],
)
def test_heavy_users(of: str, share: str, people: int, heaviest: int, percent: float, gini: float) -> None:
    """Twenty people's contacts: 40, 12, 9, 8, 7, 6, 5, 4, 3, 2, 2, 1, 1 and 0 of seven. ⌈share · people⌉ are the heaviest."""
    rows = [visit(person_id=f"p{n:02d}") for n, contacts in enumerate(USE) for _ in range(contacts)]
    rows += [visit(person_id=f"p{n:02d}", contact_type="R72") for n, contacts in enumerate(USE) if not contacts]
    found = figures("heavy-users", rows, options={"of": of, "share": Decimal(share)})
    assert (found["n"], heaviest_of(people, Decimal(share)), found["denominator"]) == (people, heaviest, 100)
    assert found["value"] == percent and found["gini"] == pytest.approx(gini, abs=5e-5)


def test_the_lorenz_curve_is_told_by_tenths_of_people_where_none_of_them_is_few() -> None:
    def curve(people: int) -> dict[str, float]:
        rows = [visit(person_id=f"p{n:02d}") for n in range(people) for _ in range(9 if n == 0 else 1)]
        found: dict[str, float] = figures("heavy-users", rows)["lorenz"]
        return found

    assert curve(49) == {}
    assert curve(50) == pytest.approx({**{f"{10 * step}": 500 * step / 58 for step in range(1, 10)}, "100": 100})


def test_a_tenth_is_rounded_up_exactly() -> None:
    assert top_share([1] * 30, Decimal("0.1")) == 10
    assert top_share([1] * 31, Decimal("0.1")) == pytest.approx(100 * 4 / 31)
