"""Decision tables, models and inputs drawn at random: what tests of their evaluation share."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from hypothesis import strategies as st

from polku.rules.evaluation import compute
from polku.rules.model import LiteralDecision, Model, ordered
from polku.rules.sfeel import UnaryTests, parse_expression, parse_tests
from polku.rules.table import HIT_POLICIES, BrokenPolicy, InputClause, Outcome, OutputClause, Rule, Table, evaluate, known
from polku.rules.values import Input, Missing, Value

SAMPLES: Mapping[str, tuple[str, ...]] = {
    "boolean": ("true", "false"),
    "number": ("0", "1", "2", "2.5", "-1"),
    "string": ('"mild"', '"severe"', '"none"'),
}
VALUES: tuple[Input, ...] = (
    True, False, None, 0, 1, 2, -1, Decimal("2.5"), Decimal("1.0"), "mild", "severe", "", *Missing,
)  # fmt: skip
NAMES = {"flag": "boolean", "other": "boolean", "age": "number", "points": "number", "pain": "string"}


def cells(type_: str) -> st.SearchStrategy[UnaryTests]:
    """A condition of each shape, on literals and on other inputs, sometimes of another type than its input."""
    foreign = ["null", "age", "age + 1", "pain", "flag", *SAMPLES["number"]]
    end = st.sampled_from(SAMPLES[type_]) | st.sampled_from(foreign)
    test = st.one_of(end, st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), end))
    interval = st.builds("{}{}..{}{}".format, st.sampled_from("[(]"), end, end, st.sampled_from("])["))
    some = st.lists(test | interval, min_size=1, max_size=3).map(", ".join)
    return st.one_of(st.just("-"), st.just("-"), test, some, some.map("not({})".format)).map(parse_tests)


@st.composite
def tables(draw: st.DrawFn, name: str = "ending", policy: str | None = None, uses: Mapping[str, str] = NAMES) -> Table:
    read = [one for one in uses if draw(st.integers(0, 3))]
    inputs = tuple(InputClause(one, uses[one], draw(_unknown(uses[one]))) for one in read)
    policy = policy or draw(st.sampled_from(sorted(HIT_POLICIES)))
    several = len(policy) == 1 and draw(st.integers(0, 4)) == 0
    outputs = tuple(_output(draw, place) for place in range(2 if several else 1))
    rules = tuple(
        Rule(
            f"{name}-{place}",
            tuple(draw(cells(clause.type)) for clause in inputs),
            tuple(parse_expression(draw(_result(output))) for output in outputs),
        )
        for place in range(draw(st.integers(1, 5)))
    )
    return Table(name, policy, inputs, outputs, rules)


def _unknown(type_: str) -> st.SearchStrategy[Input]:
    declared = st.sampled_from(SAMPLES[type_]).map(lambda text: compute(parse_expression(text), {}))
    return st.one_of(st.just(Missing.UNKNOWN), declared)


def _output(draw: st.DrawFn, place: int) -> OutputClause:
    type_ = draw(st.sampled_from(["number", "string"]))
    values: tuple[Value, ...] = ("severe", "mild") if type_ == "string" else (2, 1, 0)
    return OutputClause(f"out{place}", type_, values, draw(st.sampled_from([None, values[0]])))


def _result(output: OutputClause) -> st.SearchStrategy[str]:
    plain = st.sampled_from(SAMPLES[output.type])
    return st.one_of(plain, plain, plain, st.sampled_from(["age", "age / points", "age * 2 - points", "null", "points ** 2"]))


@st.composite
def models(draw: st.DrawFn) -> Model:
    """A score, a literal on it, and an ending on both."""
    plain = {name: type_ for name, type_ in NAMES.items() if name != "points"}
    score = draw(tables("score", draw(st.sampled_from(["C+", "C#", "C<", "F", "P"])), NAMES))
    total = LiteralDecision("total", parse_expression("score + age"), (InputClause("age", "number", draw(_unknown("number"))),))
    policy = draw(st.sampled_from(["F", "P", "C", "O", "R"]))
    return ordered([total, draw(tables("ending", policy, {**plain, "score": "number", "total": "number"})), score])


def plainly(model: Model, name: str, facts: Mapping[str, Input]) -> dict[str, Outcome]:
    """Every decision by the reference, one after the other."""
    told, outcomes = dict(facts), dict[str, Outcome]()
    for decision in model.behind(name):
        if isinstance(decision, Table):
            outcome = evaluate(decision, told)
        else:
            outcome = Outcome(compute(decision.expression, known(decision.inputs, told)), (), ())
        outcomes[decision.name] = outcome
        told[decision.name] = Missing.NOT_ASKED if isinstance(outcome.value, (list, Mapping)) else outcome.value
    return outcomes


def evaluated(table: Table, facts: Mapping[str, Input]) -> Outcome | None:
    """None where the hit policy is broken."""
    try:
        return evaluate(table, facts)
    except BrokenPolicy:
        return None


def inputs() -> st.SearchStrategy[dict[str, Input]]:
    """Any of the inputs, of its own type or another, known, unknown, not asked or absent."""
    return st.dictionaries(st.sampled_from(sorted(NAMES)), st.sampled_from(VALUES))
