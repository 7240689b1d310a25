"""Edits of an assessment's files as people make them: a rule's cells and text, an example, what "I don't know" counts as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from polku.assessment.logic.answers import to_json
from polku.assessment.logic.questionnaire import Answer
from polku.assessment.publishing.logic import editing
from polku.foundation.content import Text

Source = Mapping[str, str]


@dataclass(frozen=True)
class RuleWords:
    """A rule as it is written: its cells by input, its results by output, its text by language."""

    when: Mapping[str, str]
    then: Mapping[str, str]
    text: Text


def rule_words(source: Source, name: str, rule_id: str) -> RuleWords:
    """Raises NoSuchPlace for a rule that the assessment's own file does not hold."""
    rules = source[f"{name}/rules.yaml"]
    rule = cast(dict[str, dict[str, str]], editing.read(rules, rule_path(rules, rule_id)))
    return RuleWords(dict(rule.get("when") or {}), dict(rule["then"]), dict(rule["text"]))


def with_rule(source: Source, name: str, rule_id: str, words: RuleWords) -> Source:
    """The rule with these cells, results and texts; what is the same as before is not touched."""
    rules = source[f"{name}/rules.yaml"]
    path, old = rule_path(rules, rule_id), rule_words(source, name, rule_id)
    if words.when.keys() != old.when.keys():
        rules = editing.set_entry(rules, path, "when", dict(words.when))
    else:
        rules = _set_changed(rules, [*path, "when"], old.when, words.when)
    rules = _set_changed(rules, [*path, "then"], old.then, words.then)
    rules = _set_changed(rules, [*path, "text"], old.text, words.text)
    return {**source, f"{name}/rules.yaml": rules}


def with_new_rule(source: Source, name: str, table: str, rule_id: str, words: RuleWords) -> Source:
    rules = source[f"{name}/rules.yaml"]
    place = editing.find(rules, ["decisions"], "name", table)
    rule: dict[str, editing.Plain] = {"id": rule_id, "when": dict(words.when), "then": dict(words.then), "text": dict(words.text)}
    return {**source, f"{name}/rules.yaml": editing.append(rules, ["decisions", place, "rules"], rule)}


def without_rule(source: Source, name: str, rule_id: str) -> Source:
    rules = source[f"{name}/rules.yaml"]
    *path, number = rule_path(rules, rule_id)
    return {**source, f"{name}/rules.yaml": editing.remove(rules, path, int(number))}


def with_rule_moved(source: Source, name: str, rule_id: str, by: int) -> Source:
    """The rule one place further down its table (1), or up (-1)."""
    rules = source[f"{name}/rules.yaml"]
    *path, number = rule_path(rules, rule_id)
    return {**source, f"{name}/rules.yaml": editing.move(rules, path, int(number), by)}


def with_unknown(source: Source, name: str, fact: str, value: str) -> Source:
    """The input `fact` counts "I don't know" as `value`."""
    rules = source[f"{name}/rules.yaml"]
    place = editing.find(rules, ["inputs"], "name", fact)
    return {**source, f"{name}/rules.yaml": editing.set_entry(rules, ["inputs", place], "unknown", value)}


def with_example(source: Source, name: str, title: str, answers: Mapping[str, Answer], ending: str) -> Source:
    """One more example, with the answers that `otherwise` does not give already."""
    file = f"{name}/examples.yaml"
    common = cast(dict[str, object], editing.read(source[file], ["otherwise"]))
    given = {key: cast(editing.Plain, to_json(answer)) for key, answer in answers.items()}
    own = {key: value for key, value in given.items() if common.get(key) != _read_back(value)}
    entry: dict[str, editing.Plain] = {"name": title, "answers": own, "ending": ending}
    return {**source, file: editing.append(source[file], ["examples"], entry)}


def _read_back(value: editing.Plain) -> object:
    """The value as it is read from a file, where every scalar is its text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return [_read_back(part) for part in value]
    return str(value)


def rule_path(rules: str, rule_id: str) -> list[str | int]:
    decisions = cast(list[dict[str, object]], editing.read(rules, ["decisions"]))
    for number, decision in enumerate(decisions):
        for place, rule in enumerate(cast(list[dict[str, object]], decision.get("rules", []))):
            if rule.get("id") == rule_id:
                return ["decisions", number, "rules", place]
    raise editing.NoSuchPlace(f"no rule '{rule_id}' in this file")


def _set_changed(text: str, path: editing.Path, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    for key, value in new.items():
        if old.get(key) != value:
            text = editing.set_entry(text, path, key, value)
    return text
