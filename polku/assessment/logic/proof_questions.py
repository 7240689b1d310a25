"""A questionnaire over symbols: what may be answered, what is asked, and the facts that it tells the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import z3

from polku.assessment.logic.answers import fact_types
from polku.assessment.logic.questionnaire import Answer, EnableWhen, Item, Questionnaire
from polku.rules.proofs.guards import Guard, both, either, every, no, same, some
from polku.rules.proofs.search import Found, holds
from polku.rules.proofs.symbols import NULL, Symbol, compared, literal, numeral, only, truth
from polku.rules.proofs.tables import Fact
from polku.rules.values import Missing, Value, kind


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
        return value_of(self.value, found)


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
    open_ = False if item.required else z3.Bool(f"{name}:open")
    doubt = z3.Bool(f"{name}:unknown") if item.dont_know else False
    apart = no(both(open_, doubt))
    if item.options and item.repeats:
        ticks = {option.code: z3.Bool(f"{name}.{option.code}") for option in item.options}
        return Said(item, open_, doubt, NULL, ticks, both(apart, _ticks(item, ticks)))
    value, sound = _value(item, name)
    return Said(item, open_, doubt, value, {}, both(apart, sound))


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
        codes = {option.code: z3.Bool(f"{name}={option.code}") for option in item.options}
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
        self.order = tuple(_in_order(questionnaire))
        self.facts = {link_id: dict(self._facts(answers[link_id])) for link_id in self.order}

    def visible(self, link_id: str) -> Guard:
        if link_id not in self._visible:
            holders = self.questionnaire.conditions[link_id]
            self._visible[link_id] = every(self._enabled(holder) for holder in holders)
        return self._visible[link_id]

    def _enabled(self, item: Item) -> Guard:
        if not item.enable_when:
            return True
        met = [self._met(condition) for condition in item.enable_when]
        return every(met) if item.enable_behavior == "all" else some(met)

    def _met(self, condition: EnableWhen) -> Guard:
        answer = self.answers[condition.question]
        present = both(self.visible(condition.question), no(answer.open))
        if condition.operator == "exists":
            return same(present, condition.answer is True)
        doubt = both(answer.doubt, condition.operator == "!=")
        return both(present, either(doubt, both(answer.told, self._compared(answer, condition))))

    def _compared(self, answer: Said, condition: EnableWhen) -> Guard:
        wanted = literal(condition.answer)
        if answer.ticks:
            codes = [code for code in answer.ticks if compared(condition.operator, literal(code), wanted).is_true is True]
            return some(answer.ticks[code] for code in codes)
        if not fact_types(answer.item):
            return z3.Bool(f"{condition.question} {condition.operator} {kind(condition.answer)} {condition.answer}")
        return compared(condition.operator, answer.value, wanted).is_true

    def _facts(self, answer: Said) -> Iterator[tuple[str, Fact]]:
        """By name, as `answers.facts` gives them."""
        link_id = answer.item.link_id
        asked = both(self.visible(link_id), no(answer.open))
        told, doubt = both(asked, no(answer.doubt)), both(asked, answer.doubt)
        for name in fact_types(answer.item):
            tick = answer.ticks.get(name.removeprefix(f"{link_id}."))
            yield name, Fact(only(told, answer.value) if tick is None else truth(told, tick), doubt)


def _in_order(questionnaire: Questionnaire) -> Iterator[str]:
    """The questions as they come: a question that waits for a later one comes after it."""
    done: dict[str, None] = {}

    def place(link_id: str) -> None:
        if link_id in done:
            return
        for holder in questionnaire.conditions[link_id]:
            for condition in holder.enable_when:
                place(condition.question)
        done[link_id] = None

    for item in questionnaire.questions:
        place(item.link_id)
    return iter(done)
