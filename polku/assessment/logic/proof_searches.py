"""The searches behind the proofs: someone whose answers make a table fail, or None."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from polku.assessment.logic.proof_flags import turned
from polku.assessment.logic.proof_persons import Everyone
from polku.rules.proofs import properties
from polku.rules.proofs.guards import Guard, both
from polku.rules.proofs.properties import End
from polku.rules.proofs.search import Found, holds
from polku.rules.table import Table


def gap(everyone: Everyone, table: Table) -> Found | None:
    """Someone to whom the table gives no answer."""
    ends = everyone.one.ends
    if everyone.subject.ends_by(table):
        return everyone.search.find(properties.without_value(table, ends, everyone.subject.endings))
    return everyone.search.find(properties.gap(table, ends[-1:]))


def clash(everyone: Everyone, table: Table) -> tuple[End, Found] | None:
    """Someone for whom the rules contradict each other; while questions are open only what the ending needs is looked at."""
    if not properties.has_clashes(table):
        return None
    behind = everyone.subject.asks and table in everyone.subject.model.behind(everyone.subject.decision)
    for end in _told_apart(table, everyone.one.pauses if behind else everyone.one.ends[-1:]):
        found = everyone.search.find(properties.clash(table, [end]))
        if found is not None:
            return end, found
    return None


def _told_apart(table: Table, ends: Sequence[End]) -> list[End]:
    """One for each outcome, the last first."""
    kept: dict[int, End] = {}
    for end in ends:
        kept.setdefault(id(end.outcomes[table.name]), end)
    return list(kept.values())[::-1]


def lowering(everyone: Everyone, table: Table, *, small: bool = True) -> Found | None:
    """Two persons, the second worse off and given a less urgent ending."""
    one, other = everyone.one, everyone.other
    inputs = everyone.subject.table_inputs
    urgencies = {ending.id: int(ending.urgency) for ending in everyone.subject.endings.values()}
    pairs = {
        name: (turned(one.answers[name], other.answers[name], inputs), one.answers[name].same_as(other.answers[name]))
        for name in everyone.flagged
    }
    sound: list[Guard] = [other.answers[name].sound for name in everyone.flagged]
    fault = properties.lowered(one.ends, other.ends, table.name, urgencies)
    return everyone.search.find(both(fault, properties.steps(pairs), *sound), small=small)


def unreached(everyone: Everyone, table: Table) -> list[str]:
    """The endings that no one is given; of another table the values that it declares."""
    values = tuple(everyone.subject.endings) if everyone.subject.ends_by(table) else table.outputs[0].values
    return list(missing(everyone, {str(value): properties.giving(table, everyone.one.ends, value) for value in values}))


def idle(everyone: Everyone, table: Table) -> list[str]:
    """The rules that make no one's answer."""
    return list(missing(everyone, {rule.id: properties.firing(table, everyone.one.ends, rule.id) for rule in table.rules}))


def missing(everyone: Everyone, wanted: Mapping[str, Guard]) -> Iterator[str]:
    """Those that hold of no one; whoever is found for one shows all others that hold of them too."""
    met = set[str]()
    for name, guard in wanted.items():
        if name in met:
            continue
        found = everyone.search.find(guard, small=False)
        if found is None:
            yield name
        else:
            met |= {other for other, also in wanted.items() if holds(found, also)}
