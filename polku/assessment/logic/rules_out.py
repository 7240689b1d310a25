"""Rule files (YAML) as DMN: each table, text and declaration in its DMN place, or beside it as our own keys.

A file of rules may use decisions of included ones; all of them go into one DMN file, so that it stands alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from polku.foundation.content import Node, parse_yaml
from polku.foundation.errors import ContentError
from polku.rules.dmn.strict import literal_text
from polku.rules.dmn.tree import (
    Decision,
    Definitions,
    InputColumn,
    InputData,
    ItemDefinition,
    Literal,
    OutputColumn,
    Row,
    TableLogic,
)
from polku.rules.dmn.writing import write_dmn, xml_id
from polku.rules.sfeel import NoneOf, names, parse_expression, parse_tests

ENDING = "ending"
FORM = 1
NONE: Mapping[str, Sequence[str]] = {}
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT = re.compile(r"\s*not\s*\(\s*")


def rules_to_dmn(
    rules: str | Mapping[str, str],
    id_: str,
    endings: Sequence[tuple[str, str]] = (),
    values: Mapping[str, Sequence[str]] = NONE,
) -> str:
    """DMN 1.3 of `rules`: the text of a rules.yaml, or such texts by assessment, included ones first, `id_` the last.

    A proof needs `endings`, their ids and urgencies in order, and `values`, the texts that an input may take.
    """
    parts = {id_: rules} if isinstance(rules, str) else rules
    text = write_dmn(_Writer(id_, parts, values).definitions(endings), xml_id("", id_, set()))
    if found := _NOT_IN_XML.search(text):
        sign = f"the control character U+{ord(found.group()):04X}"
        raise ContentError(f"{id_}/rules.yaml", 1, sign, "signs that XML can hold", "remove it")
    return text


class _Writer:
    def __init__(self, id_: str, parts: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> None:
        self.values, self.items = values, dict[str, ItemDefinition]()
        self.id, self.taken, self.ids = id_, {xml_id("", id_, set())}, dict[str, str]()
        self.parts = {part: parse_yaml(text, f"{part}/rules.yaml").entries() for part, text in parts.items()}
        self.inputs: dict[str, InputData] = {}
        self.types: dict[str, str] = {}

    def definitions(self, endings: Sequence[tuple[str, str]]) -> Definitions:
        decisions = [(part, node.entries()) for part in self.parts for node in self.own_decisions(part)]
        for part, entries in self.parts.items():
            for declared in entries["inputs"]:
                self.input(part, declared.entries())
        for _, node in decisions:
            name = node["name"].text()
            self.ids[name] = xml_id("decision_", name, self.taken)
            self.types[name] = _type(node)
        made = {self.ids[node["name"].text()]: self.decision(part, node) for part, node in decisions}
        included = [part for part in self.parts if part != self.id]
        beside = _keys({"form": FORM, "parts": included, "endings": [list(one) for one in endings]})
        return Definitions(self.id, self.id, self.items, self.inputs, made, {}, beside)

    def own_decisions(self, part: str) -> Iterator[Node]:
        """An included file gives its decisions except its own ending."""
        for node in self.parts[part]["decisions"]:
            if part == self.id or node.entries()["name"].text() != ENDING:
                yield node

    def input(self, part: str, node: Mapping[str, Node]) -> None:
        name, type_ = node["name"].text(), node["type"].text()
        id_ = xml_id("input_", name, self.taken)
        self.ids[name], self.types[name] = id_, type_
        self.inputs[id_] = InputData(id_, name, self.listed(name, type_), _keys(self.part(part) | _rest(node, ("name", "type"))))

    def listed(self, name: str, type_: str) -> str:
        """The type of an input, with the texts that it may take."""
        if type_ != "string" or name not in self.values:
            return type_
        allowed = ", ".join(literal_text(value) for value in self.values[name])
        item = ItemDefinition(f"values of {name}", type_, allowed=allowed)
        self.items[item.name] = item
        return item.name

    def part(self, part: str) -> dict[str, Any]:
        return {} if part == self.id else {"part": part}

    def decision(self, part: str, node: Mapping[str, Node]) -> Decision:
        name = node["name"].text()
        if "expression" in node:
            text = node["expression"].text()
            used, logic = names(parse_expression(text)), Literal(text)
            beside = self.part(part) | _rest(node, ("name", "expression"))
            return Decision(self.ids[name], name, None, logic, self.needs(used), (), _keys(beside))
        table, used = self.table(name, node)
        beside = self.part(part) | _rest(node, ("name", "hitPolicy", "outputs", "rules"))
        single = len(table.outputs) == 1 and table.policy not in ("R", "O", "C")
        type_ = "number" if len(table.policy) == 2 else table.outputs[0].type
        return Decision(self.ids[name], name, type_ if single else None, table, self.needs(used), (), _keys(beside))

    def needs(self, used: set[str]) -> tuple[str, ...]:
        return tuple(self.known(name) for name in sorted(used))

    def known(self, name: str) -> str:
        """The id of what has this name; of nothing in these files, an input that comes from elsewhere."""
        if name not in self.ids:
            self.ids[name] = id_ = xml_id("input_", name, self.taken)
            self.inputs[id_] = InputData(id_, name, None, _keys({"elsewhere": True}))
        return self.ids[name]

    def table(self, name: str, node: Mapping[str, Node]) -> tuple[TableLogic, set[str]]:
        rules = [rule.entries() for rule in node["rules"]]
        columns = list(dict.fromkeys(used for rule in rules for used in _when(rule)))
        outputs = tuple(self.output(output.entries()) for output in node["outputs"])
        rows = tuple(self.row(rule, columns, outputs) for rule in rules)
        inside = [names(parse_tests(cell)) for rule in rules for cell in _when(rule).values()]
        results = [names(parse_expression(result)) for row in rows for result in row.results]
        heads = tuple(InputColumn(column, self.types.get(column)) for column in columns)
        return TableLogic(node["hitPolicy"].text(), heads, outputs, rows), set(columns).union(*inside, *results)

    def output(self, node: Mapping[str, Node]) -> OutputColumn:
        values = ", ".join(value.text() for value in node["values"]) if "values" in node else None
        default = node["default"].text() if "default" in node else None
        beside = _keys(_rest(node, ("name", "type", "values", "default")))
        return OutputColumn(node["name"].text(), node["type"].text(), values, default, beside)

    def row(self, node: Mapping[str, Node], columns: list[str], outputs: tuple[OutputColumn, ...]) -> Row:
        when, then = _when(node), node["then"].entries()
        rule_id = node["id"].text()
        id_ = (
            rule_id
            if rule_id == xml_id("", rule_id, set()) and rule_id not in self.taken
            else xml_id("rule_", rule_id, self.taken)
        )
        self.taken.add(id_)
        texts = {language: part.text() for language, part in node["text"].entries().items()} if "text" in node else {}
        beside = ({} if id_ == rule_id else {"id": rule_id}) | _rest(node, ("id", "when", "then", "text"))
        tests = tuple(_with_null(when.get(column, "-")) for column in columns)
        results = tuple(then[output.name].text() for output in outputs)
        return Row(id_, tests, results, texts.get("en", "").strip(), texts, _keys(beside))


def _when(rule: Mapping[str, Node]) -> dict[str, str]:
    """The conditions that say something."""
    cells = {name: cell.text() for name, cell in rule["when"].entries().items()} if "when" in rule else {}
    return {name: cell for name, cell in cells.items() if cell.strip() != "-"}


def _type(decision: Mapping[str, Node]) -> str:
    outputs = decision["outputs"].items() if "outputs" in decision else []
    return outputs[0].entries()["type"].text() if len(outputs) == 1 else "number"


def _with_null(cell: str) -> str:
    """Our `not(…)` refuses what is missing; that of DMN does so when it names null."""
    return _NOT.sub("not(null, ", cell, count=1) if isinstance(parse_tests(cell), NoneOf) else cell


def _rest(node: Mapping[str, Node], known: tuple[str, ...]) -> dict[str, Any]:
    return {key: _plain(part) for key, part in node.items() if key not in known}


def _plain(node: Node) -> Any:
    if isinstance(node.value, list):
        return [_plain(part) for part in node.value]
    if isinstance(node.value, dict):
        return {key: _plain(part) for key, part in node.value.items()}
    return node.value == "true" if node.value in ("true", "false") and not node.quoted else node.value


def _keys(beside: Mapping[str, Any]) -> str:
    kept = {key: value for key, value in beside.items() if value != []}
    return json.dumps(kept, ensure_ascii=False) if kept else ""
