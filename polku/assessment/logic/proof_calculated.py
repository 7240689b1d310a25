"""Calculated items over symbols: exact where points are summed or yeses are counted, else any value within its limits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from polku.assessment.logic.calculating import reads
from polku.assessment.logic.items import Item
from polku.rules.proofs.guards import Guard, both, either, every, no, some
from polku.rules.proofs.symbols import Numeral, Symbol, constant, numeral, only
from polku.rules.proofs.tables import NOT_ASKED, Fact

if TYPE_CHECKING:
    from polku.assessment.logic.proof_questions import Asking, Said

_NAMED = r"%resource\.repeat\(item\)\.where\(\s*linkId\s*(?:in\s*\((?P<many>[^()]*)\)|=\s*(?P<one>'\w+'))\s*\)\.answer"
_POINTS = re.compile(_NAMED + r"\.weight\(\)\.sum\(\)\Z")
_YESES = re.compile(_NAMED + r"\.where\(\s*value\s*=\s*true\s*\)\.count\(\)\Z")


@dataclass(frozen=True)
class Calculated:
    """A calculated item once all is answered; it waits for `waits`. `free` where its expression is not followed."""

    fact: Fact
    waits: frozenset[str]
    free: bool


def calculated(asking: Asking, answer: Said) -> Calculated:
    """It is UNKNOWN where a question that it names is; an expression that is not followed may also fail to compute."""
    item = answer.item
    adaptive = tuple(asking.questionnaire.adaptive)
    direct, behind = ((), adaptive) if item.adaptive_score else reads(asking.questionnaire, item.link_id)
    waits = frozenset(name for name in behind if asking.questionnaire.by_id[name].asks and name in asking.answers)
    here = asking.visible(item.link_id)
    doubt = some(_doubted(asking, name) for name in direct if name in asking.answers)
    exact = _sum(asking, item)
    if exact is None:
        doubt = either(doubt, z3.Bool(f"{item.link_id}:fails"))
    value = answer.value if exact is None else exact
    return Calculated(Fact(only(both(here, no(doubt)), value), both(here, doubt)), waits, exact is None)


def _doubted(asking: Asking, name: str) -> Guard:
    answer = asking.answers[name]
    return asking.calculated(name).fact.doubt if answer.item.computed else both(asking.present(name), answer.doubt)


def _sum(asking: Asking, item: Item) -> Symbol | None:
    """The points or the yeses of the questions that the expression names; None where it says something else."""
    source = item.calculated.strip()
    match = _POINTS.match(source) or _YESES.match(source)
    if match is None:
        return None
    named = re.findall(r"'(\w+)'", match["many"] or match["one"])
    answers = [asking.answers.get(name) for name in named]
    if item.type not in ("integer", "decimal") or any(answer is None or answer.item.computed for answer in answers):
        return None
    points = [part for answer in answers if answer for part in _points(asking, answer, _POINTS.match(source) is not None)]
    return numeral(True, z3.Sum(points) if points else constant(0))


def _points(asking: Asking, answer: Said, weighed: bool) -> Iterator[Numeral]:
    told = both(asking.present(answer.item.link_id), answer.told)
    if not weighed:
        yield _counted(both(told, answer.value.is_true), constant(1))
        return
    for option in answer.item.options:
        chosen: Guard = answer.ticks.get(option.code, answer.value.strings.get(option.code, False))
        if option.score is not None:
            yield _counted(both(told, chosen), constant(option.score))


def _counted(when: Guard, points: Numeral) -> Numeral:
    if isinstance(when, bool):
        return points if when else constant(0)
    return z3.If(when, points, constant(0))


def waited(asking: Asking, one: Calculated, answered: frozenset[str]) -> Fact:
    """The fact while some questions are still to come: it is there once none of those it waits for is asked."""
    ready = every(no(asking.visible(name)) for name in sorted(one.waits - answered))
    if ready is True:
        return one.fact
    return Fact(only(ready, one.fact.value), both(ready, one.fact.doubt)) if ready is not False else NOT_ASKED
