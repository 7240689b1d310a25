"""No hidden count can be found from a table and its totals: every table that shows the same is tried."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.insight.measures.disclosure import Mark, protect, small_only, with_totals

BEYOND = 4


def possible_values(table, marks):
    """For each hidden cell, the values it has in the tables that would be shown as this one is.

    A reader knows that a small count is 0–4 and another hidden one 5 or more; here, at most four above the truth.
    """
    inner = tuple(slice(0, length - 1) for length in table.shape)
    true, shown = table[inner], marks[inner]
    domains = [domain(value, mark) for value, mark in zip(true.ravel(), shown.ravel(), strict=True)]
    candidates = np.array(list(product(*domains)), dtype=np.int64).reshape(-1, *true.shape)
    for axis in range(1, candidates.ndim):
        candidates = np.concatenate([candidates, candidates.sum(axis=axis, keepdims=True)], axis=axis)
    same = np.ones(len(candidates), dtype=bool)
    for place in np.ndindex(table.shape):
        values = candidates[(slice(None), *place)]
        same &= {
            Mark.SHOWN: values == table[place], Mark.SMALL: values < 5, Mark.HIDDEN: values >= 5
        }[Mark(int(marks[place]))]  # fmt: skip
    hidden = map(tuple, np.argwhere(marks != Mark.SHOWN))
    return {place: set(candidates[(same, *place)].tolist()) for place in hidden}


def domain(value, mark):
    return {Mark.SHOWN: [value], Mark.SMALL: range(5), Mark.HIDDEN: range(5, value + BEYOND + 1)}[Mark(int(mark))]


def recovered(table, marks):
    return [place for place, values in possible_values(table, marks).items() if len(values) == 1]


counts = st.integers(0, 12)
tables = st.sampled_from([(3,), (2, 2), (2, 3), (3, 2)]).flatmap(
    lambda shape: st.lists(counts, min_size=int(np.prod(shape)), max_size=int(np.prod(shape))).map(
        lambda flat: np.array(flat).reshape(shape)
    )
)


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_hidden_count_can_be_found(counts):
    found = protect(counts)
    assert np.array_equal(found.counts, with_totals(counts))
    assert recovered(found.counts, found.marks) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(counts, min_size=60, max_size=60))
def test_small_counts_are_hidden_and_marks_tell_the_truth(flat):
    found = protect(np.array(flat).reshape(4, 3, 5))
    small = (found.counts > 0) & (found.counts < 5)
    assert (found.marks[small] == Mark.SMALL).all()
    assert (found.counts[found.marks == Mark.HIDDEN] >= 5).all()
    assert (found.counts[found.marks == Mark.SMALL] < 5).all()


TABLE = np.array([[642, 219, 3], [1219, 58, 22], [102, 10, 6]])


def test_control_hiding_the_small_count_alone_gives_it_away():
    table = with_totals(TABLE)
    marks = small_only(table)
    assert int((marks != Mark.SHOWN).sum()) == 1
    row, column = table[0].copy(), table[:, 2].copy()
    assert 2 * row[3] - row.sum() + row[2] == row[2] == 3
    assert column[3] - column[1] - column[2] == 3
    small = np.array([[9, 3], [8, 6]])
    assert recovered(with_totals(small), small_only(with_totals(small))) == [(0, 1)]
    assert recovered(protect(small).counts, protect(small).marks) == []


def test_the_box_takes_the_cheapest_cells_and_spares_the_totals():
    found = protect(TABLE)
    hidden = {tuple(place) for place in np.argwhere(found.marks != Mark.SHOWN).tolist()}
    assert hidden == {(0, 2), (0, 1), (2, 2), (2, 1)} or hidden == {(0, 2), (0, 1), (1, 2), (1, 1)}
    assert (found.marks[3] == Mark.SHOWN).all() and (found.marks[:, 3] == Mark.SHOWN).all()


@pytest.mark.parametrize("counts", [[0, 0, 0], [7, 0, 12], [40, 5]])
def test_nothing_is_hidden_where_nothing_is_small(counts):
    assert (protect(np.array(counts)).marks == Mark.SHOWN).all()


def test_a_lone_visit_hides_its_totals_too():
    found = protect(np.array([[1, 0], [0, 0]]))
    assert found.cell((2, 2)).mark == Mark.SMALL
    assert recovered(found.counts, found.marks) == []
