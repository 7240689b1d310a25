"""What the names of a foreign DMN file may be: its inputs, their parts, and the results of its decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from polku.rules.dmn.tree import Decision, Definitions, Entries, Invocation, ItemDefinition, Knowledge, Literal, Logic, TableLogic
from polku.rules.dmn.types import Types, basic
from polku.rules.feel import And, Between, Call, Feel, If, In, Or, parse_cell, parse_feel
from polku.rules.feel_lexer import Scope
from polku.rules.sfeel import AnyOf, Arithmetic, Compared, Negative, NotSFeel, Test, literals
from polku.rules.sfeel import Literal as Constant
from polku.rules.values import Value, kind

OURS = ("boolean", "number", "string")
DEEPEST = 8
MOST_PARTS = 2000


@dataclass(frozen=True)
class Kind:
    """`type` is one of ours, None where it is another; `declared` where the file names any; `allowed` is a cell of FEEL."""

    type: str | None
    allowed: str | None = None
    declared: bool = True


@dataclass(frozen=True)
class Found:
    """A table of the file with the names that it may read; `heads` are those that may begin a path or a call."""

    name: str
    logic: TableLogic
    names: Mapping[str, Kind]
    heads: frozenset[str]


class Names:
    def __init__(self, file: Definitions) -> None:
        self.file = file
        self.types = Types(file.types)

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """Every table of the file, each under a name of its own."""
        tables: dict[str, Found] = {}
        for one in self._all():
            name, place = one.name, 1
            while name in tables:
                place += 1
                name = f"{one.name} ({place})"
            tables[name] = Found(name, one.logic, one.names, one.heads)
        return tuple(tables.values())

    def _all(self) -> Iterator[Found]:
        for decision in self.file.decisions.values():
            yield from self._inside(decision.name, decision.logic, self.of(decision), self.heads(decision))
        for model in self.file.knowledge.values():
            kinds = dict(pair for name, type_ in model.parameters for pair in self._parts(name, type_))
            yield from self._inside(model.name, model.logic, kinds, frozenset(name for name, _ in model.parameters))

    def _inside(self, name: str, logic: Logic | None, names: Mapping[str, Kind], heads: frozenset[str]) -> Iterator[Found]:
        if isinstance(logic, TableLogic):
            yield Found(name, logic, names, heads)
        elif isinstance(logic, Entries):
            for entry, inner in logic.entries:
                yield from self._inside(f"{name}.{entry}" if entry else name, inner, names, heads)
                names, heads = {**names, entry: Kind(None, declared=False)}, heads | {entry}
        elif isinstance(logic, Invocation):
            for parameter, inner in logic.bindings:
                yield from self._inside(f"{name}.{parameter}", inner, names, heads)

    def heads(self, decision: Decision) -> frozenset[str]:
        known: Mapping[str, object] = {**self.file.inputs, **self.file.decisions, **self.file.knowledge}
        wanted = (known.get(id_) for id_ in (*decision.needs, *decision.knowledge))
        return frozenset(getattr(one, "name", "") for one in wanted if one is not None)

    def of(self, decision: Decision) -> dict[str, Kind]:
        """What the decision may read."""
        kinds: dict[str, Kind] = {}
        for id_ in decision.needs:
            if id_ in self.file.inputs:
                data = self.file.inputs[id_]
                kinds |= dict(self._parts(data.name, data.type))
            else:
                kinds |= dict(self.results(self.file.decisions[id_]))
        return kinds

    def results(self, decision: Decision) -> Iterator[tuple[str, Kind]]:
        """The decision's value, and its outputs where it has several."""
        logic = decision.logic
        if not isinstance(logic, TableLogic):
            declared = dict(self._parts(decision.name, decision.type))
            if not declared[decision.name].declared and isinstance(logic, Literal):
                declared[decision.name] = Kind(self._kind_of_text(logic.text, decision))
            yield from declared.items()
        elif logic.policy in ("R", "O", "C"):
            yield decision.name, Kind(None)
        elif len(logic.outputs) > 1:
            yield decision.name, Kind(None)
            for output in logic.outputs:
                yield f"{decision.name}.{output.name}", self.kind(output.type, output.values)
        else:
            output = logic.outputs[0]
            made = self.kind(decision.type if basic(decision.type) or not output.type else output.type, output.values)
            yield decision.name, Kind("number") if len(logic.policy) == 2 else made

    def _parts(self, name: str, type_: str | None) -> Iterator[tuple[str, Kind]]:
        """The name, and each part of a structure by its path."""
        made = self.kind(type_)
        yield name, made if made.declared else self._seen(name)
        if item := self.types.find(type_):
            yield from islice(self._components(name, item), MOST_PARTS)

    def _components(self, name: str, item: ItemDefinition, depth: int = 0) -> Iterator[tuple[str, Kind]]:
        if item.collection or depth > DEEPEST:
            return
        for part in item.components:
            path = f"{name}.{part.name}"
            plain = not (part.components or part.collection)
            yield path, self.kind(part.type, part.allowed) if plain else Kind(None)
            below = self.types.find(part.type) if plain else part
            if below is not None:
                yield from self._components(path, below, depth + 1)

    def kind(self, type_: str | None, allowed: str | None = None) -> Kind:
        """Followed through the file's own types."""
        for _ in range(DEEPEST):
            item = self.types.find(type_)
            if item is None:
                break
            if item.collection or item.components:
                return Kind(None)
            type_, allowed = item.type, allowed or item.allowed
        found = basic(type_)
        declared = found is not None or (type_ or "Any").rpartition(":")[2] not in ("Any", "")
        return Kind(found if found in OURS else None, allowed, declared)

    def _seen(self, name: str) -> Kind:
        """The type that the tables' columns give to a name of which the file declares none."""
        columns = [
            (place, column, table)
            for table in self._tables()
            for place, column in enumerate(table.inputs)
            if " ".join(column.expression.split()) == name
        ]
        for _, column, _ in columns:
            if column.type and (made := self.kind(column.type, column.values)).declared:
                return made
        kinds = (kind_of_cells(table, place) for place, _, table in columns)
        return Kind(next((one for one in kinds if one), None), declared=False)

    def _kind_of_text(self, text: str, decision: Decision) -> str | None:
        try:
            return kind_of_feel(parse_feel(text.strip() or "null", Scope(self.heads(decision), self.file.components())))
        except NotSFeel:
            return None

    def _tables(self) -> Iterator[TableLogic]:
        logics: list[Decision | Knowledge] = [*self.file.decisions.values(), *self.file.knowledge.values()]
        return (one.logic for one in logics if isinstance(one.logic, TableLogic))


def kind_of_cells(table: TableLogic, place: int) -> str | None:
    """What the values in a column's cells are."""
    for row in table.rows:
        try:
            tree = parse_cell(row.tests[place])
        except NotSFeel:
            continue
        found = next((kind(value) for value in literals(tree) if value is not None), None)
        if found:
            return found
    return None


def kind_of_feel(feel: Feel) -> str | None:
    """What an expression surely is, where nobody says; None where that depends on its names."""
    match feel:
        case Constant(value):
            return kind(value) if value is not None else None
        case Compared() | And() | Or() | Between() | In() | Call("not"):
            return "boolean"
        case If(_, then, otherwise):
            return kind_of_feel(then) or kind_of_feel(otherwise)
        case Arithmetic("+", left, right):
            return kind_of_feel(left) or kind_of_feel(right)
        case Negative() | Arithmetic():
            return "number"
    return None


def listed(text: str | None) -> tuple[Value, ...]:
    """The single values that a list names; nothing where it is another condition."""
    try:
        tests = parse_cell(text) if text else None
    except NotSFeel:
        return ()
    cells = tests.tests if isinstance(tests, AnyOf) else ()
    values = [cell.endpoint for cell in cells if isinstance(cell, Test) and cell.operator == "="]
    plain = [value.value for value in values if isinstance(value, Constant)]
    return tuple(plain) if len(plain) == len(cells) else ()
