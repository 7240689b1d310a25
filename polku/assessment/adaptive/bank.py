"""An item bank: each item's discrimination and thresholds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

import numpy as np

from polku.assessment.adaptive.grm import Floats
from polku.foundation.errors import BadInput

Responses = Mapping[str, int]
_MEND = 'write {"id": "I1", "a": 2.1, "b": [-1, 0, 1]}'


@dataclass(frozen=True)
class BankItem:
    """`a` discrimination; `b` thresholds, rising; the categories are one more than the thresholds."""

    id: str
    a: float
    b: tuple[float, ...]

    @property
    def categories(self) -> int:
        return len(self.b) + 1


@dataclass(frozen=True)
class Bank:
    items: tuple[BankItem, ...]

    @cached_property
    def a(self) -> Floats:
        return np.array([item.a for item in self.items])

    @cached_property
    def b(self) -> Floats:
        """Thresholds, filled with +inf to the longest."""
        longest = max(len(item.b) for item in self.items)
        return np.array([[*item.b, *[np.inf] * (longest - len(item.b))] for item in self.items])

    @cached_property
    def place(self) -> Mapping[str, int]:
        return {item.id: place for place, item in enumerate(self.items)}

    def form(self, ids: Sequence[str]) -> Bank:
        """A short form: the items of these ids, in this order. Raises BadInput."""
        return Bank(tuple(self.items[self.at(name)] for name in ids))

    def at(self, name: str) -> int:
        if name not in self.place:
            known = ", ".join(self.place)
            raise BadInput({"item": "unknown"}, f"unknown item '{name[:40]}'", f"one of: {known}", "correct it")
        return self.place[name]

    def category(self, name: str, answer: object) -> int:
        """The answer as a category of the item. Raises BadInput."""
        most = self.items[self.at(name)].categories - 1
        if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer <= most:
            found = f"the answer to '{name}' is {str(answer)[:20]}"
            raise BadInput({name: "out-of-range"}, found, f"a whole number from 0 to {most}", "correct it")
        return answer


def read_bank(raw: object) -> Bank:
    """A bank of a list of items, or of an object whose `bank` is such a list. Raises BadInput."""
    listed = raw.get("bank") if isinstance(raw, dict) else raw
    if not isinstance(listed, list) or not listed:
        _refuse("no list of items")
    bank = Bank(tuple(_item(one, number) for number, one in enumerate(listed, 1)))
    if len(bank.place) != len(bank.items):
        _refuse("an item id twice")
    return bank


def _item(raw: object, number: int) -> BankItem:
    if not isinstance(raw, dict) or not {"id", "a", "b"} <= set(raw):
        _refuse(f"item {number} lacks id, a or b")
    name, a, b = raw["id"], raw["a"], raw["b"]
    if not isinstance(name, str) or not name:
        _refuse(f"item {number} has no id")
    if not _number(a) or a <= 0:
        _refuse(f"item '{name[:40]}' has no 'a' above 0")
    if not isinstance(b, list) or not b or not all(_number(one) for one in b) or b != sorted(set(b)):
        _refuse(f"item '{name[:40]}' has thresholds that do not rise")
    return BankItem(name, float(a), tuple(float(one) for one in b))


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _refuse(found: str) -> NoReturn:
    raise BadInput({"bank": "not-a-bank"}, found, "items with an id, a above 0 and rising b", _MEND)
