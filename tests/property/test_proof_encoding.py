"""The proofs and the evaluator say the same: drawn tables on drawn inputs, encoded once and evaluated twice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from polku.rules.model import ordered
from polku.rules.proofs.symbols import NULL, Symbol, constant, numeral, truth
from polku.rules.proofs.tables import Decided, Encoder, Fact
from polku.rules.sfeel import parse_expression, parse_tests
from polku.rules.table import BrokenPolicy, InputClause, OutputClause, Rule, Table, evaluate
from polku.rules.values import Input, Missing, Value, equal

KINDS = {"pain": "boolean", "fever": "boolean", "age": "number", "score": "number", "place": "string", "side": "string"}
VALUES: dict[str, list[Value]] = {
    "boolean": [True, False],
    "number": [-1, 0, 1, 2, 3, Decimal("1.5")],
    "string": ["a", "b", "c"],
}
CELLS = {
    "boolean": ["-", "true", "false", "null", "not(true)", "not(null)", "not(fever)", "fever", "true,null", "not(false,null)"],
    "number": [
        "-", "1", "< 2", ">= 1", "[1..2]", "(0..2)", "]0..2[", "null", "not(1)", "not([0..1], 3)", "> score", "not(> score)",
        "score", "< 1, > 2", "score + 1", "[score..3]", "not([score..age])", "< 1 / score", "null, 3", "not(score * 2)", "-1",
    ],
    "string": ["-", '"a"', '"a","b"', 'not("a")', "null", '> "a"', 'not(<= "b")', "side", 'not(side)', '["a".."b"]', "not(null)"],
}  # fmt: skip
RESULTS = {
    "number": ["1", "2", "3", "score", "score + age", "age / score", "null", "-age", "2 ** 2", "age - 1"],
    "string": ['"a"', '"b"', '"c"', "place", "null"],
    "boolean": ["true", "false", "pain", "age > score", "place = side", 'place != "a"', "age = pain", '"a" < place'],
}
POLICIES = ["U", "A", "P", "F", "R", "O", "C", "C+", "C<", "C>", "C#"]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    policy = draw(st.sampled_from(POLICIES))
    clauses = tuple(
        InputClause(name, kind, draw(st.sampled_from([Missing.UNKNOWN, None, *VALUES[kind]]))) for name, kind in KINDS.items()
    )
    kinds = draw(st.lists(st.sampled_from(["number", "string", "boolean"]), min_size=1, max_size=1 if len(policy) == 2 else 2))
    outputs = tuple(
        OutputClause(f"out{n}", kind, tuple(draw(st.permutations(VALUES[kind]))), draw(st.sampled_from([None, VALUES[kind][0]])))
        for n, kind in enumerate(kinds)
    )
    rules = tuple(
        Rule(
            f"R{n}",
            tuple(parse_tests(draw(st.sampled_from(["-", *CELLS[clause.type]]))) for clause in clauses),
            tuple(parse_expression(draw(st.sampled_from(RESULTS[output.type]))) for output in outputs),
        )
        for n in range(draw(st.integers(0, 5)))
    )
    return Table("answer", policy, clauses, outputs, rules)


@st.composite
def inputs(draw: st.DrawFn) -> dict[str, Input]:
    """Values, "I don't know", not asked; some are left out altogether, some are of another kind."""
    every = [True, 1, "a"]
    given = {name: draw(st.sampled_from([*VALUES[kind], *Missing, None, *every])) for name, kind in KINDS.items()}
    return {name: value for name, value in given.items() if value is not None or draw(st.booleans())}


class Free:
    """An input that may be anything, and what it is in the case drawn."""

    def __init__(self, name: str) -> None:
        self.is_boolean, self.boolean, self.is_number = z3.Bools(f"{name}:boolean {name}:true {name}:number")
        self.number, self.doubt = z3.Real(f"{name}:value"), z3.Bool(f"{name}:unknown")
        self.strings = {text: z3.Bool(f"{name}={text}") for text in VALUES["string"] if isinstance(text, str)}
        self.fact = Fact(Symbol(self.is_boolean, self.boolean, self.is_number, self.number, self.strings), self.doubt)

    def being(self, value: Input) -> list[tuple[z3.ExprRef, z3.ExprRef]]:
        number = value if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else None
        parts = [(self.is_boolean, isinstance(value, bool)), (self.boolean, value is True), (self.is_number, number is not None)]
        parts += [(self.doubt, value is Missing.UNKNOWN), *((here, value == text) for text, here in self.strings.items())]
        return [*((name, z3.BoolVal(is_so)) for name, is_so in parts), (self.number, z3.RealVal(str(number or 0)))]


def settled(guard: object, case: list[tuple[z3.ExprRef, z3.ExprRef]]) -> bool:
    if isinstance(guard, bool):
        return guard
    folded = z3.simplify(z3.substitute(guard, *case))
    assert z3.is_true(folded) or z3.is_false(folded), folded
    return z3.is_true(folded)


def value_of(symbol: Symbol, case: list[tuple[z3.ExprRef, z3.ExprRef]]) -> Value:
    if settled(symbol.is_boolean, case):
        return settled(symbol.boolean, case)
    for text, here in symbol.strings.items():
        if settled(here, case):
            return text
    if not settled(symbol.is_number, case):
        return None
    folded = z3.simplify(z3.substitute(symbol.number, *case))
    fraction = folded.as_fraction() if z3.is_rational_value(folded) and not z3.is_int_value(folded) else folded.as_long()
    return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def near(left: Value, right: Value) -> bool:
    """Decimal keeps 28 digits of a quotient, z3 all of them."""
    if isinstance(left, (int, Decimal)) and isinstance(right, (int, Decimal)) and not isinstance(left, bool):
        return not isinstance(right, bool) and abs(left - right) < Decimal("1e-20")
    return equal(left, right)


def encoded(table: Table) -> tuple[Decided, Mapping[str, Free]]:
    free = {name: Free(name) for name in KINDS}
    return Encoder(ordered([table])).evaluate("answer", {name: one.fact for name, one in free.items()})["answer"], free


@settings(max_examples=200, deadline=None)
@given(tables(), st.lists(inputs(), min_size=1, max_size=5))
def test_a_table_is_encoded_as_it_is_evaluated(table: Table, cases: list[dict[str, Input]]) -> None:
    decided, free = encoded(table)
    for given_inputs in cases:
        case = [part for name, one in free.items() for part in one.being(given_inputs.get(name, Missing.NOT_ASKED))]
        matched = tuple(rule for rule, met in decided.matches.items() if settled(met, case))
        try:
            outcome = evaluate(table, given_inputs)
        except BrokenPolicy:
            assert len(matched) > 1
            continue
        assert matched == outcome.matched
        if table.hit_policy in ("R", "O", "C") and matched:
            continue
        assert {rule for rule, fires in decided.fires.items() if settled(fires, case)} == set(outcome.fired)
        told = outcome.value if isinstance(outcome.value, Mapping) else {table.outputs[0].name: outcome.value}
        for name, value in told.items():
            assert not isinstance(value, (list, Mapping))
            assert near(value_of(decided.outputs[name], case), value), (name, given_inputs)


def test_division_by_nought_and_mixed_kinds_are_null() -> None:
    cells = (parse_expression("age / score"), parse_expression("age > place"))
    outputs = (OutputClause("share", "number"), OutputClause("more", "boolean"))
    clauses = tuple(InputClause(name, kind) for name, kind in KINDS.items())
    anything = tuple(parse_tests("-") for _ in clauses)
    decided, free = encoded(Table("answer", "U", clauses, outputs, (Rule("R", anything, cells),)))
    for score, share in ((2, Decimal("0.5")), (0, None), (True, None), (Missing.UNKNOWN, None)):
        given_inputs: dict[str, Input] = {"age": 1, "score": score, "place": "a"}
        case = [part for name, one in free.items() for part in one.being(given_inputs.get(name, Missing.NOT_ASKED))]
        assert value_of(decided.outputs["share"], case) == share
        assert value_of(decided.outputs["more"], case) is None


def test_constants_and_null_are_what_they_say() -> None:
    assert NULL.is_null is True
    assert truth(True, True).is_true is True
    assert value_of(numeral(True, constant(Decimal("1.50"))), []) == Decimal("1.5")
