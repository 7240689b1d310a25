"""What is proven of a table, each as the condition under which it would fail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from polku.rules.proofs.guards import Guard, both, either, no, some, two_of
from polku.rules.proofs.symbols import equals, literal
from polku.rules.proofs.tables import Decided
from polku.rules.table import Table
from polku.rules.values import Value


@dataclass(frozen=True)
class End:
    """One way in which the questions end, or pause: on what condition, and the decisions as they then stand."""

    when: Guard
    outcomes: Mapping[str, Decided]


def decided(table: Table, ends: Iterable[End]) -> list[tuple[Guard, Decided]]:
    return [(end.when, end.outcomes[table.name]) for end in ends if table.name in end.outcomes]


def answers_always(table: Table) -> bool:
    """A list may be empty, and a default fills every gap."""
    return table.hit_policy in ("R", "O", "C")


def gap(table: Table, ends: Iterable[End]) -> Guard:
    """No rule fires and some output has no default."""
    if all(output.default is not None for output in table.outputs):
        return False
    return some(both(when, no(outcome.hit)) for when, outcome in decided(table, ends))


def without_value(table: Table, ends: Iterable[End], values: Iterable[str]) -> Guard:
    """The answer is none of the texts."""
    wanted = list(values)
    return some(
        both(when, no(some(outcome.value.strings.get(text, False) for text in wanted))) for when, outcome in decided(table, ends)
    )


def has_clashes(table: Table) -> bool:
    """Whether rules of this hit policy can contradict each other at all."""
    return table.hit_policy not in ("F", "R", "C", "C#")


def clash(table: Table, ends: Iterable[End]) -> Guard:
    """Rules together that the hit policy does not allow together."""
    return some(both(when, _clash(table, outcome)) for when, outcome in decided(table, ends))


def _clash(table: Table, outcome: Decided) -> Guard:
    if table.hit_policy == "U":
        return two_of(outcome.matches.values())
    if table.hit_policy == "A":
        return some(
            both(outcome.matches[one], outcome.matches[other], differ(outcome, one, other))
            for one, other in combinations(outcome.matches, 2)
            if not (outcome.matches[one] is False or outcome.matches[other] is False)
        )
    met = ((match, rule) for rule, match in outcome.matches.items() if match is not False)
    return some(both(match, faulty(table, outcome, rule)) for match, rule in met)


def faulty(table: Table, outcome: Decided, rule: str) -> Guard:
    """The rule's own result is not what the hit policy can work with."""
    if table.hit_policy in ("P", "O"):
        return unlisted(table, outcome, rule)
    return no(outcome.rows[rule][table.outputs[0].name].is_number)


def differ(outcome: Decided, one: str, other: str) -> Guard:
    left, right = outcome.rows[one], outcome.rows[other]
    return some(no(equals(left[name], right[name])) for name in left)


def unlisted(table: Table, outcome: Decided, rule: str) -> Guard:
    row = outcome.rows[rule]
    return some(
        no(some(equals(row[output.name], literal(value)) for value in output.values)) for output in table.outputs if output.values
    )


def matching(table: Table, ends: Iterable[End], rule: str) -> Guard:
    return some(both(when, outcome.matches[rule]) for when, outcome in decided(table, ends))


def firing(table: Table, ends: Iterable[End], rule: str) -> Guard:
    """The rule makes the answer, or is one of those that make it together."""
    return some(both(when, outcome.fires[rule]) for when, outcome in decided(table, ends))


def giving(table: Table, ends: Iterable[End], value: Value) -> Guard:
    """The table's answer, or a part of it, is the value."""
    return some(both(when, gives(table, outcome, value)) for when, outcome in decided(table, ends))


def gives(table: Table, outcome: Decided, value: Value) -> Guard:
    wanted = literal(value)
    if answers_always(table):
        rows = outcome.rows.items()
        return some(both(outcome.matches[rule], equals(symbol, wanted)) for rule, row in rows for symbol in row.values())
    return some(equals(symbol, wanted) for symbol in outcome.outputs.values())


def level(ends: Iterable[End], decision: str, endings: Mapping[str, int], least: int) -> Guard:
    """The ending is at least this urgent."""
    urgent = [ending for ending, urgency in endings.items() if urgency >= least]
    return some(
        both(end.when, some(end.outcomes[decision].value.strings.get(ending, False) for ending in urgent)) for end in ends
    )


def lowered(before: Sequence[End], after: Sequence[End], decision: str, endings: Mapping[str, int]) -> Guard:
    """The ending after is less urgent than the one before. An ending that is missing is a gap, not a lower one."""
    levels = sorted(set(endings.values()))
    missing = no(level(after, decision, endings, levels[0])) if levels else True
    drops = (
        both(level(before, decision, endings, least), no(level(after, decision, endings, least))) for least in levels[1:]
    )
    return both(no(missing), some(drops))


def steps(flags: Mapping[str, tuple[Guard, Guard]]) -> Guard:
    """Exactly one flag turns: of each, on what condition it turned for the worse and on what it stayed."""
    turned: Guard = False
    stayed: Guard = True
    for worse, equal in flags.values():
        turned = either(both(turned, equal), both(stayed, worse))
        stayed = both(stayed, equal)
    return turned


