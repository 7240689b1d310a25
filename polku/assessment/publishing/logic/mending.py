"""The mend that a proof found, made in the files of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.proof_results import Mend
from polku.assessment.logic.proving import Counterexample
from polku.assessment.publishing.logic import editing
from polku.assessment.publishing.logic.changes import Source, rule_words, with_rule, with_unknown, without_rule
from polku.assessment.publishing.logic.editing import NoSuchPlace
from polku.assessment.publishing.logic.findings import Findings, findings
from polku.foundation.content import Text
from polku.rules.values import Input


@dataclass(frozen=True)
class Mended:
    """`place` is the rule, input or table that changes; `holds` says whether everything holds then."""

    place: str
    words: Text
    source: Source
    holds: bool


def mended(name: str, source: Source, found: Findings, table: str, example: Counterexample) -> Mended | None:
    """None where the proof found no mend, or where it lies in a part that is written elsewhere."""
    if example.mend is None:
        return None
    try:
        changed = _changed(name, source, table, example.mend)
    except NoSuchPlace:
        return None
    after = findings(name, changed)
    if after.fault or after.failed_proofs >= found.failed_proofs:
        return None
    return Mended(example.mend.rule or example.mend.fact or table, example.mend.words, changed, after.holds)


def _changed(name: str, source: Source, table: str, mend: Mend) -> Source:
    if mend.kind == "unknown":
        return with_unknown(source, name, mend.fact, mend.value)
    if mend.kind == "remove":
        return without_rule(source, name, mend.rule)
    if mend.kind in ("default", "policy"):
        return _table_changed(name, source, table, mend)
    words = rule_words(source, name, mend.rule)
    if mend.kind == "ending":
        words = replace(words, then={output: f'"{mend.value}"' for output in words.then})
    else:
        words = replace(words, when={fact: cell for fact, cell in words.when.items() if fact != mend.fact})
    return with_rule(source, name, mend.rule, words)


def _table_changed(name: str, source: Source, table: str, mend: Mend) -> Source:
    rules = source[f"{name}/rules.yaml"]
    path: list[str | int] = ["decisions", editing.find(rules, ["decisions"], "name", table)]
    if mend.kind == "default":
        rules = editing.set_entry(rules, [*path, "outputs", 0], "default", mend.value)
    else:
        rules = editing.set_entry(rules, path, "hitPolicy", mend.value)
    if mend.order:
        rules = editing.set_entry(rules, [*path, "outputs", 0], "values", [f'"{value}"' for value in mend.order])
    return {**source, f"{name}/rules.yaml": rules}


def told_facts(assessment: Assessment, example: Counterexample) -> list[tuple[str, Input | None, Input | None]]:
    """The facts that matter with the value of each person, those that differ last; None where a person has none."""
    other: Mapping[str, Input] = example.other or {}
    order = {fact: place for place, fact in enumerate(assessment.table_inputs)}
    names = sorted(dict.fromkeys([*example.answers, *other]), key=lambda fact: (fact in other, order.get(fact, len(order))))
    return [(fact, example.answers.get(fact), other.get(fact)) for fact in names]
