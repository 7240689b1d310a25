"""An assessment: the questions, the rules, the endings; and what a set of answers leads to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from polku.assessment.logic.answers import facts, told
from polku.assessment.logic.calculating import with_settled
from polku.assessment.logic.metadata import Metadata
from polku.assessment.logic.questionnaire import Answers, Item, Questionnaire, unanswered
from polku.definitions.urgency import Urgency
from polku.foundation.content import Text
from polku.foundation.errors import PolkuError
from polku.rules.model import Model
from polku.rules.table import InputClause, Outcome, Rule, Table
from polku.rules.values import Input, Missing


@dataclass(frozen=True)
class Step:
    title: Text
    text: Text


@dataclass(frozen=True)
class Worse:
    """If it changes for the worse: the number to call, and when."""

    call: str
    text: Text


@dataclass(frozen=True)
class Ending:
    """`stops` ends the questions at once; `main` is the main button: send, call-112, call-116117 or none.

    `services` are the keys of services that may help besides, also those of municipalities and associations.
    """

    id: str
    urgency: Urgency
    stops: bool
    main: str
    title: Text
    instruction: Text
    why_title: Text
    why_not_worse: Text
    steps: tuple[Step, ...] = ()
    self_care: tuple[Text, ...] = ()
    worse: tuple[Worse, ...] = ()
    services: tuple[str, ...] = ()

    @property
    def graded(self) -> bool:
        """Whether its urgency is told: an ending that leads nowhere and advises nothing tells a score alone."""
        return self.urgency > Urgency.SELF_CARE or bool(self.steps or self.self_care)


@dataclass(frozen=True)
class Example:
    name: str
    answers: Mapping[str, object]
    ending: str
    fired: tuple[str, ...]
    file: str
    line: int


@dataclass(frozen=True)
class Assessment:
    metadata: Metadata
    questionnaire: Questionnaire
    model: Model
    decision: str
    endings: Mapping[str, Ending]
    unsure: Text
    content_hash: str
    source: Mapping[str, str] = field(repr=False, default_factory=dict)
    examples: tuple[Example, ...] = ()

    @property
    def id(self) -> str:
        return self.metadata.id

    @property
    def version(self) -> str:
        return self.metadata.version

    @cached_property
    def table(self) -> Table:
        decision = self.model.decisions[self.decision]
        assert isinstance(decision, Table)
        return decision

    @cached_property
    def table_inputs(self) -> Mapping[str, InputClause]:
        """The facts that some table reads, with what "I don't know" counts as in each."""
        tables = [decision for decision in self.model.decisions.values() if isinstance(decision, Table)]
        clauses = [clause for table in tables for clause in table.inputs if clause.name not in self.model.decisions]
        return {clause.name: clause for clause in clauses}

    @cached_property
    def rules(self) -> Mapping[str, tuple[Table, Rule]]:
        """Every rule by its id, with the table that holds it."""
        tables = [decision for decision in self.model.decisions.values() if isinstance(decision, Table)]
        return {rule.id: (table, rule) for table in tables for rule in table.rules}


@dataclass(frozen=True)
class Walk:
    """How far the answers lead: the questions asked so far, then either the next question or an ending."""

    path: tuple[str, ...]
    answers: Answers
    next: Item | None
    ending: Ending | None


@dataclass(frozen=True)
class FiredRule:
    id: str
    text: Text


@dataclass(frozen=True)
class Result:
    """What the person is told, and what is kept of it."""

    assessment: str
    version: str
    content_hash: str
    ending: Ending
    urgency: Urgency
    fired: tuple[FiredRule, ...]
    reasons: Mapping[str, list[str]]
    why_not_worse: Text
    path: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "ending": self.ending.id,
            "urgency": self.urgency.key,
            "fired": [rule.id for rule in self.fired],
            "reasons": dict(self.reasons),
            "path": list(self.path),
            "version": self.version,
            "content_hash": self.content_hash,
        }


class Unfinished(PolkuError):
    """A question is still without an answer."""

    def __init__(self, item: Item) -> None:
        self.item = item
        super().__init__(
            f"question '{item.link_id}' has no answer", "an answer to it", "answer it and try again"
        )


def walk(assessment: Assessment, answers: Answers) -> Walk:
    """Follow the answers question by question, as they were asked; an ending that stops is reached at once.

    Answers to questions that the path does not meet are left aside.
    """
    questionnaire = assessment.questionnaire
    path: list[str] = []
    taken = {item.link_id: answers[item.link_id] for item in questionnaire.given if item.link_id in answers}
    known: dict[str, Input] = {}
    decided: Mapping[str, object] = {}
    values = with_settled(questionnaire, taken)
    while (item := unanswered(questionnaire, values, answers)) is not None:
        if item.key not in answers:
            return Walk(tuple(path), taken, item, None)
        path.append(item.key)
        taken[item.key] = answers[item.key]
        values = with_settled(questionnaire, taken)
        known, changed = _learn(questionnaire, item, values, known)
        decided = assessment.model.values(assessment.decision, known, earlier=decided, changed=changed)
        ending = ending_of(assessment, decided[assessment.decision])
        if ending is not None and ending.stops:
            return Walk(tuple(path), taken, None, ending)
    return Walk(tuple(path), taken, None, ending_of(assessment, decided.get(assessment.decision)))


def _learn(
    questionnaire: Questionnaire, item: Item, values: Answers, known: dict[str, Input]
) -> tuple[dict[str, Input], Collection[str]]:
    """The facts after one more answer, and which of them are new."""
    if not questionnaire.settled:
        new = told(questionnaire, {item.key: values[item.key]})
        known |= new
        return known, new
    every = told(questionnaire, values)
    return every, [name for name in every.keys() | known.keys() if every.get(name) != known.get(name)]


def assess(assessment: Assessment, answers: Answers) -> Result:
    """The result of finished answers. Raises Unfinished where a question is still open."""
    reached = walk(assessment, answers)
    if reached.next is not None:
        raise Unfinished(reached.next)
    if reached.ending is None:
        raise PolkuError("no rule covers these answers", "an ending for every answer", "mend the rule table")
    known = facts(assessment.questionnaire, reached.answers)
    outcomes = assessment.model.evaluate(assessment.decision, known)
    fired = tuple(FiredRule(rule.id, rule.text) for _, rule in fired_rules(assessment, assessment.decision, outcomes))
    return Result(
        assessment=assessment.id,
        version=assessment.version,
        content_hash=assessment.content_hash,
        ending=reached.ending,
        urgency=reached.ending.urgency,
        fired=fired,
        reasons=_reasons(assessment, outcomes, known),
        why_not_worse=reached.ending.why_not_worse,
        path=reached.path,
    )


def decide(assessment: Assessment, answers: Answers) -> dict[str, Outcome]:
    """The outcomes of all decisions behind the ending, under these answers taken as they are."""
    return assessment.model.evaluate(assessment.decision, facts(assessment.questionnaire, answers))


def ending_of(assessment: Assessment, value: object) -> Ending | None:
    """The ending that the decision names."""
    return assessment.endings.get(value) if isinstance(value, str) else None


def fired_rules(
    assessment: Assessment, decision: str, outcomes: Mapping[str, Outcome]
) -> Iterator[tuple[Table, Rule]]:
    """The rules that made the decision, each followed by those of the decisions that it rests on."""
    rested: list[str] = []
    for rule_id in outcomes[decision].fired:
        table, rule = assessment.rules[rule_id]
        yield table, rule
        rested += [name for name in table.conditions(rule) if name in outcomes and name not in rested]
    for name in rested:
        yield from fired_rules(assessment, name, outcomes)


def _reasons(
    assessment: Assessment, outcomes: Mapping[str, Outcome], known: Mapping[str, Input]
) -> dict[str, list[str]]:
    """Why, in plain words: the text of each rule, or the doubt where the rule rests on "I don't know"."""
    texts: list[Text] = []
    for table, rule in fired_rules(assessment, assessment.decision, outcomes):
        doubts = [name for name in table.conditions(rule) if known.get(name) is Missing.UNKNOWN]
        texts += [_doubt(assessment, name) for name in doubts] or [rule.text]
    languages = sorted({language for text in texts for language in text})
    return {
        language: list(dict.fromkeys(text[language] for text in texts if language in text))
        for language in languages
    }


def _doubt(assessment: Assessment, fact: str) -> Text:
    question = assessment.questionnaire.by_id[fact.split(".")[0]].text
    shared = assessment.unsure.keys() & question.keys()
    return {
        language: assessment.unsure[language].replace("{question}", question[language]) for language in shared
    }
