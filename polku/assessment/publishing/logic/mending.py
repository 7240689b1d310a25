"""A mend of a table that fails a proof: tried on the source itself, and offered only when more holds than before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.proving import Counterexample
from polku.assessment.publishing.logic.changes import RuleWords, Source, rule_words, with_rule, without_rule
from polku.assessment.publishing.logic.editing import NoSuchPlace
from polku.assessment.publishing.logic.findings import Findings, findings
from polku.rules.values import Input


@dataclass(frozen=True)
class Mend:
    """`kind` is ending (the rule gives `value`), condition (it asks no more of the fact `value`) or remove."""

    kind: str
    rule: str
    value: str
    source: Source
    holds: bool


def mend(name: str, source: Source, found: Findings, example: Counterexample) -> Mend | None:
    """The first mend after which fewer proofs fail and no more examples; best one after which everything holds."""
    useful = None
    for kind, rule, value, changed in _candidates(name, source, found, example):
        after = findings(name, changed)
        better = not after.fault and after.failed_proofs < found.failed_proofs
        if better and len(after.failed_examples) <= len(found.failed_examples):
            made = Mend(kind, rule, value, changed, after.holds)
            if after.holds:
                return made
            useful = useful or made
    return useful


def _candidates(name: str, source: Source, found: Findings, example: Counterexample) -> Iterator[tuple[str, str, str, Source]]:
    if example.dead:
        with suppress(NoSuchPlace):
            yield "remove", example.dead, "", without_rule(source, name, example.dead)
        return
    if found.assessment is None or example.other is None or len(example.endings) != 2:
        return
    suggested = example.suggestion.get("en", "")
    rules = sorted(dict.fromkeys(example.rules), key=lambda rule: rule not in suggested)
    for rule in rules:
        try:
            words = rule_words(source, name, rule)
        except NoSuchPlace:
            continue
        if example.endings[1] in str(words.then):
            yield "ending", rule, example.endings[0], with_rule(source, name, rule, _giving(words, example.endings[0]))
        else:
            for fact in sorted(_differing(example, words)):
                yield "condition", rule, fact, with_rule(source, name, rule, _without(words, fact))


def _giving(words: RuleWords, ending: str) -> RuleWords:
    return replace(words, then={key: f'"{ending}"' for key in words.then})


def _without(words: RuleWords, fact: str) -> RuleWords:
    return replace(words, when={key: cell for key, cell in words.when.items() if key != fact})


def _differing(example: Counterexample, words: RuleWords) -> set[str]:
    return {fact for fact in words.when if fact in (example.other or {})}


def told_facts(assessment: Assessment, example: Counterexample) -> list[tuple[str, Input | None, Input | None]]:
    """The facts that matter with the value of each person; None where the second person's is the same."""
    other = example.other or {}
    names = list(dict.fromkeys([*example.answers, *other]))
    order = {fact: place for place, fact in enumerate(assessment.table_inputs)}
    names.sort(key=lambda fact: (fact in other, order.get(fact, len(order))))
    return [(fact, example.answers.get(fact), other.get(fact)) for fact in names]
