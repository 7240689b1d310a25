"""A model run over columns answers each row as the reference does: whatever the tables, the policy and the inputs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.rules.model import Model, ordered
from polku.rules.sfeel import parse_expression, parse_tests
from polku.rules.table import HIT_POLICIES, BrokenPolicy, InputClause, OutputClause, Rule, Table
from polku.rules.values import Input, Missing
from polku.rules.vectorised import Column, Vectorised, column
from tests.tables import NAMES, evaluated, inputs, models, plainly, tables

Rows = list[dict[str, Input]]


def columns(rows: Rows, names: list[str]) -> dict[str, Column]:
    return {name: column(facts.get(name, Missing.NOT_ASKED) for facts in rows) for name in names}


@pytest.mark.parametrize("policy", sorted(HIT_POLICIES))
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_columns_and_rows_agree(policy: str, data: st.DataObject) -> None:
    table = data.draw(tables("ending", policy))
    rows = data.draw(st.lists(inputs(), min_size=1, max_size=12))
    expected = [evaluated(table, facts) for facts in rows]
    plan = Vectorised(ordered([table]), "ending")
    if None in expected:
        with pytest.raises(BrokenPolicy):
            plan.run(columns(rows, sorted(NAMES)), len(rows))
        return
    run = plan.run(columns(rows, sorted(NAMES)), len(rows))
    assert [plan.outcomes(run, row)["ending"] for row in range(len(rows))] == expected


@settings(max_examples=60, deadline=None)
@given(models(), st.lists(inputs(), min_size=1, max_size=12), st.permutations(sorted(NAMES)), st.data())
def test_facts_told_one_by_one_lead_to_the_same(model: Model, rows: Rows, order: list[str], data: st.DataObject) -> None:
    plan = Vectorised(model, "ending")
    run = plan.run({}, len(rows))
    told: Rows = [{} for _ in rows]
    for name in order:
        touched = data.draw(st.lists(st.integers(0, len(rows) - 1), unique=True, min_size=1).map(sorted))
        for row in touched:
            told[row][name] = rows[row].get(name, Missing.NOT_ASKED)
        run.tell(columns(told, [name]), np.array(touched))
        for row, facts in enumerate(told):
            assert plan.outcomes(run, row) == plainly(model, "ending", facts)


def test_more_rules_than_a_word_holds() -> None:
    rules = tuple(Rule(f"R{n}", (parse_tests(f">= {n}"),), (parse_expression("1"),)) for n in range(150))
    table = Table("count", "C+", (InputClause("age", "number"),), (OutputClause("n", "number"),), rules)
    plan = Vectorised(ordered([table]), "count")
    run = plan.run({"age": column([0, 62, 63, 64, 149, True, None])}, 7)
    assert [plan.outcomes(run, row)["count"].value for row in range(7)] == [1, 63, 64, 65, 150, None, None]
