"""A table of a foreign DMN file as one of our own, with all that it reads; what has no encoding is free, and noted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from polku.assessment.logic.proof_names import Found, Kind, Names, kind_of_cells, listed
from polku.rules.dmn.simple import dotted, simple, simple_cell
from polku.rules.dmn.strict import TooMuch
from polku.rules.dmn.tree import Decision as DmnDecision
from polku.rules.dmn.tree import InputColumn, OutputColumn, Row, TableLogic
from polku.rules.dmn.tree import Literal as DmnLiteral
from polku.rules.feel import parse_cell, parse_feel
from polku.rules.feel_lexer import Scope
from polku.rules.model import Decision, LiteralDecision
from polku.rules.sfeel import Anything, Expression, Literal, Name, NotSFeel, UnaryTests, names
from polku.rules.table import InputClause, OutputClause, Rule, Table

ANOTHER = "…"


@dataclass
class Encoding:
    """One table with all that it needs. `beyond` are the rules that have a condition without an encoding.

    `kept` holds the decisions of the file that were tried for any table, by id.
    """

    names: Names
    found: Found
    kept: dict[str, Tried]
    questions: dict[str, Kind] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    beyond: set[str] = field(default_factory=set)
    free_results: bool = False
    notes: list[str] = field(default_factory=list)

    @cached_property
    def table(self) -> Table:
        return self.read(self.found)

    def note(self, words: str) -> None:
        if words not in self.notes:
            self.notes.append(words)

    def read(self, found: Found) -> Table:
        """The table; what it reads is gathered. A table that another one needs is read without free results."""
        logic = found.logic
        clauses = [self.column(found, place, column) for place, column in enumerate(logic.inputs)]
        outputs = tuple(self.output(found, place, output) for place, output in enumerate(logic.outputs))
        ids: dict[str, Row] = {}
        for place, row in enumerate(logic.rows, start=1):
            name = str(place) if row.id == f"rule {place}" else row.id
            ids[name if name not in ids else f"{name} ({place})"] = row
        rules = tuple(self.rule(found, id_, row, outputs) for id_, row in ids.items())
        return Table(found.name, logic.policy, tuple(clauses), outputs, rules)

    def column(self, found: Found, place: int, column: InputColumn) -> InputClause:
        text = " ".join(column.expression.split()) or f"input {place + 1}"
        types = kinds(found)
        try:
            feel = parse_feel(column.expression or "null", self.scope(found))
            if (path := dotted(feel)) in found.names and types[str(path)]:
                return InputClause(self.ask(found, str(path), column), str(types[str(path)]))
            made = simple(feel, types)
        except (TooMuch, NotSFeel) as error:
            return self.free(found, text, place, str(error))
        if isinstance(made, Literal):
            return self.free(found, text, place, "it has no expression")
        self.needed(found, made)
        self.decisions.setdefault(text, LiteralDecision(text, made))
        return InputClause(text, "number")

    def free(self, found: Found, text: str, place: int, why: str) -> InputClause:
        """A column that may have any value of its type."""
        column = found.logic.inputs[place]
        declared = self.names.kind(column.type, column.values)
        type_ = declared.type or kind_of_cells(found.logic, place)
        if type_ is not None and any(row.tests[place].strip() not in ("", "-") for row in found.logic.rows):
            self.note(f"'{text}' may here be any {type_}: {why}")
        self.questions.setdefault(text, Kind(type_ or "string", declared.allowed))
        return InputClause(text, type_ or "string")

    def ask(self, found: Found, path: str, column: InputColumn | None = None) -> str:
        """The name as a fact: another decision that can be encoded, or else a question."""
        if path in self.decisions or path in self.questions:
            return path
        kind = found.names[path]
        decision = next((one for one in self.names.file.decisions.values() if one.name == path), None)
        other = decision is not None and path != self.found.name and path in found.heads
        if decision is not None and other and self.encoded(decision):
            return path
        if not kind.allowed and column is not None and column.values:
            kind = replace(kind, allowed=column.values)
        self.questions[path] = kind
        return path

    def encoded(self, decision: DmnDecision) -> bool:
        """Whether the decision, with all that it needs, now stands among the decisions."""
        if decision.id not in self.kept:
            try:
                self.kept[decision.id] = self.tried(decision)
            except (TooMuch, NotSFeel) as error:
                self.kept[decision.id] = str(error)
        tried = self.kept[decision.id]
        if isinstance(tried, str):
            self.note(f"decision '{decision.name}' may here be any value of its type: {tried}")
            return False
        made, trial = tried
        self.questions = {**trial.questions, **self.questions}
        self.decisions = {**trial.decisions, **self.decisions, decision.name: made}
        for note in trial.notes:
            self.note(note)
        return True

    def tried(self, decision: DmnDecision) -> tuple[Decision, Encoding]:
        known, heads = self.names.of(decision), self.names.heads(decision)
        if isinstance(decision.logic, TableLogic):
            trial = Encoding(self.names, Found(decision.name, decision.logic, known, heads), self.kept)
            table = trial.table
            if trial.beyond or trial.free_results:
                raise TooMuch(trial.notes[0])
            return table, trial
        if not isinstance(decision.logic, DmnLiteral):
            raise TooMuch("it is no table and no expression")
        found = Found(decision.name, TableLogic("U", (), (), ()), known, heads)
        trial = Encoding(self.names, found, self.kept)
        made = simple(parse_feel(decision.logic.text.strip() or "null", self.scope(found)), kinds(found))
        trial.needed(found, made)
        return LiteralDecision(decision.name, made), trial

    def needed(self, found: Found, made: Expression | UnaryTests) -> None:
        for name in sorted(names(made)):
            self.ask(found, name)

    def output(self, found: Found, place: int, output: OutputColumn) -> OutputClause:
        declared = self.names.kind(output.type, output.values)
        type_ = declared.type or self.result_type(found, place)
        default = None
        if output.default is not None and output.default.strip():
            value = self.constant(output.default, found)
            default = value.value if isinstance(value, Literal) else ANOTHER
        return OutputClause(output.name or found.name, type_, listed(declared.allowed), default)

    def result_type(self, found: Found, place: int) -> str:
        values = (self.constant(row.results[place], found) for row in found.logic.rows)
        first = next((value.value for value in values if isinstance(value, Literal) and value.value is not None), "")
        return "boolean" if isinstance(first, bool) else "string" if isinstance(first, str) else "number"

    def constant(self, text: str, found: Found) -> object:
        try:
            return parse_feel(text.strip() or "null", self.scope(found))
        except NotSFeel:
            return None

    def rule(self, found: Found, id_: str, row: Row, outputs: tuple[OutputClause, ...]) -> Rule:
        tests = tuple(self.cell(found, id_, text) for text in row.tests)
        results = tuple(self.result(found, id_, text, output) for text, output in zip(row.results, outputs, strict=True))
        return Rule(id_, tests, results)

    def cell(self, found: Found, id_: str, text: str) -> UnaryTests:
        try:
            made = simple_cell(parse_cell(text, self.scope(found)), kinds(found))
        except (TooMuch, NotSFeel) as error:
            self.beyond.add(id_)
            self.note(f"a condition of rule {id_} cannot be encoded: {error}")
            return Anything()
        self.needed(found, made)
        return made

    def result(self, found: Found, id_: str, text: str, output: OutputClause) -> Expression:
        try:
            made = simple(parse_feel(text.strip() or "null", self.scope(found)), kinds(found))
        except (TooMuch, NotSFeel) as error:
            self.free_results = True
            self.note(f"a result of rule {id_} may here be any {output.type}: {error}")
            name = f"{output.name} of rule {id_}"
            self.questions[name] = Kind(output.type)
            return Name(name)
        self.needed(found, made)
        return made

    def scope(self, found: Found) -> Scope:
        return Scope(found.heads, self.names.file.components())


Tried = tuple[Decision, Encoding] | str
"""A decision with what it needs, or why it cannot be encoded."""


def kinds(found: Found) -> dict[str, str | None]:
    return {name: kind.type for name, kind in found.names.items()}
