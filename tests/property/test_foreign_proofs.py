"""What is proven of a foreign table is what trying every combination of inputs shows."""

from __future__ import annotations

from itertools import product
from xml.sax.saxutils import escape

from hypothesis import given, settings
from hypothesis import strategies as st

from polku.assessment.logic.proof_dmn import prove_dmn
from polku.rules.dmn import decide, read_dmn

AGES = ["-", "< 5", ">= 5", "[2..8]", "(2..8)", "5", "not(5)", "2, 8", "> limit", "<= limit + 2"]
RISKS = ["-", '"high"', '"low","middle"', 'not("low")']
READY = ["-", "true", "false"]
EVERYONE = [
    {"person": {"age": age, "risk": risk}, "ready": ready, "limit": limit}
    for age, risk, ready, limit in product([1, 2, 3, 4, 5, 6, 7, 8, 9], ["high", "middle", "low"], [True, False], [4, 5])
]
DATA = """<itemDefinition name="tRisk"><typeRef>string</typeRef><allowedValues><text>"high","middle","low"</text></allowedValues>
</itemDefinition>
<itemDefinition name="tAge"><typeRef>number</typeRef><allowedValues><text>[1..9]</text></allowedValues></itemDefinition>
<itemDefinition name="tLimit"><typeRef>number</typeRef><allowedValues><text>4, 5</text></allowedValues></itemDefinition>
<itemDefinition name="tPerson"><itemComponent name="age"><typeRef>tAge</typeRef></itemComponent>
<itemComponent name="risk"><typeRef>tRisk</typeRef></itemComponent></itemDefinition>
<inputData id="person" name="person"><variable name="person" typeRef="tPerson"/></inputData>
<inputData id="ready" name="ready"><variable name="ready" typeRef="boolean"/></inputData>
<inputData id="limit" name="limit"><variable name="limit" typeRef="tLimit"/></inputData>"""
rows = st.lists(st.tuples(st.sampled_from(AGES), st.sampled_from(RISKS), st.sampled_from(READY)), min_size=1, max_size=4)


def file(cells: list[tuple[str, str, str]], policy: str) -> str:
    heads = "".join(f"<input><inputExpression><text>{name}</text></inputExpression></input>" for name in COLUMNS)
    rules = "".join(
        f'<rule id="r{place}">'
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in row)
        + f"<outputEntry><text>{place}</text></outputEntry></rule>"
        for place, row in enumerate(cells, start=1)
    )
    table = f'<decisionTable hitPolicy="{policy}">{heads}<output/>{rules}</decisionTable>'
    space = "https://www.omg.org/spec/DMN/20191111/MODEL/"
    return f'<definitions xmlns="{space}" name="m" namespace="urn:m">{DATA}<decision name="T">{table}</decision></definitions>'


COLUMNS = ("person.age", "person.risk", "ready")


@settings(max_examples=40, deadline=None)
@given(rows, st.sampled_from(["UNIQUE", "FIRST", "ANY"]))
def test_a_proof_agrees_with_trying_everything(cells: list[tuple[str, str, str]], policy: str) -> None:
    """Ages that are no whole numbers cannot be tried one by one: they may only add a gap, a clash or a living rule."""
    text = file(cells, policy)
    proofs, definitions = prove_dmn(text)["T"], read_dmn(text)
    said: list[str] = []
    first = read_dmn(file(cells, "FIRST"))
    values = [decide(first, "T", person) for person in EVERYONE]
    for person in EVERYONE:
        decide(definitions, "T", person, said.append)
    assert not proofs.notes
    if None in values:
        assert proofs.complete.status == "failed"
    if said:
        assert proofs.consistent.status == "failed"
    if policy == "FIRST":
        alive = {f"r{value}" for value in values if value is not None}
        assert alive.isdisjoint(example.dead for example in proofs.no_dead.counterexamples)
    if proofs.complete.status == "failed":
        gap = proofs.complete.counterexamples[0].answers
        known = {"person": {"age": 1, "risk": "high"}, "ready": False, "limit": 4}
        for name, value in gap.items():
            known |= {"person": known["person"] | {name[7:]: value}} if name.startswith("person.") else {name: value}  # type: ignore[operator]
        assert decide(first, "T", known) is None
