"""The tree of a DMN file written as DMN 1.3 XML, the same bytes for the same tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from polku.rules.dmn.reading import OURS
from polku.rules.dmn.tree import AGGREGATIONS, HIT_POLICIES, Decision, Definitions, InputData, Literal, Logic, Row, TableLogic

SPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"
_POLICY_NAMES = {code: name for name, code in HIT_POLICIES.items()}
_AGGREGATION_NAMES = {code: name for name, code in AGGREGATIONS.items()}


def write_dmn(definitions: Definitions, id_: str) -> str:
    """The file's text. `id_` is the id of the whole."""
    head = {"xmlns": SPACE, "xmlns:polku": OURS, "id": id_, "name": definitions.name, "namespace": f"urn:polku:{id_}"}
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', _open("definitions", head)]
    lines += _indented(_body(definitions))
    return "\n".join([*lines, "</definitions>", ""])


def _body(definitions: Definitions) -> Iterator[str]:
    yield from _more(definitions.more)
    for item in definitions.types.values():
        allowed = _element("allowedValues", {}, [_text(item.allowed)]) if item.allowed is not None else []
        yield from _element("itemDefinition", {"name": item.name}, [f"<typeRef>{item.type}</typeRef>", *allowed])
    for data in definitions.inputs.values():
        yield from _element("inputData", {"id": data.id, "name": data.name}, [*_more(data.more), *_variable(data)])
    for decision in definitions.decisions.values():
        yield from _element("decision", {"id": decision.id, "name": decision.name}, _decision(decision, definitions))


def _decision(decision: Decision, definitions: Definitions) -> Iterator[str]:
    yield from _more(decision.more)
    yield from _variable(decision)
    for need in decision.needs:
        kind = "requiredInput" if need in definitions.inputs else "requiredDecision"
        requirement = {"id": f"{decision.id}__{need}"}
        yield from _element("informationRequirement", requirement, [_empty(kind, {"href": f"#{need}"})])
    if decision.logic is not None:
        yield from _logic(decision.logic, decision.id)


def _variable(of: InputData | Decision) -> list[str]:
    return [_empty("variable", {"id": f"{of.id}_variable", "name": of.name, "typeRef": of.type})]


def _logic(logic: Logic, id_: str) -> Iterator[str]:
    if isinstance(logic, Literal):
        yield from _element("literalExpression", {"id": f"{id_}_expression"}, [_text(logic.text)])
    elif isinstance(logic, TableLogic):
        policy = {"hitPolicy": _POLICY_NAMES[logic.policy[0]], "aggregation": _AGGREGATION_NAMES.get(logic.policy[1:])}
        yield from _element("decisionTable", {"id": f"{id_}_table", **policy}, _table(logic, id_))
    else:
        raise TypeError(f"{type(logic).__name__} is not written")


def _table(table: TableLogic, id_: str) -> Iterator[str]:
    for place, column in enumerate(table.inputs, start=1):
        name = f"{id_}_input_{place}"
        inner = _element("inputExpression", {"id": f"{name}_expression", "typeRef": column.type}, [_text(column.expression)])
        yield from _element("input", {"id": name, "label": column.expression}, inner)
    for place, output in enumerate(table.outputs, start=1):
        name = f"{id_}_output_{place}"
        parts = list(_more(output.more))
        for kind, text in (("outputValues", output.values), ("defaultOutputEntry", output.default)):
            parts += _element(kind, {"id": f"{name}_{kind}"}, [_text(text)]) if text is not None else []
        yield from _element("output", {"id": name, "name": output.name, "typeRef": output.type}, parts)
    notes = list(dict.fromkeys(name for row in table.rows for name in row.annotations))
    for note in notes:
        yield _empty("annotation", {"name": note})
    for row in table.rows:
        yield from _element("rule", {"id": row.id}, _row(row, notes))


def _row(row: Row, notes: list[str]) -> Iterator[str]:
    if row.description:
        yield f"<description>{_escaped(row.description)}</description>"
    yield from _more(row.more)
    for kind, mark, cells in (("inputEntry", "i", row.tests), ("outputEntry", "o", row.results)):
        for place, cell in enumerate(cells, start=1):
            yield from _element(kind, {"id": f"{row.id}_{mark}{place}"}, [_text(cell)])
    for note in notes:
        yield f"<annotationEntry>{_text(row.annotations.get(note, ''))}</annotationEntry>"


def _more(text: str) -> list[str]:
    return ["<extensionElements>", f"  <polku:keys>{_escaped(text)}</polku:keys>", "</extensionElements>"] if text else []


def _text(text: str) -> str:
    return f"<text>{_escaped(text)}</text>"


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _open(name: str, attributes: Mapping[str, str | None], end: str = ">") -> str:
    given = (f" {key}={quoteattr(value, _SPACES)}" for key, value in attributes.items() if value is not None)
    return f"<{name}{''.join(given)}{end}"


_SPACES = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _empty(name: str, attributes: Mapping[str, str | None]) -> str:
    return _open(name, attributes, "/>")


def _element(name: str, attributes: Mapping[str, str | None], inner: Iterator[str] | list[str]) -> Iterator[str]:
    lines = list(inner)
    if not lines:
        yield _empty(name, attributes)
        return
    yield _open(name, attributes)
    yield from _indented(lines)
    yield f"</{name}>"


def _indented(lines: Iterator[str] | list[str]) -> Iterator[str]:
    """Only the first line of each: what stands inside a text stays as it is."""
    return (f"  {line}" for line in lines)


def xml_id(prefix: str, name: str, taken: set[str]) -> str:
    """An id that XML allows and that nothing else has."""
    base = prefix + re.sub(r"[^\w.-]", "_", name)
    if not re.match(r"[^\W\d]", base):
        base = f"_{base}"
    id_, count = base, 1
    while id_ in taken:
        count += 1
        id_ = f"{base}_{count}"
    taken.add(id_)
    return id_
