"""A measure's figures by month, unprotected: asked of a store once for each set of groups, put together here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import product
from typing import Any

from polku.insight.measures.model import Asked, Figures, TalliedMeasure, Tally
from polku.insight.measures.store import Store
from polku.insight.measures.tallied import ALL, complete, dated, gathered

MONTH = "month"
Key = tuple[str, ...]
Cube = Mapping[Key, Sequence[Tally]]
"""The tallies of every group, also of `all` in place of any of its words."""
Keep = Callable[[bytes, Callable[[], Any]], Any]
"""Gives what is made of some content, made once."""


class Counting:
    """`months` are those to tell of, for a measure that is asked of a moment or of a stretch of months at a time; `keep`
    makes again only what was not made before."""

    def __init__(
        self, measure: TalliedMeasure, store: Store, keep: Keep, options: Mapping[str, Any], months: Sequence[str], now: datetime
    ) -> None:
        self.measure, self.store, self.keep = measure, store, keep
        self.usual = complete(measure, Asked(options=options, now=now))
        self.by_month = MONTH in measure.groups and measure.split != MONTH
        self._given = tuple(months)
        self.cube = lru_cache(maxsize=4096)(self._cube)
        self.figures = lru_cache(maxsize=65536)(self._figures)
        self._by_months = lru_cache(maxsize=64)(self._asked_by_months)
        self._asked = lru_cache(maxsize=1024)(self._question)
        self._in_a_month = lru_cache(maxsize=1024)(self._asked_in_a_month)

    @property
    def months(self) -> tuple[str, ...]:
        """Months with rows, in the order of time."""
        if self.by_month:
            return tuple(sorted(self._by_months((), ())))
        if self.measure.split == MONTH:
            return tuple(sorted(month for month in self.words(ALL, (), ()) if month != ALL))
        return self._given

    def words(self, month: str, by: Key, key: Key) -> Mapping[str, Figures]:
        """The figures of one group by the words that the measure itself makes, `all` among them."""
        tallies = self._of(month, by, key, ())
        return self.measure.figures(tallies, self._asked(month)) if tallies is not None else {}

    def keys(self, month: str, by: Key, first: str = ALL) -> list[Key]:
        """The groups of the last of the axes that have rows: of all words of the first axis, or of one of them."""
        if self.measure.additive or (len(by) > 1 and first != ALL):
            told = self.cube(month, by) if self.measure.additive else self._tallies(month, by, ())
            return sorted(key for key in told if key[-1] != ALL and key[:-1] in ((first,), ()))
        return sorted((*[ALL] * (len(by) - 1), *key) for key in self._tallies(month, by[-1:], ()))

    def _figures(self, month: str, by: Key, key: Key, units: Key = ()) -> Figures | None:
        """The figures of one group; None where nothing is counted in it."""
        split = self.measure.split
        chosen = month if split == MONTH else ALL
        tallies = self._of(month, by, key, units)
        if tallies is None:
            return None
        found = self.measure.figures(tallies, self._asked(month))
        return found.get(chosen) if split else found

    def _of(self, month: str, by: Key, key: Key, units: Key) -> Sequence[Tally] | None:
        """The tallies of one group; what does not add up is asked for by the axes of its own words alone."""
        if self.measure.additive:
            return self.cube(month, by, units).get(key)
        named = [(name, word) for name, word in zip(by, key, strict=True) if word != ALL]
        part, words = tuple(name for name, _ in named), tuple(word for _, word in named)
        return self._tallies(month, part, units).get(words)

    def _cube(self, month: str, by: Key, units: Key = ()) -> Cube:
        if self.measure.split == MONTH and month != ALL:
            return self.cube(ALL, by, units)
        found: dict[Key, list[Tally]] = {}
        if units and self.measure.additive:
            for key, tallies in self.cube(month, (*by, "unit")).items():
                if key[-1] in units:
                    found.setdefault(key[:-1], []).extend(tallies)
            return found
        if not self.measure.additive:
            for chosen in product((True, False), repeat=len(by)):
                part = tuple(name for name, told in zip(by, chosen, strict=True) if told)
                for key, tallies in self._tallies(month, part, units).items():
                    words = iter(key)
                    found[tuple(next(words) if told else ALL for told in chosen)] = tallies
            return found
        for key, tallies in self._tallies(month, by, units).items():
            for place in product(*((word, ALL) for word in key)):
                found.setdefault(place, []).extend(tallies)
        return found

    def _tallies(self, month: str, by: Key, units: Key) -> Mapping[Key, list[Tally]]:
        if self.by_month:
            return self._by_months(by, units).get(month, {})
        return self._in_a_month(month, by, units)

    def _asked_by_months(self, by: Key, units: Key) -> Mapping[str, dict[Key, list[Tally]]]:
        asked = replace(self.usual, where={"unit": units} if units else {})
        found: dict[str, dict[Key, list[Tally]]] = {}
        for key, tallies in gathered(self.measure, self.store, asked, (*by, MONTH)).items():
            found.setdefault(key[-1], {})[key[:-1]] = tallies
        return found

    def _asked_in_a_month(self, month: str, by: Key, units: Key) -> dict[Key, list[Tally]]:
        asked = replace(self._asked(month), where={"unit": units} if units else {})
        return gathered(self.measure, self.store, asked, by)

    def _question(self, month: str) -> Asked:
        """The question about a month: its end for a moment, the months up to it for a stretch of them."""
        if self.by_month:
            return self.usual
        if self.measure.split == MONTH:
            return dated(self.measure, self.store, self.usual)
        if "at" in self.usual.options:
            return complete(self.measure, replace(self.usual, period=(month, month), options={**self.usual.options, "at": None}))
        if self.measure.usual_period is None:
            return replace(self.usual, period=(month, month))
        return replace(self.usual, period=self.measure.usual_period(month, self.usual))
