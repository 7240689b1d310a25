"""A table made into Python answers as the table evaluated cell by cell, whatever the table and the inputs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.rules.compiled import answering, compiled, source
from polku.rules.model import Model
from polku.rules.sfeel import parse_expression, parse_tests
from polku.rules.table import HIT_POLICIES, BrokenPolicy, InputClause, Outcome, OutputClause, Rule, Table
from polku.rules.values import Input, Missing
from tests.tables import evaluated, inputs, models, plainly, tables


def by_python(table: Table, facts: dict[str, Input]) -> Outcome | None:
    try:
        return compiled(table)(facts)
    except BrokenPolicy:
        return None


@pytest.mark.parametrize("policy", sorted(HIT_POLICIES))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_compiled_and_evaluated_tables_agree(policy: str, data: st.DataObject) -> None:
    table = data.draw(tables(policy=policy))
    for facts in data.draw(st.lists(inputs(), min_size=1, max_size=8)):
        expected = evaluated(table, facts)
        assert by_python(table, facts) == expected
        if expected is not None:
            assert answering(table)(facts) == expected.value


@settings(max_examples=80, deadline=None)
@given(models(), st.lists(inputs(), min_size=1, max_size=6))
def test_a_model_answers_as_its_decisions_one_after_the_other(model: Model, walks: list[dict[str, Input]]) -> None:
    told: dict[str, Input] = {}
    values: dict[str, object] = {}
    for facts in walks:
        told |= facts
        outcomes = model.evaluate("ending", told)
        assert outcomes == plainly(model, "ending", told)
        values = model.values("ending", told, earlier=values, changed=facts)
        assert values == model.values("ending", told) == {name: outcome.value for name, outcome in outcomes.items()}


def one_cell(cell: str, unknown: Input = Missing.UNKNOWN) -> Table:
    rule = Rule("R", (parse_tests(cell),), (parse_expression("1"),))
    return Table("t", "F", (InputClause("age", "number", unknown),), (OutputClause("o", "number"),), (rule,))


def test_texts_of_a_table_are_no_part_of_its_source() -> None:
    table = one_cell('"__import__(1)"')
    bound: dict[str, object] = {}
    assert "__import__" not in source(table, bound) and "__import__(1)" in bound.values()


def test_the_check_sees_one_wrong_operator() -> None:
    right, wrong = one_cell(">= 18"), one_cell("> 18")
    assert compiled(right)({"age": 18}) != evaluated(wrong, {"age": 18})
    assert compiled(replace(right, hit_policy="C#"))({"age": 18}) == Outcome(1, ("R",), ("R",))
