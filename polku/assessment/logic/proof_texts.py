"""Proofs that need no search over answers: texts in every language, and questions that are asked."""

from __future__ import annotations

from collections.abc import Iterator

from polku.assessment.logic.assessment import Ending
from polku.assessment.logic.proof_persons import Everyone
from polku.assessment.logic.proof_results import NOT_APPLICABLE, Counterexample, Verdict, verdict
from polku.assessment.logic.proof_subject import Subject
from polku.assessment.logic.proof_words import sentence
from polku.foundation.content import Text
from polku.rules.table import Table


def texts(subject: Subject, table: Table) -> Verdict:
    """Every rule of the table, and with the ending's table every ending, speaks each language of the assessment."""
    parts: list[tuple[str, str, Text]] = [("rule", rule.id, rule.text) for rule in table.rules]
    if subject.ends_by(table):
        parts += [("ending", ending.id, text) for ending in subject.endings.values() for text in _texts(ending)]
    faults = {
        (name, language): Counterexample(
            sentence("text", what=name, language=language),
            rules=(name,) if kind == "rule" else (),
            endings=(name,) if kind == "ending" else (),
        )
        for kind, name, text in parts
        for language in subject.languages
        if not text.get(language, "").strip()
    }
    return verdict(list(faults.values()))


def _texts(ending: Ending) -> Iterator[Text]:
    yield from (ending.title, ending.instruction, ending.why_title)
    if ending.why_not_worse:
        yield ending.why_not_worse
    for step in ending.steps:
        yield from (step.title, step.text)
    yield from ending.self_care
    yield from (worse.text for worse in ending.worse)


def asked(everyone: Everyone, table: Table) -> Verdict:
    """Every question that the table reads is asked of someone."""
    decisions = everyone.subject.model.decisions
    outside = sorted(name for name in table.needs if name not in decisions)
    if not outside or not everyone.subject.asks:
        return NOT_APPLICABLE
    known = everyone.question_of
    faults = []
    for name in outside:
        reached = everyone.one.asked.get(known[name], True) if name in known else False
        if reached is not True and everyone.search.find(reached, small=False) is None:
            faults.append(Counterexample(sentence("unasked", fact=name), rules=_readers(table, name)))
    return verdict(faults)


def _readers(table: Table, name: str) -> tuple[str, ...]:
    return tuple(rule.id for rule in table.rules if name in table.conditions(rule))
