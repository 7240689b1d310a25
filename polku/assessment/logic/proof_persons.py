"""The persons of a proof: everyone who may answer, what they usually answer, and one found answering badly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from polku.assessment.logic.answers import fact_types, read_answers, told
from polku.assessment.logic.items import NUMBERS, Answer, Item
from polku.assessment.logic.proof_flags import flags_of
from polku.assessment.logic.proof_questions import SOMETHING, answered, said, value_of
from polku.assessment.logic.proof_subject import Subject
from polku.assessment.logic.proof_walk import Walked
from polku.assessment.logic.questionnaire import next_item
from polku.rules.model import Decision
from polku.rules.proofs.guards import Guard, no
from polku.rules.proofs.search import Found, Search, holds
from polku.rules.proofs.tables import Encoder
from polku.rules.table import Table
from polku.rules.values import Input, Missing


class Everyone:
    """All persons at once (`one`), and beside each another who answers a red flag differently (`other`)."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.encoder = Encoder(subject.model)
        self.one = Walked(subject, answered(subject.questionnaire), self.encoder)
        self.quiet = dict(quiet_answers(subject))

    @cached_property
    def question_of(self) -> Mapping[str, str]:
        """By fact, the question that tells it."""
        return {fact: name for name, answer in self.one.answers.items() for fact in fact_types(answer.item)}

    @cached_property
    def search(self) -> Search:
        return Search(self.one.sound, self.calm(self.one))

    def calm(self, walked: Walked) -> list[Guard]:
        """What a counterexample leaves out where it can: unusual answers, then doubt, then questions left open."""
        usual = [walked.answers[name].is_answer(answer) for name, answer in self.quiet.items()]
        every = walked.answers.values()
        return [*usual, *(no(answer.doubt) for answer in every), *(no(answer.open) for answer in every)]

    @cached_property
    def flagged(self) -> tuple[str, ...]:
        """The questions with a red flag."""
        inputs = self.subject.table_inputs
        return tuple(name for name, answer in self.one.answers.items() if flags_of(answer, inputs))

    @cached_property
    def other(self) -> Walked:
        changed = {name: said(self.subject.questionnaire.by_id[name], "'") for name in self.flagged}
        return Walked(self.subject, {**self.one.answers, **changed}, self.encoder)

    @cached_property
    def usually_asked(self) -> tuple[str, ...]:
        """The questions that someone with nothing to tell is asked."""
        taken: dict[str, Answer] = {}
        while (item := next_item(self.subject.questionnaire, taken)) is not None:
            taken[item.key] = self.quiet.get(item.link_id)
        return tuple(taken)

    def telling(self, walked: Walked, found: Found, table: Table | None = None) -> dict[str, Answer]:
        """The answers that matter: those that are not the usual ones, or else those that the table reads.

        With a table also its questions that are usually asked, but not of this person.
        """
        replies = walked.replies(found)
        matter = {name: answer for name, answer in replies.items() if name not in self.quiet or self.quiet[name] != answer}
        if table is not None:
            read = self.read_by(table)
            matter |= {name: Missing.NOT_ASKED for name in read if name in self.usually_asked and name not in replies}
            matter = matter or {name: replies.get(name, Missing.NOT_ASKED) for name in read}
        return {**{name: matter[name] for name in walked.asking.order if name in matter}, **self._assumed(walked, found)}

    def _assumed(self, walked: Walked, found: Found) -> dict[str, Answer]:
        """The values that the proof gave to calculated items whose expression it does not follow."""
        ending = self.subject.model.decisions[self.subject.decision]
        asking, read = walked.asking, self.read_by(ending)
        free = {item.link_id: asking.calculated(item.link_id) for item in asking.settled if item.computed and item.gives}
        shown = {name: one.fact for name, one in free.items() if one.free and name in read}
        return {
            name: Missing.UNKNOWN if holds(found, fact.doubt) else value_of(fact.value, found)
            for name, fact in shown.items()
            if holds(found, walked.finished)
        }

    def read_by(self, table: Decision) -> set[str]:
        """The questions that the table reads, itself or through the decisions that it needs."""
        decisions = self.subject.model.behind(table.name)
        return {self.question_of[name] for decision in decisions for name in decision.needs if name in self.question_of}

    def facts(self, answers: Mapping[str, Answer]) -> dict[str, Input]:
        """What the answers tell the rules; of ticked options only those that are ticked."""
        known = told(self.subject.questionnaire, {name: one for name, one in answers.items() if one is not Missing.NOT_ASKED})
        absent: dict[str, Input] = {name: Missing.NOT_ASKED for name, one in answers.items() if one is Missing.NOT_ASKED}
        ticked = {name: value for name, value in known.items() if value is not False or name in self.one.answers}
        return {**ticked, **absent}


def quiet_answers(subject: Subject) -> Iterator[tuple[str, Answer]]:
    """What someone with nothing to tell answers: the mildest, or what the examples mostly say."""
    read = [read_answers(subject.questionnaire, example.answers)[0] for example in subject.examples]
    scopes = subject.questionnaire.scopes
    for item in [one for one in subject.questionnaire.questions if not scopes[one.link_id]]:
        usual = Counter(answers[item.link_id] for answers in read if item.link_id in answers)
        yield item.link_id, _mildest(subject, item, [answer for answer, _ in usual.most_common(1)])


def _mildest(subject: Subject, item: Item, usual: Iterable[Answer]) -> Answer:
    clause = subject.table_inputs.get(item.link_id)
    if clause is not None and clause.red_flag and not isinstance(clause.red_flag, str):
        return clause.red_flag[0]
    alone = [option.code for option in item.options if option.exclusive]
    if item.repeats and alone:
        return (alone[0],)
    for answer in usual:
        return answer
    if item.options:
        return (item.options[0].code,) if item.repeats else item.options[0].code
    if item.type == "boolean":
        return False
    if item.type in NUMBERS:
        return int(item.minimum or 0)
    return SOMETHING.get(item.type, "…") if item.required or item.repeating else None


