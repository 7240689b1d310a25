"""Walking the questions over symbols: the twin of `assessment.walk`, for every person at once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import z3

from polku.assessment.logic.proof_questions import Asking, Said
from polku.assessment.logic.proof_subject import Subject
from polku.assessment.logic.questionnaire import Answer
from polku.rules.proofs.expressions import accepts
from polku.rules.proofs.guards import Guard, both, either, no, some
from polku.rules.proofs.properties import End
from polku.rules.proofs.search import Found, holds
from polku.rules.proofs.tables import Decided, Encoder, Fact


class Walked:
    """All that may come of the questions: `ends` in which they end, `pauses` in which one is still to be answered.

    An ending that stops is reached at the first answer that gives it; what comes later is then never asked.
    """

    def __init__(self, subject: Subject, answers: Mapping[str, Said], encoder: Encoder) -> None:
        self.subject, self.answers, self.encoder = subject, answers, encoder
        self.asking = Asking(subject.questionnaire, answers)
        self.asked: dict[str, Guard] = {}
        self.ends: list[End] = []
        self.pauses: list[End] = []
        self._walk()

    def _walk(self) -> None:
        told: dict[str, Fact] = {}
        stopped: Guard = False
        last: Guard = False
        for number, link_id in enumerate(self.asking.order, start=1):
            self.asked[link_id] = both(self.asking.visible(link_id), no(stopped))
            untold = self.asking.untold(frozenset(self.asking.order[:number]))
            if not self.asking.facts[link_id] and not untold:
                continue
            told |= {**self.asking.facts[link_id], **untold}
            outcomes = self.encoder.evaluate(self.subject.decision, told)
            stops = self._stops(outcomes)
            self.pauses.append(End(no(stopped), outcomes))
            if not _same(stops, last):
                self.ends.append(End(both(stops, no(stopped)), outcomes))
                stopped, last = either(stopped, stops), stops
        self.finished = no(stopped)
        self.ends.append(End(self.finished, self._whole({**told, **self.asking.untold(frozenset(self.asking.order))})))

    def _stops(self, outcomes: Mapping[str, Decided]) -> Guard:
        value = outcomes[self.subject.decision].value
        return some(value.strings.get(ending.id, False) for ending in self.subject.endings.values() if ending.stops)

    def _whole(self, told: Mapping[str, Fact]) -> dict[str, Decided]:
        """Every decision, also those that the ending does not need."""
        outcomes: dict[str, Decided] = {}
        for name in self.subject.model.decisions:
            outcomes |= self.encoder.evaluate(name, told)
        return outcomes

    @cached_property
    def sound(self) -> list[Guard]:
        limits = self.subject.limits.items()
        met = [accepts(limit, self.answers[name].value, {}) for name, limit in limits]
        return [*(answer.sound for answer in self.answers.values()), *met]

    def replies(self, found: Found) -> dict[str, Answer]:
        """The answers to the questions that are asked, in a counterexample."""
        asked = [link_id for link_id in self.asking.order if holds(found, self.asked[link_id])]
        return {link_id: self.answers[link_id].answer(found) for link_id in asked}

    def ending(self, found: Found) -> str | None:
        """The ending, in a counterexample."""
        for end in self.ends:
            if holds(found, end.when):
                value = end.outcomes[self.subject.decision].value
                return next((text for text, here in value.strings.items() if holds(found, here)), None)
        return None

    def fired(self, table: str, found: Found, *, matched: bool = False) -> tuple[str, ...]:
        """The rules of the table that make its answer, or all whose conditions are met."""
        for end in self.ends:
            if holds(found, end.when) and table in end.outcomes:
                rules = end.outcomes[table].matches if matched else end.outcomes[table].fires
                return tuple(rule for rule, guard in rules.items() if holds(found, guard))
        return ()


def _same(stops: Guard, before: Guard) -> bool:
    """Nothing new makes it stop."""
    if isinstance(stops, bool) or isinstance(before, bool):
        return stops is before
    return bool(z3.eq(stops, before))
