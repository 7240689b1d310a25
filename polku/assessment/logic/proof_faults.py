"""The search for answers under which a table fails, each told as a counterexample."""

from __future__ import annotations

from polku.assessment.logic import proof_mending as mending
from polku.assessment.logic.proof_flags import flags_of
from polku.assessment.logic.proof_persons import Everyone
from polku.assessment.logic.proof_results import NOT_APPLICABLE, PROVED, Counterexample, Mend, Verdict, verdict
from polku.assessment.logic.proof_searches import clash, gap, idle, lowering, unreached
from polku.assessment.logic.proof_words import ending_in_words, sentence, spoken
from polku.rules.proofs import properties
from polku.rules.proofs.properties import End
from polku.rules.proofs.search import Found, holds
from polku.rules.table import Table
from polku.rules.values import Missing


def complete(everyone: Everyone, table: Table) -> Verdict:
    walked = everyone.one
    if properties.answers_always(table):
        return NOT_APPLICABLE
    found = gap(everyone, table)
    if found is None:
        return PROVED
    telling = everyone.telling(walked, found, table)
    words = sentence("gap", table=table.name, answers=spoken(everyone.subject, telling))
    return Verdict("failed", (Counterexample(
        words, everyone.facts(telling), whole=walked.replies(found), mend=mending.default(everyone, table),
    ),))  # fmt: skip


def consistent(everyone: Everyone, table: Table) -> Verdict:
    """While questions are open only a table behind the ending is ever looked at."""
    if table.hit_policy == "F":
        return PROVED
    if not properties.has_clashes(table):
        return NOT_APPLICABLE
    clashing = clash(everyone, table)
    return PROVED if clashing is None else Verdict("failed", (_clash(everyone, table, *clashing),))


def _clash(everyone: Everyone, table: Table, end: End, found: Found) -> Counterexample:
    outcome, walked = end.outcomes[table.name], everyone.one
    rules = tuple(rule for rule, met in outcome.matches.items() if holds(found, met))
    if table.hit_policy not in ("U", "A"):
        rules = tuple(rule for rule in rules if holds(found, properties.faulty(table, outcome, rule)))
    telling = everyone.telling(walked, found)
    key = "clash" if len(rules) > 1 else "value"
    answers = spoken(everyone.subject, telling)
    words = sentence(key, table=table.name, rules=", ".join(rules), policy=table.hit_policy, answers=answers)
    return Counterexample(
        words, everyone.facts(telling), rules=rules, whole=walked.replies(found),
        endings=mending.endings(everyone.subject, table, rules), mend=mending.policy(everyone, table),
    )  # fmt: skip


def no_dead(everyone: Everyone, table: Table) -> Verdict:
    return verdict([_dead(everyone, table, rule) for rule in idle(everyone, table)])


def _dead(everyone: Everyone, table: Table, rule: str) -> Counterexample:
    walked = everyone.one
    found = everyone.search.find(properties.matching(table, walked.ends, rule))
    remove = Mend("remove", sentence("remove", rule=rule), rule=rule)
    if found is None:
        return Counterexample(sentence("never", rule=rule), rules=(rule,), dead=rule, mend=remove)
    before = walked.fired(table.name, found)
    telling = everyone.telling(walked, found)
    answers = spoken(everyone.subject, telling)
    words = sentence("shadowed", rule=rule, rules=", ".join(before), answers=answers)
    return Counterexample(
        words, everyone.facts(telling), rules=(rule, *before), dead=rule, mend=remove, whole=walked.replies(found)
    )


def reachable(everyone: Everyone, table: Table) -> Verdict:
    if not everyone.subject.ends_by(table) and (everyone.subject.asks or len(table.outputs) > 1 or not table.outputs[0].values):
        return NOT_APPLICABLE
    return verdict([
        Counterexample(
            sentence("unreachable", ending=ending_in_words(everyone.subject, ending)),
            rules=mending.rules_giving(table, ending), endings=(ending,),
        )
        for ending in unreached(everyone, table)
    ])  # fmt: skip


def monotone(everyone: Everyone, table: Table) -> Verdict:
    if not everyone.flagged or not everyone.subject.ends_by(table):
        return NOT_APPLICABLE
    found = lowering(everyone, table)
    return PROVED if found is None else Verdict("failed", (_lowered(everyone, table, found),))


def _lowered(everyone: Everyone, table: Table, found: Found) -> Counterexample:
    subject, one, other = everyone.subject, everyone.one, everyone.other
    answers, others = one.replies(found), other.replies(found)
    changed = {name: others[name] for name in others if name in answers and others[name] != answers[name]}
    telling = everyone.telling(one, found) | {name: answers[name] for name in changed}
    differing = changed | {name: said for name, said in everyone.telling(other, found).items() if name not in answers}
    before, after = one.ending(found), other.ending(found)
    words = sentence(
        "lowered", answers=spoken(subject, telling), other=spoken(subject, differing),
        before=ending_in_words(subject, before), after=ending_in_words(subject, after),
    )  # fmt: skip
    flags = tuple(name for question in changed for name in flags_of(one.answers[question], subject.table_inputs))
    doubts = tuple(name for name in flags if others[everyone.question_of[name]] is Missing.UNKNOWN)
    pair = mending.Pair(one.fired(table.name, found), other.fired(table.name, found), str(before), flags, doubts)
    return Counterexample(
        words, everyone.facts(telling), everyone.facts(differing), (*pair.before, *pair.after), (str(before), str(after)),
        mending.ending(everyone, table, pair), answers, others,
    )  # fmt: skip
