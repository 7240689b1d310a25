"""A table as one Python function: its source is made of the tree, once, and answers as `table.evaluate` does.

The source holds names, whole numbers and operators only; texts and decimals of a table are bound to names. A cell of a
shape that is not written out here is tried by its `predicate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from polku.rules.evaluation import predicate
from polku.rules.sfeel import AnyOf, Anything, Interval, Literal, NoneOf, Test, UnaryTests, names
from polku.rules.table import InputClause, Outcome, Table, conclude, known
from polku.rules.values import Input, Missing, Value, equal, kind

Evaluator = Callable[[Mapping[str, Input]], Outcome]
Answerer = Callable[[Mapping[str, Input]], object]

MOST_KEPT = 4096
_ORDERS = ("<", "<=", ">", ">=")


class Unwritten(Exception):
    """A cell that is left to its predicate."""


def compiled(table: Table) -> Evaluator:
    """`evaluate` of this table."""
    bound = _bound(table, {})
    exec(compile(source(table, bound), f"<table {table.name!r}>", "exec"), bound)
    evaluator: Evaluator = bound["evaluate"]
    return evaluator


def _bound(table: Table, kept: dict[tuple[int, ...], Outcome]) -> dict[str, Any]:
    return {
        "MISSING": Missing, "UNKNOWN": Missing.UNKNOWN, "NOT_ASKED": Missing.NOT_ASKED, "NUMBER": (int, Decimal),
        "known": known, "clauses": table.inputs, "kept": kept, "conclusion": _conclusion(table, kept),
    }  # fmt: skip


def answering(table: Table) -> Answerer:
    """The value of `evaluate` alone; where the hit policy lets the first rule decide, no rule after it is tried."""
    order = _deciding_order(table)
    if order is None:
        evaluator = compiled(table)
        return lambda inputs: evaluator(inputs).value
    bound = _bound(table, {})
    exec(compile(chain_source(table, order, bound), f"<answer of {table.name!r}>", "exec"), bound)
    answerer: Answerer = bound["answer"]
    return answerer


def _deciding_order(table: Table) -> list[int] | None:
    """The rules in an order in which the first that holds gives the answer."""
    if len(table.outputs) != 1 or not all(isinstance(rule.results[0], Literal) for rule in table.rules):
        return None
    places = list(range(len(table.rules)))
    if table.hit_policy == "F":
        return places
    values = table.outputs[0].values
    ranks = [next((at for at, one in enumerate(values) if equal(one, _result(table, place))), len(values)) for place in places]
    return sorted(places, key=lambda place: ranks[place]) if table.hit_policy == "P" else None


def _result(table: Table, place: int) -> Value:
    result = table.rules[place].results[0]
    return result.value if isinstance(result, Literal) else None


def chain_source(table: Table, order: Sequence[int], bound: dict[str, Any]) -> str:
    """The text of a chain of ifs; each input is read when the first rule asks for it."""
    read: dict[str, str] = {}
    lines = ["def answer(inputs):", "    get = inputs.get"]
    for place in order:
        before = len(read)
        condition = _rule(table, place, read, bound)
        lines += [f"    {x} = get({_bind(bound, name)})" for name, x in list(read.items())[before:]]
        lines += ["    scope = known(clauses, inputs)"] if "scope" in condition else []
        value = _bind(bound, _result(table, place))
        lines += [f"    if {condition}: return {value}"] if condition else [f"    return {value}"]
    return "\n".join([*lines, f"    return {_bind(bound, table.outputs[0].default)}"]) + "\n"


def source(table: Table, bound: dict[str, Any]) -> str:
    """The text of the function; `bound` receives what its names stand for."""
    read: dict[str, str] = {}
    rules = [_rule(table, place, read, bound) for place in range(len(table.rules))]
    lines = ["def evaluate(inputs):"]
    if read:
        bound["names"] = tuple(read)
        variables = ", ".join(read.values())
        lines += [f"    {variables}{',' if len(read) == 1 else ''} = map(inputs.get, names)"]
    if any("scope" in condition for condition in rules):
        lines += ["    scope = known(clauses, inputs)"]
    lines += ["    hits = []"]
    for place, condition in enumerate(rules):
        lines += [f"    if {condition}: hits.append({place})"] if condition else [f"    hits.append({place})"]
    lines += ["    hits = tuple(hits)", "    return kept[hits] if hits in kept else conclusion(hits, inputs)"]
    return "\n".join(lines) + "\n"


def _conclusion(table: Table, kept: dict[tuple[int, ...], Outcome]) -> Callable[[tuple[int, ...], Mapping[str, Input]], Outcome]:
    """What is made of the hits; kept where it hangs on nothing else and nobody can change it."""
    fixed = all(isinstance(result, Literal) for rule in table.rules for result in rule.results)

    def conclusion(hits: tuple[int, ...], inputs: Mapping[str, Input]) -> Outcome:
        outcome = conclude(table, [table.rules[place] for place in hits], known(table.inputs, inputs))
        if fixed and not isinstance(outcome.value, (list, Mapping)) and len(kept) < MOST_KEPT:
            kept[hits] = outcome
        return outcome

    return conclusion


def _rule(table: Table, place: int, read: dict[str, str], bound: dict[str, Any]) -> str:
    """The rule's condition, empty where it has none; the variables it reads are added to `read`."""
    parts = []
    for clause, cell in zip(table.inputs, table.rules[place].tests, strict=True):
        if isinstance(cell, Anything):
            continue
        if names(cell):
            parts.append(f"{_bind(bound, predicate(cell))}(scope.get({_bind(bound, clause.name)}), scope)")
            continue
        variable = read.setdefault(clause.name, f"x{len(read)}")
        parts.append(f"({_cell(cell, _unknown(table.inputs, clause.name), variable, bound)})")
    return " and ".join(parts)


def _unknown(clauses: Sequence[InputClause], name: str) -> Value:
    """What "I don't know" counts as for the input."""
    declared = [clause.unknown for clause in clauses if clause.name == name]
    values = [value for value in declared if not isinstance(value, Missing)]
    return values[-1] if values else None


def _cell(cell: UnaryTests, unknown: Value, x: str, bound: dict[str, Any]) -> str:
    """Whether the cell accepts what `x` holds: a value, or one of the kinds of missing."""
    holds = predicate(cell)
    try:
        written = list(_written(cell, x, bound))
    except Unwritten:
        plain = f"{x} if {x}.__class__ is not MISSING else {_bind(bound, unknown)} if {x} is UNKNOWN else None"
        return f"{_bind(bound, holds)}({plain}, {{}})"
    if holds(unknown, {}):
        written.append(f"{x} is UNKNOWN")
    if holds(None, {}):
        written.append(f"{x} is NOT_ASKED")
    return " or ".join(written) or "False"


def _written(cell: UnaryTests, x: str, bound: dict[str, Any]) -> Iterator[str]:
    """Conditions of which one must hold of a value; none of them holds of a Missing."""
    if isinstance(cell, AnyOf):
        for test in cell.tests:
            yield _test(test, x, bound) if isinstance(test, Test) else _interval(test, x, bound)
    elif isinstance(cell, NoneOf) and all(isinstance(test, Test) and test.operator == "=" for test in cell.tests):
        others = [f"not ({_test(test, x, bound)})" for test in cell.tests if isinstance(test, Test)]
        yield " and ".join([f"{x} is not None", f"{x}.__class__ is not MISSING", *others])
    else:
        raise Unwritten


def _test(test: Test, x: str, bound: dict[str, Any]) -> str:
    value = _plain(test.endpoint)
    if test.operator == "=":
        if value is None or isinstance(value, bool):
            return f"{x} is {value}"
        equal = f"{x} == {_bind(bound, value)}"
        return equal if isinstance(value, str) else f"{equal} and {x}.__class__ is not bool"
    if test.operator not in _ORDERS:
        raise Unwritten
    return f"{_kind(value, x)} and {x} {test.operator} {_bind(bound, value)}" if _has_order(value) else "False"


def _interval(interval: object, x: str, bound: dict[str, Any]) -> str:
    if not isinstance(interval, Interval):
        raise Unwritten
    low, high = _plain(interval.low), _plain(interval.high)
    if not _has_order(low) or kind(low) != kind(high):
        return "False"
    above, below = "<=" if interval.low_included else "<", "<=" if interval.high_included else "<"
    return f"{_kind(low, x)} and {_bind(bound, low)} {above} {x} {below} {_bind(bound, high)}"


def _plain(endpoint: object) -> Value:
    value = endpoint.value if isinstance(endpoint, Literal) else endpoint
    if value is None or isinstance(value, (bool, int, Decimal, str)):
        return value
    raise Unwritten


def _has_order(value: Value) -> bool:
    return kind(value) in ("number", "string")


def _kind(value: Value, x: str) -> str:
    """That `x` is of the value's kind: True is no number."""
    return f"{x}.__class__ is not bool and isinstance({x}, NUMBER)" if kind(value) == "number" else f"isinstance({x}, str)"


def _bind(bound: dict[str, Any], value: object) -> str:
    if value.__class__ is int:
        return repr(value)
    name = f"c{len(bound)}"
    bound[name] = value
    return name
