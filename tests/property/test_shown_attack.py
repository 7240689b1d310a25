"""An attacker with a solver against the tallied measures: no count under five can be found from all that a month shows.

All is told together: every service and unit, each group of the county, every choice that a page offers. The attacker knows
what everybody knows: counts are whole and not negative, totals are sums, and every group of the county has the same total.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import z3

from polku.insight.canonical import TABLES, shaped
from polku.insight.lake import Lake
from polku.insight.measures import hiding
from polku.insight.measures.disclosure import Protected, small_only, with_totals
from polku.insight.measures.figures import ALL, figures
from polku.insight.measures.hiding import counts_of
from polku.insight.measures.shown import Shown, shown

MONTH = "2026-01"
SERVICES, UNITS = ("outpatient", "oral", "home_care"), ("a", "b", "c", "d", "e")
GROUPS = {"age": ("7", "40", "80"), "sex": ("female", "male"), "language": ("fi", "sv", "ar")}
CELLS = {"remote-share": 3, "demand": 1, "experience": 1, "no-shows": 2}
TABLE = {"remote-share": "encounter", "demand": "encounter", "experience": "feedback", "no-shows": "booking"}

Place = tuple[str, str, str, int]
"""Service, group (`unit` or one of the county's own), word and cell; `all` and the cell −1 are totals."""


def lake_of(path: Path, table: str, seed: int, rows: int) -> Lake:
    random = np.random.default_rng(seed)

    def some(words: Iterable[str], weights: list[float] | None = None) -> list[str]:
        return [str(word) for word in random.choice(list(words), rows, p=weights)]

    begins = [datetime(2026, 1, 12, 8, tzinfo=UTC) + timedelta(minutes=int(m)) for m in random.integers(0, 9000, rows)]
    columns: dict[str, Any] = {
        "encounter_id": [f"{n:05d}" for n in range(rows)],
        "booking_id": [f"{n:05d}" for n in range(rows)],
        "feedback_id": [f"{n:05d}" for n in range(rows)],
        "person_id": some(map(str, range(max(1, rows // 4)))),
        "professional_id": some(map(str, range(12))),
        "unit_id": some(UNITS, [0.4, 0.3, 0.15, 0.1, 0.05]),
        "service": some(SERVICES, [0.7, 0.22, 0.08]),
        "profession": some(["nurse", "physician", "dentist"]),
        "contact_type": some(["R10", "R51", "R52", "R56", "R20"], [0.6, 0.15, 0.12, 0.05, 0.08]),
        "urgency": ["E"] * rows,
        "age": [int(age) for age in random.choice([7, 40, 80], rows)],
        "sex": some(["female", "male"]),
        "language": some(["fi", "sv", "ar"], [0.8, 0.15, 0.05]),
        "starts_at": begins,
        "ended_at": [at + timedelta(minutes=20) for at in begins],
        "contacted_at": [at - timedelta(days=2) for at in begins],
        "assessed_at": [at - timedelta(days=int(days)) for at, days in zip(begins, random.integers(0, 60, rows), strict=True)],
        "given_at": begins,
        "booked_at": [at - timedelta(days=2) for at in begins],
        "ending": some(["arrived", "not-arrived"], [0.85, 0.15]),
        "recommends": [int(score) if score < 11 else None for score in random.integers(0, 13, rows)],
        "source": ["events"] * rows,
    }
    fields = [field for field in TABLES[table] if field.name in columns]
    made = pa.table({field.name: pa.array(columns[field.name]) for field in fields})
    found = Lake(path)
    found.publish(table, source=f"events:{seed}", data=shaped(table, made))
    return found


def counts(measure: Shown, told: dict[str, Any]) -> tuple[int, ...]:
    """What the numbers of a shown row say, after the page's own trimming."""
    if measure.measure.id != "remote-share":
        return counts_of(measure.measure, told)
    return told["numerator"], told["denominator"] - told["numerator"]


def everything(measure: Shown) -> Iterable[tuple[str, str, str, dict[str, Any] | None]]:
    for service, unit in product(measure.services, (ALL, *measure.units)):
        row = measure.told(MONTH, unit, service)
        if row is not None:
            yield service, "unit", unit, None if row.hidden else row.figures
    for group, service in product(measure.groups, measure.services):
        for row in measure.split(MONTH, group, service):
            yield service, group, row.key[group], None if row.hidden else row.figures


class Attacker:
    def __init__(self, measures: list[Shown]) -> None:
        whole = measures[0]
        self.cells, counting = CELLS[whole.measure.id], whole._counting
        self.truth: dict[Place, int] = {}
        self.inner: dict[Place, z3.ArithRef] = {}
        for group in ("unit", *whole.groups):
            cube = counting.cube(MONTH, ("service", group))
            words = sorted({key[1] for key in cube})
            for key in product((ALL, *whole.services[1:]), words):
                told = counts_of(
                    whole.measure, counting.figures(MONTH, ("service", group), key) or whole.measure.figures([], counting.usual)
                )
                for cell, count in [*enumerate(told), *([(-1, sum(told))] if self.cells > 1 else [])]:
                    place = (key[0], group, key[1], cell)
                    self.truth[place] = count
                    if ALL not in key and cell >= 0:
                        self.inner[place] = z3.Int("/".join(map(str, place)))
        self.solver = z3.SolverFor("QF_LIA")
        self.solver.add([variable >= 0 for variable in self.inner.values()])
        self._same_totals(whole)
        for measure in measures:
            self._learn(measure)

    def count(self, place: Place) -> z3.ArithRef:
        service, group, word, cell = place
        return z3.Sum(
            [
                variable
                for (s, g, w, c), variable in self.inner.items()
                if g == group and service in (ALL, s) and word in (ALL, w) and cell in (-1, c)
            ]
        )

    def _same_totals(self, whole: Shown) -> None:
        for group, service, cell in product(whole.groups, whole.services[1:], range(self.cells)):
            self.solver.add(self.count((service, group, ALL, cell)) == self.count((service, "unit", ALL, cell)))

    def _learn(self, measure: Shown) -> None:
        rows = {row[:3]: row[3] for row in everything(measure)}
        silent = {place[:3] for place in self.inner} - {*rows}
        self.solver.add([self.count((*place, -1)) == 0 for place in silent])
        for (service, group, word), told in rows.items():
            if told is None:
                continue
            found = [self.count((service, group, word, cell)) for cell in range(self.cells)]
            if measure.measure.id == "remote-share":
                far = found[0] + found[1] if measure.options.get("definition") == "with-phone" else found[0]
                found = [far, z3.Sum(found) - far]
            for variable, number in zip(found, counts(measure, told), strict=True):
                self.solver.add(variable == number)

    def found(self) -> list[Place]:
        """Counts from one to four that can be nothing else."""
        assert self.solver.check() == z3.sat
        secret = {place: self.count(place) for place, count in self.truth.items() if 0 < count < 5}
        found = []
        while secret:
            place, count = next(iter(secret.items()))
            self.solver.push()
            self.solver.add(count != self.truth[place])
            if self.solver.check() == z3.sat:
                other = self.solver.model()
                secret = {p: c for p, c in secret.items() if other.eval(c, model_completion=True).as_long() == self.truth[p]}
            else:
                found.append(place)
                del secret[place]
            self.solver.pop()
        return found


def told_of(lake: Lake, measure: str) -> list[Shown]:
    if measure == "remote-share":
        return [shown(lake, measure, definition=each) for each in ("with-phone", "electronic")]
    return [shown(lake, measure)]


@pytest.mark.parametrize("measure", CELLS)
@pytest.mark.parametrize(("seed", "rows"), [(1, 3), (2, 12), (3, 40), (4, 90), (5, 250), (6, 700)])
def test_no_count_under_five_can_be_found(tmp_path: Path, measure: str, seed: int, rows: int) -> None:
    assert Attacker(told_of(lake_of(tmp_path, TABLE[measure], seed, rows), measure)).found() == []


@pytest.mark.parametrize("measure", CELLS)
def test_control_without_the_second_cells_the_same_attacker_finds_them(tmp_path, monkeypatch, measure) -> None:
    def first_only(counts, *, known=None, **ignored):
        table = with_totals(counts)
        return Protected(table, small_only(table) if known is None else np.where(known, 0, small_only(table)))

    monkeypatch.setattr(hiding, "protect", first_only)
    assert Attacker(told_of(lake_of(tmp_path, TABLE[measure], 5, 250), measure)).found() != []


def test_measures_of_the_same_contacts_are_hidden_with_them(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "encounter", 5, 250)
    contacts = shown(lake, "remote-share")
    for measure in ("heavy-users", "continuity", "service-debt"):
        other, compared = shown(lake, measure), 0
        for service, unit in product(contacts.services, (ALL, *contacts.units)):
            row, beside = other.told(MONTH, unit, service), contacts.told(MONTH, unit, service)
            assert row is None or beside is None or row.hidden or not beside.hidden
            compared += row is not None and row.hidden
        assert compared or measure == "service-debt"


def test_measures_of_the_same_waits_are_hidden_with_them(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, "encounter", 6, 400)
    access = figures(lake, service="outpatient", clock="need-assessment").month(MONTH)
    assert access is not None
    coverage, waits = shown(lake, "stamp-coverage"), shown(lake, "wait-percentiles")
    for unit in (ALL, *access.units):
        known = access.coverage(unit)
        stamped, waited = coverage.told(MONTH, unit), waits.told(MONTH, unit)
        assert stamped is not None and waited is not None
        assert stamped.hidden or (
            known and (known.counted, known.eligible) == (stamped.figures["numerator"], stamped.figures["n"])
        )
        assert waited.hidden or known is not None
    assert coverage.services == ("outpatient", "oral")
