"""A rule file (YAML) read into decisions; every fault is refused with its line and the mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from polku.foundation.content import Node, Text
from polku.rules.model import Circular, Decision, LiteralDecision, Model, ordered
from polku.rules.sfeel import (
    Anything,
    Expression,
    NotSFeel,
    UnaryTests,
    literals,
    names,
    parse_expression,
    parse_tests,
)
from polku.rules.table import HIT_POLICIES, InputClause, OutputClause, RedFlag, Rule, Table
from polku.rules.values import Missing, Value, equal, kind

TYPES = ("boolean", "number", "string")


@dataclass(frozen=True)
class RuleFile:
    """`inputs` come from outside, each declared at one of `places`; `model` holds also what was imported."""

    inputs: Mapping[str, InputClause]
    places: Mapping[str, Node]
    model: Model


def read_rules(root: Node, imported: Sequence[RuleFile] = ()) -> RuleFile:
    """The decisions of a file, which may use those of imported files by name."""
    parts = root.mapping(required=("inputs", "decisions"))
    inputs: dict[str, InputClause] = {}
    places: dict[str, Node] = {}
    decisions: dict[str, Decision] = {}
    for file in imported:
        inputs |= file.inputs
        places |= file.places
        decisions |= file.model.decisions
    for node in parts["inputs"]:
        clause = _input(node)
        if clause.name in inputs:
            node.fail(f"input '{clause.name}' twice", "each input once", "remove one of them")
        inputs[clause.name], places[clause.name] = clause, node
    rule_ids: set[str] = {
        rule.id for table in decisions.values() if isinstance(table, Table) for rule in table.rules
    }
    clauses = {**inputs, **{name: _result_clause(decision) for name, decision in decisions.items()}}
    heads = [_head(node, clauses) for node in parts["decisions"]]
    for node, clause in zip(parts["decisions"], heads, strict=True):
        if clause.name in decisions:
            node.fail(f"decision '{clause.name}' twice", "each decision once", "rename one of them")
        decisions[clause.name] = _decision(node, clauses, rule_ids)
    try:
        return RuleFile(inputs, places, ordered(list(decisions.values())))
    except Circular as error:
        parts["decisions"].fail(
            f"decisions in a circle: {error}",
            "decisions that do not wait for each other",
            "remove one of the conditions",
        )


def _input(node: Node) -> InputClause:
    parts = node.mapping(required=("name", "type"), optional=("unknown", "redFlag"))
    type_ = parts["type"].word(TYPES)
    unknown = _constant(parts["unknown"], type_) if "unknown" in parts else Missing.UNKNOWN
    red_flag = _red_flag(parts["redFlag"], type_) if "redFlag" in parts else ()
    return InputClause(parts["name"].text(), type_, unknown, red_flag)


def _red_flag(node: Node, type_: str) -> RedFlag:
    """What is worse: `true` of yes and no, `rising` or `falling` of a number, of texts all from the mildest to the worst."""
    if type_ == "number":
        return "rising" if node.word(("rising", "falling")) == "rising" else "falling"
    if type_ == "boolean":
        if not node.boolean():
            node.fail("'redFlag: false'", "true, where yes is worse than no", "remove it, or turn the question around")
        return (False, True)
    codes = tuple(code.text() for code in node)
    if len(codes) < 2 or len(set(codes)) < len(codes):
        node.fail(f"{len(set(codes))} values in 'redFlag'", "two or more, each once, from the mildest to the worst", "correct it")
    return codes


def _head(node: Node, clauses: dict[str, InputClause]) -> InputClause:
    """Names of decisions are known before the decisions themselves are read, so that their order is free."""
    entries = node.entries()
    if "name" not in entries:
        node.fail("a decision without a name", "key 'name'", "add it")
    name = entries["name"].text()
    if name in clauses:
        entries["name"].fail(f"'{name}' is already an input or a decision", "a name of its own", "rename it")
    outputs = entries["outputs"].items() if "outputs" in entries else []
    types = [output.entries().get("type") for output in outputs]
    one = types[0].text() if len(types) == 1 and types[0] else "number"
    clauses[name] = InputClause(name, one)
    return clauses[name]


def _result_clause(decision: Decision) -> InputClause:
    if isinstance(decision, Table) and len(decision.outputs) == 1:
        return InputClause(decision.name, decision.outputs[0].type)
    return InputClause(decision.name, "number")


def _decision(node: Node, clauses: Mapping[str, InputClause], rule_ids: set[str]) -> Decision:
    if "expression" not in node.entries():
        return _table(node, clauses, rule_ids)
    parts = node.mapping(required=("name", "expression"), optional=("title",))
    expression = _expression(parts["expression"])
    for name in sorted(names(expression)):
        _must_know(parts["expression"], name, clauses)
    return LiteralDecision(
        parts["name"].text(), expression, tuple(clauses[name] for name in sorted(names(expression))), _title(parts)
    )


def _table(node: Node, clauses: Mapping[str, InputClause], rule_ids: set[str]) -> Table:
    parts = node.mapping(required=("name", "hitPolicy", "outputs", "rules"), optional=("title",))
    outputs = tuple(_output(output) for output in parts["outputs"])
    policy = parts["hitPolicy"].word(HIT_POLICIES)
    if policy in ("P", "O") and not all(output.values for output in outputs):
        parts["outputs"].fail(
            f"hit policy {policy} without an order",
            "'values' of each output, the first first",
            "list the values",
        )
    if len(policy) == 2 and len(outputs) != 1:
        parts["outputs"].fail(f"hit policy {policy} with {len(outputs)} outputs", "one output", "keep one")
    used = _used(parts["rules"], outputs, clauses)
    inputs = tuple(clause for name, clause in clauses.items() if name in used)
    rules = tuple(_rule(rule, inputs, outputs, clauses, rule_ids) for rule in parts["rules"])
    return Table(parts["name"].text(), policy, inputs, outputs, rules, _title(parts))


def _title(parts: Mapping[str, Node]) -> Text:
    """What people call the decision; that of the ending needs no name."""
    return parts["title"].text3() if "title" in parts else {}


def _used(rules: Node, outputs: tuple[OutputClause, ...], clauses: Mapping[str, InputClause]) -> set[str]:
    """The inputs that the table reads, in its conditions and inside its cells."""
    used: set[str] = set()
    for rule in rules:
        parts = rule.mapping(("id", "then", "text"), ("when",))
        for name, cell in parts["when"].entries().items() if "when" in parts else ():
            _must_know(cell, name, clauses)
            used |= {name, *names(_tests(cell, clauses[name], clauses))}
        then = parts["then"].mapping(required=[output.name for output in outputs])
        used.update(*(names(_result(then[output.name], output, clauses)) for output in outputs))
    return used


def _output(node: Node) -> OutputClause:
    parts = node.mapping(required=("name", "type"), optional=("values", "default"))
    type_ = parts["type"].word(TYPES)
    values = tuple(_constant(value, type_) for value in parts["values"]) if "values" in parts else ()
    default = _constant(parts["default"], type_) if "default" in parts else None
    return OutputClause(parts["name"].text(), type_, values, default)


def _rule(
    node: Node,
    inputs: tuple[InputClause, ...],
    outputs: tuple[OutputClause, ...],
    clauses: Mapping[str, InputClause],
    rule_ids: set[str],
) -> Rule:
    parts = node.mapping(("id", "then", "text"), ("when",))
    rule_id = parts["id"].text()
    if rule_id in rule_ids:
        parts["id"].fail(f"rule '{rule_id}' twice", "each rule id once", "give it an id of its own")
    rule_ids.add(rule_id)
    when = parts["when"].entries() if "when" in parts else {}
    tests = tuple(
        _tests(when[clause.name], clause, clauses) if clause.name in when else Anything() for clause in inputs
    )
    then = parts["then"].mapping(required=[output.name for output in outputs])
    results = tuple(_result(then[output.name], output, clauses) for output in outputs)
    return Rule(rule_id, tests, results, parts["text"].text3(), node.line)


def _tests(node: Node, clause: InputClause, clauses: Mapping[str, InputClause]) -> UnaryTests:
    try:
        tests = parse_tests(node.text())
    except NotSFeel as error:
        _not_sfeel(node, error)
    for name in names(tests):
        _must_know(node, name, clauses)
    for value in literals(tests):
        _must_fit(node, value, clause.type, f"input '{clause.name}'")
    return tests


def _result(node: Node, output: OutputClause, clauses: Mapping[str, InputClause]) -> Expression:
    expression = _expression(node)
    for name in names(expression):
        _must_know(node, name, clauses)
    for value in literals(expression):
        _must_fit(node, value, output.type, f"output '{output.name}'")
        if output.values and not any(equal(value, allowed) for allowed in output.values):
            allowed = ", ".join(str(one) for one in output.values)
            node.fail(f"'{value}' is no value of output '{output.name}'", f"one of: {allowed}", "correct it")
    return expression


def _expression(node: Node) -> Expression:
    try:
        return parse_expression(node.text())
    except NotSFeel as error:
        _not_sfeel(node, error)


def _constant(node: Node, type_: str) -> Value:
    values = literals(expression := _expression(node))
    if names(expression) or len(values) != 1:
        node.fail(f"'{node.text()}'", f"one {type_}", "write a single value")
    _must_fit(node, values[0], type_, "this place")
    return values[0]


def _must_know(node: Node, name: str, clauses: Mapping[str, InputClause]) -> None:
    if name not in clauses:
        node.fail(
            f"unknown input '{name}'",
            f"one of: {', '.join(clauses)}",
            "declare it under 'inputs' or correct it",
        )


def _must_fit(node: Node, value: Value, type_: str, where: str) -> None:
    if value is not None and kind(value) != type_:
        node.fail(
            f"a {kind(value)} in '{node.value}'",
            f"a {type_}, as {where} has",
            "write texts in quotes: '\"text\"'",
        )


def _not_sfeel(node: Node, error: NotSFeel) -> NoReturn:
    node.fail(str(error), 'S-FEEL such as true, >= 38, "a","b", [1..3], not("a") or -', "correct the cell")
