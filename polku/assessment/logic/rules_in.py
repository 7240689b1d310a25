"""A DMN file as a rule file (YAML): one of ours without loss, a foreign one as far as our tables can say it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from polku.assessment.logic.rules_yaml import Cell, write_rules
from polku.foundation.content import REQUIRED_LANGUAGES
from polku.foundation.errors import ContentError
from polku.rules.dmn import NotDmn, read_dmn
from polku.rules.dmn.strict import TooMuch, cell_text, expression_text
from polku.rules.dmn.tree import Decision, Definitions, InputColumn, InputData, Literal, OutputColumn, Row, TableLogic
from polku.rules.dmn.types import Types, basic
from polku.rules.feel import Feel, parse_cell, parse_feel
from polku.rules.feel_lexer import Scope
from polku.rules.sfeel import AnyOf, NotSFeel, Test, UnaryTests
from polku.rules.sfeel import Literal as feel_literal
from polku.rules.values import Value, kind

TYPES = ("boolean", "number", "string")


@dataclass(frozen=True)
class RulesOfDmn:
    """`yaml` is a rules.yaml with every part of the file, each rule with some text in every language.

    `values` are the texts that an input may take, where the file says so; `endings` their ids and urgencies in order.
    """

    yaml: str
    values: Mapping[str, tuple[Value, ...]]
    endings: tuple[tuple[str, str], ...]


def dmn_to_rules_yaml(dmn: str | bytes, shown: str = "file.dmn", part: str | None = None) -> str:
    """The rules.yaml of the file: of the assessment that it was written for, or of an included `part`. Raises ContentError."""
    reader = _reader(dmn, shown)
    return write_rules(reader.inputs(part), reader.decisions(part))


def dmn_to_parts(dmn: str | bytes, shown: str = "file.dmn") -> dict[str, str]:
    """The rules.yaml of every assessment that the file holds, included ones first. Raises ContentError."""
    reader = _reader(dmn, shown)
    parts: list[str | None] = [*reader.beside(reader.file.more).get("parts", []), None]
    return {part or reader.file.name: write_rules(reader.inputs(part), reader.decisions(part)) for part in parts}


def rules_of_dmn(dmn: str | bytes, shown: str = "file.dmn") -> RulesOfDmn:
    """What a proof of the file needs. Raises ContentError."""
    reader = _reader(dmn, shown, whole=True)
    endings = tuple((str(id_), str(urgency)) for id_, urgency in reader.beside(reader.file.more).get("endings", []))
    return RulesOfDmn(write_rules(reader.inputs(None), reader.decisions(None)), reader.values(), endings)


def is_own(file: Definitions) -> bool:
    """Whether the file was written here, with what stands beside DMN."""
    return '"form"' in file.more


def _reader(dmn: str | bytes, shown: str, *, whole: bool = False) -> _Reader:
    return _Reader(definitions_of(dmn, shown), whole)


def definitions_of(dmn: str | bytes, shown: str = "file.dmn") -> Definitions:
    """The file as it stands. Raises ContentError."""
    try:
        return read_dmn(dmn, shown)
    except NotDmn as error:
        raise ContentError(error.file, error.line, error.found, error.expected, error.mend) from None


class _Reader:
    """`whole` gathers every part as one, and gives every rule a text."""

    def __init__(self, file: Definitions, whole: bool) -> None:
        self.file, self.whole = file, whole
        self.types = Types(file.types)
        if file.knowledge:
            self.refuse("a business knowledge model", "tables and literal expressions")
        called = [one.name for one in file.inputs.values()] + [one.name for one in file.decisions.values()]
        self.scope = Scope(frozenset(called), file.components())
        self.own = "form" in self.beside(file.more)

    def refuse(self, found: str, expected: str) -> Any:
        raise ContentError(self.file.shown, 1, found, expected, "write it so, or keep it as a DMN file")

    def beside(self, more: str) -> dict[str, Any]:
        """What stands beside DMN in our own files."""
        try:
            kept = json.loads(more) if more else {}
        except ValueError:
            self.refuse("keys of our own that are not JSON", "those that an export wrote")
        return kept if isinstance(kept, dict) else {}

    def here(self, more: str, part: str | None) -> dict[str, Any] | None:
        """The keys of an element of that part; None where it belongs to another."""
        keys = self.beside(more)
        belongs = keys.pop("part", None)
        if keys.pop("elsewhere", False):
            return None
        return keys if self.whole or belongs == part else None

    def inputs(self, part: str | None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for data in self.file.inputs.values():
            keys = self.here(data.more, part)
            if keys is not None:
                declared = {
                    key: Cell(value) if key == "unknown" and isinstance(value, str) else value for key, value in keys.items()
                }
                found += [{"name": name, "type": type_, **declared} for name, type_ in self.flat(data)]
        return found

    def flat(self, data: InputData) -> Iterator[tuple[str, str]]:
        """The input, or each part of a structured one."""
        item = self.types.find(data.type)
        if item and item.components and not item.collection:
            for part in item.components:
                yield self.rename(f"{data.name}.{part.name}"), self.type(part.type, part.name)
        else:
            yield self.rename(data.name), self.type(item.type if item else data.type or self.seen(data.name), data.name)

    def seen(self, name: str) -> str | None:
        """The type that a table's column gives the input."""
        columns = (column for table in self.tables() for column in table.inputs)
        return next((column.type for column in columns if column.expression == name and column.type), None)

    def tables(self) -> Iterator[TableLogic]:
        return (one.logic for one in self.file.decisions.values() if isinstance(one.logic, TableLogic))

    def type(self, type_: str | None, name: str) -> str:
        item = self.types.find(type_)
        found = basic(item.type if item else type_) or ("string" if type_ is None else None)
        if found not in TYPES:
            self.refuse(f"'{name}' of type '{type_}'", f"one of: {', '.join(TYPES)}")
        return str(found)

    def rename(self, name: str) -> str:
        """Our names have no spaces or signs but the dot."""
        return name if self.own else ".".join(re.sub(r"\W+", "_", part.strip()).strip("_") or "x" for part in name.split("."))

    def decisions(self, part: str | None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for decision in self.file.decisions.values():
            keys = self.here(decision.more, part)
            if keys is not None:
                found += self.decision(decision, keys)
        return found

    def decision(self, decision: Decision, keys: dict[str, Any]) -> Iterator[dict[str, Any]]:
        name, logic = self.rename(decision.name), decision.logic
        if isinstance(logic, Literal):
            yield {"name": name, **keys, "expression": Cell(self.expression(logic.text))}
        elif isinstance(logic, TableLogic):
            columns, before = self.columns(logic, name)
            yield from before
            outputs = [self.output(output, place, logic, name) for place, output in enumerate(logic.outputs)]
            rules = [
                self.rule(row, place, columns, [output["name"] for output in outputs], name)
                for place, row in enumerate(logic.rows, 1)
            ]
            yield {"name": name, **keys, "hitPolicy": logic.policy, "outputs": outputs, "rules": rules}
        else:
            self.refuse(f"decision '{decision.name}' without a table or an expression", "one of these")

    def columns(self, table: TableLogic, name: str) -> tuple[list[str], list[dict[str, Any]]]:
        """The inputs of a table; one that is computed becomes a decision before it."""
        columns: list[str] = []
        before: list[dict[str, Any]] = []
        known = {row["name"] for row in self.inputs(None)} | {self.rename(one.name) for one in self.file.decisions.values()}
        for place, column in enumerate(table.inputs, start=1):
            text = self.column(column)
            if text not in known and not self.own:
                before.append({"name": f"{name}_input_{place}", "expression": Cell(text)})
                text = f"{name}_input_{place}"
            columns.append(text)
        return columns, before

    def column(self, column: InputColumn) -> str:
        return column.expression if self.own else self.expression(column.expression or "null")

    def output(self, output: OutputColumn, place: int, table: TableLogic, decision: str) -> dict[str, Any]:
        made: dict[str, Any] = {"name": self.rename(output.name) if output.name else decision}
        made["type"] = self.type(output.type, output.name) if output.type else self.result_type(table, place)
        item = self.types.find(output.type)
        if values := output.values or (item.allowed if item else None):
            made["values"] = [Cell(value) for value in self.listed(values)]
        if output.default is not None and output.default.strip():
            made["default"] = Cell(self.expression(output.default))
        return {**made, **self.beside(output.more)}

    def result_type(self, table: TableLogic, place: int) -> str:
        """What the first result with a value is."""
        values = (self.constant(row.results[place]) for row in table.rows)
        return next((kind(value) for value in values if value is not None), "string")

    def constant(self, text: str) -> Value:
        feel = self.feel(text)
        return feel.value if isinstance(feel, feel_literal) else None

    def feel(self, text: str) -> Feel:
        found: Feel = self.guarded(lambda: parse_feel(text.strip() or "null", self.scope))
        return found

    def rule(self, row: Row, place: int, columns: list[str], outputs: list[str], decision: str) -> dict[str, Any]:
        keys = self.beside(row.more)
        id_ = keys.pop("id", None) or (row.id if self.own or not row.id.startswith("rule ") else f"{decision}-{place}")
        cells = {column: self.cell(test) for column, test in zip(columns, row.tests, strict=True)}
        when = {column: Cell(cell) for column, cell in cells.items() if cell != "-"}
        then = {name: Cell(self.expression(result)) for name, result in zip(outputs, row.results, strict=True)}
        made = {"id": id_, **({"when": when} if when else {}), "then": then, **keys}
        return made | ({"text": text} if (text := self.text(row)) else {})

    def text(self, row: Row) -> dict[str, str]:
        said = {language: words for language, words in row.annotations.items() if words}
        if not self.own and not all(language in said for language in REQUIRED_LANGUAGES):
            said = {"en": row.description or next(iter(said.values()), "")} if row.description or said else {}
        if not self.whole:
            return said
        return {
            language: said.get(language) or row.description or row.id for language in dict.fromkeys((*REQUIRED_LANGUAGES, *said))
        }

    def cell(self, text: str) -> str:
        if self.own:
            return re.sub(r"^not\(null, ", "not(", text) if text.strip() not in ("", "-") else "-"
        return self.guarded(lambda: cell_text(parse_cell(text, self.scope), self.rename))  # type: ignore[no-any-return]

    def expression(self, text: str) -> str:
        if self.own:
            return text
        return self.guarded(lambda: expression_text(parse_feel(text.strip() or "null", self.scope), self.rename))  # type: ignore[no-any-return]

    def listed(self, text: str) -> list[str]:
        """The values of a list, each as the file writes it."""
        ends = self.ends(text)
        return split(text) if self.own else [self.guarded(lambda end=end: expression_text(end, self.rename)) for end in ends]

    def ends(self, text: str) -> list[Feel]:
        tests: UnaryTests = self.guarded(lambda: parse_cell(text, self.scope))
        if not isinstance(tests, AnyOf) or not all(isinstance(one, Test) and one.operator == "=" for one in tests.tests):
            self.refuse(f"the values {text[:80]}", "single values with commas between them")
        return [one.endpoint for one in tests.tests if isinstance(one, Test)] if isinstance(tests, AnyOf) else []

    def guarded(self, read: Any) -> Any:
        try:
            return read()
        except (NotSFeel, TooMuch) as error:
            self.refuse(str(error), "what a cell of our tables can say")

    def values(self) -> dict[str, tuple[Value, ...]]:
        """The texts that each input may take, where the file lists them."""
        found: dict[str, tuple[Value, ...]] = {}
        columns = [column for table in self.tables() for column in table.inputs]
        for data in self.file.inputs.values():
            item = self.types.find(data.type)
            lists = [column.values for column in columns if column.expression == data.name and column.values]
            if text := (item.allowed if item else None) or next(iter(lists), None):
                found[self.rename(data.name)] = tuple(end.value for end in self.ends(text) if isinstance(end, feel_literal))
        return found


def split(text: str) -> list[str]:
    """At the commas outside quotes."""
    return [part.strip() for part in re.findall(r'(?:"(?:\\.|[^"\\])*"|[^,"])+', text)]
