"""A DMN file (1.1 to 1.5) read into the tree. Its faults are refused with file, line and mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import NoReturn, TypeVar
from xml.etree.ElementTree import Element

from polku.rules.dmn.errors import NotDmn
from polku.rules.dmn.parsing import VERSIONS, parse
from polku.rules.dmn.tree import (
    AGGREGATIONS,
    HIT_POLICIES,
    Decision,
    Definitions,
    Entries,
    InputColumn,
    InputData,
    Invocation,
    ItemDefinition,
    Knowledge,
    Literal,
    Logic,
    OutputColumn,
    Row,
    TableLogic,
    Unsupported,
)

OURS = "urn:polku:rules:1"
MORE = f"{{{OURS}}}keys"
Named = TypeVar("Named", InputData, Decision, Knowledge)


def read_dmn(text: str | bytes, shown: str = "file.dmn") -> Definitions:
    """The definitions of the file. Raises NotDmn."""
    text = text.encode() if isinstance(text, str) else text
    try:
        return _Reader(shown, text).definitions()
    except RecursionError:
        raise NotDmn(shown, 1, "elements nested too deeply", "a DMN file", "export it again") from None


class _Reader:
    def __init__(self, shown: str, text: bytes) -> None:
        self.shown = shown
        self.root, self.lines = parse(text, shown)
        self.space = self._namespace(text)
        self.here = self.root.get("namespace", "")

    def _namespace(self, text: bytes) -> str:
        space, _, local = self.root.tag.rpartition("}")
        declared = any(known.encode() in text[:5000] for known in VERSIONS)
        if local != "definitions" or (space[1:] not in VERSIONS and not declared):
            self.fail(self.root, f"the root element is '{self.root.tag}'", "'definitions' of DMN 1.2 to 1.5", "give a DMN file")
        return f"{space}}}" if space else ""

    def fail(self, element: Element, found: str, expected: str, mend: str) -> NoReturn:
        raise NotDmn(self.shown, self.lines.get(element, 1), found, expected, mend)

    def children(self, element: Element, name: str) -> list[Element]:
        return element.findall(f"{self.space}{name}")

    def child(self, element: Element, name: str) -> Element | None:
        return element.find(f"{self.space}{name}")

    def text(self, element: Element | None) -> str | None:
        """The text of the element's `text`."""
        inner = self.child(element, "text") if element is not None else None
        return inner.text or "" if inner is not None else None

    def name(self, element: Element) -> str:
        """Its own, or that of its variable, or its id."""
        variable = self.child(element, "variable")
        inner = variable.get("name") if variable is not None else None
        name = " ".join((element.get("name") or inner or element.get("id") or "").split())
        if not name:
            self.fail(element, f"'{_local(element)}' without a name", "a name", "add its 'name'")
        return name

    def more(self, element: Element) -> str:
        """What our own files keep beside DMN."""
        kept = element.find(f"{self.space}extensionElements/{MORE}")
        return (kept.text or "") if kept is not None else ""

    def definitions(self) -> Definitions:
        types = [self.item(element) for element in self.children(self.root, "itemDefinition")]
        inputs, decisions = self.by_id("inputData", self.input_data), self.by_id("decision", self.decision)
        found = Definitions(
            self.shown,
            self.root.get("name", ""),
            {item.name: item for item in types},
            inputs,
            {id_: self.reading_all(one, inputs) for id_, one in decisions.items()},
            self.by_id("businessKnowledgeModel", self.knowledge),
            self.more(self.root),
        )
        self.check_references(found)
        self.check_circles(found)
        return found

    def reading_all(self, decision: Decision, inputs: Iterable[str]) -> Decision:
        """A decision that declares no requirement may read every input; some editors leave them out."""
        return decision if decision.needs else replace(decision, needs=tuple(inputs))

    def by_id(self, kind: str, read: Callable[[Element], Named]) -> dict[str, Named]:
        elements: dict[str, Named] = {}
        for element in self.children(self.root, kind):
            one = read(element)
            if one.id in elements:
                self.fail(element, f"id '{one.id}' twice", "each id once", "give it an id of its own")
            elements[one.id] = one
        return elements

    def input_data(self, element: Element) -> InputData:
        return InputData(self.id(element), self.name(element), self.variable_type(element), self.more(element))

    def decision(self, element: Element) -> Decision:
        needs = self.references(element, "informationRequirement", ("requiredInput", "requiredDecision"))
        knowledge = self.references(element, "knowledgeRequirement", ("requiredKnowledge",))
        logic = self.logic_in(element)
        return Decision(
            self.id(element), self.name(element), self.variable_type(element), logic, needs, knowledge, self.more(element)
        )

    def knowledge(self, element: Element) -> Knowledge:
        function = self.child(element, "encapsulatedLogic")
        knowledge = self.references(element, "knowledgeRequirement", ("requiredKnowledge",))
        if function is None:
            return Knowledge(self.id(element), self.name(element), (), None, knowledge)
        parameters = tuple((self.name(one), one.get("typeRef")) for one in self.children(function, "formalParameter"))
        kind = function.get("kind", "FEEL")
        logic = self.logic_in(function) if kind == "FEEL" else Unsupported(f"a function of kind {kind}")
        return Knowledge(self.id(element), self.name(element), parameters, logic, knowledge)

    def id(self, element: Element) -> str:
        return element.get("id") or self.name(element)

    def variable_type(self, element: Element) -> str | None:
        variable = self.child(element, "variable")
        return self.type_of(variable) if variable is not None else None

    def type_of(self, element: Element) -> str | None:
        """A `typeRef` is an attribute, and inside item definitions an element."""
        inner = self.child(element, "typeRef")
        return element.get("typeRef") if inner is None else (inner.text or "").strip()

    def references(self, element: Element, requirement: str, kinds: Iterable[str]) -> tuple[str, ...]:
        found = []
        for one in self.children(element, requirement):
            for kind in kinds:
                if (target := self.child(one, kind)) is not None:
                    found.append(self.reference(target))
        return tuple(found)

    def reference(self, element: Element) -> str:
        space, mark, id_ = element.get("href", "").rpartition("#")
        if not id_:
            self.fail(element, f"'{_local(element)}' without an href", "'#' and the id of an element of the file", "add it")
        if space and mark and space != self.here:
            self.fail(
                element,
                "a requirement in another file",
                "all requirements in this file",
                "bring the imported file's elements here",
            )
        return id_

    def check_references(self, found: Definitions) -> None:
        known: Mapping[str, object] = {**found.inputs, **found.decisions, **found.knowledge}
        services = {element.get("id") for element in self.children(self.root, "decisionService")}
        for element in self.root.iter():
            if _local(element) in ("requiredInput", "requiredDecision", "requiredKnowledge") and element.tag.startswith(
                self.space
            ):
                id_ = self.reference(element)
                if id_ not in known and id_ not in services:
                    self.fail(
                        element, f"'{id_}' is required and not there", "the id of an element of the file", "add or correct it"
                    )

    def check_circles(self, found: Definitions) -> None:
        """Decisions that wait for each other are refused."""
        try:
            TopologicalSorter({id_: one.needs for id_, one in found.decisions.items()}).prepare()
        except CycleError as error:
            circle = error.args[1][::-1]
            element = next(one for one in self.children(self.root, "decision") if self.id(one) == circle[0])
            names = " needs ".join(found.decisions[id_].name for id_ in circle[:20])
            self.fail(element, f"decisions in a circle: {names}", "decisions that do not wait for each other", "mend the model")

    def item(self, element: Element) -> ItemDefinition:
        allowed = self.child(element, "allowedValues")
        allowed = allowed if allowed is not None else self.child(element, "typeConstraint")
        components = tuple(self.item(part) for part in self.children(element, "itemComponent"))
        collection = element.get("isCollection") in ("true", "1")
        return ItemDefinition(self.name(element), self.type_of(element), collection, self.text(allowed), components)

    def logic_in(self, element: Element) -> Logic | None:
        for kind, read in self.readers().items():
            if (inner := self.child(element, kind)) is not None:
                return read(inner)
        return None

    def readers(self) -> dict[str, Callable[[Element], Logic]]:
        beyond = ("functionDefinition", "relation", "list", "conditional", "filter", "for", "some", "every")
        return {
            "literalExpression": self.literal,
            "decisionTable": self.table,
            "invocation": self.invocation,
            "context": self.entries,
            **{name: lambda inner: Unsupported(f"'{_local(inner)}', which is beyond conformance level 2") for name in beyond},
        }

    def literal(self, element: Element) -> Logic:
        language = element.get("expressionLanguage") or self.root.get("expressionLanguage") or "FEEL"
        if "feel" not in language.lower():
            return Unsupported(f"an expression in the language '{language[:80]}'")
        if self.child(element, "importedValues") is not None:
            return Unsupported("an imported expression")
        return Literal(self.text(element) or "")

    def invocation(self, element: Element) -> Logic:
        bindings = []
        for binding in self.children(element, "binding"):
            parameter = self.child(binding, "parameter")
            if parameter is None:
                self.fail(binding, "a binding without a parameter", "'parameter' with a name", "add it")
            bindings.append((self.name(parameter), self.logic_in(binding) or Literal("null")))
        return Invocation((self.text(self.child(element, "literalExpression")) or "").strip(), tuple(bindings))

    def entries(self, element: Element) -> Logic:
        entries = []
        for entry in self.children(element, "contextEntry"):
            variable = self.child(entry, "variable")
            entries.append((self.name(variable) if variable is not None else "", self.logic_in(entry) or Literal("null")))
        return Entries(tuple(entries))

    def table(self, element: Element) -> Logic:
        inputs = tuple(self.input_column(column) for column in self.children(element, "input"))
        outputs = tuple(self.output_column(column) for column in self.children(element, "output"))
        if not outputs:
            self.fail(element, "a decision table without an output", "at least one 'output'", "add it")
        notes = [column.get("name", "") for column in self.children(element, "annotation")]
        rows = tuple(
            self.row(row, place, inputs, outputs, notes) for place, row in enumerate(self.children(element, "rule"), start=1)
        )
        return TableLogic(self.policy(element, len(outputs)), inputs, outputs, rows)

    def policy(self, element: Element, outputs: int) -> str:
        name, aggregation = element.get("hitPolicy", "UNIQUE"), element.get("aggregation")
        if name not in HIT_POLICIES:
            self.fail(element, f"hit policy '{name}'", f"one of: {', '.join(HIT_POLICIES)}", "choose one of these")
        if aggregation is None or name != "COLLECT":
            return HIT_POLICIES[name]
        if aggregation not in AGGREGATIONS:
            self.fail(element, f"aggregation '{aggregation}'", f"one of: {', '.join(AGGREGATIONS)}", "choose one of these")
        return "C" + AGGREGATIONS[aggregation]

    def input_column(self, element: Element) -> InputColumn:
        expression = self.child(element, "inputExpression")
        type_ = expression.get("typeRef") if expression is not None else None
        return InputColumn((self.text(expression) or "").strip(), type_, self.text(self.child(element, "inputValues")))

    def output_column(self, element: Element) -> OutputColumn:
        values, default = (self.text(self.child(element, name)) for name in ("outputValues", "defaultOutputEntry"))
        name = " ".join((element.get("name") or element.get("label") or "").split())
        return OutputColumn(name, element.get("typeRef"), values, default, self.more(element))

    def row(
        self, element: Element, place: int, inputs: tuple[InputColumn, ...], outputs: tuple[OutputColumn, ...], notes: list[str]
    ) -> Row:
        tests, results = (self.cells(element, name) for name in ("inputEntry", "outputEntry"))
        for kind, cells, columns in (("input", tests, len(inputs)), ("output", results, len(outputs))):
            if len(cells) != columns:
                self.fail(
                    element, f"a rule with {len(cells)} {kind} cells", f"{columns}, one for each {kind}", "add or remove cells"
                )
        said = dict(zip(notes, self.cells(element, "annotationEntry"), strict=False))
        description = self.child(element, "description")
        id_ = element.get("id") or f"rule {place}"
        return Row(id_, tests, results, (description.text or "") if description is not None else "", said, self.more(element))

    def cells(self, element: Element, name: str) -> tuple[str, ...]:
        return tuple(self.text(cell) or "" for cell in self.children(element, name))


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
