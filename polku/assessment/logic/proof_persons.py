"""The persons of a proof: everyone who may answer, what they usually answer, and one found answering badly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from polku.assessment.logic.answers import facts, read_answers
from polku.assessment.logic.assessment import Assessment
from polku.assessment.logic.proof_flags import flags_of
from polku.assessment.logic.proof_questions import said
from polku.assessment.logic.proof_walk import Walked
from polku.assessment.logic.questionnaire import Answer, Item, next_item
from polku.rules.proofs.guards import Guard, no
from polku.rules.proofs.search import Found, Search
from polku.rules.proofs.tables import Encoder
from polku.rules.table import Table
from polku.rules.values import Input, Missing


class Everyone:
    """All persons at once (`one`), and beside each another who answers a red flag differently (`other`)."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.encoder = Encoder(assessment.model)
        self.questions = assessment.questionnaire.questions
        self.one = Walked(assessment, {item.link_id: said(item) for item in self.questions}, self.encoder)
        self.quiet = dict(quiet_answers(assessment))

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
        inputs = self.assessment.table_inputs
        return tuple(name for name, answer in self.one.answers.items() if flags_of(answer, inputs))

    @cached_property
    def other(self) -> Walked:
        changed = {name: said(self.assessment.questionnaire.by_id[name], "'") for name in self.flagged}
        return Walked(self.assessment, {**self.one.answers, **changed}, self.encoder)

    @cached_property
    def usually_asked(self) -> tuple[str, ...]:
        """The questions that someone with nothing to tell is asked."""
        taken: dict[str, Answer] = {}
        while (item := next_item(self.assessment.questionnaire, taken)) is not None:
            taken[item.link_id] = self.quiet.get(item.link_id)
        return tuple(taken)

    def telling(self, walked: Walked, found: Found, table: Table | None = None) -> dict[str, Answer]:
        """The answers that matter: those that are not the usual ones, or else those that the table reads.

        With a table also its questions that are usually asked, but not of this person.
        """
        replies = walked.replies(found)
        told = {name: answer for name, answer in replies.items() if name not in self.quiet or self.quiet[name] != answer}
        if table is not None:
            read = self.read_by(table)
            told |= {name: Missing.NOT_ASKED for name in read if name in self.usually_asked and name not in replies}
            told = told or {name: answer for name, answer in replies.items() if name in read}
        return {name: told[name] for name in walked.asking.order if name in told}

    def read_by(self, table: Table) -> set[str]:
        """The questions that the table reads, itself or through the decisions that it needs."""
        decisions = self.assessment.model.behind(table.name)
        return {name.split(".")[0] for decision in decisions for name in decision.needs} & set(self.one.answers)

    def facts(self, answers: Mapping[str, Answer]) -> dict[str, Input]:
        """What the answers tell the rules; of ticked options only those that are ticked."""
        told = facts(self.assessment.questionnaire, {name: one for name, one in answers.items() if one is not Missing.NOT_ASKED})
        absent: dict[str, Input] = {name: Missing.NOT_ASKED for name, one in answers.items() if one is Missing.NOT_ASKED}
        return {**{name: value for name, value in told.items() if "." not in name or value is not False}, **absent}


def quiet_answers(assessment: Assessment) -> Iterator[tuple[str, Answer]]:
    """What someone with nothing to tell answers: the mildest, or what the examples mostly say."""
    read = [read_answers(assessment.questionnaire, example.answers)[0] for example in assessment.examples]
    for item in assessment.questionnaire.questions:
        usual = Counter(answers[item.link_id] for answers in read if item.link_id in answers)
        yield item.link_id, _mildest(assessment, item, [answer for answer, _ in usual.most_common(1)])


def _mildest(assessment: Assessment, item: Item, usual: Iterable[Answer]) -> Answer:
    clause = assessment.table_inputs.get(item.link_id)
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
    return int(item.minimum or 0) if item.type in ("integer", "decimal") else None


