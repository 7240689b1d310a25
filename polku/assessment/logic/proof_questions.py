"""A questionnaire over symbols: what may be answered, what is asked, and the facts that it tells the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import z3

from polku.assessment.logic.answers import fact_types
from polku.assessment.logic.calculating import in_order, needs
from polku.assessment.logic.items import OTHER, Answer, EnableWhen, Item, Questionnaire
from polku.assessment.logic.proof_calculated import Calculated, calculated, waited
from polku.rules.proofs.guards import Guard, both, either, every, no, same, some
from polku.rules.proofs.search import Found, holds
from polku.rules.proofs.symbols import NULL, Symbol, compared, literal, numeral, only, truth
from polku.rules.proofs.tables import Fact
from polku.rules.values import Missing, Value, kind

SOMETHING: Mapping[str, Answer] = {
    "group": 0, "date": "2000-01-01", "dateTime": "2000-01-01T12:00:00+02:00", "time": "12:00:00",
}  # fmt: skip
"""What stands for an answer that tells the rules nothing."""


@dataclass(frozen=True)
class Said:
    """What a person would answer to a question, were it asked: left open, "I don't know", one value, or options ticked."""

    item: Item
    open: Guard
    doubt: Guard
    value: Symbol
    ticks: Mapping[str, Guard]
    sound: Guard

    @property
    def told(self) -> Guard:
        return no(either(self.open, self.doubt))

    def is_answer(self, answer: Answer) -> Guard:
        """On what condition this is the answer."""
        if answer is None:
            return self.open
        if answer is Missing.UNKNOWN:
            return self.doubt
        if isinstance(answer, tuple):
            return both(self.told, every(same(tick, code in answer) for code, tick in self.ticks.items()))
        if not fact_types(self.item):
            return self.told
        if not isinstance(answer, (bool, int, Decimal, str)):
            return False
        return both(self.told, compared("=", self.value, literal(answer)).is_true)

    def same_as(self, other: Said) -> Guard:
        if self is other:
            return True
        ticks = every(same(tick, other.ticks[code]) for code, tick in self.ticks.items())
        equal = either(compared("=", self.value, other.value).is_true, not fact_types(self.item))
        told = both(self.told, other.told, ticks if self.ticks else equal)
        return some((both(self.open, other.open), both(self.doubt, other.doubt), told))

    def answer(self, found: Found) -> Answer:
        """The answer in a counterexample."""
        if holds(found, self.open):
            return None
        if holds(found, self.doubt):
            return Missing.UNKNOWN
        if self.ticks:
            return tuple(code for code, tick in self.ticks.items() if holds(found, tick))
        return value_of(self.value, found) if fact_types(self.item) else SOMETHING.get(self.item.type, "…")


def value_of(symbol: Symbol, found: Found) -> Value:
    if holds(found, symbol.is_boolean):
        return holds(found, symbol.boolean)
    for text, here in symbol.strings.items():
        if holds(found, here):
            return text
    return _number(found.eval(symbol.number, model_completion=True)) if holds(found, symbol.is_number) else None


def _number(value: Any) -> int | Decimal:
    if z3.is_int_value(value):
        return int(value.as_long())
    if value.denominator_as_long() == 1:
        return int(value.numerator_as_long())
    return Decimal(value.numerator_as_long()) / Decimal(value.denominator_as_long())


def said(item: Item, person: str = "") -> Said:
    """Every answer that the question allows."""
    name = f"{item.link_id}{person}"
    open_ = False if item.required or item.computed or item.repeating else z3.Bool(f"{name}:open")
    doubt = z3.Bool(f"{name}:unknown") if item.dont_know else False
    apart = no(both(open_, doubt))
    if item.options and item.repeats:
        ticks = {option.code: z3.Bool(f"{name}.{option.code}") for option in item.options}
        return Said(item, open_, doubt, NULL, ticks, both(apart, _ticks(item, ticks)))
    value, sound = _value(item, name)
    return Said(item, open_, doubt, value, {}, both(apart, sound))


def answered(questionnaire: Questionnaire, person: str = "") -> dict[str, Said]:
    """What everyone would answer, by linkId; an adaptive test may leave questions out.

    What stands inside repeating groups tells the rules nothing.
    """
    every_item = [item for item, _ in questionnaire.all_items if item.asks or item.settled]
    told = [item for item in every_item if not questionnaire.scopes[item.link_id]]
    skipped = questionnaire.adaptive
    return {one.link_id: said(replace(one, required=False) if one.link_id in skipped else one, person) for one in told}


def _ticks(item: Item, ticks: Mapping[str, Guard]) -> Guard:
    alone = [
        no(both(ticks[option.code], some(tick for code, tick in ticks.items() if code != option.code)))
        for option in item.options
        if option.exclusive
    ]
    return both(some(ticks.values()), *alone)


def _value(item: Item, name: str) -> tuple[Symbol, Guard]:
    type_ = fact_types(item).get(item.link_id)
    if type_ == "boolean":
        return truth(True, z3.Bool(name)), True
    if type_ == "string" and item.options:
        written = [OTHER] if item.type == "open-choice" else []
        codes = {code: z3.Bool(f"{name}={code}") for code in [*(option.code for option in item.options), *written]}
        return Symbol(strings=codes), z3.PbEq([(chosen, 1) for chosen in codes.values()], 1)
    if type_ == "number":
        number = z3.Int(name) if item.type == "integer" else z3.Real(name)
        low = number >= _bound(item.minimum) if item.minimum is not None else True
        high = number <= _bound(item.maximum) if item.maximum is not None else True
        return numeral(True, number), both(low, high)
    return NULL, True


def _bound(limit: Decimal) -> Any:
    return z3.IntVal(int(limit)) if limit == int(limit) else z3.RealVal(str(limit))


class Asking:
    """What is asked of one person, and the facts that this tells."""

    def __init__(self, questionnaire: Questionnaire, answers: Mapping[str, Said]) -> None:
        self.questionnaire, self.answers = questionnaire, answers
        self._visible: dict[str, Guard] = {}
        self._calculated: dict[str, Calculated] = {}
        self._waited: dict[tuple[str, frozenset[str]], Fact] = {}
        self.order = tuple(name for name in _in_order(questionnaire) if name in answers)
        self.settled = [item for item in in_order(questionnaire) if item.link_id in answers]
        self.facts = {name: dict(self._facts(answers[name])) for name in answers if not answers[name].item.computed}

    def visible(self, link_id: str) -> Guard:
        if link_id not in self._visible:
            holders = self.questionnaire.conditions[link_id]
            self._visible[link_id] = every(self._enabled(holder, link_id) for holder in holders)
        return self._visible[link_id]

    def present(self, link_id: str) -> Guard:
        """It is in force and not left open."""
        if self.answers[link_id].item.computed:
            fact = self.calculated(link_id).fact
            return either(fact.doubt, no(fact.value.is_null))
        return both(self.visible(link_id), no(self.answers[link_id].open))

    def calculated(self, link_id: str) -> Calculated:
        if link_id not in self._calculated:
            self._calculated[link_id] = calculated(self, self.answers[link_id])
        return self._calculated[link_id]

    def untold(self, told: frozenset[str]) -> dict[str, Fact]:
        """The facts that nobody is asked for, when the questions in `told` have been."""
        facts: dict[str, Fact] = {}
        for item in self.settled:
            if not item.computed:
                facts |= self.facts[item.link_id]
            elif item.gives:
                one = self.calculated(item.link_id)
                key = (item.link_id, one.waits - told)
                facts[item.link_id] = self._waited.setdefault(key, waited(self, one, told))
        return facts

    def _enabled(self, item: Item, link_id: str) -> Guard:
        """As `visibility._enabled`: what stands below a question waits for its answer."""
        held = self.present(item.link_id) if item.holds and item.link_id != link_id else True
        if not item.enable_when:
            return held
        met = [self._met(condition) for condition in item.enable_when]
        return both(held, every(met) if item.enable_behavior == "all" else some(met))

    def _met(self, condition: EnableWhen) -> Guard:
        if condition.question not in self.answers:
            return _anyhow(condition)
        present = self.present(condition.question)
        if condition.operator == "exists":
            return same(present, condition.answer is True)
        answer = self.answers[condition.question]
        if answer.item.computed:
            fact = self.calculated(condition.question).fact
            answer = Said(answer.item, False, fact.doubt, fact.value, {}, True)
        doubt = both(answer.doubt, condition.operator == "!=")
        return both(present, either(doubt, both(answer.told, self._compared(answer, condition))))

    def _compared(self, answer: Said, condition: EnableWhen) -> Guard:
        wanted = literal(condition.answer)
        if answer.ticks:
            codes = [code for code in answer.ticks if compared(condition.operator, literal(code), wanted).is_true is True]
            return some(answer.ticks[code] for code in codes)
        if not fact_types(answer.item):
            return _anyhow(condition)
        return compared(condition.operator, answer.value, wanted).is_true

    def _facts(self, answer: Said) -> Iterator[tuple[str, Fact]]:
        """By name, as `answers.facts` gives them."""
        link_id = answer.item.link_id
        asked = both(self.visible(link_id), no(answer.open))
        told, doubt = both(asked, no(answer.doubt)), both(asked, answer.doubt)
        for name in fact_types(answer.item):
            tick = answer.ticks.get(name.removeprefix(f"{link_id}."))
            yield name, Fact(only(told, answer.value) if tick is None else truth(told, tick), doubt)


def _anyhow(condition: EnableWhen) -> Guard:
    """A condition on what tells the rules nothing may be met or not."""
    return z3.Bool(f"{condition.question} {condition.operator} {kind(condition.answer)} {condition.answer}")


def _in_order(questionnaire: Questionnaire) -> Iterator[str]:
    """The questions as they come: a question that waits for a later one comes after it."""
    done: dict[str, None] = {}

    def place(link_id: str) -> None:
        if link_id in done:
            return
        for need in needs(questionnaire, questionnaire.by_id[link_id]):
            place(need)
        done[link_id] = None

    for item in questionnaire.questions:
        place(item.link_id)
    return (link_id for link_id in done if questionnaire.by_id[link_id].asks)
