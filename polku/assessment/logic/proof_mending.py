"""What would mend a table: each suggestion is itself proven before it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from polku.assessment.logic.proof_persons import Everyone
from polku.assessment.logic.proof_results import Mend
from polku.assessment.logic.proof_searches import clash, gap, lowering, unreached
from polku.assessment.logic.proof_subject import Subject
from polku.assessment.logic.proof_words import ending_in_words, sentence
from polku.rules.model import Decision, ordered
from polku.rules.sfeel import Anything, Literal
from polku.rules.table import InputClause, Rule, Table
from polku.rules.values import Input


@dataclass(frozen=True)
class Pair:
    """Two persons: the rules that gave each the ending, the ending that the second should keep, the flags that differ.

    `doubts` are the flags that the second answers with "I don't know".
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    wanted: str
    flags: tuple[str, ...]
    doubts: tuple[str, ...]


def rules_giving(table: Table, ending: str) -> tuple[str, ...]:
    return tuple(rule.id for rule in table.rules if any(Literal(ending) == result for result in rule.results))


def endings(subject: Subject, table: Table, rules: tuple[str, ...]) -> tuple[str, ...]:
    """The endings that the rules give, where they are written plainly."""
    if not subject.ends_by(table):
        return ()
    given = [rule.results[0] for rule in table.rules if rule.id in rules]
    return tuple(dict.fromkeys(str(result.value) for result in given if isinstance(result, Literal)))


def with_table(subject: Subject, table: Table) -> Subject:
    """The assessment with this table in the place of the one of its name."""
    decisions = {**subject.model.decisions, table.name: table}
    return replace(subject, model=ordered(list(decisions.values())))


def with_clause(subject: Subject, clause: InputClause) -> Subject:
    """The assessment with this input declared in every table that reads it."""
    def changed(decision: Decision) -> Decision:
        return replace(decision, inputs=tuple(clause if one.name == clause.name else one for one in decision.inputs))

    return replace(subject, model=ordered([changed(decision) for decision in subject.model.decisions.values()]))


def default(everyone: Everyone, table: Table) -> Mend | None:
    """A default that breaks nothing else: the most urgent ending that does not stop the questions and fits."""
    subject = everyone.subject
    if not subject.ends_by(table):
        return None
    going = (ending for ending in subject.endings.values() if not ending.stops)
    for ending in sorted(going, key=lambda one: -one.urgency):
        if _holds(subject, replace(table, outputs=(replace(table.outputs[0], default=ending.id),))):
            words = sentence("give-default", table=table.name, ending=ending_in_words(subject, ending.id))
            return Mend("default", words, value=f'"{ending.id}"')
    return None


def policy(everyone: Everyone, table: Table) -> Mend | None:
    """Another hit policy under which the same rules agree: A, or P with the most urgent ending first."""
    subject = everyone.subject
    if table.hit_policy != "U":
        return None
    tried = [replace(table, hit_policy="A")]
    if subject.ends_by(table):
        by_urgency = sorted(subject.endings.values(), key=lambda ending: -ending.urgency)
        outputs = (replace(table.outputs[0], values=tuple(ending.id for ending in by_urgency)),)
        tried.append(replace(table, hit_policy="P", outputs=outputs))
    mended = next((other for other in tried if _holds(subject, other)), None)
    if mended is None:
        return None
    order = tuple(str(value) for value in mended.outputs[0].values) if mended.hit_policy == "P" else ()
    return Mend("policy", sentence("policy", table=table.name, policy=mended.hit_policy), value=mended.hit_policy, order=order)


def ending(everyone: Everyone, table: Table, pair: Pair) -> Mend | None:
    """What keeps the second person's ending as urgent: doubt that counts as the worst, the same ending, or one condition less."""
    subject = everyone.subject
    if clause := _mild_doubt(everyone, pair):
        worst = replace(clause, unknown=clause.red_flag[-1])
        if _stands(with_clause(subject, worst), table.name):
            words = sentence("count-doubt", fact=clause.name, value=_cell(worst.unknown).strip('"'))
            return Mend("unknown", words, fact=clause.name, value=_cell(worst.unknown))
    for rule in pair.after:
        mended = _with_rule(table, rule, lambda one: replace(one, results=(Literal(pair.wanted),)))
        if _stands(with_table(subject, mended), table.name):
            words = sentence("give-ending", rule=rule, ending=ending_in_words(subject, pair.wanted))
            return Mend("ending", words, rule=rule, value=pair.wanted)
    for rule in pair.before:
        place = next((n for n, clause in enumerate(table.inputs) if clause.name in pair.flags and _tests(table, rule, n)), None)
        if place is not None:
            mended = _with_rule(table, rule, partial(_without_condition, place))
            if _stands(with_table(subject, mended), table.name):
                fact = table.inputs[place].name
                return Mend("condition", sentence("drop-condition", rule=rule, fact=fact), rule=rule, fact=fact)
    return None


def _mild_doubt(everyone: Everyone, pair: Pair) -> InputClause | None:
    """The red flag whose "I don't know" counts as something milder than the worst."""
    clauses = (everyone.subject.table_inputs[name] for name in pair.doubts if name in everyone.subject.table_inputs)
    flags = (clause for clause in clauses if clause.red_flag and not isinstance(clause.red_flag, str))
    return next((clause for clause in flags if clause.unknown != clause.red_flag[-1]), None)


def _with_rule(table: Table, rule: str, change: Callable[[Rule], Rule]) -> Table:
    return replace(table, rules=tuple(change(one) if one.id == rule else one for one in table.rules))


def _without_condition(place: int, rule: Rule) -> Rule:
    return replace(rule, tests=tuple(Anything() if n == place else cell for n, cell in enumerate(rule.tests)))


def _tests(table: Table, rule: str, place: int) -> bool:
    return any(one.id == rule and not isinstance(one.tests[place], Anything) for one in table.rules)


def _cell(value: Input) -> str:
    """The value as a cell has it."""
    return str(value).lower() if isinstance(value, bool) else f'"{value}"'


def _holds(subject: Subject, table: Table) -> bool:
    return _stands(with_table(subject, table), table.name)


def _stands(subject: Subject, name: str) -> bool:
    """The table has no gap, no clash, no rule or ending that it did not lose before, and no red flag lowers the urgency."""
    everyone = Everyone(subject)
    table = subject.model.decisions[name]
    assert isinstance(table, Table)
    if gap(everyone, table) is not None or clash(everyone, table) is not None:
        return False
    if not subject.ends_by(table):
        return True
    return not unreached(everyone, table) and (not everyone.flagged or lowering(everyone, table, small=False) is None)
