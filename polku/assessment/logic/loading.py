"""A folder of content read into an assessment, or refused with ``file:line: found, expected, mend``.

A folder holds `assessment.yaml` (what it is), `questionnaire.yaml`, `rules.yaml`, `endings.yaml` and
`examples.yaml`. An assessment may include others: their questions come first and their decisions may be used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from polku.assessment.logic.answers import fact_types, flat
from polku.assessment.logic.assessment import Assessment, Ending, Example, Step, Worse, ending_of
from polku.assessment.logic.checks import check_questionnaire
from polku.assessment.logic.metadata import read_metadata
from polku.assessment.logic.questionnaire import Questionnaire
from polku.assessment.logic.reading import Read, read_items
from polku.assessment.logic.rule_file import RuleFile, read_rules
from polku.definitions.urgency import Urgency
from polku.foundation.content import Node, Text, parse_yaml
from polku.foundation.errors import ContentError
from polku.rules.sfeel import literals
from polku.rules.table import InputClause, Table
from polku.rules.values import Missing, Value

FILES = ("assessment", "questionnaire", "rules", "endings", "examples")
MAIN = ("send", "call-112", "call-116117", "none")
NUMBERS = ("112", "116117")
DECISION = "ending"
COMMON = "common.yaml"


def read_folder(folder: Path) -> dict[str, str]:
    """The texts of one assessment with all it includes: relative name to text."""
    source: dict[str, str] = {}
    _gather(folder, source, ())
    source[COMMON] = _text_of(folder.parent / COMMON)
    return source


def load_assessment(name: str, source: Mapping[str, str], shown: str = "content") -> Assessment:
    """The assessment `name` from the texts of `source`. Raises ContentError."""
    tree = _Tree(source, shown)
    metadata = read_metadata(tree.node(name, "assessment"))
    if metadata.id != name:
        tree.node(name, "assessment").fail(
            f"id '{metadata.id}'", f"the folder's name '{name}'", "make them the same"
        )
    included_parts = tree.included(name)
    read, parts = Read(), [*included_parts, name]
    items = tuple(item for part in parts for item in read_items(tree.node(part, "questionnaire"), read))
    questionnaire = Questionnaire(items, tuple(read.variables))
    check_questionnaire(questionnaire, read)
    included = [read_rules(tree.node(part, "rules")) for part in included_parts]
    rules = read_rules(tree.node(name, "rules"), [_without_ending(file) for file in included])
    _check_inputs(questionnaire, rules)
    endings = _endings(tree.node(name, "endings"))
    _check_endings(rules, endings, tree.node(name, "rules"), tree.node(name, "endings"))
    assessment = Assessment(
        metadata=metadata,
        questionnaire=questionnaire,
        model=rules.model,
        decision=DECISION,
        endings=endings,
        unsure=tree.common()["unsure"].text3(),
        content_hash=content_hash(source),
        source=source,
        examples=_examples(tree.node(name, "examples"), questionnaire, endings),
    )
    _check_whole(assessment, tree.node(name, "rules"), tree.node(name, "assessment"))
    return assessment


def content_hash(source: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name in sorted(source):
        for part in (name, source[name]):
            digest.update(f"{len(part.encode())}:".encode() + part.encode())
    return digest.hexdigest()


class _Tree:
    """The files of a source as node trees, each parsed once."""

    def __init__(self, source: Mapping[str, str], shown: str) -> None:
        self.source, self.shown = source, shown
        self.parsed: dict[str, Node] = {}

    def node(self, part: str, kind: str) -> Node:
        return self._parse(f"{part}/{kind}.yaml")

    def included(self, part: str) -> list[str]:
        """The parts that a part includes, in the order of asking: what those include comes before them."""
        found: list[str] = []
        for node in self.node(part, "assessment").entries().get("includes", Node("", 0, [])):
            if node.text() in found:
                node.fail(f"'{node.text()}' is included twice", "each part once", "remove it")
            found += [below for below in [*self.included(node.text()), node.text()] if below not in found]
        return found

    def common(self) -> dict[str, Node]:
        return self._parse(COMMON).mapping(("unsure",))

    def _parse(self, name: str) -> Node:
        if name not in self.parsed:
            self.parsed[name] = parse_yaml(self.source[name], f"{self.shown}/{name}")
        return self.parsed[name]


def _gather(folder: Path, source: dict[str, str], chain: tuple[str, ...]) -> None:
    """Reads the folder, then what it includes; a part that two parts include is read once."""
    for kind in FILES:
        if not chain or kind != "examples":
            source[f"{folder.name}/{kind}.yaml"] = _text_of(folder / f"{kind}.yaml")
    root = parse_yaml(source[f"{folder.name}/assessment.yaml"], str(folder / "assessment.yaml"))
    for node in root.entries().get("includes", Node("", 0, [])):
        part = node.text()
        if part in (*chain, folder.name):
            node.fail(f"'{part}' includes itself", "parts that do not include each other", "remove it")
        if f"{part}/assessment.yaml" not in source:
            _gather(folder.parent / part, source, (*chain, folder.name))


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise ContentError(
            str(path), 1, "the file cannot be read", "a UTF-8 text file", "add or mend it"
        ) from None


def _without_ending(file: RuleFile) -> RuleFile:
    """An included file gives its decisions except its own ending."""
    kept = {name: decision for name, decision in file.model.decisions.items() if name != DECISION}
    return RuleFile(file.inputs, file.places, type(file.model)(kept))


def _check_inputs(questionnaire: Questionnaire, rules: RuleFile) -> None:
    types = {
        name: (type_, item) for item, _ in questionnaire.all_items for name, type_ in fact_types(item).items()
    }
    for name, clause in rules.inputs.items():
        place = rules.places[name]
        if name not in types:
            place.fail(
                f"input '{name}' is no question",
                f"one of: {', '.join(types)}",
                "correct it or add the question",
            )
        type_, item = types[name]
        if clause.type != type_:
            place.fail(
                f"input '{name}' is a {clause.type}", f"a {type_}, as the question gives", "correct its type"
            )
        if item.dont_know and isinstance(clause.unknown, Missing):
            place.fail(f"'{name}' may be answered \"I don't know\"", "what that counts as", "add 'unknown:'")
        codes = [option.code for option in item.options]
        for value, line in _used_values(rules, clause) if type_ == "string" else ():
            if value not in codes:
                found, known = f"'{value}' is no option of '{name}'", f"one of: {', '.join(codes)}"
                raise ContentError(place.file, line, found, known, "correct it")


def _used_values(rules: RuleFile, clause: InputClause) -> list[tuple[Value, int]]:
    used: list[tuple[Value, int]] = []
    if not isinstance(clause.unknown, Missing):
        used.append((clause.unknown, rules.places[clause.name].line))
    if not isinstance(clause.red_flag, str):
        used += [(value, rules.places[clause.name].line) for value in clause.red_flag]
    for table in rules.model.decisions.values():
        if isinstance(table, Table) and clause in table.inputs:
            place = table.inputs.index(clause)
            used += [
                (value, rule.line)
                for rule in table.rules
                for value in literals(rule.tests[place])
                if value is not None
            ]
    return used


def _endings(root: Node) -> dict[str, Ending]:
    return {
        name: _ending(name, node) for name, node in root.mapping(("endings",))["endings"].entries().items()
    }


def _ending(name: str, node: Node) -> Ending:
    required = (
        "urgency",
        "main",
        "title",
        "instruction",
        "whyTitle",
        "whyNotWorse",
        "steps",
        "selfCare",
        "worse",
    )
    parts = node.mapping(required, ("stops", "services"))
    ending = Ending(
        id=name,
        urgency=Urgency.of(parts["urgency"].word([urgency.key for urgency in Urgency])),
        stops=parts["stops"].boolean() if "stops" in parts else False,
        main=parts["main"].word(MAIN),
        title=parts["title"].text3(),
        instruction=parts["instruction"].text3(),
        why_title=parts["whyTitle"].text3(),
        why_not_worse=_text_or_nothing(parts["whyNotWorse"]),
        steps=tuple(_step(step) for step in parts["steps"]),
        self_care=tuple(text.text3() for text in parts["selfCare"]),
        worse=tuple(_worse(worse) for worse in parts["worse"]),
        services=tuple(key.text() for key in parts["services"]) if "services" in parts else (),
    )
    if not ending.stops and {worse.call for worse in ending.worse} != set(NUMBERS):
        parts["worse"].fail("the ending does not say when to call for help", "116117 and 112", "add both")
    return ending


def _text_or_nothing(node: Node) -> Text:
    return {} if node.value is None else node.text3()


def _step(node: Node) -> Step:
    parts = node.mapping(("title", "text"))
    return Step(parts["title"].text3(), parts["text"].text3())


def _worse(node: Node) -> Worse:
    parts = node.mapping(("call", "text"))
    return Worse(parts["call"].word(NUMBERS), parts["text"].text3())


def _check_endings(rules: RuleFile, endings: Mapping[str, Ending], place: Node, endings_place: Node) -> None:
    table = rules.model.decisions.get(DECISION)
    if not isinstance(table, Table) or len(table.outputs) != 1 or table.outputs[0].type != "string":
        place.fail(
            f"no decision '{DECISION}' with one string output", "the table that gives the ending", "add it"
        )
    given = {value: rule for rule in table.rules for result in rule.results for value in literals(result)}
    for value, rule in given.items():
        if value not in endings:
            found, known = f"ending '{value}' has no texts", f"one of: {', '.join(endings)}"
            raise ContentError(place.file, rule.line, found, known, "add it to endings.yaml")
    for name in endings:
        if name not in given:
            endings_place.fail(
                f"no rule leads to ending '{name}'", "a rule for each ending", "add one or remove it"
            )
    order = [endings[str(value)].urgency for value in table.outputs[0].values if str(value) in endings]
    if table.hit_policy == "P" and order != sorted(order, reverse=True):
        place.fail(
            "a less urgent ending stands before a more urgent one",
            "the most urgent first",
            "reorder 'values'",
        )


def _check_whole(assessment: Assessment, rules: Node, metadata: Node) -> None:
    ending = ending_of(assessment, assessment.model.values(DECISION, {})[DECISION])
    if ending is not None and ending.stops:
        rules.fail(
            f"'{ending.id}' is reached before any answer", "an ending that answers lead to", "mend the rules"
        )
    for hazard in assessment.metadata.hazards:
        for rule in hazard.rules:
            if rule not in assessment.rules:
                found = f"hazard '{hazard.id}' names unknown rule '{rule}'"
                raise ContentError(metadata.file, hazard.line, found, "a rule of the tables", "correct it")


def _examples(root: Node, questionnaire: Questionnaire, endings: Mapping[str, Ending]) -> tuple[Example, ...]:
    """Examples; what an example does not answer is taken from `otherwise`."""
    parts = root.mapping(("otherwise", "examples"))
    common = _answers(parts["otherwise"], questionnaire)
    examples = []
    for node in parts["examples"]:
        keys = node.mapping(("name", "answers", "ending"), ("fired",))
        answers = {**common, **_answers(keys["answers"], questionnaire)}
        fired = tuple(rule.text() for rule in keys["fired"]) if "fired" in keys else ()
        ending = keys["ending"].word(endings)
        examples.append(Example(keys["name"].text(), answers, ending, fired, node.file, node.line))
    return tuple(examples)


def _answers(node: Node, questionnaire: Questionnaire) -> dict[str, object]:
    answers: dict[str, object] = {}
    known = [item.link_id for item in questionnaire.answerable if not questionnaire.scopes[item.link_id]]
    for name, part in node.entries().items():
        if name not in known and questionnaire.at(name) is None:
            part.fail(f"unknown question '{name}'", f"one of: {', '.join(known)}", "correct it")
        answers[name] = _raw(part)
    return flat(questionnaire, answers)


def _raw(node: Node) -> object:
    if isinstance(node.value, list):
        return [_raw(one) for one in node.value]
    if isinstance(node.value, dict):
        return {name: _raw(one) for name, one in node.value.items()}
    return node.text()
