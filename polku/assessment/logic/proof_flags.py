"""Turning a red flag for the worse, over symbols: two persons who answer one question differently."""

from __future__ import annotations

from collections.abc import Mapping

from polku.assessment.logic.proof_questions import Said
from polku.rules.proofs.guards import Guard, both, either, every, no, same, some
from polku.rules.proofs.symbols import Symbol, compared
from polku.rules.table import InputClause
from polku.rules.values import Missing

Clauses = Mapping[str, InputClause]


def flags_of(answer: Said, inputs: Clauses) -> Clauses:
    """The facts of the question that are red flags."""
    link_id = answer.item.link_id
    names = [f"{link_id}.{code}" for code in answer.ticks] or [link_id]
    return {name: inputs[name] for name in names if name in inputs and inputs[name].red_flag}


def turned(before: Said, after: Said, inputs: Clauses) -> Guard:
    """One person's answer is worse than the other's, or is "I don't know", and nothing else in it is different.

    A question left open gets worse by the worst answer, and by "I don't know".
    """
    flags = flags_of(before, inputs)
    doubt = both(after.doubt, no(before.doubt))
    if before.ticks:
        return either(_more_ticks(before, after, flags), both(doubt, _others_as_counted(before, flags, inputs)))
    return either(doubt, some(_worse_value(before, after, clause) for clause in flags.values()))


def _worse_value(before: Said, after: Said, clause: InputClause) -> Guard:
    if isinstance(clause.red_flag, str):
        sign = ">" if clause.red_flag == "rising" else "<"
        return every((before.told, after.told, compared(sign, after.value, before.value).is_true))
    order = clause.red_flag
    worse = [both(_is(before.value, mild), _is(after.value, bad)) for n, mild in enumerate(order) for bad in order[n + 1 :]]
    from_told = both(before.told, some(worse))
    return both(after.told, either(from_told, both(before.open, _is(after.value, order[-1]))))


def _is(symbol: Symbol, value: object) -> Guard:
    if isinstance(value, bool):
        return symbol.is_true if value else symbol.is_false
    return symbol.strings.get(str(value), False)


def _more_ticks(before: Said, after: Said, flags: Clauses) -> Guard:
    """Options that are red flags are ticked besides; "none of these" gives way."""
    ticked = {code: both(before.told, tick) for code, tick in before.ticks.items()}
    alone = {option.code for option in before.item.options if option.exclusive}
    kept: list[Guard] = [after.told, no(before.doubt)]
    grown: list[Guard] = []
    for code, tick in ticked.items():
        now = after.ticks[code]
        if f"{before.item.link_id}.{code}" in flags:
            kept.append(either(no(tick), now))
            grown.append(both(now, no(tick)))
        else:
            kept.append(either(no(now), tick) if code in alone else same(now, tick))
    return every((*kept, some(grown)))


def _others_as_counted(before: Said, flags: Clauses, inputs: Clauses) -> Guard:
    """The options that are no red flags stay what "I don't know" counts as."""
    link_id = before.item.link_id
    others = {code: f"{link_id}.{code}" for code in before.ticks if f"{link_id}.{code}" not in flags}
    stay = [
        same(before.ticks[code], inputs[name].unknown is True)
        for code, name in others.items()
        if name in inputs and not isinstance(inputs[name].unknown, Missing)
    ]
    return either(before.open, every(stay))
