"""Items picked by their linkIds are the ones that the engine of FHIRPath finds, whatever the response and the expression."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.assessment.library import library
from polku.assessment.logic.answers import read_answers
from polku.assessment.logic.calculating import expression, variables_of, with_settled
from polku.assessment.logic.expressions import Failed, index_of
from polku.assessment.logic.responses import Response
from polku.assessment.logic.synthetic_answers import synthetic_answers
from polku.foundation.content import content_root

LINKS = ("a", "b", "c", "group")
PICK = "%resource.repeat(item).where(linkId = '{}')"
SOME = "%resource.repeat(item).where(linkId in ('{}' | '{}'))"
ENDS = (".answer.value", ".count()", ".answer.value.count()", ".answer.weight().sum()", ".item.linkId", ".answer.value > 1",
        ".answer.where(value = true).count()", ".answer.value * 2 + 1", ".exists()", ".linkId")  # fmt: skip
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


@st.composite
def answers(draw: st.DrawFn) -> dict[str, Any]:
    coded = {"extension": [{"url": ORDINAL, "valueDecimal": draw(st.integers(0, 3))}], "code": "x"}
    return draw(st.sampled_from([{"valueInteger": draw(st.integers(0, 3))}, {"valueBoolean": True}, {"valueCoding": coded}]))


def items(depth: int = 2) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Few linkIds and values, so that the same item often stands at several places, also inside others."""
    parts: dict[str, Any] = {"linkId": st.sampled_from(LINKS)}
    optional: dict[str, Any] = {"answer": st.lists(answers(), min_size=1, max_size=2)}
    if depth:
        optional["item"] = items(depth - 1)
    return st.lists(st.fixed_dictionaries(parts, optional=optional), max_size=4)


def outcome(source: str, resource: dict[str, Any], names: dict[str, Any], *, quick: bool) -> object:
    index = index_of(resource) if quick else None
    try:
        return [str(one) for one in expression(source).evaluate(resource, {"resource": resource, **names}, index=index)]
    except Failed:
        return "failed"


@settings(max_examples=150, deadline=None)
@given(items(), st.sampled_from(ENDS), st.sampled_from(ENDS), st.lists(st.sampled_from(LINKS), min_size=3, max_size=3))
def test_picked_items_are_those_that_the_engine_finds(found: list[Any], one: str, two: str, links: list[str]) -> None:
    resource = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": found}
    first, second = PICK.format(links[0]) + one, SOME.format(links[1], links[2]) + two
    for source in (first, second, f"iif({first}.exists(), {second}, {first})", f"{second} | {first}", f"({first}) = ({second})"):
        assert expression(source).picks
        assert outcome(source, resource, {}, quick=True) == outcome(source, resource, {}, quick=False), source


CALCULATED = [
    (assessment.id, item.link_id)
    for assessment in library(content_root()).values()
    for item in assessment.questionnaire.settled
    if item.calculated
]


@pytest.mark.parametrize(("name", "link_id"), CALCULATED, ids=lambda part: part)
def test_calculated_items_of_the_content_come_to_the_same(name: str, link_id: str) -> None:
    assessment = library(content_root())[name]
    questionnaire = assessment.questionnaire
    item, drawn = questionnaire.by_id[link_id], synthetic_answers(assessment, 6, seed=len(link_id))
    for row in range(drawn.rows):
        given_answers = read_answers(questionnaire, drawn.row(row))[0]
        resource = Response(questionnaire, with_settled(questionnaire, given_answers)).resource()
        names: dict[str, Any] = {}
        for variable in variables_of(questionnaire, item):
            slow, quick = (expression(variable.expression).evaluate(resource, {"resource": resource, **names}, index=index)
                           for index in (None, index_of(resource)))  # fmt: skip
            assert slow == quick
            names[variable.name] = slow
        assert outcome(item.calculated, resource, names, quick=True) == outcome(item.calculated, resource, names, quick=False)


def test_an_item_inside_another_is_found_and_one_of_another_name_is_not() -> None:
    resource = {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "a"}, {"linkId": "b", "item": [{"linkId": "c"}]}]}
    index = index_of(resource)
    assert [one.data["linkId"] for one in index[""]] == ["a", "b", "c"] and len(index["c"]) == 1
    assert expression(PICK.format("nobody")).evaluate(resource, {"resource": resource}, index=index) == []
