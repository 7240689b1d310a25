"""Random tables of ours answer the same before and after a round through DMN, and as DMN."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from polku.assessment.logic.rule_file import read_rules
from polku.assessment.logic.rules_in import dmn_to_rules_yaml
from polku.assessment.logic.rules_out import rules_to_dmn
from polku.assessment.logic.rules_yaml import Cell, write_rules
from polku.foundation.content import parse_yaml
from polku.rules.dmn import decide, read_dmn
from polku.rules.table import HIT_POLICIES, BrokenPolicy

WORDS = ('"a"', '"b"', '"c d"')
CELLS = {
    "flag": st.sampled_from(["-", "true", "false", "null", "not(true)"]),
    "number": st.one_of(
        st.builds(lambda sign, number: f"{sign}{number}", st.sampled_from(["", ">= ", "< "]), st.integers(-2, 4)),
        st.sampled_from(["-", "[0..2]", "]0..2[", "not(1, [3..4])", "> other", "null, > 2", "1.5, 2"]),
    ),
    "word": st.sampled_from(["-", *WORDS, '"a","b"', 'not("a")', "null", '>= "b"']),
}
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"]) | st.just("\n"), min_size=1).filter(str.strip)
RESULTS = {"number": st.sampled_from(["1", "2", "3", "number", "number + 1"]), "string": st.sampled_from(WORDS)}
INPUTS = st.fixed_dictionaries(
    {
        "flag": st.sampled_from([True, False, None]),
        "number": st.one_of(st.none(), st.integers(-3, 5)),
        "word": st.sampled_from(["a", "b", "c d", "x", None]),
        "other": st.one_of(st.none(), st.integers(0, 2)),
    }
)
DECLARED = [
    {"name": "flag", "type": "boolean", "unknown": Cell("true"), "redFlag": True},
    {"name": "number", "type": "number", "redFlag": "rising"},
    {"name": "word", "type": "string", "unknown": Cell('"c d"')},
    {"name": "other", "type": "number"},
]


@st.composite
def tables(draw: st.DrawFn) -> str:
    policy = draw(st.sampled_from(sorted(HIT_POLICIES)))
    type_ = "number" if len(policy) == 2 else draw(st.sampled_from(["number", "string"]))
    output: dict[str, Any] = {"name": "answer", "type": type_}
    if policy in "PO" or (type_ == "string" and draw(st.booleans())):
        output["values"] = [Cell(one) for one in (WORDS if type_ == "string" else ("3", "1", "2"))]
    if draw(st.booleans()):
        output["default"] = Cell(WORDS[0] if type_ == "string" else "1")
    columns = draw(st.lists(st.sampled_from(sorted(CELLS)), unique=True, min_size=1))
    results = st.sampled_from(["1", "2", "3"]) if "values" in output and type_ == "number" else RESULTS[type_]
    rules = [
        {
            "id": f"R{place}",
            "when": {column: Cell(draw(CELLS[column])) for column in columns},
            "then": {"answer": Cell(draw(results))},
            "text": {language: draw(TEXTS) for language in ("fi", "sv", "en")},
        }
        for place in range(draw(st.integers(1, 5)))
    ]
    return write_rules(DECLARED, [{"name": "answer", "hitPolicy": policy, "outputs": [output], "rules": rules}])


def answered(text: str, inputs: dict[str, Any]) -> Any:
    try:
        return read_rules(parse_yaml(text, "rules.yaml")).model.evaluate("answer", inputs)["answer"].value
    except BrokenPolicy:
        return None


@settings(max_examples=100, deadline=None)
@given(tables(), st.lists(INPUTS, min_size=3, max_size=8))
def test_a_table_answers_the_same_as_dmn_and_after_a_round(text: str, people: list[dict[str, Any]]) -> None:
    sent = rules_to_dmn(text, "random")
    back = dmn_to_rules_yaml(sent)
    assert rules_to_dmn(back, "random") == sent
    model = read_dmn(sent)
    for inputs in people:
        ours = answered(text, inputs)
        assert answered(back, inputs) == ours
        assert decide(model, "answer", inputs) == ours
    assert read_rules(parse_yaml(back, "b")).inputs == read_rules(parse_yaml(text, "a")).inputs
