"""What a DMN file holds, as an immutable tree. Texts of expressions are parsed when they are needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

HIT_POLICIES = {
    "UNIQUE": "U", "ANY": "A", "PRIORITY": "P", "FIRST": "F", "RULE ORDER": "R", "OUTPUT ORDER": "O", "COLLECT": "C"
}  # fmt: skip
AGGREGATIONS = {"SUM": "+", "COUNT": "#", "MIN": "<", "MAX": ">"}


@dataclass(frozen=True)
class ItemDefinition:
    """A type of the file: one of FEEL's (`type`) with its `allowed` values, or a structure of `components`."""

    name: str
    type: str | None
    collection: bool = False
    allowed: str | None = None
    components: tuple[ItemDefinition, ...] = ()


@dataclass(frozen=True)
class Literal:
    text: str


@dataclass(frozen=True)
class InputColumn:
    expression: str
    type: str | None = None
    values: str | None = None


@dataclass(frozen=True)
class OutputColumn:
    name: str
    type: str | None = None
    values: str | None = None
    default: str | None = None
    more: str = ""


@dataclass(frozen=True)
class Row:
    """`annotations` by the name of their column; `more` is what only our own files carry."""

    id: str
    tests: tuple[str, ...]
    results: tuple[str, ...]
    description: str = ""
    annotations: Mapping[str, str] = field(default_factory=dict)
    more: str = ""


@dataclass(frozen=True)
class TableLogic:
    policy: str
    inputs: tuple[InputColumn, ...]
    outputs: tuple[OutputColumn, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Invocation:
    """`called` with each parameter bound to an expression."""

    called: str
    bindings: tuple[tuple[str, Logic], ...]


@dataclass(frozen=True)
class Entries:
    """A boxed context: each entry may use those before it; one without a name is the result."""

    entries: tuple[tuple[str, Logic], ...]


@dataclass(frozen=True)
class Unsupported:
    """Logic beyond conformance level 2; refused when it is needed."""

    what: str


Logic = Literal | TableLogic | Invocation | Entries | Unsupported


@dataclass(frozen=True)
class InputData:
    id: str
    name: str
    type: str | None
    more: str = ""


@dataclass(frozen=True)
class Decision:
    """`needs` and `knowledge` are ids of what it requires."""

    id: str
    name: str
    type: str | None
    logic: Logic | None
    needs: tuple[str, ...] = ()
    knowledge: tuple[str, ...] = ()
    more: str = ""


@dataclass(frozen=True)
class Knowledge:
    """A business knowledge model: a function of its parameters, each with its type."""

    id: str
    name: str
    parameters: tuple[tuple[str, str | None], ...]
    logic: Logic | None
    knowledge: tuple[str, ...] = ()


@dataclass(frozen=True)
class Definitions:
    shown: str
    name: str
    types: Mapping[str, ItemDefinition]
    inputs: Mapping[str, InputData]
    decisions: Mapping[str, Decision]
    knowledge: Mapping[str, Knowledge]
    more: str = ""

    def components(self) -> frozenset[str]:
        """Every name that may stand behind a dot."""
        return frozenset(self._components())

    def _components(self) -> Iterator[str]:
        for item in self.types.values():
            yield from _names_in(item)
        logics = [one.logic for one in self.decisions.values()] + [one.logic for one in self.knowledge.values()]
        for logic in logics:
            if isinstance(logic, TableLogic):
                yield from (column.name for column in logic.outputs)
            if isinstance(logic, Entries):
                yield from (name for name, _ in logic.entries)


def _names_in(item: ItemDefinition) -> Iterator[str]:
    for component in item.components:
        yield component.name
        yield from _names_in(component)
