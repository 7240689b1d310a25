"""An attacker with a solver: no count under five can be found from everything that a month's pages, pictures and files show.

The attacker writes down all that is shown together, by every unit and profession, of both clocks, with what everybody
knows of the measure: counts are whole and not negative, totals are sums, `<5` and `hidden` mean what the page says,
both clocks count the same eligible visits, and the earliest contact is never later than the assessment of need. A
count is found when no other number would show the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import z3
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polku.definitions import quantiles
from polku.definitions.waiting import buckets_of
from polku.insight.lake import Lake
from polku.insight.measures import figures as figures_module
from polku.insight.measures.disclosure import Protected, small_only, with_totals
from polku.insight.measures.figures import ALL, COLUMNS, Figures
from polku.insight.measures.hiding import in_figures
from polku.web.board.files import as_csv
from polku.web.board.overview import waits
from polku.web.board.parts import Sheet, unit_standings
from polku.web.board.selection import Selection

MONTH, SERVICE = "2026-01", "outpatient"
NEED, CONTACT = "need-assessment", "earliest-contact"
WAITS = tuple(bucket.name for bucket in buckets_of(SERVICE))
PROFESSIONS = COLUMNS[SERVICE]
LAST_DAYS = np.array([7, 14, 30, 90])

Place = tuple[str, str, str, str]
"""Clock, unit, profession and wait; `all` is a total, and the wait `missing` is a visit without its stamps."""


def month(seed: int, units: int, visits: int, stamped: float) -> dict[str, Figures]:
    """A month of visits as both clocks count it."""
    random = np.random.default_rng(seed)
    unit, column = random.integers(0, units, visits), random.choice(3, visits, p=[0.35, 0.55, 0.1])
    need = random.choice([3, 10, 20, 60, 120], visits, p=[0.6, 0.2, 0.1, 0.07, 0.03])
    contact = need + random.choice([0, 5, 40], visits, p=[0.7, 0.2, 0.1])
    has_need, has_contact = random.random(visits) < stamped, random.random(visits) < (1 + stamped) / 2
    tables = {}
    for clock, days, known in ((NEED, need, has_need), (CONTACT, contact, has_contact | has_need)):
        counts, missing = np.zeros((units, 3, 5), np.int64), np.zeros(units, np.int64)
        np.add.at(counts, (unit[known], column[known], np.searchsorted(LAST_DAYS, days[known])), 1)
        np.add.at(missing, unit[~known], 1)
        names = tuple(f"unit-{number}" for number in range(units))
        present = sorted(set(unit.tolist()))
        tables[clock] = {MONTH: (tuple(names[place] for place in present), counts[present], missing[present])}
    return {
        NEED: Figures(SERVICE, NEED, PROFESSIONS, tables[NEED], tables[CONTACT]),
        CONTACT: Figures(SERVICE, CONTACT, PROFESSIONS, tables[CONTACT], tables[NEED]),
    }


def truths(shown: dict[str, Figures]) -> dict[Place, int]:
    found = {}
    for clock, figures in shown.items():
        units, counts, missing = figures.tables[MONTH]
        table, without = with_totals(counts), with_totals(missing)
        for (u, unit), (c, column), (w, wait) in product(
            enumerate((*units, ALL)), enumerate((*PROFESSIONS, ALL)), enumerate((*WAITS, ALL))
        ):
            found[clock, unit, column, wait] = int(table[u, c, w])
        found |= {(clock, unit, ALL, "missing"): int(without[u]) for u, unit in enumerate((*units, ALL))}
    return found


def told(shown: dict[str, Figures]) -> Iterable[tuple[Place, str]]:
    """Every figure that is shown of the month: files, tables and pictures of each unit and profession."""
    for clock, figures in shown.items():
        units = figures.tables[MONTH][0]
        for unit, profession in product((ALL, *units), (ALL, *PROFESSIONS)):
            chosen = Selection(month=MONTH, unit=unit, service=SERVICE, clock=clock, profession=profession)
            sheet = Sheet(Lake("nowhere"), chosen, {(SERVICE, clock): figures})
            for by in ("unit", "profession"):
                for line in csv.DictReader(io.StringIO(as_csv(sheet, by))):
                    yield from of_line(clock, line)
            yield from of_pages(sheet)


def of_line(clock: str, line: dict[str, str]) -> Iterable[tuple[Place, str]]:
    for name, wait in ((name, name) for name in WAITS):
        yield (clock, line["unit"], line["profession"], wait), line[name]
        assert line[f"{name} %"] in {"hidden", ""} or (line[name].isdigit() and line["total"].isdigit())
    yield (clock, line["unit"], line["profession"], ALL), line["total"]
    if line.get("eligible", "hidden") != "hidden":
        yield (clock, line["unit"], ALL, "eligible"), line["eligible"]


def of_pages(sheet: Sheet) -> Iterable[tuple[Place, str]]:
    chosen, table = sheet.selection, sheet.month
    assert table is not None
    drawn = waits(table, chosen)
    assert drawn is not None
    for row, wait in zip(drawn["table"]["rows"], WAITS, strict=True):
        yield from (((chosen.clock, chosen.unit, column, wait), cell) for column, cell in
                    zip((ALL, *PROFESSIONS), row["cells"][1:], strict=True))  # fmt: skip
    for column, cell in zip((ALL, *PROFESSIONS), drawn["table"]["totals"][2:], strict=True):
        yield (chosen.clock, chosen.unit, column, ALL), cell
    for standing in unit_standings(table, chosen.profession):
        yield (chosen.clock, standing.key, chosen.profession, WAITS[0]), str(standing.within)
        yield (chosen.clock, standing.key, chosen.profession, ALL), str(standing.total)


class Attacker:
    """Holds what is known as a system of whole numbers, and asks the solver for another month that would show the same."""

    def __init__(self, shown: dict[str, Figures]) -> None:
        self.units = shown[NEED].tables[MONTH][0]
        self.solver = z3.SolverFor("QF_LIA")
        self.inner = {
            (clock, unit, column, wait): z3.Int("/".join((clock, unit, column, wait)))
            for clock, unit in product((NEED, CONTACT), self.units)
            for column, wait in [*product(PROFESSIONS, WAITS), (ALL, "missing")]
        }
        self.solver.add([variable >= 0 for variable in self.inner.values()])
        for place, text in dict.fromkeys(told(shown)):
            self._learn(self.count(place), text)
        self._know_the_clocks()

    def count(self, place: Place) -> z3.ArithRef:
        clock, unit, column, wait = place
        if wait == "eligible":
            return self.count((clock, unit, ALL, ALL)) + self.count((clock, unit, ALL, "missing"))
        units = self.units if unit == ALL else (unit,)
        if wait == "missing":
            return z3.Sum([self.inner[clock, each, ALL, wait] for each in units])
        columns, lengths = PROFESSIONS if column == ALL else (column,), WAITS if wait == ALL else (wait,)
        return z3.Sum([self.inner[clock, *each] for each in product(units, columns, lengths)])

    def _learn(self, count: z3.ArithRef, text: str) -> None:
        text = text.replace("\N{NO-BREAK SPACE}", "").replace(",", "")
        if text in {"<5", "under 5"}:
            self.solver.add(count < 5)
        elif text == "hidden":
            self.solver.add(count >= 5)
        else:
            self.solver.add(count == int(text))

    def _know_the_clocks(self) -> None:
        for unit in self.units:
            self.solver.add(self.count((NEED, unit, ALL, "eligible")) == self.count((CONTACT, unit, ALL, "eligible")))
            for column in PROFESSIONS:
                more = self.count((CONTACT, unit, column, ALL)) - self.count((NEED, unit, column, ALL))
                self.solver.add(more >= 0)
                for place in range(len(WAITS)):
                    soon = [self.count((clock, unit, column, wait)) for wait in WAITS[: place + 1] for clock in (NEED, CONTACT)]
                    self.solver.add(z3.Sum(soon[1::2]) <= z3.Sum(soon[::2]) + more)

    def found(self, truth: dict[Place, int]) -> list[Place]:
        """Counts from one to four that can be nothing else."""
        assert self.solver.check() == z3.sat
        secret = {place: self.count(place) for place, count in truth.items() if 0 < count < 5}
        found = []
        while secret:
            place, count = next(iter(secret.items()))
            self.solver.push()
            self.solver.add(count != truth[place])
            if self.solver.check() == z3.sat:
                other = self.solver.model()
                secret = {p: c for p, c in secret.items() if other.eval(c, model_completion=True).as_long() == truth[p]}
            else:
                found.append(place)
                del secret[place]
            self.solver.pop()
        return found


shares = st.sampled_from([0.7, 0.9, 0.98, 1.0])
months = st.builds(month, st.integers(0, 2**32), units=st.integers(1, 4), visits=st.integers(1, 160), stamped=shares)


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(months)
def test_no_count_under_five_can_be_found(shown):
    assert Attacker(shown).found(truths(shown)) == []


def test_nor_in_a_month_of_a_larger_county():
    shown = month(7, units=10, visits=1_800, stamped=0.9)
    truth = truths(shown)
    assert sum(0 < count < 5 for count in truth.values()) > 50
    assert Attacker(shown).found(truth) == []


PERCENTILES = (Decimal(50), Decimal(90))


def learn_percentiles(attacker: Attacker, figures: Figures, hidden: Collection[tuple[str, ...]]) -> int:
    """Tell the attacker in which class each unit's percentiles are, where they are told; give how many."""
    units, counts, _ = figures.tables[MONTH]
    told = 0
    for unit in (*units, ALL):
        so_far = (counts.sum(axis=(0, 1)) if unit == ALL else counts[units.index(unit)].sum(axis=0)).cumsum()
        if (unit,) in hidden or not so_far[-1]:
            continue
        for each in PERCENTILES:
            at = quantiles.place(int(so_far[-1]), each)
            last = int(np.searchsorted(so_far, at, side="right"))
            waits = [attacker.count((figures.clock, unit, ALL, wait)) for wait in WAITS]
            attacker.solver.add(z3.Sum([0, *waits[:last]]) <= at, z3.Sum(waits[: last + 1]) > at)
            told += 1
    return told


@pytest.mark.parametrize("seed", [1, 7])
def test_nor_with_the_percentiles_of_the_waits(seed: int) -> None:
    shown = month(seed, units=6, visits=2_500, stamped=0.9)
    attacker = Attacker(shown)
    told = [learn_percentiles(attacker, each, in_figures(each, MONTH, PERCENTILES)) for each in shown.values()]
    assert sum(told) >= 4
    assert attacker.found(truths(shown)) == []


def test_control_every_percentile_gives_counts_away() -> None:
    for seed in range(12):
        shown = month(seed, units=3, visits=30, stamped=0.98)
        attacker = Attacker(shown)
        assert attacker.found(truths(shown)) == []
        for each in shown.values():
            learn_percentiles(attacker, each, ())
        if attacker.found(truths(shown)):
            return
    raise AssertionError("no percentile gave a count away")


def test_control_each_clock_protected_by_itself_gives_the_other_away():
    """Both clocks count the same eligible visits, so what one shows is known of the other."""
    alone = {clock: replace(figures, beside={}) for clock, figures in month(7, units=10, visits=1_800, stamped=0.9).items()}
    assert Attacker(alone).found(truths(alone)) != []


def test_control_without_the_second_cells_the_same_attacker_finds_them(monkeypatch):
    def first_only(counts, *ignored, **also_ignored):
        return tuple(Protected(table, small_only(table)) for table in map(with_totals, counts))

    monkeypatch.setattr(figures_module, "protect_linked", first_only)
    shown = month(7, units=8, visits=1_400, stamped=0.9)
    assert len(Attacker(shown).found(truths(shown))) > 10


def test_the_attacker_reads_what_is_shown(tmp_path: Path):
    shown = month(3, units=2, visits=400, stamped=0.95)
    figures = {text for _, text in told(shown)}
    assert figures & {"<5"} and figures & {"hidden"} and any(text.isdigit() for text in figures)
