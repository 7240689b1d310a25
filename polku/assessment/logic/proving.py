"""Proves the tables of an assessment over everyone who may answer its questions.

A person answers the questions in their order; an ending that stops ends them at once. What is proven, of each table:

complete      every answer has an answer: the ending's table names an ending, another table fires a rule or has a default
consistent    no rules fire together that the hit policy does not allow together (U, A); results stand among the values
              (P, O) or are numbers (C+, C<, C>); also while questions are still open, where the ending may already stop
no_dead       every rule makes the answer for someone: also one that is met, but always comes after another (F, P)
reachable     every ending is given to someone
monotone      whoever answers one red flag for the worse, or with "I don't know", is given no less urgent an ending
texts         every rule and ending has its texts in fi, sv, en, and in every further language of the title
asked         every question that the table reads is asked of someone before the end

Completeness of other tables is asked of those who answer to the end. Monotony and the endings belong to the table of
the ending, which is followed through all the decisions that it needs.
"""

from __future__ import annotations

from collections.abc import Mapping

from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.proof_faults import (
    complete,
    consistent,
    monotone,
    no_dead,
    reachable,
)
from polku.assessment.logic.proof_persons import Everyone
from polku.assessment.logic.proof_results import Counterexample, TableProofs, Verdict
from polku.assessment.logic.proof_subject import Subject, subject_of
from polku.assessment.logic.proof_texts import asked, texts
from polku.assessment.logic.proof_words import sentence
from polku.rules.proofs.expressions import NotProvable
from polku.rules.table import Table

__all__ = ["Counterexample", "TableProofs", "Verdict", "failures", "prove"]


def prove(assessment: Assessment) -> Mapping[str, TableProofs]:
    """The proofs of every table, by its name."""
    return proofs_of(subject_of(assessment))


def proofs_of(subject: Subject) -> Mapping[str, TableProofs]:
    try:
        everyone = Everyone(subject)
        return {table.name: _proofs(everyone, table) for table in subject.tables}
    except NotProvable as error:
        words = sentence("not-provable", why=str(error))
        unproven = Verdict("failed", (Counterexample(words),))
        return {table.name: TableProofs(complete=unproven, texts=texts(subject, table)) for table in subject.tables}


def _proofs(everyone: Everyone, table: Table) -> TableProofs:
    return TableProofs(
        complete=complete(everyone, table),
        consistent=consistent(everyone, table),
        no_dead=no_dead(everyone, table),
        reachable=reachable(everyone, table),
        monotone=monotone(everyone, table),
        texts=texts(everyone.subject, table),
        asked=asked(everyone, table),
    )


def failures(assessment: Assessment) -> list[str]:
    """One line for each counterexample; an assessment that has any is not published."""
    return [
        f"{assessment.id}/{table}: {name.replace('_', ' ')}: {example.words['en']}"
        for table, proofs in prove(assessment).items()
        for name, failed in proofs.failed.items()
        for example in failed.counterexamples
    ]
