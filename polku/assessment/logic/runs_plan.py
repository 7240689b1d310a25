"""What is the same for every row of a table of answers: an assessment prepared to be walked by many at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from polku.assessment.logic.answers import told
from polku.assessment.logic.assessment import Assessment, ending_of, fired_rules
from polku.assessment.logic.calculating import in_order, needs, reads
from polku.assessment.logic.questionnaire import Answer, Item
from polku.rules.table import Outcome
from polku.rules.values import Input, Missing
from polku.rules.vectorised import Vectorised

MOST_QUESTIONS = 62
SUM = re.compile(r"%resource\.repeat\(item\)\.where\(linkId in \((\s*'\w+'\s*\|?)+\)\)\.answer\.weight\(\)\.sum\(\)")


@dataclass(frozen=True)
class Walked:
    """Where answers led: an ending, or the question that was still open. `lacking` were asked but not answered."""

    path: tuple[str, ...]
    lacking: tuple[str, ...]
    next: str | None
    ending: str | None
    fired: tuple[str, ...]


def fired_of(assessment: Assessment, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
    return tuple(rule.id for _, rule in fired_rules(assessment, assessment.decision, outcomes))


class Plan:
    """An assessment with what was found out about it so far."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment, self.questionnaire = assessment, assessment.questionnaire
        self.rules = Vectorised(assessment.model, assessment.decision)
        self.made: dict[str, dict[tuple[object, ...], int]] = {}
        self.ended: dict[tuple[int, ...], tuple[str | None, tuple[str, ...]]] = {}
        self.paths: dict[int, tuple[str, ...]] = {0: ()}
        self.opened: dict[str, Sequence[Answer]] = {}
        self.placed: dict[tuple[int, ...], int] = {}
        self.settled_values: dict[str, list[Answer]] = {}
        self.known: dict[str, tuple[Sequence[Answer], int, Mapping[str, Sequence[Input]]]] = {}

    @cached_property
    def behind(self) -> Mapping[str, frozenset[str]]:
        """By item, all whose values decide whether it is in force and what it comes to."""
        found: dict[str, frozenset[str]] = {}
        for item, _ in self.questionnaire.all_items:
            waiting, seen = list(needs(self.questionnaire, item)), set[str]()
            while waiting:
                need = waiting.pop()
                if need not in seen:
                    seen.add(need)
                    waiting += needs(self.questionnaire, self.questionnaire.by_id[need])
            found[item.link_id] = frozenset(seen)
        return found

    @cached_property
    def awaited(self) -> Mapping[str, frozenset[str]]:
        """By settled item, the questions asked of everyone that a calculation waits for."""
        conditions = self.questionnaire.conditions
        always = {
            item.link_id for item in self.questionnaire.questions
            if not any(holder.enable_when or (holder.holds and holder is not item) for holder in conditions[item.link_id])
        }  # fmt: skip
        return {item.link_id: self.behind[item.link_id] & always if item.calculated else frozenset() for item, _ in self.settled}

    @cached_property
    def sums(self) -> Mapping[str, Mapping[str, Mapping[object, int]]]:
        """The calculated items that add whole scores of options: the score of each option, by question."""
        found: dict[str, Mapping[str, Mapping[object, int]]] = {}
        for item in self.questionnaire.settled:
            if not item.calculated or not SUM.fullmatch(item.calculated):
                continue
            asked = [self.questionnaire.by_id[link_id] for link_id in reads(self.questionnaire, item.link_id)[0]]
            scores = [{option.code: option.score for option in other.options} for other in asked]
            if all(one and all(score is not None and score == int(score) for score in one.values()) for one in scores):
                whole: list[dict[object, int]] = [{code: int(score or 0) for code, score in one.items()} for one in scores]
                found[item.link_id] = {other.link_id: one for other, one in zip(asked, whole, strict=True)}
        return found

    @cached_property
    def steady(self) -> bool:
        """Whether every question waits for earlier ones only, so that all are asked in their order."""
        if self.questionnaire.repeats or len(self.questionnaire.questions) > MOST_QUESTIONS:
            return False
        if any(getattr(item, "adaptive", None) for item, _ in self.questionnaire.all_items):
            return False
        done: set[str] = set()
        for item in self.questionnaire.questions:
            if any(self.questionnaire.by_id[need].asks and need not in done for need in self.behind[item.link_id]):
                return False
            done.add(item.link_id)
        return True

    @cached_property
    def settled(self) -> tuple[tuple[Item, tuple[str, ...]], ...]:
        """The items that nobody is asked for, in order, with what they hang on."""
        return tuple(
            (item, tuple(sorted(self.behind[item.link_id] | ({item.link_id} if not item.calculated else set()))))
            for item in in_order(self.questionnaire)
        )

    def facts(self, link_id: str, answers: Sequence[Answer]) -> Mapping[str, Sequence[Input]]:
        """By fact, what each of the answers tells."""
        kept = self.known.get(link_id)
        if kept is None or kept[0] is not answers or kept[1] != len(answers):
            facts = [told(self.questionnaire, {link_id: answer}) if place else {} for place, answer in enumerate(answers)]
            names = dict.fromkeys(name for fact in facts for name in fact)
            domains = {name: tuple(fact.get(name, Missing.NOT_ASKED) for fact in facts) for name in names}
            kept = self.known[link_id] = (answers, len(answers), domains)
        return kept[2]

    def with_open(self, link_id: str, answers: Sequence[Answer]) -> Sequence[Answer]:
        """The answers, and last a question that was asked and left open."""
        if link_id not in self.opened:
            self.opened[link_id] = (*answers, None)
        return self.opened[link_id]

    def walked(self, path: int, lacking: int, following: int, *outcomes: int) -> Walked:
        """The walk of rows with these questions, told in bits, and these outcomes of the decisions."""
        ending, fired = self.ends(outcomes) if following < 0 and path else (None, ())
        left_open = self.questionnaire.questions[following].key if following >= 0 else None
        return Walked(self.keys(path), self.keys(lacking), left_open, ending, fired)

    def ends(self, outcomes: tuple[int, ...]) -> tuple[str | None, tuple[str, ...]]:
        """The ending and the rules that fired."""
        if outcomes not in self.ended:
            prepared = zip(self.rules.prepared.items(), outcomes, strict=True)
            reached = {name: decision.outcomes[place] for (name, decision), place in prepared}
            ending = ending_of(self.assessment, reached[self.assessment.decision].value)
            self.ended[outcomes] = (ending.id, fired_of(self.assessment, reached)) if ending else (None, ())
        return self.ended[outcomes]

    def keys(self, bits: int) -> tuple[str, ...]:
        if bits not in self.paths:
            questions = self.questionnaire.questions
            self.paths[bits] = tuple(item.key for place, item in enumerate(questions) if bits >> place & 1)
        return self.paths[bits]

    @cached_property
    def read(self) -> frozenset[str]:
        """The settled items that a rule or a condition reads, or that stand behind one of them."""
        names = {need for decision in self.rules.prepared.values() for need in decision.decision.needs}
        asked = {need for item in self.questionnaire.questions for need in self.behind[item.link_id]}
        used = {item.link_id for item, _ in self.settled if item.link_id in names | asked}
        return frozenset(used | {need for link_id in used for need in self.behind[link_id]})
